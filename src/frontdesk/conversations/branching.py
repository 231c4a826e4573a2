"""A chat that goes another way from one of its messages on.

What was said until there is copied, so a branch owes nothing to the chat it came from: that one may be changed, deleted
and purged. Copies keep their times, their models and tokens; figures do not count them a second time.
"""

from datetime import datetime

from frontdesk.conversations import chats, replies
from frontdesk.conversations.chats import Branch, Chat
from frontdesk.conversations.transcript import Door
from frontdesk.kit.clock import to_micros
from frontdesk.kit.errors import NotFound
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import text
from frontdesk.storage.session import Sql, Tx

_OLD = Sql("SELECT id FROM messages WHERE conversation_id = :id AND id <= :point ORDER BY id")
_WRITTEN = Sql("SELECT written_at FROM replies WHERE message_id = :point AND state = 'writing'")
_COPY = Sql(
    "INSERT INTO messages (conversation_id, sender, content, created_at)"
    " SELECT :new, sender, content, created_at FROM messages"
    " WHERE conversation_id = :id AND id <= :point ORDER BY id RETURNING id"
)


# Which copy belongs to which original: ids grow in the order of the originals. On SQLite they have no gaps, since
# nobody else writes meanwhile.
_COUNTED = (
    "WITH pairs AS (SELECT id AS old, :first + row_number() OVER (ORDER BY id) - 1 AS new FROM messages"
    " WHERE conversation_id = :id AND id <= :point) {then}"
)
_PAIRED = (
    "WITH pairs AS (SELECT * FROM unnest(CAST(:olds AS bigint[]), CAST(:news AS bigint[])) AS p (old, new)) {then}"
)


def _copy(then: str) -> Sql:
    return Sql(_COUNTED.format(then=then), postgresql=_PAIRED.format(then=then))


_COPY_REPLIES = _copy(
    "INSERT INTO replies (message_id, conversation_id, account_id, state, provider, model, prompt_tokens,"
    " completion_tokens, detail, created_at, written_at)"
    " SELECT p.new, :new, r.account_id, CASE r.state WHEN 'done' THEN 'done' ELSE 'incomplete' END, r.provider,"
    " r.model, r.prompt_tokens, r.completion_tokens, r.detail, r.created_at, r.written_at"
    " FROM pairs p JOIN replies r ON r.message_id = p.old"
)
_COPY_WORDS = _copy(
    "INSERT INTO chat_words (chat, message_id, words) SELECT :new_number, p.new, w.words"
    " FROM pairs p JOIN chat_words w ON w.chat = :number AND w.message_id = p.old"
)
_COPIED_TO = Sql("UPDATE chats SET copied_to = :last WHERE conversation_id = :new")


class MessageNotFound(NotFound):
    detail = "Message not found"


def branch(
    tx: Tx, account_id: AccountId, door: Door, conversation_id: str, from_message_id: int, now: datetime
) -> Chat:
    """A new chat with everything up to and including that message.

    ChatNotFound, MessageNotFound for one that is not of this chat, Busy for a reply that is still being written.
    """
    parent = chats.get(tx, account_id, door, conversation_id)
    replies.lock(tx, parent.id)
    number = from_message_id if 0 < from_message_id <= chats.LARGEST_NUMBER else 0
    olds = [row[0] for row in tx.run(_OLD, id=parent.id, point=number)]
    if not olds or olds[-1] != number:
        raise MessageNotFound
    written = tx.one(_WRITTEN, point=number)
    if written is not None and written[0] > to_micros(now - replies.DEAD_AFTER):
        raise replies.Busy
    made = chats.open_chat(
        tx, account_id, door, _title(parent), parent.language, now, count=len(olds), branch=Branch(parent.id, number)
    )
    news = sorted(row[0] for row in tx.run(_COPY, new=made.id, id=parent.id, point=number))
    pairs = {"id": parent.id, "point": number, "first": news[0], "olds": olds, "news": news}
    tx.run(_COPY_REPLIES, new=made.id, **pairs)
    tx.run(_COPY_WORDS, number=parent.number, new_number=made.number, **pairs)
    tx.run(_COPIED_TO, new=made.id, last=news[-1])
    return made


def _title(parent: Chat) -> str:
    """The parent's with a mark behind it; a branch of a branch is marked once."""
    mark = text("chats.branch_mark", parent.language)
    if parent.title.endswith(mark):
        return parent.title
    return f"{parent.title[: chats.LONGEST_TITLE - len(mark) - 1]} {mark}"
