"""A reply that is written over seconds: begun with the question it answers, kept as it grows, finished once.

While it grows its row is "writing" and carries the last sign of life of the process that writes it. Nothing else may be
asked in that chat meanwhile; what a dead process left behind becomes "incomplete" and bars nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson

from frontdesk.conversations import chats, transcript, words
from frontdesk.conversations.chats import Chat, ChatNotFound
from frontdesk.conversations.transcript import Door
from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.errors import Conflict
from frontdesk.kit.ids import AccountId, ConversationId
from frontdesk.kit.languages import Language
from frontdesk.storage.session import Row, Sql, Tx

# A writer shows that it lives every second or so; one that has been still for this long is dead.
DEAD_AFTER = timedelta(seconds=15)
# A reader at another process asks several times a second.
_FOLLOWED = timedelta(seconds=2)

_BUSY = Sql(
    "SELECT 1 FROM replies WHERE conversation_id = :id AND state = 'writing' AND written_at > :since LIMIT 1",
)
# Two messages to one chat at the same moment take turns at its row.
_LOCK = Sql(
    "SELECT message_count FROM chats WHERE conversation_id = :id",
    postgresql="SELECT message_count FROM chats WHERE conversation_id = :id FOR UPDATE",
)
_THERE = Sql("SELECT 1 FROM chats WHERE conversation_id = :id")
_SAY = Sql(
    "INSERT INTO messages (conversation_id, sender, content, created_at)"
    " VALUES (:id, 'customer', :said, :now), (:id, 'assistant', '', :now) RETURNING id"
)
_ANSWER = Sql(
    "INSERT INTO messages (conversation_id, sender, content, created_at)"
    " VALUES (:id, 'assistant', '', :now) RETURNING id"
)
_LAST = Sql("SELECT max(id) FROM messages WHERE conversation_id = :id")
_BEGIN = Sql(
    "INSERT INTO replies (message_id, conversation_id, account_id, state, created_at, written_at)"
    " VALUES (:message, :id, :account, 'writing', :now, :now)"
)
_COUNT = Sql("UPDATE chats SET message_count = message_count + :more, updated_at = :now WHERE conversation_id = :id")
_CONTENT = Sql("UPDATE messages SET content = :content WHERE id = :message")
_ALIVE = Sql(
    "UPDATE replies SET written_at = :now WHERE message_id = :message AND state = 'writing' RETURNING followed_at"
)
# Nobody is to go on being told in a chat that is deleted, nor an account that is switched off.
_GONE = Sql(
    "SELECT 1 FROM replies r JOIN chats c ON c.conversation_id = r.conversation_id"
    " JOIN accounts a ON a.id = r.account_id"
    " WHERE r.message_id = :message AND (c.status = 'deleted' OR NOT a.is_active)"
)
_KNOWN = Sql("SELECT 1 FROM replies WHERE message_id = :message")
_FINISH = Sql(
    "UPDATE replies SET state = :state, provider = :provider, model = :model, prompt_tokens = :prompt,"
    " completion_tokens = :completion, detail = :detail, written_at = :now WHERE message_id = :message"
)
_RESERVED = Sql("UPDATE replies SET reserved = :tokens, reserved_on = :day WHERE message_id = :message")
_DROP = Sql("DELETE FROM messages WHERE id = :message")
_ABANDON = Sql(
    "UPDATE replies SET state = 'incomplete' WHERE state = 'writing' AND written_at < :before"
    " RETURNING account_id, reserved, reserved_on, conversation_id, message_id"
)
_CONTENT_OF = Sql("SELECT content FROM messages WHERE id = :message")
_FOLLOW = Sql(
    "SELECT r.state, m.content, r.provider, r.model, r.prompt_tokens, r.completion_tokens, r.conversation_id,"
    " r.written_at, m.created_at, r.detail FROM replies r JOIN messages m ON m.id = r.message_id"
    " WHERE r.message_id = :message AND r.conversation_id = :id AND r.account_id = :account"
)
_FIND = Sql(
    "SELECT r.state, m.content, r.provider, r.model, r.prompt_tokens, r.completion_tokens, r.conversation_id,"
    " r.written_at, m.created_at, r.detail FROM replies r JOIN messages m ON m.id = r.message_id"
    " JOIN chats c ON c.conversation_id = r.conversation_id"
    " WHERE r.message_id = :message AND r.account_id = :account AND c.door = :door AND c.status <> 'deleted'"
)
_FOLLOWED_AT = Sql("UPDATE replies SET followed_at = :now WHERE message_id = :message AND state = 'writing'")
_UNDER_WAY = Sql("SELECT conversation_id FROM replies WHERE state = 'writing' AND account_id = :account")
_NEWEST = Sql("SELECT max(message_id) FROM replies WHERE conversation_id = :id AND account_id = :account")


class State(StrEnum):
    WRITING = "writing"
    DONE = "done"
    INCOMPLETE = "incomplete"


class Busy(Conflict):
    code = "busy"
    detail = "A reply is still being written in this conversation."


@dataclass(frozen=True, slots=True)
class Begun:
    """What was asked, stored, and the place of what will be answered; and how many messages were there `before`."""

    asked_id: int
    message_id: int
    before: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reply came about. `detail` is plain data: what it rests on, what tools did, the code of what broke it
    off."""

    state: State
    provider: str | None = None
    model: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    detail: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """A reply as it stands in the database."""

    message_id: int
    conversation_id: ConversationId
    content: str
    outcome: Outcome
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Ids of replies: `followed` are read at another process; `gone` are in a chat that has been deleted meanwhile, or
    of an account that has been erased or switched off."""

    followed: frozenset[int]
    gone: frozenset[int]


@dataclass(frozen=True, slots=True)
class Orphan:
    """`reserved` tokens were promised to it on the day `reserved_on`."""

    account_id: AccountId
    reserved: int
    reserved_on: str | None


def begin(tx: Tx, chat: Chat, said: str, language: Language, now: datetime) -> Begun:
    """Busy while another reply of the chat is being written."""
    before = lock(tx, chat.id)
    if is_writing(tx, chat.id, now):
        raise Busy
    begun = _begin(tx, chat, said, before, now)
    tx.run(_COUNT, id=chat.id, more=2, now=to_micros(now))
    transcript.touch(tx, chat.id, language, now)
    return begun


def begin_new(
    tx: Tx, account_id: AccountId, door: Door, said: str, language: Language, now: datetime
) -> tuple[Chat, Begun]:
    """A chat that begins with the question, and is named after it. Unauthorized if the account has been erased."""
    chat = chats.open_chat(tx, account_id, door, chats.title_of(said), language, now, count=2)
    return chat, _begin(tx, chat, said, 0, now)


def begin_again(tx: Tx, chat: Chat, asked_id: int, now: datetime) -> Begun | None:
    """A place for another answer to a question whose own came to nothing; None where it is not the chat's last message
    any more. Busy while another reply of the chat is being written."""
    before = lock(tx, chat.id)
    if is_writing(tx, chat.id, now):
        raise Busy
    if tx.one(_LAST, id=chat.id) != (asked_id,):
        return None
    micros = to_micros(now)
    made = tx.one(_ANSWER, id=chat.id, now=micros)
    if made is None:
        raise AssertionError("RETURNING answers")
    tx.run(_BEGIN, message=made[0], id=chat.id, account=chat.account_id, now=micros)
    tx.run(_COUNT, id=chat.id, more=1, now=micros)
    return Begun(asked_id, made[0], before - 1)


def is_writing(tx: Tx, conversation_id: ConversationId, now: datetime) -> bool:
    """Whether somebody alive writes a reply in that chat."""
    return tx.one(_BUSY, id=conversation_id, since=to_micros(now - DEAD_AFTER)) is not None


def lock(tx: Tx, conversation_id: ConversationId) -> int:
    """Until the transaction ends nobody else asks in this chat, or branches from it: how many messages it has.
    ChatNotFound for one that has been erased meanwhile."""
    row = tx.one(_LOCK, id=conversation_id)
    if row is None:
        raise ChatNotFound
    return int(row[0])


def _begin(tx: Tx, chat: Chat, said: str, before: int, now: datetime) -> Begun:
    micros = to_micros(now)
    # Ids grow in the order of the rows.
    asked, answer = sorted(row[0] for row in tx.run(_SAY, id=chat.id, said=said, now=micros))
    tx.run(_BEGIN, message=answer, id=chat.id, account=chat.account_id, now=micros)
    words.add(tx, chat.id, asked, said)
    return Begun(asked, answer, before)


def keep(tx: Tx, growing: Sequence[tuple[int, str]], now: datetime) -> Kept:
    """Stores what (message id, text so far) have come to."""
    followed, gone = set[int](), set[int]()
    since = to_micros(now - _FOLLOWED)
    for message_id, content in growing:
        row = tx.one(_ALIVE, message=message_id, now=to_micros(now))
        if row is None:
            if tx.one(_KNOWN, message=message_id) is None:
                gone.add(message_id)
            continue
        tx.run(_CONTENT, message=message_id, content=content)
        if tx.one(_GONE, message=message_id) is not None:
            gone.add(message_id)
        elif row[0] is not None and row[0] > since:
            followed.add(message_id)
    return Kept(frozenset(followed), frozenset(gone))


def finish(tx: Tx, chat_id: ConversationId, message_id: int, content: str, outcome: Outcome, now: datetime) -> bool:
    """The last word on a reply. One that came to nothing leaves no message behind.

    False if it has been taken for dead meanwhile, and so settled by others; its words are stored all the same. True for
    one whose chat has been erased: nobody else will settle that.
    """
    was_alive = tx.one(_ALIVE, message=message_id, now=to_micros(now)) is not None
    if not was_alive and tx.one(_THERE, id=chat_id) is None:
        return True
    if not content and outcome.state is State.INCOMPLETE:
        _drop(tx, chat_id, message_id, now)
        return was_alive
    if not tx.changed(_CONTENT, message=message_id, content=content):
        return was_alive  # whoever took it for dead has dropped it, since it was empty then
    tx.run(
        _FINISH,
        message=message_id,
        state=outcome.state.value,
        provider=outcome.provider,
        model=outcome.model,
        prompt=outcome.prompt_tokens,
        completion=outcome.completion_tokens,
        detail=None if outcome.detail is None else orjson.dumps(outcome.detail).decode(),
        now=to_micros(now),
    )
    tx.run(_COUNT, id=chat_id, more=0, now=to_micros(now))
    words.add(tx, chat_id, message_id, content)
    return was_alive


def note_promise(tx: Tx, message_id: int, tokens: int, day: str) -> None:
    """What is promised to a reply, for whoever finds it after its process died."""
    tx.run(_RESERVED, message=message_id, tokens=tokens, day=day)


def abandon_dead(tx: Tx, now: datetime) -> list[Orphan]:
    """Replies whose process died while it wrote them become incomplete; of which nothing is stored leave no message."""
    rows = tx.run(_ABANDON, before=to_micros(now - DEAD_AFTER))
    for *_, chat_id, message_id in rows:
        content = tx.one(_CONTENT_OF, message=message_id)
        if content is not None and content[0]:
            words.add(tx, chat_id, message_id, content[0])
        else:
            _drop(tx, chat_id, message_id, now)
    return [Orphan(AccountId(row[0]), row[1] or 0, row[2]) for row in rows]


def follow(tx: Tx, account_id: AccountId, conversation_id: ConversationId, message_id: int, now: datetime) -> Followed:
    """The reply as far as it is stored. ChatNotFound for one that is not this account's."""
    row = tx.one(_FOLLOW, message=message_id, id=conversation_id, account=account_id)
    if row is None:
        raise ChatNotFound("Message not found")
    return _followed(message_id, row, now)


