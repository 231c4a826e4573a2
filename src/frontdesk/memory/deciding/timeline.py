"""Of what there is one at a time: which statement holds from when to when.

"I moved to Pune" ends "I live in Delhi" once the person stands by it. Nothing is lost: what has ended is `expired`,
names what came after it, and answers what was held to be true in between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from frontdesk.memory import history, memories
from frontdesk.memory.deciding import opposed
from frontdesk.memory.memories import COLUMNS, Memory, MemoryId, Origin, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.storage.session import Sql, Tx

# The relation of two memories of which the person said that both are right.
DISTINCT = "distinct"

# The shelf's row stands for all that is a person's: whoever decides something waits here for others who do.
_LOCK = Sql(
    "SELECT 1 FROM memory_shelves WHERE account_id = :owner",
    postgresql="SELECT 1 FROM memory_shelves WHERE account_id = :owner FOR UPDATE",
)
_APART = Sql(
    "SELECT source_id, target_id FROM memory_links WHERE account_id = :owner AND relation = :relation"
    " AND (source_id = :id OR target_id = :id)"
)
# Only where nothing has happened to the memory since.
_UNTOUCHED = Sql(
    "SELECT h.memory_id FROM memory_history h JOIN memories m ON m.id = h.memory_id"
    " WHERE m.account_id = :owner AND h.action IN ('supersede', 'release') AND h.feedback = :cause AND h.id > :after"
    " AND NOT EXISTS (SELECT 1 FROM memory_history l WHERE l.memory_id = m.id AND l.id > h.id) LIMIT 1"
)
_SINCE = Sql(
    "SELECT DISTINCT h.memory_id FROM memory_history h JOIN memories m ON m.id = h.memory_id"
    " WHERE m.account_id = :owner AND h.id > :after"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`placed` is the memory as it is to be stored; `ended` are (before, after) of those that give way to it."""

    placed: Memory
    ended: tuple[tuple[Memory, Memory], ...]


def lock(tx: Tx, scope: Scope) -> None:
    """Until the transaction ends nobody else decides about this person's memories."""
    tx.one(_LOCK, owner=scope.owner)


def held(tx: Tx, scope: Scope, attribute: str | None) -> list[Memory]:
    """What the person has stood by of it, be it over by now or not."""
    if attribute not in opposed.ONE_AT_A_TIME:
        return []
    rows = tx.execute(
        select(*COLUMNS).where(
            table.c.account_id == scope.owner,
            table.c.attribute == attribute,
            or_(
                table.c.status == Status.CONFIRMED.value,
                (table.c.status == Status.EXPIRED.value) & table.c.superseded_by.is_not(None),
            ),
        )
    ).all()
    return [memories.memory(tuple(row)) for row in rows]


def apart(tx: Tx, scope: Scope, memory_id: MemoryId) -> frozenset[str]:
    """The memories that stand beside this one because the person said so, and the one itself."""
    rows = tx.run(_APART, owner=scope.owner, relation=DISTINCT, id=memory_id)
    return frozenset({memory_id, *(one for row in rows for one in row)})


def order(one: Memory) -> tuple[datetime, int, int, datetime, str]:
    """What was said later comes later. Of what was said at one moment: by where it stands in its source, by when it was
    written down, and at last by anything that is always the same."""
    return one.valid_from, one.place, one.source.start or 0, one.created_at, one.id


def plan(one: Memory, others: Iterable[Memory], now: datetime, *, holds_now: bool, is_newest: bool = False) -> Plan:
    """Where `one` belongs among `others`, all of them held.

    `holds_now`: the person says that it is so at this moment, whatever was said since. Otherwise the order in which
    things were said decides, so that a heap of old statements may be confirmed in any order. `is_newest`: it has just
    been written, so that of what was said at the same moment it is the last.
    """
    besides = [other for other in others if other.id != one.id]
    later = [
        other for other in besides if other.valid_from > one.valid_from or (not is_newest and order(other) > order(one))
    ]
    since = {other.id for other in later}
    earlier = [other for other in besides if other.id not in since and opposed.ends(one, other)]
    ended = [
        (other, _ended(other, one.id, one.valid_from))
        for other in earlier
        if other.valid_to is None or other.valid_to > one.valid_from
    ]
    if holds_now:
        ended += [
            (other, _ended(other, one.id, max(now, other.valid_from)))
            for other in later
            if other.status is Status.CONFIRMED and opposed.ends(one, other)
        ]
        return Plan(one, tuple(ended))
    follower = _first([other for other in later if opposed.ends(other, one)])
    placed = one if follower is None else _ended(one, follower.id, follower.valid_from)
    return Plan(placed, tuple(ended))


