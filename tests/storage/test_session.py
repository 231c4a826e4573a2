"""Transactions on both databases."""

import asyncio
import sqlite3

import pytest

from frontdesk.kit.errors import Conflict
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, DatabaseAway, Sql, Tx
from frontdesk.storage.versions import bump, current

_ADD = Sql("INSERT INTO versions (name, value) VALUES (:name, :value)")


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


async def test_parallel_increments_lose_none(database: Database) -> None:
    await asyncio.gather(*(database.tx(bump, "hits") for _ in range(200)))
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
