"""Who said what, in order. The per-message path: prepared statements only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.storage.session import Row, Sql, Tx

_OPEN = Sql(
    "INSERT INTO conversations (id, door, language, epoch, created_at, updated_at)"
    " VALUES (:id, :door, :language, 0, :now, :now)"
)
_TOUCH = Sql("UPDATE conversations SET language = :language, updated_at = :now WHERE id = :id")
_EXCHANGE = Sql(
    "INSERT INTO messages (conversation_id, sender, content, created_at)"
    " VALUES (:id, 'customer', :said, :now), (:id, 'assistant', :answered, :now)"
)
_HISTORY = Sql(
    "SELECT id, sender, content, created_at FROM messages"
    " WHERE conversation_id = :id AND id > :after ORDER BY id LIMIT :count"
)
_LATEST = Sql(
    "SELECT id, sender, content, created_at FROM messages WHERE conversation_id = :id ORDER BY id DESC LIMIT :count"
)
_DELETE_MESSAGES = Sql("DELETE FROM messages WHERE conversation_id = :id")
_DELETE = Sql("DELETE FROM conversations WHERE id = :id")
# What hangs on a conversation goes with it. Chats of accounts are their owners' and stay until those delete them.
_FORGET = Sql(
    "DELETE FROM conversations WHERE id IN"
    " (SELECT id FROM conversations WHERE door = 'booking' AND updated_at < :before ORDER BY updated_at LIMIT :count)"
)


class Door(StrEnum):
    """Through which surface a conversation came, and so which responders answer it."""

    BOOKING = "booking"
    PERSONAL = "personal"
    APP = "app"


class Sender(StrEnum):
    CUSTOMER = "customer"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """`id` grows within a conversation and is its order; times are for people."""

    id: int
    sender: Sender
    content: str
    created_at: datetime


def open_conversation(tx: Tx, conversation_id: ConversationId, door: Door, language: Language, now: datetime) -> None:
    tx.run(_OPEN, id=conversation_id, door=door.value, language=language.value, now=to_micros(now))


def record_exchange(
    tx: Tx, conversation_id: ConversationId, said: str, answered: str, language: Language, now: datetime
) -> None:
    """A customer's line and its answer, stored together: neither is ever there without the other."""
    micros = to_micros(now)
    tx.run(_EXCHANGE, id=conversation_id, said=said, answered=answered, now=micros)
    touch(tx, conversation_id, language, now)


def touch(tx: Tx, conversation_id: ConversationId, language: Language, now: datetime) -> None:
    """Something was said, in that language."""
    tx.run(_TOUCH, id=conversation_id, language=language.value, now=to_micros(now))


def history(tx: Tx, conversation_id: ConversationId, *, after: int = 0, count: int = 200) -> list[Message]:
    """Oldest first, from the message behind `after` on."""
    return [_message(row) for row in tx.run(_HISTORY, id=conversation_id, after=after, count=count)]


def latest(tx: Tx, conversation_id: ConversationId, count: int) -> list[Message]:
    """The last `count` messages, oldest first."""
    return [_message(row) for row in reversed(tx.run(_LATEST, id=conversation_id, count=count))]


def erase(tx: Tx, conversation_id: ConversationId) -> None:
    """The conversation with all that hangs on it."""
    tx.run(_DELETE_MESSAGES, id=conversation_id)
    tx.run(_DELETE, id=conversation_id)


def forget_old(tx: Tx, *, before: datetime, count: int) -> int:
    """Erases up to `count` visitors' conversations that have been silent since, with all that hangs on them; how many.

    Chats of accounts stay: what their owners delete, chats.purge_deleted erases.
    """
    return tx.changed(_FORGET, before=to_micros(before), count=count)


def _message(row: Row) -> Message:
    return Message(row[0], Sender(row[1]), row[2], from_micros(row[3]))
