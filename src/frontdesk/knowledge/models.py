"""Tables of what the business knows, and of what it was asked and did not know."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from frontdesk.storage.base import UtcTime, metadata

entries = Table(
    "knowledge_entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("updated_at", UtcTime, nullable=False),
    Index(None, "language", "is_active"),
)

vectors = Table(
    "knowledge_vectors",
    metadata,
    Column("entry_id", Text, ForeignKey("knowledge_entries.id", ondelete="CASCADE"), primary_key=True),
    Column("model", Text, nullable=False),
    # little-endian half-precision numbers of length one: of the title, then of each sentence under the title
    Column("vectors", LargeBinary, nullable=False),
)

gaps = Table(
    "knowledge_gaps",
    metadata,
    # hash of language and the question with case, spaces and punctuation folded
    Column("id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("count", Integer, nullable=False, index=True),
    Column("last_asked_at", UtcTime, nullable=False),
)
