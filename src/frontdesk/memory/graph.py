"""What a person's memories have to do with one another: links, and walks along them.

A link points from one memory to another and says how they are related; walks follow it both ways, and what they find
says which way it pointed. Only what is confirmed or pending is walked over. Every walk is breadth-first, meets each
memory once, costs a fixed number of statements a level, and ends at MOST_NODES whatever the links look like.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select

from frontdesk.kit.clock import from_micros
from frontdesk.kit.errors import NotFound
from frontdesk.memory import links, memories
from frontdesk.memory.memories import SHOWN, Memory, MemoryId, MemoryNotFound, Scope
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_links
from frontdesk.memory.problems import refused
from frontdesk.storage.session import Sql, Tx

DEEPEST = 5
MOST_NODES = 500
MOST_EDGES = 2_000

Direction: TypeAlias = Literal["out", "in"]


class Relation(StrEnum):
    RELATES_TO = "relates_to"
    CONTRADICTS = "contradicts"
    SUPPORTS = "supports"
    CAUSED_BY = "caused_by"
    SIMILAR_TO = "similar_to"


class LinkNotFound(NotFound):
    code = "link_not_found"
    detail = "There is no such link between these memories."


@dataclass(frozen=True, slots=True)
class Link:
    source: MemoryId
    target: MemoryId
    relation: Relation
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Related:
    """`relation` and `direction` are of the link by which the walk came here; "out" points away from where it began."""

    memory: Memory
    relation: Relation
    direction: Direction
    distance: int


@dataclass(frozen=True, slots=True)
class Graph:
    """The first node is where the walk began, the others by distance. `truncated`: there was more than is shown."""

    nodes: tuple[Memory, ...]
    edges: tuple[Link, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class _Step:
    id: MemoryId
    relation: Relation
    direction: Direction
    distance: int


_WHEN = Sql(
    "SELECT created_at FROM memory_links WHERE source_id = :source AND target_id = :target AND relation = :relation"
)
# Others than these are notes of the house's own, "kept both" for example, and no part of what people see.
_NAMED = memory_links.c.relation.in_([relation.value for relation in Relation])


def link(tx: Tx, scope: Scope, source: str, target: str, relation: Relation, now: datetime) -> Link:
    """The same link again is the one that is there. MemoryNotFound, BadInput for a memory and itself."""
    if source == target:
        raise refused("target_id", "to_itself")
    if len(links.hold(tx, scope, {source, target})) < 2:
        raise MemoryNotFound
    links.put(tx, scope, source, target, relation.value, now)
    since = tx.one(_WHEN, source=source, target=target, relation=relation.value)
    if since is None:
        raise LinkNotFound
    return Link(MemoryId(source), MemoryId(target), relation, from_micros(since[0]))


def unlink(tx: Tx, scope: Scope, source: str, target: str, relation: Relation | None = None) -> int:
    """How many links are gone; None takes all between the two in this direction. LinkNotFound if there was none."""
    gone = tx.execute(
        delete(memory_links).where(
            memory_links.c.account_id == scope.owner,
            memory_links.c.source_id == source,
            memory_links.c.target_id == target,
            _NAMED if relation is None else memory_links.c.relation == relation.value,
        )
    ).rowcount
    if not gone:
        raise LinkNotFound
    return gone


def related(tx: Tx, scope: Scope, memory_id: str, depth: int = 1, relation: Relation | None = None) -> list[Related]:
    """Nearest first, without the memory itself; at most MOST_NODES. Only along links of `relation` if one is named.

    MemoryNotFound, BadInput for a depth beyond 1…5.
    """
    _check_depth(depth, "depth")
    start = memories.get(tx, scope, memory_id)
    steps, _ = _walk(tx, scope, start.id, depth, relation)
    found = _load(tx, scope, [step.id for step in steps])
    return [Related(found[step.id], step.relation, step.direction, step.distance) for step in steps if step.id in found]


def graph(tx: Tx, scope: Scope, memory_id: str, max_depth: int = 3) -> Graph:
    """All that is within `max_depth` links, and every link between any two of it. MemoryNotFound, BadInput."""
    _check_depth(max_depth, "max_depth")
    start = memories.get(tx, scope, memory_id)
    steps, is_cut = _walk(tx, scope, start.id, max_depth, None)
    found = _load(tx, scope, [step.id for step in steps])
    nodes = (start, *(found[step.id] for step in steps if step.id in found))
    edges = between(tx, scope, [node.id for node in nodes], MOST_EDGES + 1) if steps else []
    return Graph(nodes, tuple(edges[:MOST_EDGES]), is_cut or len(edges) > MOST_EDGES)


def between(tx: Tx, scope: Scope, ids: Sequence[str], most: int) -> list[Link]:
    """Links that begin and end at one of `ids`, the oldest first."""
    both_ends = and_(memory_links.c.source_id.in_(ids), memory_links.c.target_id.in_(ids))
    return _links(tx, _listed(scope).where(both_ends).limit(most))


def _check_depth(depth: int, name: str) -> None:
    if not 1 <= depth <= DEEPEST:
        raise refused(name, "too_deep", most=DEEPEST)


def _walk(
    tx: Tx, scope: Scope, start: MemoryId, depth: int, relation: Relation | None
) -> tuple[list[_Step], bool]:  # fmt: skip
    """Whom it meets, in this order, and whether there was more than it took along."""
    steps: list[_Step] = []
    met = {start}
    level = [start]
    for distance in range(1, depth + 1):
        here, level = set(level), []
        seen = _links(tx, _beside(scope, here, relation).limit(MOST_EDGES + 1))
        for one in seen[:MOST_EDGES]:
            for end, other, direction in _ways(one):
                if end not in here or other in met:
                    continue
                if len(steps) + 1 == MOST_NODES:
                    return steps, True
                met.add(other)
                level.append(other)
                steps.append(_Step(other, one.relation, direction, distance))
        if len(seen) > MOST_EDGES:
            return steps, True
        if not level:
            break
    return steps, False


def _ways(one: Link) -> Iterable[tuple[MemoryId, MemoryId, Direction]]:
    yield one.source, one.target, "out"
    yield one.target, one.source, "in"


def _beside(scope: Scope, ids: set[MemoryId], relation: Relation | None) -> Select[str, str, str, int]:
    """Links with one end in `ids` and the other at something that is shown."""
    left, right = table.alias(), table.alias()
    shown = [status.value for status in SHOWN]
    either: ColumnElement[bool] = or_(
        and_(memory_links.c.source_id.in_(ids), right.c.status.in_(shown)),
        and_(memory_links.c.target_id.in_(ids), left.c.status.in_(shown)),
    )
    listed = (
        _listed(scope)
        .join(left, left.c.id == memory_links.c.source_id)
        .join(right, right.c.id == memory_links.c.target_id)
        .where(either)
    )
    return listed if relation is None else listed.where(memory_links.c.relation == relation.value)


def _listed(scope: Scope) -> Select[str, str, str, int]:
    columns = memory_links.c
    return (
        select(columns.source_id, columns.target_id, columns.relation, columns.created_at)
        .where(columns.account_id == scope.owner, _NAMED)
        .order_by(columns.created_at, columns.source_id, columns.target_id, columns.relation)
    )


def _links(tx: Tx, listed: Select[str, str, str, int]) -> list[Link]:
    return [
        Link(MemoryId(source), MemoryId(target), Relation(relation), from_micros(created))
        for source, target, relation, created in tx.execute(listed).all()
    ]


def _load(tx: Tx, scope: Scope, ids: Sequence[MemoryId]) -> dict[MemoryId, Memory]:
    """Without those that somebody has erased in the meantime."""
    rows = tx.execute(
        select(*memories.COLUMNS).where(table.c.account_id == scope.owner, table.c.id.in_(ids))
    ).all()  # fmt: skip
    found = [memories.memory(tuple(row)) for row in rows]
    return {one.id: one for one in found}