def find(tx: Tx, account_id: AccountId, door: Door, message_id: int, now: datetime) -> Followed:
    """The same by its own id alone. ChatNotFound also for one whose chat is deleted."""
    row = tx.one(_FIND, message=message_id, account=account_id, door=door.value)
    if row is None:
        raise ChatNotFound("Message not found")
    return _followed(message_id, row, now)


def show_interest(tx: Tx, message_id: int, now: datetime) -> None:
    """Keeps a reply going that a reader at this process waits for and another process writes."""
    tx.run(_FOLLOWED_AT, message=message_id, now=to_micros(now))


def under_way(tx: Tx, account_id: AccountId) -> frozenset[ConversationId]:
    """The account's chats whose last message is a reply that still grows, or that nobody has settled yet."""
    return frozenset(ConversationId(row[0]) for row in tx.run(_UNDER_WAY, account=account_id))


def newest(tx: Tx, account_id: AccountId, conversation_id: ConversationId) -> int | None:
    """The chat's last reply, be it finished or not."""
    row = tx.one(_NEWEST, id=conversation_id, account=account_id)
    return None if row is None else row[0]


def _drop(tx: Tx, chat_id: ConversationId, message_id: int, now: datetime) -> None:
    if tx.changed(_DROP, message=message_id):
        tx.run(_COUNT, id=chat_id, more=-1, now=to_micros(now))


def _followed(message_id: int, row: Row, now: datetime) -> Followed:
    state = State(row[0])
    if state is State.WRITING and from_micros(row[7]) < now - DEAD_AFTER:
        state = State.INCOMPLETE
    detail = None if row[9] is None else orjson.loads(row[9])
    outcome = Outcome(state, row[2], row[3], row[4], row[5], detail)
    return Followed(message_id, ConversationId(row[6]), row[1], outcome, from_micros(row[8]))
