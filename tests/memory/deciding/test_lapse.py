"""What was true until a date is over when that has come."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.memory.conftest import Store

from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import BadInput
from frontdesk.memory import history
from frontdesk.memory.deciding import lapse, verify
from frontdesk.memory.deciding.expiry import Reason
from frontdesk.memory.deciding.verify import Action, Decision
from frontdesk.memory.memories import Kind, Memory, MemoryNotFound, Scope, Status
from frontdesk.storage.session import Database, Sql

_KOLKATA = ZoneInfo("Asia/Kolkata")
_DAY = timedelta(days=1)
_REVISION = Sql("SELECT revision FROM memory_shelves WHERE account_id = :owner")


def _revision(database: Database, scope: Scope) -> int:
    row = database.read_now(lambda tx: tx.one(_REVISION, owner=scope.owner))
    assert row is not None
    return int(row[0])


async def test_the_chore_ends_what_is_due_and_nothing_else(
    database: Database, store: Store, hers: Scope, his: Scope, clock: Clock, now: datetime
) -> None:
    due = [
        store.add(scope, f"Exam {number}", Kind.GOAL, expires_at=now, status=status)
        for number, (scope, status) in enumerate(
            [(hers, Status.CONFIRMED), (hers, Status.PENDING), (his, Status.CONFIRMED)]
        )
    ]
    kept = [
        store.add(hers, "Exam tomorrow", Kind.GOAL, expires_at=now + _DAY),
        store.add(hers, "I like tea"),
        store.add(hers, "Exam that was none", expires_at=now, status=Status.REJECTED),
        store.add(hers, "Exam that is elsewhere", expires_at=now, status=Status.MERGED),
    ]
    before = _revision(database, hers)
    (chore,) = lapse.chores(database, clock)
    await chore.run()
    assert [store.get(Scope(one.owner), one.id).status for one in due] == [Status.EXPIRED] * 3
    assert [store.get(hers, one.id) for one in kept] == kept
    assert _revision(database, hers) > before, "every process hears of it"
    (former,) = database.read_now(history.of, hers, due[1].id)
    assert (former.action, former.status) == ("expire", Status.PENDING)
    written = _revision(database, hers)
    await chore.run()
    assert _revision(database, hers) == written


async def test_what_was_true_until_a_date_is_over_when_that_has_come(
    database: Database, store: Store, hers: Scope, clock: Clock, now: datetime
) -> None:
    rented = store.add(hers, "I rent a flat in Goa", valid_to=now)
    both = store.add(hers, "I work at the fair", valid_to=now + _DAY, expires_at=now)
    kept = store.add(hers, "I study in Pune", valid_to=now + _DAY)
    (chore,) = lapse.chores(database, clock)
    await chore.run()
    assert [store.get(hers, one.id).status for one in (rented, both)] == [Status.EXPIRED] * 2
    assert (store.get(hers, rented.id).valid_to, store.get(hers, kept.id)) == (now, kept)
    again = database.tx_now(verify.decide, hers, Decision(rented.id, Action.CONFIRM), now)
    assert (again.status, again.valid_to) == (Status.CONFIRMED, None)
    await chore.run()
    assert store.get(hers, rented.id).status is Status.CONFIRMED


async def test_two_workers_end_each_of_them_once(
    database: Database, store: Store, hers: Scope, his: Scope, clock: Clock, now: datetime
) -> None:
    due = [store.add((hers, his)[number % 2], f"Exam {number}", expires_at=now) for number in range(9)]

    async def work() -> int:
        ended = 0
        while some := await database.tx(lapse.end_due, now, count=4):
            ended += some
        return ended

    await asyncio.gather(work(), work(), work())
    for one in due:
        scope = Scope(one.owner)
        assert store.get(scope, one.id).status is Status.EXPIRED
        assert len(database.read_now(history.of, scope, one.id)) == 1


def _classify(database: Database, scope: Scope, now: datetime, *found: Memory) -> list[lapse.Classified]:
    return database.tx_now(lapse.classify, scope, [one.id for one in found], now, _KOLKATA)


def test_a_dated_goal_gets_its_date_and_a_preference_none(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    goal = store.add(hers, "I want to finish my thesis by 5 March 2027", Kind.GOAL)
    liking = store.add(hers, "I like tea", Kind.PREFERENCE)
    first, second = _classify(database, hers, now, goal, liking)
    assert (first.expiry.should_expire, str(first.expiry.on)) == (True, "2027-03-06")
    assert first.memory.expires_at == datetime(2027, 3, 6, tzinfo=_KOLKATA)
    assert store.get(hers, goal.id) == first.memory
    assert (second.expiry.should_expire, second.expiry.on, second.memory) == (False, None, liking)
    assert [one.expiry for one in _classify(database, hers, now, goal, liking)] == [first.expiry, second.expiry]
    assert len(database.read_now(history.of, hers, goal.id)) == 1
    assert database.tx_now(verify.undo, hers, goal.id, now).expires_at is None


def test_a_date_that_the_person_gave_is_kept(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    at = datetime(2027, 1, 1, tzinfo=_KOLKATA)
    goal = store.add(hers, "I want to finish my thesis by 5 March 2027", Kind.GOAL, expires_at=at)
    (found,) = _classify(database, hers, now, goal)
    assert (str(found.expiry.on), found.expiry.reason) == ("2027-01-01", Reason.HOLDS_UNTIL)
    assert found.memory == goal == store.get(hers, goal.id)


def test_what_is_not_in_force_is_judged_and_left_alone(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    goal = store.add(hers, "I want to finish my thesis by 5 March 2027", Kind.GOAL, status=Status.REJECTED)
    (found,) = _classify(database, hers, now, goal)
    assert found.expiry.should_expire
    assert store.get(hers, goal.id) == goal


def test_bounds_and_owners(database: Database, store: Store, hers: Scope, his: Scope, now: datetime) -> None:
    one = store.add(hers, "I want to finish my thesis by 5 March 2027", Kind.GOAL)
    with pytest.raises(MemoryNotFound):
        _classify(database, his, now, one)
    for ids in ([], [str(number) for number in range(lapse.MOST + 1)]):
        with pytest.raises(BadInput):
            database.tx_now(lapse.classify, hers, ids, now, _KOLKATA)
    assert store.get(hers, one.id) == one
