"""The shortcut answers as the ordinary route does."""

from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.kit.errors import Conflict
from frontdesk.web.app import create_app
from frontdesk.web.exchange import Exchange
from frontdesk.web.fast import FastJson


class Said(BaseModel):
    message: str
    times: int = 1


class Echo(BaseModel):
    reply: str
    address: str


async def echo(_: Desk, exchange: Exchange, body: Said) -> Echo:
    """Says it again."""
    if body.message == "conflict":
        raise Conflict("No.")
    if body.message == "fault":
        raise RuntimeError("inner state")
    return Echo(reply=body.message * body.times, address=exchange.address)


_ABOUT = {"tags": ["agent"], "summary": "Echo", "responses": {409: {"description": "It was a conflict."}}}
ECHO = FastJson(path="/echo", take=Said, give=Echo, handle=echo, about=_ABOUT)


@pytest.fixture
def both(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The same application with the shortcut and without it."""
    monkeypatch.setattr("frontdesk.web.app._FAST", (ECHO,))
    quick, slow = create_app(desk), create_app(desk)
    object.__setattr__(slow._layer, "fast", {})
    return [quick, slow]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"message": "hi", "times": 2}', 200),
        ('{"message": "नमस्ते 🙏"}'.encode(), 200),
        (b'{"message": "hi", "more": 1}', 200),
        (b'{"message": "conflict"}', 409),
        (b'{"message": "fault"}', 500),
        (b'{"message": 7}', 422),
        (b'{"message": "hi", "times": "many"}', 422),
        (b"{}", 422),
        (b"{", 400),
        (b'{"message": "\\u0000"}', 400),
    ],
)
async def test_both_ways_answer_alike(both: list[Any], body: bytes, status: int) -> None:
    answers = []
    for app in both:
        async with served.client_of(app) as client:
            answers.append(await client.post("/echo", content=body, headers={"Content-Type": "application/json"}))
    quick, slow = answers
    assert quick.status_code == slow.status_code == status
    without = {"request_id"}
    assert {n: v for n, v in quick.json().items() if n not in without} == {
        n: v for n, v in slow.json().items() if n not in without
    }
    varying = {"x-request-id"}
    assert {n: v for n, v in quick.headers.items() if n not in varying} == {
        n: v for n, v in slow.headers.items() if n not in varying
    }


async def test_a_lone_surrogate_is_refused_both_ways(both: list[Any]) -> None:
    for app in both:
        async with served.client_of(app) as client:
            answer = await client.post(
                "/echo", content=b'{"message": "\\ud800"}', headers={"Content-Type": "application/json"}
            )
        assert 400 <= answer.status_code < 500


async def test_it_is_described(both: list[Any]) -> None:
    operation = both[0].app.openapi()["paths"]["/echo"]["post"]
    assert (operation["operationId"], operation["description"]) == ("test_fast_echo", "Says it again.")
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Said"}


async def test_other_methods_reach_the_router(both: list[Any]) -> None:
    async with served.client_of(both[0]) as client:
        answer: httpx.Response = await client.get("/echo")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
