"""Somebody with an account, and what a stream says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
from tests.simulators.models import Beside

from frontdesk.bootstrap import Desk

PASSWORD = "SecurePass123!"

Json = dict[str, Any]


async def register(client: httpx.AsyncClient, email: str = "user@example.com", name: str = "John Doe") -> Json:
    answer = await client.post("/api/v1/auth/register", json={"email": email, "password": PASSWORD, "name": name})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def signed_in(client: httpx.AsyncClient, email: str = "user@example.com") -> httpx.AsyncClient:
    """The same client, as a new account."""
    client.headers["Authorization"] = f"Bearer {(await register(client, email))['access_token']}"
    return client


async def say(client: httpx.AsyncClient, message: str, **more: Any) -> Json:
    answer = await client.post("/api/v1/chat", json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    said: Json = answer.json()
    return said


def events(body: str) -> list[tuple[str, str, Json]]:
    """(name, id, data) of each event."""
    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            assert fields.keys() == {"event", "id", "data"}
            found.append((fields["event"], fields["id"], orjson.loads(fields["data"])))
    return found


def text_of(told: list[tuple[str, str, Json]]) -> str:
    return "".join(data["delta"] for name, _, data in told if name == "token")


@dataclass(frozen=True, slots=True)
class House:
    """A server on a real port, with its vendors beside it."""

    base: str
    desk: Desk
    vendors: Beside

    @property
    def socket(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/api/v1/chat/stream"

    @contextmanager
    def join(self, email: str = "user@example.com") -> Iterator[httpx.Client]:
        """Somebody new, signed in."""
        made = {"email": email, "password": PASSWORD, "name": "John Doe"}
        with httpx.Client(base_url=self.base, timeout=30) as client:
            token = client.post("/api/v1/auth/register", json=made).json()["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield client


def token_of(client: httpx.Client) -> str:
    return client.headers["Authorization"].removeprefix("Bearer ")


class Reading:
    """An SSE answer, event by event."""

    def __init__(self, answer: httpx.Response) -> None:
        self._blocks = self._split(answer)
        self.told: list[tuple[str, str, Json]] = []

    def next(self) -> tuple[str, str, Json]:
        found = events(next(self._blocks))
        while not found:  # a comment
            found = events(next(self._blocks))
        self.told += found
        return found[0]

    def rest(self) -> list[tuple[str, str, Json]]:
        for block in self._blocks:
            self.told += events(block)
        return self.told

    @staticmethod
    def _split(answer: httpx.Response) -> Iterator[str]:
        rest = ""
        for chunk in answer.iter_text():
            *whole, rest = (rest + chunk).split("\n\n")
            yield from whole


def history(client: httpx.Client, session: str) -> list[Json]:
    shown: list[Json] = client.get("/api/v1/chat/history", params={"session_id": session}).json()["messages"]
    return shown


def session_of(client: httpx.Client) -> str:
    """The one last spoken in."""
    return str(client.get("/api/v1/chat/sessions").json()["sessions"][0]["id"])