def end(tx: Tx, pairs: Sequence[tuple[Memory, Memory]], cause: MemoryId, now: datetime) -> None:
    for before, after in pairs:
        history.change(tx, before, after, "supersede", now, feedback=cause)


def release(tx: Tx, scope: Scope, cause: Memory, now: datetime) -> None:
    """What `cause` had ended and, as it stands now, does not end: holds again, or until what came after it."""
    rows = tx.execute(
        select(*COLUMNS).where(
            table.c.account_id == scope.owner,
            table.c.status == Status.EXPIRED.value,
            table.c.superseded_by.in_([cause.id, *_made_of(tx, scope, cause)]),
        )
    ).all()
    for before in [memories.memory(tuple(row)) for row in rows]:
        if is_held(cause) and opposed.ends(cause, before):
            continue
        besides = apart(tx, scope, before.id)
        others = [one for one in held(tx, scope, before.about.attribute) if one.id not in besides]
        free = _open(before)
        placed = plan(free, [one for one in others if one.id != cause.id], now, holds_now=False).placed
        history.change(tx, before, placed, "release", now, feedback=cause.id)


def take_back(tx: Tx, scope: Scope, cause: MemoryId, after: int, now: datetime) -> None:
    """Undoes what a change of `cause` has done to others, as far as nothing has happened to them since: its own entry
    in the history is number `after`."""
    while row := tx.one(_UNTOUCHED, owner=scope.owner, cause=cause, after=after):
        history.undo(tx, scope, row[0], now)


def place_again(tx: Tx, scope: Scope, one: Memory, after: int, now: datetime) -> Memory:
    """Where `one`, which is again what it was, belongs by now. What the person has stood by since the entry `after` in
    the histories decides; what stood beside it before goes on to do so."""
    if not is_held(one):
        return one
    besides = apart(tx, scope, one.id)
    others = [other for other in held(tx, scope, one.about.attribute) if other.id not in besides]
    free = one
    if one.superseded_by is not None and not _ends_still(tx, scope, one.superseded_by, one):
        free = _open(one)
    else:
        since = {row[0] for row in tx.run(_SINCE, owner=scope.owner, after=after)}
        others = [other for other in others if other.id in since and other.id != one.superseded_by]
    planned = plan(free, others, now, holds_now=False)
    end(tx, planned.ended, one.id, now)
    over, next_over = free.valid_to, planned.placed.valid_to
    if planned.placed == one or (over is not None and next_over is not None and over <= next_over):
        return one
    if planned.placed.superseded_by is None:
        return history.change(tx, one, planned.placed, "release", now, feedback=one.superseded_by)
    return history.change(tx, one, planned.placed, "supersede", now, feedback=planned.placed.superseded_by)


def without(one: Memory, status: Status = Status.REJECTED) -> Memory:
    """Part of nothing, and not held."""
    return replace(one, status=status, merged_into=None)


def _ends_still(tx: Tx, scope: Scope, cause: MemoryId, one: Memory) -> bool:
    """What became part of another one ends by that one what it had ended."""
    by: MemoryId | None = cause
    while by is not None:
        found = memories.present(tx, scope, [by]).get(by)
        if found is None:
            return False
        if found.status is not Status.MERGED:
            return is_held(found) and opposed.ends(found, one)
        by = found.merged_into
    return False


def _made_of(tx: Tx, scope: Scope, one: Memory) -> list[MemoryId]:
    """All that has become part of it, be it by way of others."""
    found: list[MemoryId] = []
    last = [one.id] if one.origin is Origin.MERGE else []
    while last:
        parts = (table.c.merged_into.in_(last), table.c.status == Status.MERGED.value)
        last = [MemoryId(each) for each in tx.execute(select(table.c.id).where(_mine(scope), *parts)).scalars()]
        found += last
    return found


def _mine(scope: Scope) -> ColumnElement[bool]:
    return table.c.account_id == scope.owner


def is_held(one: Memory) -> bool:
    return one.status is Status.CONFIRMED or (one.status is Status.EXPIRED and one.superseded_by is not None)


def _open(one: Memory) -> Memory:
    return replace(one, status=Status.CONFIRMED, valid_to=None, superseded_by=None)


def _ended(one: Memory, by: MemoryId, at: datetime) -> Memory:
    return replace(one, status=Status.EXPIRED, valid_to=at, superseded_by=by)


def _first(found: Sequence[Memory]) -> Memory | None:
    return min(found, key=order, default=None)
