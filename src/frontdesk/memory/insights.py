"""What a person might do about her memories: the dashboard, and the rules that say so.

A rule looks at the figures and finds something or nothing; it does no reading of its own. Its sentences are
`insights.<name>` and `insights.<name>_action` in the catalogues. A new one is a function and a line in RULES.
"""

import asyncio
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language, text
from frontdesk.memory import figures, memories, room
from frontdesk.memory.deciding import conflicts
from frontdesk.memory.deciding.truth import ConflictKind
from frontdesk.memory.figures import Figures, Standing, TimeRange
from frontdesk.memory.memories import Scope
from frontdesk.storage.session import Database, Tx

# So few that a glance is enough; so many that they are a task.
_SOME, _MANY = 5, 20
# From here on shares say something.
_ENOUGH = 10
# Of all the room there is, the part from which on it is little.
_LITTLE = 20


class Priority(IntEnum):
    """The most pressing first."""

    HIGH = 0
    MEDIUM = 1
    LOW = 2


@dataclass(frozen=True, slots=True)
class Insight:
    """`message` and `action` are sentences in the reader's language."""

    type: str
    message: str
    priority: str
    action: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    figures: Figures
    health_score: int
    insights: tuple[Insight, ...]


@dataclass(frozen=True, slots=True)
class _Finding:
    """`count` fills the sentence's blank."""

    type: str
    priority: Priority
    count: int = 0


def _low_verification_rate(now: Standing) -> _Finding | None:
    if not now.pending:
        return None
    is_most = now.all >= _ENOUGH and now.pending * 2 > now.all
    pressing = Priority.HIGH if now.pending >= _MANY or is_most else Priority.MEDIUM
    return _Finding("low_verification_rate", pressing if now.pending >= _SOME else Priority.LOW, now.pending)


def _conflicts(now: Standing) -> _Finding | None:
    return _Finding("conflicts", Priority.HIGH, now.contradictions) if now.contradictions else None


def _duplicates(now: Standing) -> _Finding | None:
    return _Finding("duplicates", Priority.MEDIUM, now.duplicates) if now.duplicates else None


def _low_confidence(now: Standing) -> _Finding | None:
    return _Finding("low_confidence", Priority.MEDIUM, now.unsure) if now.unsure >= _SOME else None


def _expiring_soon(now: Standing) -> _Finding | None:
    return _Finding("expiring_soon", Priority.MEDIUM, now.ending) if now.ending else None


def _high_rejection_rate(now: Standing) -> _Finding | None:
    is_high = now.all >= _ENOUGH and now.rejected * 3 >= now.all
    return _Finding("high_rejection_rate", Priority.MEDIUM, now.rejected) if is_high else None


def _stale(now: Standing) -> _Finding | None:
    return _Finding("stale", Priority.LOW, now.stale) if now.stale >= _SOME else None


def _low_diversity(now: Standing) -> _Finding | None:
    return _Finding("low_diversity", Priority.LOW, now.kinds) if now.all >= _ENOUGH and now.kinds <= 2 else None


def _no_memories(now: Standing) -> _Finding | None:
    return None if now.all else _Finding("no_memories", Priority.LOW)


def _little_room(now: Standing) -> _Finding | None:
    if now.free * _LITTLE > now.most:
        return None
    return _Finding("little_room", Priority.MEDIUM if now.free else Priority.HIGH, now.free)


RULES: tuple[Callable[[Standing], _Finding | None], ...] = (
    _low_verification_rate,
    _conflicts,
    _duplicates,
    _low_confidence,
    _expiring_soon,
    _high_rejection_rate,
    _stale,
    _low_diversity,
    _no_memories,
    _little_room,
)


class Pairs:
    """How many of a person's memories conflict, by kind, as of a revision of her shelf: to compare them all with all
    takes a second or two for ten thousand. One a process, for any thread."""

    def __init__(self, *, most_people: int = 1_000) -> None:
        self._most = most_people
        self._kept: OrderedDict[AccountId, tuple[int, Counter[ConflictKind]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, scope: Scope, revision: int) -> Counter[ConflictKind] | None:
        """None where they have to be counted."""
        with self._lock:
            as_of, counts = self._kept.get(scope.owner, (None, None))
            return counts if as_of == revision else None

    def keep(self, scope: Scope, revision: int, counts: Counter[ConflictKind]) -> None:
        with self._lock:
            self._kept[scope.owner] = revision, counts
            self._kept.move_to_end(scope.owner)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    async def count(self, database: Database, scope: Scope, revision: int, now: datetime) -> Counter[ConflictKind]:
        """`revision` was read before. What ends by its date meanwhile is noticed when its status says so."""
        counts = self.of(scope, revision)
        if counts is None:
            material = await database.read(conflicts.gather, scope, now)
            counts = Counter(pair.kind for pair in await asyncio.to_thread(conflicts.find, material))
            self.keep(scope, revision, counts)
        return counts


async def dashboard(
    database: Database,
    scope: Scope,
    time_range: TimeRange,
    now: datetime,
    language: Language,
    known: Pairs,
    *,
    most: int = room.MOST,
) -> Dashboard:
    """Numbers of what was made in the range; health and insights of all there is."""
    found, revision, free = await database.read(_gathered, scope, time_range, now, most)
    pairs = await known.count(database, scope, revision, now)
    standing = replace(
        found.standing,
        contradictions=pairs[ConflictKind.CONTRADICTS],
        duplicates=pairs[ConflictKind.DUPLICATES],
        free=free,
        most=most,
    )
    return Dashboard(replace(found, standing=standing), figures.health(standing), of(standing, language))


def _gathered(tx: Tx, scope: Scope, time_range: TimeRange, now: datetime, most: int) -> tuple[Figures, int, int]:
    revision = memories.revision(tx, scope)
    return figures.read(tx, scope, time_range, now), revision, room.left(tx, scope, most)


def of(standing: Standing, language: Language) -> tuple[Insight, ...]:
    """The most pressing first, and of equals in the order of RULES."""
    found = [finding for rule in RULES if (finding := rule(standing)) is not None]
    return tuple(
        Insight(
            one.type,
            text(f"insights.{one.type}", language, count=one.count),
            one.priority.name.lower(),
            text(f"insights.{one.type}_action", language),
        )
        for one in sorted(found, key=lambda one: one.priority)
    )
