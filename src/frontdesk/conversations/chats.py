"""Conversations that belong to an account: opened, found again, changed, deleted.

Every read goes through the owner: somebody else's chat is as absent as one that does not exist.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update

from frontdesk.conversations import transcript
from frontdesk.conversations.models import chats, conversations
from frontdesk.conversations.transcript import Door
from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.errors import NotFound, Unauthorized
from frontdesk.kit.ids import AccountId, ConversationId, new_id
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page, Paging
from frontdesk.kit.text import normalise
from frontdesk.storage.session import Row, Sql, Tx

LONGEST_TITLE = 200
_TITLE_OF_A_MESSAGE = 60
# Messages erased in one transaction: on SQLite everybody else waits as long.
_PURGED_AT_ONCE = 1_000

_COLUMNS = (
    "c.number, c.conversation_id, c.account_id, c.door, c.title, c.status, c.is_pinned, c.message_count, c.parent_id,"
    " c.branch_point, c.created_at, c.updated_at, v.language"
    " FROM chats c JOIN conversations v ON v.id = c.conversation_id"
)
_INSERT = (
    "INSERT INTO chats (conversation_id, account_id, door, title, status, is_pinned, message_count, parent_id,"
    " branch_point, created_at, updated_at) SELECT :id, a.id, :door, :title, 'active', FALSE, :count, :parent,"
    " :branch_point, :now, :now FROM accounts a WHERE a.id = :account {lock} RETURNING number"
)
# An account that is being erased at this moment is waited for, and then not there.
_OPEN = Sql(_INSERT.format(lock=""), postgresql=_INSERT.format(lock="FOR KEY SHARE"))
_GET = Sql(
    f"SELECT {_COLUMNS} WHERE c.conversation_id = :id AND c.account_id = :account"
    " AND c.door = :door AND c.status <> 'deleted'"
)
_GET_BY_NUMBER = Sql(
    f"SELECT {_COLUMNS} WHERE c.number = :number AND c.account_id = :account"
    " AND c.door = :door AND c.status <> 'deleted'"
)
# For whoever has changed it, deleted or not.
_CHANGED = Sql(f"SELECT {_COLUMNS} WHERE c.conversation_id = :id AND c.account_id = :account AND c.door = :door")
_LISTING = Sql(
    f"SELECT {_COLUMNS} WHERE c.account_id = :account AND c.door = :door AND c.status = :status"
    " ORDER BY c.is_pinned DESC, c.updated_at DESC, c.number DESC LIMIT :limit OFFSET :skip"
)
_OWNED = Sql(f"SELECT {_COLUMNS} WHERE c.account_id = :account AND c.number > :after ORDER BY c.number LIMIT :count")
_ENTITLE = Sql("UPDATE chats SET title = :title WHERE conversation_id = :id AND title = ''")
_NEWEST = Sql(
    f"SELECT {_COLUMNS} WHERE c.account_id = :account AND c.door = :door AND c.status = :status"
    " ORDER BY c.number DESC LIMIT :limit OFFSET :skip"
)
_COUNT = Sql("SELECT count(*) FROM chats WHERE account_id = :account AND door = :door AND status = :status")
# Integers beyond this are no row's number, and no database's either.
LARGEST_NUMBER = 2**63 - 1


class Status(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Chat:
    """`number` is the chat's integer id, for the surface that shows one. `title` is empty until something is said."""

    number: int
    id: ConversationId
    account_id: AccountId
    door: Door
    title: str
    status: Status
    is_pinned: bool
    message_count: int
    parent_id: ConversationId | None
    branch_point: int | None
    created_at: datetime
    updated_at: datetime
    language: Language


@dataclass(frozen=True, slots=True)
class Change:
    """What is None stays as it is. `status` deletes and restores too."""

    title: str | None = None
    status: Status | None = None
    is_pinned: bool | None = None


class ChatNotFound(NotFound):
    detail = "Conversation not found"


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a new chat comes from: it begins with the parent's messages up to that one."""

    parent_id: ConversationId
    point: int


def open_chat(
    tx: Tx,
    account_id: AccountId,
    door: Door,
    title: str,
    language: Language,
    now: datetime,
    *,
    count: int = 0,
    branch: Branch | None = None,
) -> Chat:
    """`count` messages are stored with it. Unauthorized if the account has been erased meanwhile."""
    conversation_id = ConversationId(new_id())
    transcript.open_conversation(tx, conversation_id, door, language, now)
    row = tx.one(
        _OPEN,
        id=conversation_id,
        account=account_id,
        door=door.value,
        title=title,
        count=count,
        parent=branch.parent_id if branch else None,
        branch_point=branch.point if branch else None,
        now=to_micros(now),
    )
    if row is None:
        raise Unauthorized("User not found")
    return Chat(
        row[0], conversation_id, account_id, door, title, Status.ACTIVE, is_pinned=False,
        message_count=count, parent_id=branch.parent_id if branch else None,
        branch_point=branch.point if branch else None, created_at=now, updated_at=now, language=language,
    )  # fmt: skip


