"""Real servers, killed between a reply and what is learnt from its question: each statement is remembered, once."""

import asyncio
import random
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from bench.server import Server, free_port
from tests.postgres import Server as Postgres
from tests.served import desk_for
from tests.surfaces.personal_chat.person import PASSWORD

from frontdesk.kit.clock import Clock, utc_now
from frontdesk.storage.session import Sql

_SAID = ("I live in Pune", "I am allergic to peanuts", "My favourite colour is green", "My sister is a dentist")
_REMEMBERED = Sql("SELECT content FROM memories ORDER BY content")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'frontdesk.db'}"
    postgres: Postgres = request.getfixturevalue("postgres_server")
    return postgres.create("killed_learning")


async def test_what_was_said_before_a_kill_is_remembered_once(tmp_path: Path, url: str) -> None:
    chance = random.Random(5)
    server = Server(tmp_path, url, port=free_port())
    base = f"http://127.0.0.1:{server.port}/api/v1"
    headers: dict[str, str] = {}
    for number, said in enumerate(_SAID):
        await asyncio.to_thread(server.start)
        async with aiohttp.ClientSession(headers=headers) as client:
            if not number:
                made = {"email": "user@example.com", "password": PASSWORD, "name": "John Doe"}
                async with client.post(f"{base}/auth/register", json=made) as answer:
                    headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
            async with client.post(f"{base}/chat", json={"message": said}, headers=headers) as answer:
                assert answer.status == 200
            await asyncio.sleep(chance.uniform(0, 0.2))
            server.kill()
    # jobs that were under way are somebody else's to do once their time is up
    late = Clock(now=lambda: utc_now() + timedelta(hours=1))
    opened = desk_for(url, tmp_path, late)
    await opened.worker.drain()
    assert [row[0] for row in opened.database.read_now(lambda tx: tx.run(_REMEMBERED))] == sorted(_SAID)
    await opened.hang_up()
    opened.close()
