"""A real server, killed while it answers a message with a key: whoever sends it again is answered where it stands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import orjson
import pytest
from bench.server import Server, free_port
from tests.postgres import Server as Postgres
from tests.served import desk_for
from tests.simulators.models import settings_of, simulated
from tests.surfaces.personal_chat.person import PASSWORD

from frontdesk.simulator.script import Script
from frontdesk.storage.session import Sql, Tx

_FIRST, _SECOND = "Is tea good for me?", "And coffee?"
_SAID = Sql(
    "SELECT m.conversation_id, m.sender, m.content, c.message_count FROM messages m"
    " JOIN chats c ON c.conversation_id = m.conversation_id ORDER BY m.id"
)
# As if it had been left a minute ago.
_LONG_AGO = Sql("UPDATE replies SET written_at = 0 WHERE state = 'writing'")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'frontdesk.db'}"
    postgres: Postgres = request.getfixturevalue("postgres_server")
    return postgres.create("killed_asked_again")


async def test_the_question_stands_once(tmp_path: Path, url: str) -> None:
    async with simulated(default=Script(reply="Yes.")) as vendors:
        vendors.script(Script(reply="No.", first_after=60.0))
        caps = {"SPENDING__TOKENS_PER_DAY": "1000000000"}
        server = Server(tmp_path, url, port=free_port(), more={**settings_of(vendors, "openai"), **caps})
        base = f"http://127.0.0.1:{server.port}/api/v1"
        await asyncio.to_thread(server.start)
        async with aiohttp.ClientSession() as client, _killed(server):
            made = {"email": "asha@example.com", "password": PASSWORD, "name": "Asha"}
            async with client.post(f"{base}/auth/register", json=made) as answer:
                signed = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}

            async def ask(body: dict[str, str], key: str) -> dict[str, str]:
                async with client.post(f"{base}/chat", json=body, headers={**signed, "Idempotency-Key": key}) as told:
                    assert told.status == 200, await told.text()
                    found: dict[str, str] = await told.json()
                    return found

            async def ask_and_die(body: dict[str, str], key: str, requests: int) -> None:
                asking = asyncio.create_task(ask(body, key))
                async with asyncio.timeout(30):
                    await vendors.took(requests)
                server.kill()
                with suppress(aiohttp.ClientError):
                    await asking
                _age(tmp_path, url)
                await asyncio.to_thread(server.start)

            await ask_and_die({"message": _FIRST}, "one", 1)
            first = await ask({"message": _FIRST}, "one")
            assert (await ask({"message": _FIRST}, "one"))["message_id"] == first["message_id"]
            vendors.script(Script(reply="No.", first_after=60.0))
            follow_up = {"message": _SECOND, "session_id": first["session_id"]}
            await ask_and_die(follow_up, "two", 3)
            second = await ask(follow_up, "two")
        sent = [str(message["content"]) for message in orjson.loads(vendors.requests[-1].body)["messages"]]
        assert [sent.count(text) for text in (_FIRST, "Yes.", _SECOND)] == [1, 1, 1]
        assert (first["reply"], second["reply"], second["session_id"]) == ("Yes.", "Yes.", first["session_id"])
        assert _said(tmp_path, url) == [
            (first["session_id"], sender, content, 4)
            for sender, content in (
                ("customer", _FIRST), ("assistant", "Yes."), ("customer", _SECOND), ("assistant", "Yes.")
            )
        ]  # fmt: skip


@asynccontextmanager
async def _killed(server: Server) -> AsyncIterator[None]:
    try:
        yield
    finally:
        server.kill()


def _age(folder: Path, url: str) -> None:
    desk = desk_for(url, folder)
    desk.database.tx_now(lambda tx: tx.run(_LONG_AGO) and None)
    desk.close()


def _said(folder: Path, url: str) -> list[tuple[str, str, str, int]]:
    def look(tx: Tx) -> list[tuple[str, str, str, int]]:
        return [(row[0], row[1], row[2], row[3]) for row in tx.run(_SAID)]

    desk = desk_for(url, folder)
    try:
        return desk.database.read_now(look)
    finally:
        desk.close()
