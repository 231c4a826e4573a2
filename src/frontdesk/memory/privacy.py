"""Who may read a memory, and how memories are handed over and erased.

A memory is its owner's. Sharing makes it readable to the accounts that are named, never writable; it enters nobody
else's prompts, search or figures. What a reader sees says nothing of the conversation it was said in.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, not_, select

from frontdesk.conversations import privacy as chats
from frontdesk.identity import accounts
from frontdesk.kit.clock import to_micros
from frontdesk.kit.errors import BadInput, Forbidden
from frontdesk.kit.ids import AccountId
from frontdesk.kit.pagination import Page, Paging
from frontdesk.memory import bulk, erasing, memories
from frontdesk.memory.memories import SHOWN, Kind, Memory, MemoryId, MemoryNotFound, Scope, Source, Status
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_shares
from frontdesk.memory.problems import problem, refused
from frontdesk.storage import outbox, spending
from frontdesk.storage.session import Database, Tx

MOST_READERS = 50
# Named in one request.
MOST_NAMED = 1_000
# Erased in one transaction: on SQLite everybody else waits as long.
_AT_ONCE = 500


class SharedReadOnly(Forbidden):
    code = "memory_read_only"
    detail = "This memory is shared with you to be read, not to be changed."


@dataclass(frozen=True, slots=True)
class Shared:
    """Who else may read a memory, by id."""

    memory: Memory
    readers: tuple[AccountId, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which memories are meant: those to which all of it applies. None and empty say nothing."""

    kind: Kind | None = None
    statuses: tuple[Status, ...] = ()
    importance_lt: float | None = None
    confidence_lt: float | None = None
    created_before: datetime | None = None


def share(
    tx: Tx,
    scope: Scope,
    ids: Sequence[str],
    now: datetime,
    *,
    is_private: bool | None = None,
    shared_with: Sequence[str] | None = None,
) -> list[Shared]:
    """Sets what is not None, for all of `ids` or, if one of them is not there, for none.

    `shared_with` takes the place of whoever was named before. Without it, `is_private=True` takes every share back:
    private means to oneself unless others are named in the same breath. MemoryNotFound, BadInput.
    """
    _check_count(ids)
    # Takes the shelf: who else shares or erases these memories at this moment has done so, or waits.
    memories.raise_revision(tx, scope)
    readers = None if shared_with is None else _readers(tx, scope, shared_with)
    if readers is None and is_private:
        readers = ()
    found = memories.several(tx, scope, ids)
    named = [one.id for one in found]
    if is_private is not None:
        bulk.mark(tx, scope, named, is_private=is_private)
    if readers is not None:
        _set_readers(tx, named, readers, now)
    shared = readers_of(tx, scope, named)
    return [Shared(one, shared[one.id]) for one in memories.several(tx, scope, named)]


def readers_of(tx: Tx, scope: Scope, ids: Collection[str]) -> dict[MemoryId, tuple[AccountId, ...]]:
    """Who else may read each of the owner's memories."""
    found: dict[MemoryId, tuple[AccountId, ...]] = {MemoryId(one): () for one in ids}
    rows = tx.execute(
        select(memory_shares.c.memory_id, memory_shares.c.reader_id)
        .join(table, table.c.id == memory_shares.c.memory_id)
        .where(table.c.account_id == scope.owner, memory_shares.c.memory_id.in_(ids))
        .order_by(memory_shares.c.reader_id)
    ).all()
    for memory_id, reader in rows:
        found[memory_id] += (reader,)
    return found


def readable(tx: Tx, reader: AccountId, memory_id: str) -> Memory:
    """One's own, or one that is shared with the reader: told apart by its owner. MemoryNotFound."""
    try:
        return memories.get(tx, Scope(reader), memory_id)
    except MemoryNotFound:
        row = tx.execute(
            select(*memories.COLUMNS)
            .join(memory_shares, memory_shares.c.memory_id == table.c.id)
            .where(table.c.id == memory_id, *_shown_to(reader))
        ).first()
        if row is None:
            raise
        return _without_source(memories.memory(tuple(row)))


def writable(tx: Tx, writer: AccountId, memory_id: str) -> Memory:
    """One's own. SharedReadOnly for one that may only be read, MemoryNotFound for all others."""
    found = readable(tx, writer, memory_id)
    if found.owner != writer:
        raise SharedReadOnly
    return found


def shared_with_me(tx: Tx, reader: AccountId, paging: Paging) -> Page[Memory]:
    """Others' memories that the reader may read, the latest shared first."""
    shared = table.join(memory_shares, memory_shares.c.memory_id == table.c.id)
    where = _shown_to(reader)
    rows = tx.execute(
        select(*memories.COLUMNS)
        .select_from(shared)
        .where(*where)
        .order_by(memory_shares.c.created_at.desc(), table.c.id)
        .limit(paging.limit)
        .offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(shared).where(*where)).scalar_one()
    return Page([_without_source(memories.memory(tuple(row))) for row in rows], total, paging.limit, paging.skip)


def erase_named(tx: Tx, scope: Scope, ids: Sequence[str], now: datetime) -> int:
    """For good, with vectors, links, shares and history; all of them or none. MemoryNotFound, BadInput."""
    _check_count(ids)
    return erasing.erase(tx, scope, [one.id for one in memories.several(tx, scope, ids)], now)


