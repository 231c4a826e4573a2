"""What there is of a person's memories, in numbers. Memories that others share with her are not counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from frontdesk.kit.clock import to_micros
from frontdesk.kit.pagination import MAX_LIMIT
from frontdesk.memory import memories, queries, room
from frontdesk.memory.memories import SHOWN, Kind, Memory, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.storage.session import Sql, Tx

MOST_TOP = MAX_LIMIT
# What is recent for the health score, whatever range is looked at.
_RECENT = timedelta(days=30)
_SOON = timedelta(days=7)
_STALE = timedelta(days=180)
_UNSURE = 0.5
# What merged or ended has been dealt with; the other three are what a person has.
_COUNTED = (Status.CONFIRMED, Status.PENDING, Status.REJECTED)

_GROUPED = Sql(
    "SELECT kind, status, count(*), sum(confidence),"
    " sum(CASE WHEN created_at >= :since THEN 1 ELSE 0 END),"
    " sum(CASE WHEN created_at >= :since THEN confidence ELSE 0 END),"
    " sum(CASE WHEN created_at >= :since THEN importance ELSE 0 END),"
    " sum(CASE WHEN created_at >= :recent OR used_at >= :recent THEN 1 ELSE 0 END),"
    " sum(CASE WHEN confidence < :unsure THEN 1 ELSE 0 END),"
    " sum(CASE WHEN last_seen_at < :stale AND coalesce(used_at, 0) < :stale THEN 1 ELSE 0 END),"
    " sum(CASE WHEN expires_at >= :now AND expires_at < :soon THEN 1 ELSE 0 END)"
    " FROM memories WHERE account_id = :owner GROUP BY kind, status"
)


class TimeRange(StrEnum):
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "1y"
    ALL = "all"

    def since(self, now: datetime) -> datetime | None:
        """The beginning of the first day in UTC: today is the last of as many. None is from the beginning."""
        days = {"7d": 7, "30d": 30, "90d": 90, "1y": 365}.get(self.value)
        if days is None:
            return None
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(days=days - 1)


class Metric(StrEnum):
    IMPORTANCE = "importance"
    CONFIDENCE = "confidence"
    ACCESS_FREQUENCY = "access_frequency"
    RECENCY = "recency"


@dataclass(frozen=True, slots=True)
class Overview:
    """Of what was made in the range; averages with two decimals, 0 where there is nothing."""

    total_memories: int
    verified_count: int
    pending_count: int
    rejected_count: int
    avg_confidence: float
    avg_importance: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Of all there is, whenever it was made: what the health score and the insights rest on.

    `unsure`, `stale` and `ending` count confirmed and pending ones; `contradictions` and `duplicates` are pairs.
    """

    confirmed: int
    pending: int
    rejected: int
    mean_confidence: float
    kinds: int
    recent: int
    unsure: int
    stale: int
    ending: int
    contradictions: int = 0
    duplicates: int = 0
    # memories that there is room for, and all that there is room for at all
    free: int = room.MOST
    most: int = room.MOST

    @property
    def all(self) -> int:
        return self.confirmed + self.pending + self.rejected


@dataclass(frozen=True, slots=True)
class Figures:
    """`by_status` also names what was merged or has ended in the range; `by_type` and the overview leave it out."""

    overview: Overview
    by_type: dict[Kind, int]
    by_status: dict[Status, int]
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Group:
    kind: Kind
    status: Status
    count: int
    confidence: float
    made: int
    made_confidence: float
    made_importance: float
    recent: int
    unsure: int
    stale: int
    ending: int


def read(tx: Tx, scope: Scope, time_range: TimeRange, now: datetime) -> Figures:
    since = time_range.since(now)
    rows = tx.run(
        _GROUPED,
        owner=scope.owner,
        since=0 if since is None else to_micros(since),
        recent=to_micros(now - _RECENT),
        unsure=_UNSURE,
        stale=to_micros(now - _STALE),
        now=to_micros(now),
        soon=to_micros(now + _SOON),
    )
    groups = [_Group(Kind(row[0]), Status(row[1]), *row[2:]) for row in rows]
    counted = [group for group in groups if group.status in _COUNTED]
    by_type: Counter[Kind] = Counter(dict.fromkeys(Kind, 0))
    by_status: Counter[Status] = Counter(dict.fromkeys(Status, 0))
    for group in groups:
        by_status[group.status] += group.made
        if group.status in _COUNTED:
            by_type[group.kind] += group.made
    return Figures(_overview(counted), dict(by_type), dict(by_status), _standing(counted))


def health(standing: Standing) -> int:
    """0…100: how much is verified (40), how sure it is (30), how many of the types there are (15), and how much of it
    was made or used in the last thirty days (15)."""
    count = standing.all
    if not count:
        return 0
    verified, recent = standing.confirmed / count, standing.recent / count
    score = 0.4 * verified + 0.3 * standing.mean_confidence + 0.15 * standing.kinds / len(Kind) + 0.15 * recent
    return round(100 * score)


def top(tx: Tx, scope: Scope, metric: Metric, now: datetime, limit: int = 10) -> list[Memory]:
    """Of what is in force the first by `metric`; recent is what was said last. Equals: the newest first."""
    by = {
        Metric.IMPORTANCE: table.c.importance,
        Metric.CONFIDENCE: table.c.confidence,
        Metric.ACCESS_FREQUENCY: table.c.use_count,
        Metric.RECENCY: table.c.last_seen_at,
    }[metric]
    rows = tx.execute(
        select(*memories.COLUMNS)
        .where(table.c.account_id == scope.owner, table.c.status.in_([status.value for status in SHOWN]))
        .where(*queries.in_force(now))
        .order_by(by.desc(), table.c.created_at.desc(), table.c.id)
        .limit(min(limit, MOST_TOP))
    )
    return [memories.memory(tuple(row)) for row in rows]


def _overview(counted: list[_Group]) -> Overview:
    made: Counter[Status] = Counter()
    for group in counted:
        made[group.status] += group.made
    total = made.total()
    return Overview(
        total,
        made[Status.CONFIRMED],
        made[Status.PENDING],
        made[Status.REJECTED],
        round(sum(group.made_confidence for group in counted) / total, 2) if total else 0.0,
        round(sum(group.made_importance for group in counted) / total, 2) if total else 0.0,
    )


def _standing(counted: list[_Group]) -> Standing:
    of: Counter[Status] = Counter()
    for group in counted:
        of[group.status] += group.count
    shown = [group for group in counted if group.status in SHOWN]
    return Standing(
        confirmed=of[Status.CONFIRMED],
        pending=of[Status.PENDING],
        rejected=of[Status.REJECTED],
        mean_confidence=sum(group.confidence for group in counted) / of.total() if of.total() else 0.0,
        kinds=len({group.kind for group in counted}),
        recent=sum(group.recent for group in counted),
        unsure=sum(group.unsure for group in shown),
        stale=sum(group.stale for group in shown),
        ending=sum(group.ending for group in shown),
    )
