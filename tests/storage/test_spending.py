"""Caps on tokens hold exactly, whoever asks at the same moment, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.assistant import abandoned
from frontdesk.conversations import chats, replies
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.storage import spending
from frontdesk.storage.session import Database
from frontdesk.storage.spending import EVERYBODY, Caps, Part, Promise

NOW = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
MEERA, RAVI = AccountId("meera"), AccountId("ravi")


def _at_once(count: int, call: Callable[[int], Promise | None]) -> list[Promise | None]:
    """`call` from as many threads, all starting together."""
    barrier = Barrier(count)

    def one(number: int) -> Promise | None:
        barrier.wait(timeout=30)
        return call(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def _of(database: Database, scope: str, now: datetime = NOW) -> tuple[int, int]:
    return database.read_now(spending.of, scope, now)


@pytest.mark.parametrize(
    ("caps", "granted"),
    [
        (Caps(everybody=1_000), 10),
        (Caps(account=550), 10),
        (Caps(everybody=1_000, account=350), 6),
        (Caps(everybody=450, account=10_000), 4),
        (Caps(everybody=99), 0),
        (Caps(everybody=0), 0),
        (Caps(), 16),
    ],
)
def test_of_many_at_once_as_many_are_granted_as_fit(database: Database, caps: Caps, granted: int) -> None:
    def reserve(number: int) -> Promise | None:
        return database.tx_now(spending.reserve, (MEERA, RAVI)[number % 2], 100, caps, NOW)

    promises = [promise for promise in _at_once(16, reserve) if promise is not None]
    assert len(promises) == granted
    assert _of(database, EVERYBODY) == (100 * granted, 0)
    shares = {account: sum(account in promise.scopes for promise in promises) for account in (MEERA, RAVI)}
    assert {account: _of(database, account)[0] for account in shares} == {
        account: 100 * count for account, count in shares.items()
    }


def test_reserving_and_settling_at_once_never_goes_beyond_the_cap(database: Database) -> None:
    caps = Caps(everybody=500, account=400)
    beyond: list[int] = []

    def turn(number: int) -> Promise | None:
        for _ in range(5):
            promise = database.tx_now(spending.reserve, (MEERA, RAVI)[number % 2], 100, caps, NOW)
            beyond.append(max(0, sum(_of(database, EVERYBODY)) - 500))
            if promise is not None:
                database.tx_now(spending.settle, promise, 30)
        return None

    _at_once(8, turn)
    assert set(beyond) == {0}
    reserved, spent = _of(database, EVERYBODY)
    assert reserved == 0
    assert 30 <= spent <= 500
    assert sum(_of(database, MEERA) + _of(database, RAVI)) == spent


def test_what_was_not_used_is_free_again(database: Database) -> None:
    caps = Caps(account=100)
    first = database.tx_now(spending.reserve, MEERA, 100, caps, NOW)
    assert first is not None
    assert database.tx_now(spending.reserve, MEERA, 1, caps, NOW) is None
    assert database.tx_now(spending.reserve, RAVI, 100, caps, NOW) is not None
    database.tx_now(spending.settle, first, 40)
    assert _of(database, MEERA) == (0, 40)
    assert database.tx_now(spending.reserve, MEERA, 61, caps, NOW) is None
    assert database.tx_now(spending.reserve, MEERA, 60, caps, NOW) is not None


def test_a_day_begins_anew_and_settles_where_it_was_promised(database: Database) -> None:
    caps = Caps(everybody=100)
    tomorrow = NOW + timedelta(minutes=1)
    promise = database.tx_now(spending.reserve, MEERA, 100, caps, NOW)
    assert promise is not None
    assert database.tx_now(spending.reserve, MEERA, 100, caps, tomorrow) is not None
    database.tx_now(spending.settle, promise, 70)
    assert (_of(database, EVERYBODY), _of(database, EVERYBODY, tomorrow)) == ((0, 70), (100, 0))
    database.tx_now(spending.forget_old, tomorrow)
    assert (_of(database, EVERYBODY), _of(database, EVERYBODY, tomorrow)) == ((0, 0), (100, 0))


def test_what_a_dead_process_had_promised_counts_as_spent_once(database: Database) -> None:
    account = database.tx_now(accounts.create, "a@example.com", None, "x", Role.CUSTOMER, NOW)
    chat = database.tx_now(chats.open_chat, account.id, Door.PERSONAL, "a", Language.EN, NOW)
    begun = database.tx_now(replies.begin, chat, "Hello", Language.EN, NOW)
    promise = database.tx_now(spending.reserve, account.id, 800, Caps(account=1_000), NOW)
    assert promise is not None
    database.tx_now(replies.note_promise, begun.message_id, promise.tokens, promise.day)
    for later, expected in ((timedelta(), (800, 0)), (timedelta(minutes=1), (0, 800)), (timedelta(hours=1), (0, 800))):
        database.tx_now(abandoned.settle, NOW + later)
        assert _of(database, account.id) == _of(database, EVERYBODY) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 100)), max_size=12), st.integers(1, 200))
def test_the_books_always_balance(database: Database, steps: list[tuple[bool, int, int]], cap: int) -> None:
    scope = AccountId(f"a{len(steps)}-{cap}")
    database.tx_now(spending.forget_old, NOW + timedelta(days=2))
    open_promises: list[Promise] = []
    reserved = spent = 0
    for is_new, tokens, used in steps:
        if is_new or not open_promises:
            promise = database.tx_now(spending.reserve, scope, tokens, Caps(account=cap), NOW)
            assert (promise is not None) is (reserved + spent + tokens <= cap)
            if promise is not None:
                open_promises.append(promise)
                reserved += tokens
        else:
            promise = open_promises.pop()
            cost = promise.tokens * used // 100
            database.tx_now(spending.settle, promise, cost)
            reserved, spent = reserved - promise.tokens, spent + cost
        assert _of(database, scope, NOW) == (reserved, spent)


def test_a_part_has_a_cap_of_its_own_and_counts_in_the_whole(database: Database) -> None:
    part = Part("memory", 150)
    caps = Caps(everybody=1_000, account=300, part=part)
    promise = database.tx_now(spending.reserve, MEERA, 100, caps, NOW)
    assert promise is not None
    assert database.tx_now(spending.reserve, MEERA, 100, caps, NOW) is None
    assert database.tx_now(spending.reserve, MEERA, 201, Caps(1_000, 300), NOW) is None
    rows = (EVERYBODY, MEERA, part.of(MEERA))
    assert [_of(database, row) for row in rows] == [(100, 0)] * 3
    database.tx_now(spending.settle, promise, 40)
    assert [_of(database, row) for row in rows] == [(0, 40)] * 3
    database.tx_now(spending.erase, MEERA)
    assert [_of(database, row) for row in rows] == [(0, 40), (0, 0), (0, 0)]


def test_where_only_a_part_is_capped_nobody_waits_for_a_row_of_all(database: Database) -> None:
    part = Part("memory", 150)
    assert database.tx_now(spending.reserve, MEERA, 100, Caps(part=part), NOW) is not None
    assert database.tx_now(spending.reserve, MEERA, 51, Caps(part=part), NOW) is None
    assert (_of(database, EVERYBODY), _of(database, part.of(MEERA))) == ((0, 0), (100, 0))
