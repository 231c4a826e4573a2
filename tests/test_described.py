"""What holds answers against the description finds what is not described."""

from typing import Any

import httpx
import pytest

from tests.described import Description

_ENTRY = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "at": {"type": "string"}}}
_HEADERS = {"X-Request-ID": {"schema": {"type": "string"}}, "X-RateLimit-Limit": {"schema": {"type": "integer"}}}
SCHEMA: dict[str, Any] = {
    "components": {"schemas": {"Entry": _ENTRY}},
    "paths": {
        "/entries/{entry_id}": {
            "get": {
                "operationId": "read",
                "responses": {
                    "200": {
                        "headers": _HEADERS,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Entry"}}},
                    }
                },
            },
            "delete": {"operationId": "delete", "responses": {"204": {"description": "Gone."}}},
        },
    },
}


def answer(status: int = 200, method: str = "GET", path: str = "/entries/1", **more: Any) -> httpx.Response:
    more.setdefault("headers", {"X-Request-ID": "r"})
    return httpx.Response(status, request=httpx.Request(method, f"http://desk.test{path}"), **more)


@pytest.mark.parametrize(
    "good",
    [
        answer(json={"id": "1"}),
        answer(json={"id": "1", "at": "now"}, headers={"X-Request-ID": "r", "X-RateLimit-Limit": "60"}),
        answer(method="HEAD", headers={"X-Request-ID": "r", "Content-Type": "application/json"}),
        answer(204, "DELETE"),
        answer(405, "PUT"),
        answer(404, path="/elsewhere"),
    ],
)
async def test_what_is_described_passes(good: httpx.Response) -> None:
    await Description(SCHEMA).check(good)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (answer(404, json={"id": "1"}), "is not among"),
        (answer(json={"id": "1"}, headers={}), "lacks X-Request-ID"),
        (answer(json={"id": "1"}, headers={"X-Request-ID": "r", "X-RateLimit-Limit": "many"}), "X-RateLimit-Limit"),
        (answer(text="1"), "text/plain"),
        (answer(json={}), "id"),
        (answer(json={"id": 1}), "id"),
        (answer(json={"id": "1", "owner": "2"}), "owner"),
        (answer(204, "DELETE", content=b"gone"), "has a body"),
    ],
)
async def test_what_is_not_described_is_found(bad: httpx.Response, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        await Description(SCHEMA).check(bad)
