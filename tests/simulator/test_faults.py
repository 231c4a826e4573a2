"""Everything that goes wrong on purpose, over real sockets."""

import asyncio
import time
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import orjson
import pytest
from tests.simulator.conftest import STYLES, Ask, Came
from tests.simulators.models import KEYS

from frontdesk.simulator.refusals import duration
from frontdesk.simulator.script import Fault, Script, breaks, status
from frontdesk.simulator.server import Simulator

PIECES = ("a ", "b ", "c ", "d ", "e ")


def _broken(kind: Any, after: int | None) -> Script:
    return Script(pieces=PIECES, fault=Fault(kind, after=after))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["reset", "close"])
@pytest.mark.parametrize("after", [None, 0, 1, 3])
async def test_connections_end_early(simulator: Simulator, ask: Ask, style: str, kind: Any, after: int | None) -> None:
    simulator.script(_broken(kind, after))
    came = await ask(style)
    assert came.failure is not None
    assert came.status == (0 if after is None else 200)
    assert came.text == "".join(PIECES[: after or 0])
    assert not simulator.requests[0].disconnected


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["reset", "close"])
async def test_whole_answers_end_early(simulator: Simulator, ask: Ask, style: str, kind: Any) -> None:
    simulator.script(_broken(kind, None), _broken(kind, 0), _broken(kind, 2))
    assert [(await ask(style, stream=False)).failure is None for _ in range(3)] == [False] * 3


@pytest.mark.parametrize("style", STYLES)
async def test_an_end_without_a_reason(simulator: Simulator, ask: Ask, style: str) -> None:
    simulator.script(_broken("unfinished", 2), _broken("unreasoned", 2))
    for last in (False, style != "gemini"):
        came = await ask(style)
        assert came.failure is None
        assert came.text == "a b "
        assert b"STOP" not in came.body
        assert b'"stop"' not in came.body
        assert (b"[DONE]" in came.body) is last


@pytest.mark.parametrize("style", STYLES)
async def test_a_failure_told_in_the_stream(simulator: Simulator, ask: Ask, style: str) -> None:
    simulator.script(_broken("error", 2), _broken("error", None))
    came = await ask(style)
    assert (came.status, came.failure, came.text) == (200, None, "a b ")
    assert "error" in orjson.loads(came.events[-1].partition(b"data: ")[2])
    assert "error" in (await ask(style, stream=False)).json


async def test_what_comes_before_a_failure_can_be_read_before_it(
    simulator: Simulator, session: aiohttp.ClientSession
) -> None:
    simulator.script(Script(pieces=PIECES, fault=Fault("error", after=2, pause=3600)))
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    headers = {"Authorization": f"Bearer {KEYS[0]}"}
    async with session.post(f"{simulator.base_url('groq')}/chat/completions", json=body, headers=headers) as answer:
        came = b""
        while b'"b "' not in came:
            came += await answer.content.readany()
        answer.close()
    assert b"error" not in came
    await simulator.requests[0].left.wait()


@pytest.mark.parametrize("style", STYLES)
async def test_garbage_and_an_overlong_line(simulator: Simulator, ask: Ask, style: str) -> None:
    simulator.script(_broken("garbage", 2), _broken("garbage", None), breaks("long_line", 1, size=300_000))
    came = await ask(style)
    assert b'data: {"choices": [{"delta": {"content": <!doctype' in came.events
    with pytest.raises(orjson.JSONDecodeError):
        _ = (await ask(style, stream=False)).json
    assert max(map(len, (await ask(style)).events)) > 300_000


@pytest.mark.parametrize("style", STYLES)
async def test_json_for_a_stream_nothing_to_say_and_a_redirect(simulator: Simulator, ask: Ask, style: str) -> None:
    simulator.script(_broken("whole", None), Script(reply=""), _broken("redirect", None))
    came = await ask(style)
    assert came.headers["Content-Type"] == "application/json"
    assert "a b c d e " in came.body.decode()
    assert orjson.loads(came.body)
    empty = await ask(style)
    assert (empty.status, empty.text, empty.failure) == (200, "", None)
    redirected = await ask(style)
    assert (redirected.status, redirected.headers["Location"]) == (307, "http://127.0.0.1:9/elsewhere")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("packet", [1, 7])
async def test_bytes_in_packets_that_know_no_characters(
    simulator: Simulator, ask: Ask, style: str, packet: int
) -> None:
    simulator.script(*[Script(pieces=("नमस्ते ", "दुनिया 😀"), packet=packet)] * 2)
    assert (await ask(style)).text == "नमस्ते दुनिया 😀"
    assert "नमस्ते दुनिया 😀" in (await ask(style, stream=False)).body.decode()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("after", [None, 0, 2])
