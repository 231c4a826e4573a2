"""Tables of the infrastructure: jobs that wait, first answers that are given again, and what models have cost."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from frontdesk.storage.base import Json, UtcTime, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Json, nullable=False),
    # waiting, running or dead; a job that is done is deleted
    Column("state", Text, nullable=False),
    # when a waiting job is due, or when a running one's lease ends
    Column("run_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "state", "run_at"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    # account or address, route and the caller's key, hashed together
    Column("id", Text, primary_key=True),
    Column("body_hash", Text, nullable=False),
    Column("status", Integer),
    Column("answer", Text),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "created_at"),
)

# What is kept in memory (the catalogue, the search index) carries the number it was read at; a writer raises it.
versions = Table(
    "versions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

# Tokens of language models by day (UTC) and by whom: "all", an account's id, or "<account's id>:<purpose>".
spending = Table(
    "spending",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    # promised to calls under way, and used by those that ended
    Column("reserved", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
)
