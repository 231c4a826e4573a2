"""Memories are erased, and what hung on them does not hang in the air.

What one of them had ended holds again, as if it had been rejected. Of what others were made of, those come back. What
has become part of another one leaves to that one what it had ended, and what had become part of it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from frontdesk.memory import bulk, context, history, memories
from frontdesk.memory.deciding import timeline
from frontdesk.memory.memories import COLUMNS, Memory, MemoryId, MemoryNotFound, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_history
from frontdesk.storage.session import Tx


def delete(tx: Tx, scope: Scope, memory_id: str, now: datetime) -> None:
    """For good, with its vectors, links and history. MemoryNotFound."""
    if not erase(tx, scope, [memory_id], now):
        raise MemoryNotFound


def erase(tx: Tx, scope: Scope, ids: Collection[str], now: datetime) -> int:
    """How many are gone for good, with vectors, links, shares and history. Others' ids are nobody's."""
    timeline.lock(tx, scope)
    gone = memories.present(tx, scope, ids)
    parts = [one for one in _pointing(tx, scope, "merged_into", gone) if one.status is Status.MERGED]
    ended = [one for one in _pointing(tx, scope, "superseded_by", gone) if one.status is Status.EXPIRED]
    context.forget(tx, scope, gone.values(), now)
    count = bulk.erase(tx, scope, list(gone))
    orphans = _left_to_heirs(tx, scope, parts, ended, gone)
    restored = [(back, number) for one in orphans for back, number in [_restore(tx, scope, one, now)]]
    for cause in {one.superseded_by for one in ended if one.superseded_by is not None}:
        timeline.release(tx, scope, timeline.without(gone[cause]), now)
    for back, number in restored:
        timeline.place_again(tx, scope, back, number, now)
    return count


def _pointing(tx: Tx, scope: Scope, column: str, gone: Mapping[MemoryId, Memory]) -> list[Memory]:
    """Those that stay and name one of `gone` there."""
    if not gone:
        return []
    mine = (table.c.account_id == scope.owner, table.c[column].in_(list(gone)))
    rows = tx.execute(select(*COLUMNS).where(*mine).order_by(table.c.revision)).all()
    return [one for one in (memories.memory(tuple(row)) for row in rows) if one.id not in gone]


def _left_to_heirs(
    tx: Tx, scope: Scope, parts: Sequence[Memory], ended: Sequence[Memory], gone: Mapping[MemoryId, Memory]
) -> list[Memory]:
    """Points them at what has become of those that are gone; answers `parts` of which nothing has become."""
    for one in ended:
        if one.superseded_by is not None and (heir := _heir(one.superseded_by, gone)) is not None:
            _point(tx, scope, one, "superseded_by", heir)
    orphans = []
    for one in parts:
        heir = None if one.merged_into is None else _heir(one.merged_into, gone)
        if heir is None:
            orphans.append(one)
        else:
            _point(tx, scope, one, "merged_into", heir)
    return orphans


def _heir(of: MemoryId, gone: Mapping[MemoryId, Memory]) -> MemoryId | None:
    heir: MemoryId | None = of
    while heir is not None and heir in gone:
        heir = gone[heir].merged_into
    return heir


def _point(tx: Tx, scope: Scope, one: Memory, column: str, at: MemoryId) -> None:
    mine = (table.c.account_id == scope.owner, table.c.id == one.id)
    tx.execute(table.update().where(*mine).values({column: at, "revision": memories.raise_revision(tx, scope)}))


def _restore(tx: Tx, scope: Scope, one: Memory, now: datetime) -> tuple[Memory, int]:
    """What it was before it became a part, and the number of that in its history."""
    last = tx.execute(
        select(memory_history.c.id, memory_history.c.action)
        .where(memory_history.c.memory_id == one.id)
        .order_by(memory_history.c.id.desc())
        .limit(1)
    ).first()
    if last is not None and last[1] == "merge":
        return history.undo(tx, scope, one.id, now) or one, last[0]
    # Its history has been erased, or tells of something since: it waits for a decision.
    waiting = timeline.without(one, Status.PENDING)
    return history.change(tx, one, waiting, "unmerge", now), 0