async def erase_matching(database: Database, scope: Scope, chosen: Filter, now: datetime) -> int:
    """As `erase_named`, in portions; whoever is interrupted erases again. What is written meanwhile stays.

    BadInput for a filter that says nothing, or that leaves none of the person's memories out: by mistake it would be
    the end of all of them, and on purpose they can be named.
    """
    conditions = conditions_of(chosen, now)
    if await database.read(_matches_all, scope, conditions):
        raise refused("filter_criteria", "all_match")
    gone = 0
    while count := await database.tx(_erase_some, scope, conditions, now):
        gone += count
    return gone


async def erase_account(database: Database, account_id: AccountId) -> None:
    """The account with all that is kept of it anywhere. NotFound, LastAdmin before anything is gone."""
    await database.read(accounts.check_erasable, account_id)
    scope = Scope(account_id)
    while await database.tx(_erase_any, scope):
        pass
    await chats.erase(database, account_id)
    await database.tx(outbox.drop, "memory.", "owner", account_id)
    await database.tx(spending.erase, account_id)


def conditions_of(chosen: Filter, now: datetime) -> list[ColumnElement[bool]]:
    """What a row has to be like. Whatever was created after `now` is not meant."""
    _check_filter(chosen, now)
    conditions: list[ColumnElement[bool]] = [table.c.created_at <= to_micros(now)]
    if chosen.kind is not None:
        conditions.append(table.c.kind == chosen.kind.value)
    if chosen.statuses:
        conditions.append(table.c.status.in_([status.value for status in chosen.statuses]))
    if chosen.importance_lt is not None:
        conditions.append(table.c.importance < chosen.importance_lt)
    if chosen.confidence_lt is not None:
        conditions.append(table.c.confidence < chosen.confidence_lt)
    if chosen.created_before is not None:
        conditions.append(table.c.created_at < to_micros(chosen.created_before))
    return conditions


def _matches_all(tx: Tx, scope: Scope, conditions: list[ColumnElement[bool]]) -> bool:
    mine = select(table.c.id).where(table.c.account_id == scope.owner).limit(1)
    is_any = tx.execute(mine).first() is not None
    return is_any and tx.execute(mine.where(not_(and_(*conditions)))).first() is None


def _erase_some(tx: Tx, scope: Scope, conditions: list[ColumnElement[bool]], now: datetime) -> int:
    some = select(table.c.id).where(table.c.account_id == scope.owner, *conditions).limit(_AT_ONCE)
    return erasing.erase(tx, scope, list(tx.execute(some).scalars()), now)


def _erase_any(tx: Tx, scope: Scope) -> int:
    """Where nothing is to stay nothing needs to be put in order."""
    some = select(table.c.id).where(table.c.account_id == scope.owner).limit(_AT_ONCE)
    return bulk.erase(tx, scope, list(tx.execute(some).scalars()))


def _check_count(ids: Sequence[str]) -> None:
    if not 1 <= len(ids) <= MOST_NAMED:
        raise refused("memory_ids", "not_named", most=MOST_NAMED)


def _check_filter(chosen: Filter, now: datetime) -> None:
    if chosen == Filter():
        raise refused("filter_criteria", "no_filter")
    problems = [
        problem(f"filter_criteria.{name}", "not_below")
        for name, value in (("importance_lt", chosen.importance_lt), ("confidence_lt", chosen.confidence_lt))
        if value is not None and not 0 < value <= 1
    ]
    if chosen.created_before is not None and chosen.created_before > now:
        problems.append(problem("filter_criteria.created_before", "all_match"))
    if len(set(chosen.statuses)) == len(Status) and chosen == Filter(statuses=chosen.statuses):
        problems.append(problem("filter_criteria.status", "all_match"))
    if problems:
        raise BadInput(problems=problems)


def _readers(tx: Tx, scope: Scope, named: Sequence[str]) -> tuple[AccountId, ...]:
    """What is wrong with one of them is said of the list, so that a list of guesses tells nobody which accounts there
    are; whoever names one alone learns whether it may read."""
    readers = tuple(dict.fromkeys(named))
    if scope.owner in readers:
        raise refused("shared_with", "own_account")
    if len(readers) > MOST_READERS:
        raise refused("shared_with", "too_many_readers", most=MOST_READERS)
    if len(found := accounts.active(tx, readers)) < len(readers):
        raise refused("shared_with", "unknown_readers")
    return found


def unshare(tx: Tx, ids: Collection[MemoryId]) -> None:
    """Back to their owner alone: for whoever has her memories turned private."""
    if ids:
        tx.execute(delete(memory_shares).where(memory_shares.c.memory_id.in_(ids)))


def _set_readers(tx: Tx, ids: Sequence[MemoryId], readers: Sequence[AccountId], now: datetime) -> None:
    unshare(tx, ids)
    if readers:
        tx.execute(
            memory_shares.insert(),
            [
                {"memory_id": one, "reader_id": reader, "created_at": to_micros(now)}
                for one in ids
                for reader in readers
            ],
        )


def _shown_to(reader: AccountId) -> tuple[ColumnElement[bool], ...]:
    return memory_shares.c.reader_id == reader, table.c.status.in_([status.value for status in SHOWN])


def _without_source(one: Memory) -> Memory:
    return replace(one, source=Source())
