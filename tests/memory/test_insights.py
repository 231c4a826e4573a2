"""The dashboard of memories: figures, health, insights, and the first by four metrics."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory.conftest import Store

from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.memory import figures, insights, memories, privacy, queries
from frontdesk.memory.deciding import truth
from frontdesk.memory.deciding.truth import ConflictKind
from frontdesk.memory.figures import Metric, Overview, Standing, TimeRange
from frontdesk.memory.insights import Dashboard, Pairs
from frontdesk.memory.memories import About, Kind, Scope, Status
from frontdesk.memory.queries import Wanted
from frontdesk.storage.session import Database

_NOTHING = Standing(0, 0, 0, 0.0, 0, 0, 0, 0, 0)
_QUIET = Standing(12, 0, 0, 0.9, 6, 12, 0, 0, 0)


async def _look(
    database: Database, scope: Scope, now: datetime, time_range: TimeRange = TimeRange.ALL
) -> Dashboard:  # fmt: skip
    return await insights.dashboard(database, scope, time_range, now, Language.EN, Pairs())


async def test_whoever_has_nothing_has_zeros_and_is_told_how_to_begin(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    foreign = store.add(his, "his")
    database.tx_now(privacy.share, his, [foreign.id], now, shared_with=[hers.owner])
    seen = await _look(database, hers, now)
    assert (seen.figures.overview, seen.health_score) == (Overview(0, 0, 0, 0, 0.0, 0.0), 0)
    assert seen.figures.by_type == dict.fromkeys(Kind, 0)
    assert seen.figures.by_status == dict.fromkeys(Status, 0)
    assert [one.type for one in seen.insights] == ["no_memories"]


async def test_the_figures_of_a_mixed_store(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    old = now - timedelta(days=100)
    store.add(hers, "a", Kind.FACT, confidence=0.9, importance=0.8)
    store.add(hers, "b", Kind.TOPIC, confidence=0.7, importance=0.6, status=Status.PENDING)
    store.add(hers, "c", Kind.TOPIC, confidence=0.5, importance=0.4, status=Status.REJECTED, now=old)
    used = store.add(hers, "d", Kind.GOAL, confidence=0.9, importance=0.2, now=old)
    for status in (Status.MERGED, Status.EXPIRED):
        store.add(hers, status.value, Kind.EXPERIENCE, confidence=0.1, status=status)
    database.tx_now(memories.used, hers, [used.id], now - timedelta(days=2))
    everything = await _look(database, hers, now)
    assert everything.figures.overview == Overview(4, 2, 1, 1, 0.75, 0.5)
    assert {kind: n for kind, n in everything.figures.by_type.items() if n} == {
        Kind.FACT: 1, Kind.TOPIC: 2, Kind.GOAL: 1,
    }  # fmt: skip
    assert everything.figures.by_status == {
        Status.CONFIRMED: 2, Status.PENDING: 1, Status.REJECTED: 1, Status.MERGED: 1, Status.EXPIRED: 1,
    }  # fmt: skip
    # 40 · 2/4 verified, 30 · 0.75 sure, 15 · 3/6 types, 15 · 3/4 made or used of late
    assert everything.health_score == round(20 + 22.5 + 7.5 + 11.25)
    month = await _look(database, hers, now, TimeRange.MONTH)
    assert month.figures.overview == Overview(2, 1, 1, 0, 0.8, 0.7)
    assert month.figures.by_status[Status.REJECTED] == 0
    assert (month.health_score, month.insights) == (everything.health_score, everything.insights)


@pytest.mark.parametrize(
    ("time_range", "days"), [(TimeRange.WEEK, 6), (TimeRange.MONTH, 29), (TimeRange.QUARTER, 89), (TimeRange.YEAR, 364)]
)
async def test_a_range_begins_with_its_first_day(
    database: Database, store: Store, hers: Scope, now: datetime, time_range: TimeRange, days: int
) -> None:
    midnight = now.astimezone(UTC).replace(hour=0, minute=0) - timedelta(days=days)
    store.add(hers, "within", now=midnight)
    store.add(hers, "before", now=midnight - timedelta(microseconds=1))
    assert (await _look(database, hers, now, time_range)).figures.overview.total_memories == 1
    assert (await _look(database, hers, now)).figures.overview.total_memories == 2


def test_the_health_score_is_the_documented_formula() -> None:
    assert figures.health(_NOTHING) == 0
    assert figures.health(Standing(6, 0, 0, 1.0, 6, 6, 0, 0, 0)) == 100
    # of the documented dashboard: 89 of 127 verified, 0.82 sure, six types, all of it recent
    assert figures.health(Standing(89, 23, 15, 0.82, 6, 127, 0, 0, 0)) == 83


_counts = st.integers(0, 1_000)


@given(_counts, _counts, _counts, st.floats(0, 1), st.integers(0, 6), st.floats(0, 1))
def test_the_health_score_stays_within_its_bounds(
    confirmed: int, pending: int, rejected: int, sure: float, kinds: int, recent: float
) -> None:
    count = confirmed + pending + rejected
    score = figures.health(Standing(confirmed, pending, rejected, sure, kinds, int(recent * count), 0, 0, 0))
    assert 0 <= score <= 100


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        (_QUIET, []),
        (replace(_QUIET, pending=1), [("low_verification_rate", "low")]),
        (replace(_QUIET, pending=5), [("low_verification_rate", "medium")]),
        (replace(_QUIET, pending=13), [("low_verification_rate", "high")]),
        (replace(_QUIET, confirmed=100, pending=20), [("low_verification_rate", "high")]),
        (replace(_QUIET, contradictions=2), [("conflicts", "high")]),
        (replace(_QUIET, duplicates=1), [("duplicates", "medium")]),
        (replace(_QUIET, unsure=4), []),
        (replace(_QUIET, unsure=5), [("low_confidence", "medium")]),
        (replace(_QUIET, ending=1), [("expiring_soon", "medium")]),
        (replace(_QUIET, rejected=5), []),
        (replace(_QUIET, rejected=6), [("high_rejection_rate", "medium")]),
        (replace(_QUIET, stale=5), [("stale", "low")]),
        (replace(_QUIET, kinds=2), [("low_diversity", "low")]),
        (replace(_QUIET, free=51, most=1_000), []),
        (replace(_QUIET, free=50, most=1_000), [("little_room", "medium")]),
        (replace(_QUIET, free=0, most=1_000), [("little_room", "high")]),
        (
            replace(_QUIET, stale=9, pending=2, duplicates=1, contradictions=1),
            [("conflicts", "high"), ("duplicates", "medium"), ("low_verification_rate", "low"), ("stale", "low")],
        ),
        (_NOTHING, [("no_memories", "low")]),
    ],
)
def test_what_is_found_and_how_pressing_it_is(standing: Standing, found: list[tuple[str, str]]) -> None:
    assert [(one.type, one.priority) for one in insights.of(standing, Language.EN)] == found
    for language in Language:
        told = insights.of(standing, language)
        assert len(told) == len(found)
        assert all(one.message and one.action and "{" not in one.message for one in told)


async def test_what_is_counted_is_what_the_store_holds(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    for number in range(6):
        store.add(hers, f"old and unsure {number}", confidence=0.3, now=now - timedelta(days=200))
    store.add(hers, "ends", expires_at=now + timedelta(days=6))
    store.add(hers, "ends later", expires_at=now + timedelta(days=8))
    store.add(hers, "has ended", expires_at=now - timedelta(days=1))
    seen = await _look(database, hers, now)
    standing = seen.figures.standing
    assert (standing.unsure, standing.stale, standing.ending) == (6, 6, 1)
    assert [one.type for one in seen.insights] == ["low_confidence", "expiring_soon", "stale"]
    assert seen.insights[1].message == "Memories that end within seven days: 1"


async def test_pairs_that_conflict_are_counted_by_what_they_are(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    store.add(hers, "I live in Pune", about=About("home", "pune"))
    store.add(hers, "I live in Delhi", about=About("home", "delhi"))
    store.add(hers, "I like pizza with mushrooms and olives")
    store.add(hers, "I like pizza with olives and mushrooms")
    seen = await _look(database, hers, now)
    assert (seen.figures.standing.contradictions, seen.figures.standing.duplicates) == (1, 1)
    assert [(one.type, one.priority) for one in seen.insights] == [("conflicts", "high"), ("duplicates", "medium")]


def test_the_first_by_each_metric(database: Database, store: Store, hers: Scope, his: Scope, now: datetime) -> None:
    important = store.add(hers, "important", importance=0.9, confidence=0.1, now=now - timedelta(days=3))
    sure = store.add(hers, "sure", importance=0.2, confidence=0.99, now=now - timedelta(days=2))
    used = store.add(hers, "used", importance=0.1, confidence=0.5, now=now - timedelta(days=9))
    new = store.add(hers, "new", importance=0.1, confidence=0.5, status=Status.PENDING)
    for status in (Status.REJECTED, Status.MERGED, Status.EXPIRED):
        store.add(hers, status.value, importance=1.0, status=status)
    for over in ({"valid_to": now}, {"expires_at": now}, {"valid_to": datetime.fromtimestamp(0, UTC)}):
        store.add(hers, f"over {over}", importance=1.0, **over)
    store.add(his, "his", importance=1.0)
    database.tx_now(memories.used, hers, [used.id, used.id, sure.id], now)
    for metric, wanted in (
        (Metric.IMPORTANCE, [important, sure, new, used]),
        (Metric.CONFIDENCE, [sure, new, used, important]),
        (Metric.ACCESS_FREQUENCY, [used, sure, new, important]),
        (Metric.RECENCY, [new, sure, important, used]),
    ):
        assert [one.id for one in database.read_now(figures.top, hers, metric, now)] == [one.id for one in wanted]
    assert len(database.read_now(figures.top, hers, Metric.RECENCY, now, 2)) == 2
    database.tx_now(memories.seen, hers, used.id, now + timedelta(seconds=1))
    assert database.read_now(figures.top, hers, Metric.RECENCY, now)[0].id == used.id


async def test_what_was_compared_is_not_compared_again_until_something_is_written(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    known = Pairs(most_people=1)

    async def contradictions(scope: Scope) -> int:
        seen = await insights.dashboard(database, scope, TimeRange.ALL, now, Language.EN, known)
        return seen.figures.standing.contradictions

    for scope in (hers, his):
        store.add(scope, "I live in Pune", about=About("home", "pune"))
    assert await contradictions(hers) == 0
    known.keep(hers, database.read_now(memories.revision, hers), Counter({ConflictKind.CONTRADICTS: 7}))
    assert await contradictions(hers) == 7
    store.add(hers, "I live in Delhi", about=About("home", "delhi"))
    assert await contradictions(hers) == 1
    pune, delhi = database.read_now(queries.listing, hers, Wanted(), Paging(2)).items
    database.tx_now(truth.keep_both, hers, pune.id, delhi.id, now)
    assert await contradictions(hers) == 0
    assert await contradictions(his) == 0
    assert known.of(hers, database.read_now(memories.revision, hers)) is None
