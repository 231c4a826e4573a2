"""Tables of memories. Times are microseconds, as in `conversations`."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from frontdesk.storage.base import BigSerial, metadata

memories = Table(
    "memories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("content", Text, nullable=False),
    # blind to case, punctuation and spelling of signs: the same statement twice is one memory
    Column("fingerprint", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("importance", Float, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("language", Text, nullable=False),
    # JSON list of words
    Column("contexts", Text, nullable=False),
    # "person" wrote it herself, "message" for what was read out of one, "import", "merge"
    Column("origin", Text, nullable=False),
    # the words it rests on, where they stand, who said them and when. The chat may be gone; the words stay.
    Column("quote", Text),
    Column("source_chat", Text),
    Column("source_message", BigInteger),
    Column("quote_start", Integer),
    Column("quote_end", Integer),
    Column("speaker", Text),
    Column("said_at", BigInteger, nullable=False),
    # order of what was said in one source; neighbours are next to each other
    Column("place", BigInteger, nullable=False),
    # what it is about: "home", "diet", "sister". Two that name the same attribute may contradict each other.
    Column("attribute", Text),
    Column("value", Text),
    Column("is_negated", Boolean, nullable=False),
    # when it was true; an open end is null
    Column("valid_from", BigInteger, nullable=False),
    Column("valid_to", BigInteger),
    Column("superseded_by", Text),
    Column("expires_at", BigInteger),
    Column("expiry_reason", Text),
    Column("is_private", Boolean, nullable=False),
    Column("merged_into", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("verified_at", BigInteger),
    # the last time that the person said it again, and that a reply used it
    Column("last_seen_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("use_count", Integer, nullable=False),
    # what search compares, packed by retrieval/terms.py, and the version of that packing
    Column("terms", LargeBinary, nullable=False),
    Column("terms_version", Integer, nullable=False),
    # the model of its vector in memory_vectors; null while there is none. Here, so that what waits for one is found
    # without looking at all that does not.
    Column("embedded_as", Text),
    # of the person's shelf when this row was last written
    Column("revision", BigInteger, nullable=False),
    Index(None, "account_id", "status", "importance", "created_at"),
    Index(None, "account_id", "fingerprint"),
    Index(None, "account_id", "attribute"),
    Index(None, "account_id", "revision"),
    Index(None, "account_id", "source_chat", "place"),
    Index(None, "account_id", "embedded_as", "status"),
    # those whose date has come, and not those that have been found to be over
    Index(None, "status", "expires_at"),
    Index(None, "status", "valid_to"),
)

# How far a person's memories have been written. A process that keeps them reads what is newer than what it has seen;
# what was erased since cannot be read, so it starts over if `rebuilt` is newer.
memory_shelves = Table(
    "memory_shelves",
    metadata,
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("rebuilt", BigInteger, nullable=False),
)

# Meaning, as a model sees it. Vectors of another model than the present one wait to be made anew and are not compared.
memory_vectors = Table(
    "memory_vectors",
    metadata,
    Column("memory_id", Text, ForeignKey("memories.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("model", Text, nullable=False),
    # little-endian half-precision numbers of length one
    Column("vector", LargeBinary, nullable=False),
    # the same of what was said before it and itself, as one text; null where nothing was
    Column("context", LargeBinary),
    # one small vector a token, for a closer look; null where the model gives none
    Column("tokens", LargeBinary),
    Index(None, "account_id", "model"),
)

# What a memory was before each change: shown to its owner, and what "undo" brings back.
memory_history = Table(
    "memory_history",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("memory_id", Text, ForeignKey("memories.id", ondelete="CASCADE"), nullable=False, index=True),
    # "confirm", "reject", "correct", "change", "classify", "supersede", "release", "merge", "unmerge", "expire"
    Column("action", Text, nullable=False),
    # what the person said about it; of "supersede" and "release" the memory whose change was the cause
    Column("feedback", Text),
    # JSON of the columns as they were
    Column("former", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)

memory_links = Table(
    "memory_links",
    metadata,
    Column("source_id", Text, ForeignKey("memories.id", ondelete="CASCADE"), primary_key=True),
    Column("target_id", Text, ForeignKey("memories.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("relation", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
)

# Who else may read a memory. Never enters that reader's prompts, search or figures.
memory_shares = Table(
    "memory_shares",
    metadata,
    Column("memory_id", Text, ForeignKey("memories.id", ondelete="CASCADE"), primary_key=True),
    Column("reader_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("created_at", BigInteger, nullable=False),
)
