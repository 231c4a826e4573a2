"""Transactions on both databases."""

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from frontdesk.kit.errors import Conflict
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, DatabaseAway, Sql, Tx
from frontdesk.storage.versions import current

_ADD = Sql("INSERT INTO versions (name, value) VALUES (:name, :value)")


_HIT = Sql(
    "INSERT INTO versions (name, value) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET value = versions.value + 1"
)


def hit(tx: Tx, name: str) -> None:
    tx.run(_HIT, name=name)


def _add(tx: Tx, name: str, value: int) -> int:
    tx.run(_ADD, name=name, value=value)
    return value


async def test_what_a_transaction_wrote_is_read_afterwards(database: Database) -> None:
    assert await database.tx(_add, "a", 7) == 7
    assert await database.read(current, "a") == 7


async def test_a_failing_transaction_leaves_nothing_and_harms_nobody_in_the_same_commit(database: Database) -> None:
    def fail(tx: Tx) -> None:
        _add(tx, "bad", 1)
        raise Conflict("no")

    results = await asyncio.gather(
        *(database.tx(_add, f"n{i}", i) for i in range(20)),
        database.tx(fail),
        *(database.tx(_add, f"m{i}", i) for i in range(20)),
        return_exceptions=True,
    )
    assert [r for r in results if isinstance(r, Exception)] == [results[20]]
    assert isinstance(results[20], Conflict)
    assert await database.read(current, "bad") == 0
    assert await database.read(current, "m19") == 19


async def test_a_hook_runs_after_the_commit_and_never_after_a_failure(database: Database) -> None:
    seen: list[str] = []

    def good(tx: Tx) -> None:
        tx.after_commit(lambda: seen.append("good"))

    def bad(tx: Tx) -> None:
        tx.after_commit(lambda: seen.append("bad"))
        raise Conflict

    await database.tx(good)
    with pytest.raises(Conflict):
        await database.tx(bad)
    assert seen == ["good"]


async def test_a_hook_that_fails_takes_neither_the_answer_nor_the_others_with_it(database: Database) -> None:
    seen: list[str] = []

    def hooked(tx: Tx) -> str:
        tx.after_commit(lambda: 1 / 0)
        tx.after_commit(lambda: seen.append("next"))
        _add(tx, "kept", 1)
        return "committed"

    async with asyncio.timeout(10):
        assert await database.tx(hooked) == "committed"
        assert await database.tx(_add, "after", 2) == 2
    assert seen == ["next"]
    assert await database.read(current, "kept") == 1


@pytest.mark.parametrize("failure", [SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration])
async def test_whatever_a_transaction_raises_comes_back_and_the_next_one_runs(
    sqlite_url: str, failure: type[BaseException]
) -> None:
    database = Database(Target.of(sqlite_url))

    def fail(_: Tx) -> None:
        raise failure("on purpose")

    async with asyncio.timeout(10):
        with pytest.raises(RuntimeError, match="on purpose"):
            await database.tx(fail)
        assert await database.tx(_add, "after", 2) == 2
    database.close()


async def test_a_caller_who_gives_up_waiting_harms_nobody(database: Database) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        started.set()
        go_on.wait(10)
        _add(tx, "slow", 1)

    waiting = asyncio.create_task(database.tx(slow))
    await asyncio.to_thread(started.wait, 10)
    waiting.cancel()
    others = [asyncio.create_task(database.tx(_add, f"n{i}", i)) for i in range(5)]
    go_on.set()
    async with asyncio.timeout(10):
        assert await asyncio.gather(*others) == [0, 1, 2, 3, 4]
    with pytest.raises(asyncio.CancelledError):
        await waiting
    # SQLite has one writer, so "slow" went before; on PostgreSQL it may still be on its way.
    for _ in range(100):
        if await database.read(current, "slow"):
            break
        await asyncio.sleep(0.01)
    assert await database.read(current, "slow") == 1


async def test_a_closed_database_says_so_at_once(database: Database) -> None:
    database.close()
    async with asyncio.timeout(5):
        with pytest.raises(DatabaseAway):
            await database.tx(_add, "late", 1)
        with pytest.raises(DatabaseAway):
            await database.read(current, "late")


def test_what_waits_when_the_database_is_closed_is_answered(sqlite_url: str) -> None:
    database = Database(Target.of(sqlite_url))
    started, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx) -> str:
        started.set()
        go_on.wait(10)
        return "done"

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(database.tx_now, slow)
        started.wait(10)
        waiting = [threads.submit(database.tx_now, _add, f"n{i}", i) for i in range(3)]
        closing = threads.submit(database.close)
        late = [threads.submit(database.tx_now, _add, f"late{i}", i) for i in range(2)]
        go_on.set()
        assert first.result(10) == "done"
        closing.result(10)
        for one in (*waiting, *late):
            assert isinstance(one.exception(10), DatabaseAway | None)


async def test_a_file_that_is_damaged_while_it_serves_is_away_and_not_a_fault_of_the_statement(
    sqlite_url: str,
) -> None:
    database = Database(Target.of(sqlite_url))
    path = database.target.path
    assert path is not None
    await database.tx(_add, "x", 1)
    database.close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    damaged = Database(Target.of(sqlite_url))
    with pytest.raises(DatabaseAway):
        await damaged.tx(_add, "y", 1)
    with pytest.raises(DatabaseAway):
        await damaged.read(current, "x")
    damaged.close()


async def test_parallel_increments_lose_none(database: Database) -> None:
    await asyncio.gather(*(database.tx(hit, "hits") for _ in range(200)))
    assert await database.read(current, "hits") == 200


async def test_a_locked_sqlite_file_is_said_to_be_away_and_comes_back(sqlite_url: str) -> None:
    database = Database(Target.of(sqlite_url))
    path = database.target.path
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseAway):
        await database.tx(_add, "x", 1)
    other.execute("ROLLBACK")
    other.close()
    assert await database.tx(_add, "x", 1) == 1
    database.close()
