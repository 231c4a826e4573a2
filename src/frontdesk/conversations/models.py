"""Tables of conversations and their messages."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from frontdesk.storage.base import BigSerial, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    # which profile answers: "booking"
    Column("door", Text, nullable=False),
    Column("language", Text, nullable=False),
    # raised by every change of owner; a reply computed under an older epoch is dropped
    Column("epoch", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False, index=True),
)

messages = Table(
    "messages",
    metadata,
    # also the order of a conversation: a clock that was set back reorders nothing
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("sender", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "conversation_id", "id"),
)
