"""What was said in a chat, a page at a time.

A reply that is still being written stands in its place with what is stored of it so far, which may be nothing:
`is_writing` says so, and `incomplete` too, since it is not the whole. A reply that ended early, or whose process died,
is `incomplete` for good. A reply that came to nothing leaves no message.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from frontdesk.conversations import chats
from frontdesk.conversations.replies import State
from frontdesk.conversations.transcript import Door, Sender
from frontdesk.kit.clock import from_micros
from frontdesk.kit.ids import AccountId, ConversationId
from frontdesk.kit.pagination import Page, Paging
from frontdesk.storage.session import Row, Sql, Tx

_COLUMNS = (
    "SELECT m.id, m.sender, m.content, m.created_at, r.model, r.provider, r.state, r.prompt_tokens,"
    " r.completion_tokens FROM messages m LEFT JOIN replies r ON r.message_id = m.id"
)
_PAGE = Sql(f"{_COLUMNS} WHERE m.conversation_id = :id ORDER BY m.id LIMIT :limit OFFSET :skip")
_AFTER = Sql(f"{_COLUMNS} WHERE m.conversation_id = :id AND m.id > :after ORDER BY m.id LIMIT :count")
_LATEST = Sql(f"{_COLUMNS} WHERE m.conversation_id = :id ORDER BY m.id DESC LIMIT :count")
_TOTAL = Sql("SELECT count(*) FROM messages WHERE conversation_id = :id")


@dataclass(frozen=True, slots=True)
class Said:
    """`model`, `provider` and the tokens are a reply's, as far as its provider told them."""

    id: int
    role: Literal["user", "assistant"]
    content: str
    created_at: datetime
    model: str | None
    provider: str | None
    incomplete: bool
    is_writing: bool
    prompt_tokens: int | None
    completion_tokens: int | None


def page(tx: Tx, account_id: AccountId, door: Door, conversation_id: str, paging: Paging) -> Page[Said]:
    """Oldest first. ChatNotFound as for the chat itself."""
    chat = chats.get(tx, account_id, door, conversation_id)
    rows = tx.run(_PAGE, id=chat.id, limit=paging.limit, skip=paging.skip)
    total = tx.one(_TOTAL, id=chat.id)
    return Page([_said(row) for row in rows], total[0] if total else 0, paging.limit, paging.skip)


def latest(tx: Tx, conversation_id: ConversationId, count: int) -> list[Said]:
    """The last `count` messages, oldest first, of a chat whose owner is known."""
    return [_said(row) for row in reversed(tx.run(_LATEST, id=conversation_id, count=count))]


def after(tx: Tx, conversation_id: ConversationId, message_id: int, count: int) -> list[Said]:
    """Up to `count` messages behind that one, oldest first, for whoever goes through a whole chat of a known owner."""
    return [_said(row) for row in tx.run(_AFTER, id=conversation_id, after=message_id, count=count)]


def _said(row: Row) -> Said:
    number, sender, content, created_at, model, provider, state, prompt, completion = row
    return Said(
        number,
        "user" if sender == Sender.CUSTOMER else "assistant",
        content,
        from_micros(created_at),
        model,
        provider,
        incomplete=state in (State.INCOMPLETE, State.WRITING),
        is_writing=state == State.WRITING,
        prompt_tokens=prompt,
        completion_tokens=completion,
    )
