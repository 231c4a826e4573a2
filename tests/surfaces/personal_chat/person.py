"""Somebody with an account, and what a stream says."""

from typing import Any

import httpx
import orjson

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
