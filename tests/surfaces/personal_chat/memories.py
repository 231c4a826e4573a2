"""Somebody's memories over HTTP."""

from typing import Any

import httpx

MEMORY = "/api/v1/memory"

Json = dict[str, Any]


async def write(client: httpx.AsyncClient, content: str, memory_type: str = "fact", **more: Any) -> Json:
    answer = await client.post(MEMORY, json={"content": content, "memory_type": memory_type, **more})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def listed(client: httpx.AsyncClient, **params: Any) -> list[str]:
    """What they say, newest first."""
    answer = await client.get(MEMORY, params=params)
    assert answer.status_code == 200, answer.text
    return [one["content"] for one in answer.json()]
