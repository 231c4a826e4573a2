"""Which of a person's memories conflict: all with all, or one with all.

By topic, which finds "I moved to Berlin", and by likeness, which finds the same thing said twice. Nothing here goes
over all pairs in Python.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from itertools import islice
from typing import Any

from sqlalchemy import or_, select

from frontdesk.kit.clock import to_micros
from frontdesk.memory import memories
from frontdesk.memory.deciding import opposed, timeline, truth, wording
from frontdesk.memory.deciding.truth import ALIKE, ConflictKind
from frontdesk.memory.finding import vectors
from frontdesk.memory.memories import COLUMNS, SHOWN, Memory, Scope
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_vectors
from frontdesk.storage.session import Database, Sql, Tx

# The newest of them are compared; nobody has looked through more.
MOST_COMPARED = 10_000
MOST_PAIRS = 1_000
# Of one topic the newest few are held against all others: whoever has two homes need not choose among fifty.
_HEADS = 10
# Pairs that are looked at one by one.
_MOST_JUDGED = 20_000

_KEPT = Sql("SELECT source_id, target_id FROM memory_links WHERE account_id = :owner AND relation = :relation")


_URGENCY = (ConflictKind.CONTRADICTS, ConflictKind.UPDATES, ConflictKind.DUPLICATES)


@dataclass(frozen=True, slots=True)
class Conflict:
    """`memory` is the other one. `similarity` is 0…1: of what contradicts it may be anything."""

    memory: Memory
    similarity: float
    kind: ConflictKind


@dataclass(frozen=True, slots=True)
class Found:
    memory: Memory
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    one: Memory
    other: Memory
    similarity: float
    kind: ConflictKind


@dataclass(frozen=True, slots=True)
class Material:
    """What is compared: one person's memories that are in force, newest first; a vector for each that has one of the
    model that most have; the pairs that the person has kept. `about` is the place of the one that was asked about."""

    memories: Sequence[Memory]
    vectors: Sequence[bytes | None]
    kept: frozenset[frozenset[str]]
    about: int | None


async def detect(database: Database, scope: Scope, now: datetime, memory_id: str | None = None) -> list[Found]:
    """Each memory with what conflicts with it, the most urgent first; of one memory a list of one. MemoryNotFound."""
    material = await database.read(gather, scope, now, memory_id)
    pairs = await asyncio.to_thread(find, material)
    return _by_memory(pairs, None if material.about is None else material.memories[material.about])


def gather(tx: Tx, scope: Scope, now: datetime, memory_id: str | None = None) -> Material:
    moment = to_micros(now)
    rows = tx.execute(
        select(*COLUMNS, memory_vectors.c.model, memory_vectors.c.vector)
        .join_from(table, memory_vectors, memory_vectors.c.memory_id == table.c.id, isouter=True)
        .where(
            table.c.account_id == scope.owner,
            table.c.status.in_([status.value for status in SHOWN]),
            or_(table.c.valid_to.is_(None), table.c.valid_to > moment),
            or_(table.c.expires_at.is_(None), table.c.expires_at > moment),
        )
        .order_by(table.c.created_at.desc(), table.c.id)
        .limit(MOST_COMPARED)
    ).all()
    found = [memories.memory(tuple(row[:-2])) for row in rows]
    stored = [(row[-2], row[-1] if _is_meant(one, row[-2]) else None) for one, row in zip(found, rows, strict=True)]
    if memory_id is not None and all(one.id != memory_id for one in found):
        # An old one, or one that is over: it may be asked about as well.
        found.append(memories.get(tx, scope, memory_id))
        stored.append((None, None))
    kept = frozenset(frozenset(row) for row in tx.run(_KEPT, owner=scope.owner, relation=timeline.DISTINCT))
    place = None if memory_id is None else next(n for n, one in enumerate(found) if one.id == memory_id)
    return Material(found, _of_one_model(stored), kept, place)


def find(material: Material) -> list[Pair]:
    """The most urgent first, MOST_PAIRS at most. Takes a second or two for ten thousand: not for the event loop."""
    near = _near(material)
    likest = sorted(near, key=near.__getitem__, reverse=True)[:_MOST_JUDGED]
    places = dict.fromkeys((*islice(_of_one_topic(material), _MOST_JUDGED), *likest))
    pairs = [
        Pair(one, other, similarity, kind)
        for i, j in places
        for one, other in [(material.memories[i], material.memories[j])]
        if frozenset((one.id, other.id)) not in material.kept
        for similarity in [near.get((i, j)) or _in_common(one, other)]
        if (kind := truth.judge(one, other, similarity)) is not None
    ]
    pairs.sort(key=lambda pair: (_URGENCY.index(pair.kind), -pair.similarity, pair.one.id, pair.other.id))
    return pairs[:MOST_PAIRS]


def _near(material: Material) -> dict[tuple[int, int], float]:
    """Pairs (i < j) that are alike in meaning or in words."""
    texts = [frozenset(opposed.words(one.content)) for one in material.memories]
    about = material.about
    if about is None:
        found = wording.all_with_all(texts, ALIKE, most=_MOST_JUDGED)
    else:
        found = wording.with_one(texts, ALIKE, about)
    scores = {(i, j): score for i, j, score in found}
    for i, j, score in _near_in_meaning(material):
        scores[i, j] = max(score, scores.get((i, j), 0.0))
    return scores


def _near_in_meaning(material: Material) -> Iterator[tuple[int, int, float]]:
    places = [place for place, vector in enumerate(material.vectors) if vector is not None]
    about = material.about
    if len(places) < 2 or (about is not None and material.vectors[about] is None):
        return
    similar: Any = import_module("frontdesk.memory.deciding.similar")
    rows = similar.vectors([vector for vector in material.vectors if vector is not None])
    if about is None:
        found = similar.all_with_all(rows, ALIKE, most=_MOST_JUDGED)
    else:
        found = similar.with_one(rows, ALIKE, places.index(about))
    yield from ((places[i], places[j], score) for i, j, score in found)


def _of_one_topic(material: Material) -> Iterator[tuple[int, int]]:
    """Pairs (i < j) of one topic and different camps; of the one asked about with all, else of the newest with all."""
    topics: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, one in enumerate(material.memories):
        for topic, camp in opposed.topics(one):
            topics[topic][camp].append(place)
    for of_topic in topics.values():
        if len(of_topic) < 2:
            continue
        if material.about is not None:
            heads = [material.about] if any(material.about in places for places in of_topic.values()) else []
        elif len(of_topic) > _HEADS:
            heads = sorted(place for places in of_topic.values() for place in places)[:_HEADS]
        else:
            heads = [place for places in of_topic.values() for place in places[:_HEADS]]
        for head in heads:
            for places in of_topic.values():
                if head not in places:
                    yield from ((min(head, place), max(head, place)) for place in places)


def _in_common(one: Memory, other: Memory) -> float:
    return wording.share(frozenset(opposed.words(one.content)), frozenset(opposed.words(other.content)))


def _is_meant(one: Memory, model: str | None) -> bool:
    """False for what the built-in model cannot read: to it sentences of another language are all much alike."""
    return model is not None and vectors.reads(model, one.content, one.language)


def _of_one_model(stored: Sequence[tuple[str | None, bytes | None]]) -> list[bytes | None]:
    """Vectors of different models do not compare: those of the model and length that most have."""
    counts = Counter((model, len(vector)) for model, vector in stored if vector)
    if not counts:
        return [None] * len(stored)
    chosen = counts.most_common(1)[0][0]
    return [vector if vector and (model, len(vector)) == chosen else None for model, vector in stored]


def _by_memory(pairs: Iterable[Pair], asked: Memory | None) -> list[Found]:
    """A pair is told once, with the newer one of the two, unless one of them was asked about."""
    grouped: dict[str, tuple[Memory, list[Conflict]]] = {} if asked is None else {asked.id: (asked, [])}
    for pair in pairs:
        first, second = sorted((pair.one, pair.other), key=lambda each: (each.created_at, each.id), reverse=True)
        if asked is not None and second.id == asked.id:
            first, second = second, first
        grouped.setdefault(first.id, (first, []))[1].append(Conflict(second, pair.similarity, pair.kind))
    return [Found(memory, tuple(conflicts)) for memory, conflicts in grouped.values()]
