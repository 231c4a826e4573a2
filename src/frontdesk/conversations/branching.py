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

_PLACE = Sql(
    "SELECT count(*), max(id), (SELECT written_at FROM replies WHERE message_id = :point AND state = 'writing')"
    " FROM messages WHERE conversation_id = :id AND id <= :point"
)
_COPY = Sql(
    "INSERT INTO messages (conversation_id, sender, content, created_at)"
    " SELECT :new, sender, content, created_at FROM messages"
    " WHERE conversation_id = :id AND id <= :point ORDER BY id"
)
# Ids grow in the order of the originals, so the first belongs to the first.
_PAIRS = (
    "WITH old AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM messages"
    " WHERE conversation_id = :id AND id <= :point), new AS (SELECT id, row_number() OVER (ORDER BY id) AS place"
    " FROM messages WHERE conversation_id = :new) {then}"
)
_COPY_REPLIES = Sql(
    _PAIRS.format(
        then="INSERT INTO replies (message_id, conversation_id, account_id, state, provider, model, prompt_tokens,"
        " completion_tokens, detail, created_at, written_at)"
        " SELECT new.id, :new, r.account_id, CASE r.state WHEN 'done' THEN 'done' ELSE 'incomplete' END, r.provider,"
        " r.model, r.prompt_tokens, r.completion_tokens, r.detail, r.created_at, r.written_at"
        " FROM old JOIN new ON new.place = old.place JOIN replies r ON r.message_id = old.id"
    )
)
_COPY_WORDS = Sql(
    _PAIRS.format(
        then="INSERT INTO chat_words (chat, message_id, words) SELECT :new_number, new.id, w.words"
        " FROM old JOIN new ON new.place = old.place JOIN chat_words w ON w.chat = :number AND w.message_id = old.id"
    )
)
_COPIED_TO = Sql(
    "UPDATE chats SET copied_to = (SELECT max(id) FROM messages WHERE conversation_id = :new)"
    " WHERE conversation_id = :new"
)


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
    row = tx.one(_PLACE, id=parent.id, point=number)
    if row is None or row[1] != number:
        raise MessageNotFound
    if row[2] is not None and row[2] > to_micros(now - replies.DEAD_AFTER):
        raise replies.Busy
    made = chats.open_chat(
        tx, account_id, door, _title(parent), parent.language, now, branch=Branch(parent.id, number, row[0])
    )
    tx.run(_COPY, new=made.id, id=parent.id, point=number)
    tx.run(_COPY_REPLIES, new=made.id, id=parent.id, point=number)
    tx.run(_COPY_WORDS, new=made.id, id=parent.id, point=number, number=parent.number, new_number=made.number)
    tx.run(_COPIED_TO, new=made.id)
    return made


def _title(parent: Chat) -> str:
    """The parent's with a mark behind it; a branch of a branch is marked once."""
    mark = text("chats.branch_mark", parent.language)
    if parent.title.endswith(mark):
        return parent.title
    return f"{parent.title[: chats.LONGEST_TITLE - len(mark) - 1]} {mark}"
