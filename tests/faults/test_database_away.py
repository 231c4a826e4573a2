"""The database locked or gone under a served desk: 503 with Retry-After, and recovery by itself."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from tests import served
from tests.postgres import Server as Postgres
from tests.simulators.models import settings_of, simulated

from frontdesk.assistant.ask import Ask
from frontdesk.assistant.writing import Failed, Piece
from frontdesk.bootstrap import Desk
from frontdesk.conversations import replies
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.clock import Clock
from frontdesk.simulator.script import Script
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


async def test_a_reply_that_ends_while_the_database_is_away_is_stored_once_it_is_back(
    sqlite_url: str, tmp_path: Path, clock: Clock
) -> None:
    async with simulated(default=Script(tokens=40, tokens_per_second=80)) as vendors:
        desk = served.desk_for(sqlite_url, tmp_path, clock, **settings_of(vendors, "openai"))
        path = Target.of(sqlite_url).path
        assert path is not None
        account = desk.database.tx_now(accounts.create, "asha@example.com", "Asha", "-", Role.CUSTOMER, clock.now())
        actor = Actor(account.id, account.email, account.role)
        writing = await desk.assistant.begin(Ask(actor, Door.PERSONAL, "When do you open?"))
        events = writing.follow()
        told = [await anext(events)]
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        told += [event async for event in events]
        assert isinstance(told[-1], Failed)
        assert told[-1].code == "database_unavailable"
        other.execute("ROLLBACK")
        other.close()
        async with asyncio.timeout(30):
            while True:
                found = await desk.read(replies.find, account.id, Door.PERSONAL, writing.message_id, clock.now())
                if found.outcome.state is replies.State.DONE:
                    break
                await asyncio.sleep(0.05)
        assert found.content == "".join(event.text for event in told if isinstance(event, Piece))
        await desk.hang_up()
        desk.close()
