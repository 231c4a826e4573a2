"""The same key gives the first answer, on both databases and for requests at the same moment."""

import asyncio
import time
from datetime import timedelta

import pytest
from tests.conftest import SetClock

from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import Conflict
from frontdesk.storage.idempotency import Answer, Key, KeyReused, forget_old, is_answered, once
from frontdesk.storage.session import Database, Sql, Tx
from frontdesk.storage.versions import current

KEY = Key.of("account", "POST /things", "k1", b'{"a": 1}')
_KEYS = Sql("SELECT count(*) FROM idempotency_keys")


_HIT = Sql(
    "INSERT INTO versions (name, value) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET value = versions.value + 1"
)


def hit(tx: Tx, name: str) -> None:
    tx.run(_HIT, name=name)


def _work(tx: Tx) -> Answer:
    hit(tx, "things")
    return Answer(201, f'{{"made": {current(tx, "things")}}}')


async def test_the_second_request_gets_the_first_answer_and_does_nothing(database: Database, clock: Clock) -> None:
    first = await database.tx(once, KEY, clock.now(), _work)
    again = await database.tx(once, KEY, clock.now(), _work)
    assert first == again == Answer(201, '{"made": 1}')


async def test_a_look_tells_whether_there_would_be_work(database: Database, clock: Clock, hands: SetClock) -> None:
    assert not await database.read(is_answered, KEY, clock.now())
    await database.tx(once, KEY, clock.now(), _work)
    assert await database.read(is_answered, KEY, clock.now())
    hands.forward(hours=25)
    assert not await database.read(is_answered, KEY, clock.now())


async def test_of_many_at_the_same_moment_one_works(database: Database, clock: Clock) -> None:
    answers = await asyncio.gather(*(database.tx(once, KEY, clock.now(), _work) for _ in range(12)))
    assert set(answers) == {Answer(201, '{"made": 1}')}
    assert await database.read(current, "things") == 1


async def test_of_many_with_a_key_whose_day_is_over_one_works(
    database: Database, clock: Clock, hands: SetClock
) -> None:
    await database.tx(once, KEY, clock.now(), _work)
    hands.forward(hours=25)

    def slow_work(tx: Tx) -> Answer:
        time.sleep(0.02)  # long enough for the others to find the key as it was
        return _work(tx)

    answers = await asyncio.gather(*(database.tx(once, KEY, clock.now(), slow_work) for _ in range(6)))
    assert set(answers) == {Answer(201, '{"made": 2}')}
    assert await database.read(current, "things") == 2


async def test_another_body_under_the_same_key_is_refused(database: Database, clock: Clock) -> None:
    await database.tx(once, KEY, clock.now(), _work)
    other = Key.of("account", "POST /things", "k1", b'{"a": 2}')
    with pytest.raises(KeyReused):
        await database.tx(once, other, clock.now(), _work)


@pytest.mark.parametrize(
    "other",
    [
        Key.of("someone else", "POST /things", "k1", b'{"a": 1}'),
        Key.of("account", "POST /others", "k1", b'{"a": 1}'),
        Key.of("account", "POST /things", "k2", b'{"a": 1}'),
    ],
)
async def test_a_key_belongs_to_caller_and_route(database: Database, clock: Clock, other: Key) -> None:
    await database.tx(once, KEY, clock.now(), _work)
    assert (await database.tx(once, other, clock.now(), _work)).body == '{"made": 2}'


async def test_work_that_failed_leaves_the_key_free(database: Database, clock: Clock) -> None:
    def fail(_: Tx) -> Answer:
        raise Conflict

    with pytest.raises(Conflict):
        await database.tx(once, KEY, clock.now(), fail)
    assert (await database.tx(once, KEY, clock.now(), _work)).status == 201


async def test_a_key_is_forgotten_after_a_day(database: Database, clock: Clock, hands: SetClock) -> None:
    await database.tx(once, KEY, clock.now(), _work)
    hands.forward(hours=24, seconds=1)
    assert (await database.tx(once, KEY, clock.now(), _work)).body == '{"made": 2}'
    await database.tx(forget_old, clock.now() + timedelta(days=2))
    row = await database.read(lambda tx: tx.one(_KEYS))
    assert row == (0,)
