"""Table of what models may cost."""

from sqlalchemy import BigInteger, Column, Table, Text

from frontdesk.storage.base import metadata

# Tokens by day (UTC) and by whom: "all" or an account's id.
spending = Table(
    "spending",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    # promised to calls under way, and used by those that ended
    Column("reserved", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
)
