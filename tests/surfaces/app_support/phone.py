"""What the app on a phone does."""

from typing import Any

import httpx

PASSWORD = "secure_password_123"


async def register(
    client: httpx.AsyncClient, username: str, password: str = PASSWORD, **headers: str
) -> httpx.Response:
    body = {"username": username, "password": password}
    return await client.post("/auth/register", json=body, headers=headers)


async def sign_in(client: httpx.AsyncClient, username: str, password: str = PASSWORD) -> str:
    answer = await client.post("/auth/token", data={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def begin(client: httpx.AsyncClient, **headers: str) -> int:
    answer = await client.post("/conversations/", headers=headers)
    assert answer.status_code == 201, answer.text
    number = answer.json()
    assert type(number) is int
    return number


async def ask(client: httpx.AsyncClient, number: object, content: str, **headers: str) -> httpx.Response:
    return await client.post(f"/conversations/{number}/messages", json={"content": content}, headers=headers)


async def told(client: httpx.AsyncClient, number: int, content: str) -> str:
    answer = await ask(client, number, content)
    assert answer.status_code == 200, answer.text
    assert answer.json()["sender"] == "ai"
    return str(answer.json()["content"])


async def messages(client: httpx.AsyncClient, number: int, **query: Any) -> list[tuple[str, str]]:
    answer = await client.get(f"/conversations/{number}/messages", params=query)
    assert answer.status_code == 200, answer.text
    return [(message["sender"], message["content"]) for message in answer.json()]


async def listed(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/conversations/", params=query)
    assert answer.status_code == 200, answer.text
    shown: list[dict[str, Any]] = answer.json()["conversations"]
    return shown
