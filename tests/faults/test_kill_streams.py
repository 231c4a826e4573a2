"""Real servers, killed while replies stream: what was told is kept, the rest is incomplete, nobody is locked out."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from bench.server import Server, free_port
from tests.postgres import Server as Postgres
from tests.served import desk_for
from tests.simulators.models import settings_of, simulated
from tests.surfaces.personal_chat.person import PASSWORD, events

from frontdesk.assistant import abandoned
from frontdesk.simulator.script import Script
from frontdesk.storage import spending
from frontdesk.storage.session import Sql, Tx
from frontdesk.storage.spending import EVERYBODY

_KILLS = 2
_PEOPLE = 6
_CAPS = {"SPENDING__TOKENS_PER_DAY": "1000000000"}
_EVERYTHING = Sql(
    "SELECT c.conversation_id, c.message_count, m.id, m.sender, m.content, r.state FROM chats c"
    " JOIN messages m ON m.conversation_id = c.conversation_id LEFT JOIN replies r ON r.message_id = m.id ORDER BY m.id"
)


@dataclass
class Person:
    """Asks in one chat after the other. `begun` holds (chat, question) of which a piece was read, `answered` message
    and text of those whose end was told."""

    name: str
    base: str
    headers: dict[str, str] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    chats: dict[str, str] = field(default_factory=dict)

    async def register(self, client: aiohttp.ClientSession) -> None:
        made = {"email": f"{self.name}@example.com", "password": PASSWORD, "name": "John Doe"}
        async with client.post(f"{self.base}/api/v1/auth/register", json=made) as answer:
            self.headers = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}

    async def ask(self, client: aiohttp.ClientSession, number: int) -> None:
        question = f"Question {number} of {self.name}?"
        body = {"message": question, "stream_options": {"include_content": False}}
        async with client.post(f"{self.base}/api/v1/chat/stream", json=body, headers=self.headers) as answer:
            said = b""
            async for data in answer.content.iter_any():
                said += data
                whole = said.rpartition(b"\n\n")[0].decode()
                told = events(whole)
                self.begun[told[0][1].partition(":")[0]] = question
                for name, _, last in told[-1:]:
                    if name == "done":
                        self.answered[last["message_id"]] = "".join(one[2].get("delta", "") for one in told)
                        self.chats[last["message_id"]] = last["session_id"]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'frontdesk.db'}"
    postgres: Postgres = request.getfixturevalue("postgres_server")
    return postgres.create("killed_streams")


async def test_what_was_told_is_kept_and_the_rest_is_incomplete(tmp_path: Path, url: str) -> None:
    chance = random.Random(7)
    async with simulated(default=Script(tokens=100, tokens_per_second=60.0)) as vendors:
        environment = {**settings_of(vendors, "openai"), **_CAPS}
        server = Server(tmp_path, url, port=free_port(), more=environment)
        people = [Person(f"person{number}", f"http://127.0.0.1:{server.port}") for number in range(_PEOPLE)]
        await asyncio.to_thread(server.start)
        async with aiohttp.ClientSession() as client:
            await asyncio.gather(*(person.register(client) for person in people))
        for kill in range(_KILLS):
            await _storm(server, people, kill, chance.uniform(1.2, 1.6))
            if kill < _KILLS - 1:
                await asyncio.to_thread(server.start)
        _check(tmp_path, url, people)


async def _storm(server: Server, people: list[Person], kill: int, seconds: float) -> None:
    """Everybody asks; so many `seconds` after the first answers the server dies."""
    async with aiohttp.ClientSession() as client:
        ended = asyncio.Semaphore(0)

        async def talk(person: Person) -> None:
            with suppress(aiohttp.ClientError):
                for number in range(100):
                    await person.ask(client, kill * 100 + number)
                    ended.release()

        talks = [asyncio.create_task(talk(person)) for person in people]
        async with asyncio.timeout(30):
            for _ in people:
                await ended.acquire()
        await asyncio.sleep(seconds)
        server.kill()
        await asyncio.gather(*talks)


def _check(folder: Path, url: str, people: list[Person]) -> None:
    """In the database that is left, as the next process finds it a minute later."""
    desk = desk_for(url, folder)
    try:
        late = desk.clock.now() + timedelta(minutes=1)
        desk.database.tx_now(abandoned.settle, late)
        desk.database.read_now(_compare, people)
        reserved, spent = desk.database.read_now(spending.of, EVERYBODY, desk.clock.now())
        assert reserved == 0
        assert spent > 0
    finally:
        desk.close()


def _compare(tx: Tx, people: list[Person]) -> None:
    rows = tx.run(_EVERYTHING)
    asked = [row[4] for row in rows if row[3] == "customer"]
    assert len(asked) == len(set(asked))
    replies = {str(row[2]): (row[0], row[4], row[5]) for row in rows if row[3] == "assistant"}
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[0]] = counts.get(row[0], 0) + 1
    assert counts == {row[0]: row[1] for row in rows}
    assert {state for _, _, state in replies.values()} <= {"done", "incomplete"}
    answered = 0
    for person in people:
        for number, question in person.begun.items():
            assert question in asked, (number, question)
        for number, text in person.answered.items():
            answered += 1
            assert replies[number] == (person.chats[number], text, "done")
    assert answered
    assert any(state == "incomplete" for _, _, state in replies.values())
