"""A message that is sent again under its key: it counts once, and is answered with the answer that it has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import orjson

from frontdesk.assistant.writing import Done, Writing
from frontdesk.conversations import replies
from frontdesk.conversations.chats import ChatNotFound
from frontdesk.conversations.replies import Followed, State
from frontdesk.kit.ids import AccountId, ConversationId
from frontdesk.llm.messages import Usage
from frontdesk.storage import idempotency
from frontdesk.storage.idempotency import Answer, Key
from frontdesk.storage.session import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Repeated:
    """The reply to a message that was sent before."""

    asked_id: int
    reply: Followed


def once(
    tx: Tx, key: Key, account_id: AccountId, now: datetime, begin: Callable[[Tx], tuple[Writing, T]]
) -> tuple[Writing, T] | Repeated:
    """What `begin` gives, or the reply that the key stands for already. Where that came to nothing it is begun anew:
    whoever sends a message again wants an answer. KeyReused if the body differs."""
    begun: list[tuple[Writing, T]] = []

    def work(inner: Tx) -> Answer:
        begun.append(begin(inner))
        writing = begun[-1][0]
        return Answer(200, orjson.dumps([writing.conversation_id, writing.asked_id, writing.message_id]).decode())

    given = idempotency.once(tx, key, now, work)
    if begun:
        return begun[-1]
    found = _find(tx, account_id, given, now)
    if found is not None:
        return found
    idempotency.forget(tx, key)
    idempotency.once(tx, key, now, work)
    return begun[-1]


def ended(repeated: Repeated) -> Writing:
    """A reply that is stored, as if it had just been written."""
    reply = repeated.reply
    writing = Writing(reply.conversation_id, reply.message_id, repeated.asked_id, patience=0.0)
    writing.end(done(reply))
    return writing


def done(found: Followed) -> Done:
    outcome = found.outcome
    return Done(
        found.message_id,
        found.conversation_id,
        found.content,
        outcome.provider or "",
        outcome.model or "",
        Usage(outcome.prompt_tokens or 0, outcome.completion_tokens or 0),
        found.created_at,
        memories_used=len((outcome.detail or {}).get("memories", ())),
        incomplete=outcome.state is State.INCOMPLETE,
    )


def _find(tx: Tx, account_id: AccountId, given: Answer, now: datetime) -> Repeated | None:
    conversation, asked, message = orjson.loads(given.body)
    try:
        reply = replies.follow(tx, account_id, ConversationId(conversation), message, now)
    except ChatNotFound:
        return None
    return Repeated(asked, reply) if reply.content or reply.outcome.state is not State.INCOMPLETE else None
