"""Links as they are stored: people's own (graph.py) and the house's notes, "kept both" for example (timeline.py)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.memory.memories import Scope
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_links
from frontdesk.storage.session import Sql, Tx

_PUT = Sql(
    "INSERT INTO memory_links (source_id, target_id, relation, account_id, created_at)"
    " VALUES (:source, :target, :relation, :owner, :at) ON CONFLICT (source_id, target_id, relation) DO NOTHING"
)


def hold(tx: Tx, scope: Scope, ids: Collection[str]) -> frozenset[str]:
    """Those of `ids` that are there, and stay until the transaction ends: whoever erases one of them at this moment
    waits, or has been here before and it is not found."""
    there = select(table.c.id).where(table.c.account_id == scope.owner, table.c.id.in_(ids)).order_by(table.c.id)
    return frozenset(tx.execute(there.with_for_update(read=True, key_share=True)).scalars())


def put(tx: Tx, scope: Scope, source: str, target: str, relation: str, at: datetime) -> None:
    """Both are held. A link that is there stays as it is."""
    tx.run(_PUT, source=source, target=target, relation=relation, owner=scope.owner, at=to_micros(at))


def inherit(tx: Tx, scope: Scope, parts: Collection[str], heir: str) -> None:
    """What `parts` are linked to, others than themselves, `heir` is linked to as well: in the same way, since then."""
    rows = _touching(tx, scope, parts)
    held = hold(tx, scope, {end for source, target, _, _ in rows for end in (source, target)})
    for source, target, relation, since in rows:
        if source in held and target in held and not (source in parts and target in parts):
            ends = (heir if source in parts else source, heir if target in parts else target)
            put(tx, scope, *ends, relation, from_micros(since))


def hand_back(tx: Tx, scope: Scope, heir: str, parts: Collection[str]) -> None:
    """What only `heir` has been linked to since it was made of `parts` each of them is linked to: nobody knows which
    of them was meant."""
    of_parts = {(source, target, relation) for source, target, relation, _ in _touching(tx, scope, parts)}
    rows = _touching(tx, scope, [heir])
    held = hold(tx, scope, {*parts, *(end for source, target, _, _ in rows for end in (source, target))})
    for source, target, relation, since in rows:
        ends = [(part, target) if source == heir else (source, part) for part in parts]
        is_inherited = any((*pair, relation) in of_parts for pair in ends)
        for one, other in ends:
            if not is_inherited and one != other and one in held and other in held:
                put(tx, scope, one, other, relation, from_micros(since))


def _touching(tx: Tx, scope: Scope, ids: Collection[str]) -> list[tuple[str, str, str, int]]:
    """Links of these, as (source, target, relation, since), the eldest first."""
    columns = memory_links.c
    touched = or_(columns.source_id.in_(ids), columns.target_id.in_(ids))
    rows = tx.execute(
        select(columns.source_id, columns.target_id, columns.relation, columns.created_at)
        .where(columns.account_id == scope.owner, touched)
        .order_by(columns.created_at, columns.source_id, columns.target_id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
