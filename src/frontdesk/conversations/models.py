"""Tables of conversations and their messages."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from frontdesk.storage.base import BigSerial, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    # which profile answers: "booking", "personal", "app"
    Column("door", Text, nullable=False),
    Column("language", Text, nullable=False),
    # raised by every change of owner; a reply computed under an older epoch is dropped
    Column("epoch", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index(None, "door", "updated_at"),
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

# What conversations have that belong to an account. Times are microseconds, as in `conversations`.
chats = Table(
    "chats",
    metadata,
    # the integer under which the app's surface shows a conversation
    Column("number", BigSerial, primary_key=True, autoincrement=True),
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("door", Text, nullable=False),
    Column("title", Text, nullable=False),
    # "active", "archived", "deleted"
    Column("status", Text, nullable=False),
    Column("is_pinned", Boolean, nullable=False),
    Column("message_count", Integer, nullable=False),
    # where it branched off; the parent may be gone
    Column("parent_id", Text),
    Column("branch_point", BigInteger),
    # the last of its own messages that was copied from there: nobody said these twice, so figures leave them out
    Column("copied_to", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger, index=True),
    Index(None, "account_id", "door", "status", "is_pinned", "updated_at"),
)

# What search looks at: the distinct words of each message, folded, between blanks. Whatever writes a message of a chat
# writes this too. It goes with its chat; single messages are only ever dropped while they have no words.
chat_words = Table(
    "chat_words",
    metadata,
    Column("chat", BigInteger, ForeignKey("chats.number", ondelete="CASCADE"), primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("words", Text, nullable=False),
    # one chat's rows stand together, so that looking through an account's chats reads few pages
    sqlite_with_rowid=False,
)

# How an assistant's message came about, where a model or the local answer wrote it.
replies = Table(
    "replies",
    metadata,
    Column("message_id", BigInteger, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    # "writing", "done", "incomplete"
    Column("state", Text, nullable=False),
    Column("provider", Text),
    Column("model", Text),
    Column("prompt_tokens", Integer),
    Column("completion_tokens", Integer),
    # tokens that were promised to it while it is written, and the day they count for
    Column("reserved", Integer),
    Column("reserved_on", Text),
    # what the reply rests on, and what tools did, as JSON
    Column("detail", Text),
    Column("created_at", BigInteger, nullable=False),
    # last sign of life of the process that writes, and of a reader elsewhere
    Column("written_at", BigInteger, nullable=False),
    Column("followed_at", BigInteger),
    Index(None, "account_id", "created_at"),
    Index(None, "state", "written_at"),
)
