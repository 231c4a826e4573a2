"""The database locked or gone under a served desk: 503 with Retry-After, and recovery by itself."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from tests import served
from tests.postgres import Server as Postgres

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock
from frontdesk.storage.engine import Target


@pytest.fixture
def sqlite_desk(sqlite_url: str, tmp_path: Path, clock: Clock) -> Desk:
    return served.desk_for(sqlite_url, tmp_path, clock)


async def test_a_locked_sqlite_file_answers_503_and_comes_back(sqlite_desk: Desk) -> None:
    path = Target.of(sqlite_desk.settings.database_url).path
    assert path is not None
    async with served.client_of(sqlite_desk) as client:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        answers = await asyncio.gather(
            *(client.post("/agent/chat", json={"message": "hello"}, timeout=20) for _ in range(5))
        )
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
            assert int(answer.headers["retry-after"]) > 0
        assert (await client.get("/health")).status_code == 200
        other.execute("ROLLBACK")
        other.close()
        assert (await client.post("/agent/chat", json={"message": "hello"})).status_code == 200
    sqlite_desk.close()


async def test_a_postgresql_that_restarts_answers_503_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path_factory.mktemp("restarted")
    postgres = Postgres.start(folder)
    url = postgres.create("desk")
    served.migrate(url)
    desk = served.desk_for(url, tmp_path, clock)
    async with served.client_of(desk) as client:
        said = {"message": "hello"}
        assert (await client.post("/agent/chat", json=said)).status_code == 200
        postgres.stop()
        answer = await client.post("/agent/chat", json=said, timeout=20)
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert (await client.get("/health")).status_code == 200
        ready = await client.get("/api/v1/health", timeout=20)
        assert (ready.status_code, ready.json()["code"]) == (503, "database_unavailable")
        assert int(ready.headers["retry-after"]) > 0
        postgres = Postgres.start(folder)
        answers = [(await client.post("/agent/chat", json=said, timeout=20)).status_code for _ in range(3)]
        assert answers[-1] == 200, answers
        assert (await client.get("/api/v1/health")).json()["database"] == "connected"
    desk.close()
    postgres.stop()
