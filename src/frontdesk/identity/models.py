"""Tables of accounts, sign-in and codes."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from frontdesk.storage.base import BigSerial, UtcTime, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    # trimmed and in lower case: an account key is blind to case
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    # raised by a password reset, a role change or a deactivation; tokens of another generation are void
    Column("generation", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    # null until a code sent to the address came back
    Column("verified_at", UtcTime),
)

# What an account has chosen, as JSON of the parts that differ from the defaults.
preferences = Table(
    "preferences",
    metadata,
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("chosen", Text, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

reset_tokens = Table(
    "reset_tokens",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of the token
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    # replaced by a later one; kept until it would have expired, because the requests of that time are counted
    Column("is_void", Boolean, nullable=False),
)

# Each opens one socket; what the token that it stands for says comes with it.
tickets = Table(
    "tickets",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of the ticket
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    # when the token ends
    Column("ends_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

# Addresses that an account has signed in from: guessing from elsewhere cannot use up their tries.
known_addresses = Table(
    "known_addresses",
    metadata,
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("address_hash", Text, primary_key=True),
    Column("seen_at", BigInteger, nullable=False),
)

codes = Table(
    "codes",
    metadata,
    Column("id", Text, primary_key=True),  # purpose and subject: "booking:<id>"
    # keyed hash of the code; null when none is valid (three wrong tries)
    Column("code_hash", Text),
    Column("tries_left", Integer, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

code_sends = Table(
    "code_sends",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("target_hash", Text, nullable=False),
    Column("sent_at", BigInteger, nullable=False, index=True),
    Index(None, "target_hash", "sent_at"),
)
