"""A message that is sent again under its key: it counts once, and is answered with the answer that it has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import orjson

from frontdesk.assistant import abandoned
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


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was stored under its key, and whose reply came to nothing, as when its process died."""

    conversation_id: ConversationId
    asked_id: int


def unanswered(tx: Tx, key: Key, account_id: AccountId, now: datetime) -> Unanswered | None:
    """What the key stands for, if it is that."""
    given = idempotency.answer_of(tx, key, now)
    if given is None or _find(tx, account_id, given, now) is not None:
        return None
    conversation, asked, _ = orjson.loads(given.body)
    return Unanswered(ConversationId(conversation), asked)


def once(
    tx: Tx,
    key: Key,
    account_id: AccountId,
    now: datetime,
    begin: Callable[[Tx, Unanswered | None], tuple[Writing, T]],
) -> tuple[Writing, T] | Repeated:
    """What `begin` gives, or the reply that the key stands for already. Where that came to nothing it is begun again,
    with the question that stands there already: whoever sends a message again wants an answer, and has asked once.
    KeyReused if the body differs."""
    begun: list[tuple[Writing, T]] = []
    before: Unanswered | None = None

    def work(inner: Tx) -> Answer:
        begun.append(begin(inner, before))
        writing = begun[-1][0]
        return Answer(200, orjson.dumps([writing.conversation_id, writing.asked_id, writing.message_id]).decode())

    given = idempotency.once(tx, key, now, work)
    if begun:
        return begun[-1]
    found = _find(tx, account_id, given, now)
    if found is not None:
        return found
    # What a dead process had promised is settled before its reply goes.
    abandoned.settle(tx, now)
    conversation, asked, _ = orjson.loads(given.body)
    before = Unanswered(ConversationId(conversation), asked)
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