async def test_silence_lasts_until_the_client_leaves(
    simulator: Simulator, session: aiohttp.ClientSession, style: str, after: int | None
) -> None:
    simulator.script(_broken("hang", after), style=style)
    body = {"model": "a/b", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    url, headers = f"{simulator.base_url(style)}/chat/completions", {"Authorization": f"Bearer {KEYS[0]}"}
    if style == "gemini":
        url = f"{simulator.base_url(style)}/models/m:streamGenerateContent?alt=sse"
        body, headers = {"contents": [{"parts": [{"text": "Hello"}]}]}, {"x-goog-api-key": KEYS[0]}
    asking = asyncio.create_task(session.post(url, json=body, headers=headers))
    (seen,) = await simulator.took(1)
    if after is not None:
        response = await asking
        for piece in PIECES[:after]:
            while piece.encode() not in (await response.content.readline()):
                pass
        response.close()
    else:
        asking.cancel()
    await seen.left.wait()
    assert seen.disconnected
    assert seen.pieces == (after or 0)


async def test_a_client_that_leaves_in_the_middle_is_noticed(
    simulator: Simulator, session: aiohttp.ClientSession
) -> None:
    simulator.script(Script(tokens=1000, tokens_per_second=100, first_after=0.01))
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    headers = {"Authorization": f"Bearer {KEYS[1]}"}
    async with session.post(f"{simulator.base_url('openai')}/chat/completions", json=body, headers=headers) as answer:
        await answer.content.readline()
        answer.close()
    seen = simulator.requests[0]
    await seen.left.wait()
    assert 0 < seen.pieces < 1000


_WORDS = {
    ("openai", 401): ("error.code", "invalid_api_key"),
    ("openai", 429): ("error.code", "rate_limit_exceeded"),
    ("openai", 500): ("error.type", "server_error"),
    ("openrouter", 402): ("error.code", 402),
    ("openrouter", 429): ("error.metadata.error_type", "rate_limit"),
    ("openrouter", 502): ("error.metadata.error_type", "provider_unavailable"),
    ("openrouter", 529): ("error.code", 529),
    ("groq", 401): ("error.code", "invalid_api_key"),
    ("groq", 429): ("error.type", "tokens"),
    ("groq", 503): ("error.type", "internal_server_error"),
    ("gemini", 403): ("error.status", "PERMISSION_DENIED"),
    ("gemini", 404): ("error.status", "NOT_FOUND"),
    ("gemini", 429): ("error.status", "RESOURCE_EXHAUSTED"),
    ("gemini", 500): ("error.status", "INTERNAL"),
    ("gemini", 503): ("error.status", "UNAVAILABLE"),
}


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document[name]
    return document


@pytest.mark.parametrize(("style", "code"), _WORDS)
async def test_each_status_in_the_vendors_words(simulator: Simulator, ask: Ask, style: str, code: int) -> None:
    simulator.script(status(code))
    came = await ask(style)
    path, word = _WORDS[style, code]
    assert (came.status, _at(came.json, path)) == (code, word)


@pytest.mark.parametrize("style", STYLES)
async def test_too_long_and_used_up(simulator: Simulator, ask: Ask, style: str) -> None:
    simulator.script(status(400, cause="context"), status(429, cause="quota"))
    long = await ask(style)
    assert b"token count" in long.body or b"context_length_exceeded" in long.body
    used_up = await ask(style)
    assert style == "openrouter" or b"insufficient_quota" in used_up.body or b"PerDay" in used_up.body


async def _hinted(simulator: Simulator, ask: Ask, style: str, hint: Any, wait: float) -> Came:
    simulator.script(status(429, hint=hint, wait=wait))
    return await ask(style)


async def test_how_long_to_wait_stands_in_many_places(simulator: Simulator, ask: Ask) -> None:
    assert (await _hinted(simulator, ask, "openai", "seconds", 7)).headers["Retry-After"] == "7"
    date = (await _hinted(simulator, ask, "openai", "date", 60)).headers["Retry-After"]
    assert 55 < parsedate_to_datetime(date).timestamp() - time.time() < 61
    unix = (await _hinted(simulator, ask, "openrouter", "unix", 60)).headers["X-RateLimit-Reset"]
    assert 55 < float(unix) - time.time() < 61
    unix = (await _hinted(simulator, ask, "openrouter", "unix_ms", 60)).headers["X-RateLimit-Reset"]
    assert 55 < float(unix) / 1000 - time.time() < 61
    groq = (await _hinted(simulator, ask, "groq", "groq", 179.56)).headers
    assert (groq["retry-after"], groq["x-ratelimit-reset-requests"]) == ("180", "2m59.56s")
    body = (await _hinted(simulator, ask, "gemini", "retry_info", 17)).json
    assert body["error"]["details"][-1]["retryDelay"] == "17s"
    nothing = await _hinted(simulator, ask, "gemini", "none", 17)
    assert b"retryDelay" not in nothing.body
    assert "Retry-After" not in nothing.headers


@pytest.mark.parametrize(("seconds", "text"), [(7.66, "7.66s"), (120, "2m0s"), (3661.5, "1h1m1.5s")])
def test_durations_as_groq_writes_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


async def test_wrong_keys_in_each_vendors_words(ask: Ask) -> None:
    assert {style: (await ask(style, key="wrong")).status for style in STYLES} == {
        "openai": 401, "openrouter": 401, "groq": 401, "gemini": 400,
    }  # fmt: skip
    assert (await ask("gemini", key="wrong")).json["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert (await ask("gemini", key="")).status == 403
    assert (await ask("groq", key=KEYS[1])).status == 200