def get(tx: Tx, account_id: AccountId, door: Door, conversation_id: str) -> Chat:
    """ChatNotFound alike for what is not there, deleted, of another door or somebody else's."""
    row = tx.one(_GET, id=conversation_id, account=account_id, door=door.value)
    if row is None:
        raise ChatNotFound
    return _chat(row)


def get_by_number(tx: Tx, account_id: AccountId, door: Door, number: int) -> Chat:
    fits = 0 < number <= LARGEST_NUMBER
    row = tx.one(_GET_BY_NUMBER, number=number, account=account_id, door=door.value) if fits else None
    if row is None:
        raise ChatNotFound
    return _chat(row)


def listing(tx: Tx, account_id: AccountId, door: Door, status: Status, paging: Paging) -> Page[Chat]:
    """Pinned ones first, then the one last spoken in."""
    return _page(tx, _LISTING, account_id, door, status, paging)


def newest(tx: Tx, account_id: AccountId, door: Door, paging: Paging) -> Page[Chat]:
    """In the order of their making, the last one first."""
    return _page(tx, _NEWEST, account_id, door, Status.ACTIVE, paging)


def entitle(tx: Tx, conversation_id: ConversationId, title: str) -> None:
    """Names a chat that was opened before anything was said."""
    tx.run(_ENTITLE, id=conversation_id, title=title)


def change(tx: Tx, account_id: AccountId, door: Door, conversation_id: str, wanted: Change, now: datetime) -> Chat:
    """Also brings a deleted chat back, as long as it has not been purged: it needs a status for that."""
    values: dict[str, Any] = {}
    if wanted.title is not None:
        values["title"] = wanted.title
    if wanted.is_pinned is not None:
        values["is_pinned"] = wanted.is_pinned
    if wanted.status is not None:
        values["status"] = wanted.status.value
        values["deleted_at"] = to_micros(now) if wanted.status is Status.DELETED else None
    mine = [
        chats.c.conversation_id == conversation_id,
        chats.c.account_id == account_id,
        chats.c.door == door.value,
    ]
    is_there = chats.c.status != Status.DELETED.value
    open_to_it = mine if wanted.status in (Status.ACTIVE, Status.ARCHIVED) else [*mine, is_there]
    if not values:
        return get(tx, account_id, door, conversation_id)
    if not tx.execute(update(chats).where(*open_to_it).values(**values)).rowcount:
        raise ChatNotFound
    return _chat(tx.run(_CHANGED, id=conversation_id, account=account_id, door=door.value)[0])


def owned(tx: Tx, account_id: AccountId, after: int, count: int) -> list[Chat]:
    """Up to `count` of the account's chats behind that number, of all doors and with the deleted ones."""
    return [_chat(row) for row in tx.run(_OWNED, account=account_id, after=after, count=count)]


def purge_deleted(tx: Tx, *, before: datetime, count: int) -> int:
    """Erases up to `count` chats that were deleted before, with all their messages; how many. Fewer where they are
    long, so that nobody waits: call it until it answers 0."""
    oldest = (
        select(chats.c.conversation_id, chats.c.message_count)
        .where(chats.c.status == Status.DELETED.value, chats.c.deleted_at < to_micros(before))
        .order_by(chats.c.deleted_at)
        .limit(count)
    )
    gone: list[str] = []
    messages = 0
    for conversation_id, size in tx.execute(oldest):
        messages += size
        if gone and messages > _PURGED_AT_ONCE:
            break
        gone.append(conversation_id)
    return tx.execute(sql_delete(conversations).where(conversations.c.id.in_(gone))).rowcount if gone else 0


def title_of(text: str) -> str:
    """The first line of a first message, cut at a word."""
    line = next((line for line in normalise(text).splitlines() if line.strip()), "").strip()
    if len(line) <= _TITLE_OF_A_MESSAGE:
        return line
    cut = line[: _TITLE_OF_A_MESSAGE - 1]
    whole = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return whole.rstrip(" ,;:.-–—") + "…"


def _page(tx: Tx, rows: Sql, account_id: AccountId, door: Door, status: Status, paging: Paging) -> Page[Chat]:
    chosen = {"account": account_id, "door": door.value, "status": status.value}
    found = tx.run(rows, limit=paging.limit, skip=paging.skip, **chosen)
    total = tx.one(_COUNT, **chosen)
    return Page([_chat(row) for row in found], total[0] if total else 0, paging.limit, paging.skip)


def _chat(row: Row) -> Chat:
    return Chat(
        row[0], ConversationId(row[1]), AccountId(row[2]), Door(row[3]), row[4], Status(row[5]), is_pinned=bool(row[6]),
        message_count=row[7], parent_id=None if row[8] is None else ConversationId(row[8]), branch_point=row[9],
        created_at=from_micros(row[10]), updated_at=from_micros(row[11]), language=Language(row[12]),
    )  # fmt: skip
