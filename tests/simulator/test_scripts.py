"""Scripts: from code, over HTTP, in a header, in a message; and what is said without one."""

import asyncio
from typing import Any

import aiohttp
import pytest
from tests.simulator.conftest import STYLES, TOOL, Ask
from tests.simulators.models import KEYS, beside, settings_of

from frontdesk.simulator import script as scripts
from frontdesk.simulator.script import BadScript, Call, Fault, Script, status
from frontdesk.simulator.server import Simulator


async def test_each_request_takes_the_first_script_that_fits(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(reply="for groq"), style="groq")
    simulator.script(status(402), key=KEYS[1], repeats=True)
    simulator.script(Script(reply="for anybody"))
    assert (await ask("openai")).text == "for anybody"
    assert (await ask("openai", key=KEYS[1])).status == 402
    assert (await ask("groq")).text == "for groq"
    assert (await ask("openai", key=KEYS[1])).status == 402
    assert "simulator of openai" in (await ask("openai")).text
    simulator.clear()
    assert (await ask("openai", key=KEYS[1])).status == 200


async def test_scripts_over_http(simulator: Simulator, session: aiohttp.ClientSession, ask: Ask) -> None:
    address = f"{simulator.url}/_script"
    one = {"calls": [{"name": "x", "arguments": '{"a":1}'}], "usage": [3, 4]}
    async with session.post(address, json=one) as answer:
        assert await answer.json() == {"queued": 1}
    many = {"scripts": [{"fault": {"kind": "status", "status": 503}}], "style": "groq", "repeats": True}
    async with session.post(address, json=many) as answer:
        assert await answer.json() == {"queued": 2}
    whole = (await ask("openai", stream=False)).json
    assert whole["choices"][0]["message"]["tool_calls"][0]["function"] == {"name": "x", "arguments": '{"a":1}'}
    assert whole["usage"] == {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    assert [(await ask("groq")).status for _ in range(2)] == [503, 503]
    async with session.delete(address) as answer:
        assert answer.status == 200
    assert (await ask("groq")).status == 200
    async with session.get(f"{simulator.url}/_requests") as answer:
        asked = await answer.json()
    assert [one["path"] for one in asked] == ["/openai/v1/chat/completions"] + ["/groq/openai/v1/chat/completions"] * 3
    assert asked[0]["headers"]["authorization"] == f"Bearer {KEYS[0]}"


_BAD: list[Any] = [
    3,
    {"says": "x"},
    {"reply": 3},
    {"burst": 0},
    {"pieces": "abc"},
    {"usage": [1]},
    {"fault": {"status": 500}},
    {"fault": {"kind": "explodes"}},
    {"calls": [{"arguments": "{}"}]},
    {"scripts": [{}], "style": "nobody"},
    {"scripts": [{}], "kind": "x"},
]


@pytest.mark.parametrize("given", _BAD)
async def test_bad_scripts_are_refused(simulator: Simulator, session: aiohttp.ClientSession, given: Any) -> None:
    async with session.post(f"{simulator.url}/_script", json=given) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("429 hint=seconds wait=3", status(429, hint="seconds", wait=3.0)),
        ("reset after=3", Script(fault=Fault("reset", after=3))),
        ("hang", Script(fault=Fault("hang"))),
        ("empty", Script(reply="")),
        ("tokens=40 burst=4 tokens_per_second=80", Script(tokens=40, burst=4, tokens_per_second=80.0)),
        ("reply='two words' packet=1", Script(reply="two words", packet=1)),
        ('{"calls": [{"name": "x"}]}', Script(calls=(Call("x"),))),
    ],
)
def test_scripts_in_words(words: str, script: Script) -> None:
    assert scripts.from_words(words, Script()) == script


@pytest.mark.parametrize("words", ["nonsense", "burst=0", "after=x reset", "colour=red", "{", "'"])
def test_words_that_say_nothing(words: str) -> None:
    with pytest.raises(BadScript):
        scripts.from_words(words, Script())


@pytest.mark.parametrize("style", STYLES)
async def test_a_message_and_a_header_carry_scripts(ask: Ask, style: str) -> None:
    assert (await ask(style, "Hello [[sim: 503]]")).status == 503
    assert (await ask(style, "Hello [[sim: reply=Good]] there")).text == "Good"
    assert (await ask(style, "Hello [[sim: nonsense]]")).status == 400
    assert (await ask(style, headers={"X-Sim": "close after=0"})).failure is not None
    assert len((await ask(style, "[[sim: tokens=300]]")).text.split()) == 300


@pytest.mark.parametrize("style", STYLES)
async def test_tools_that_the_question_names_are_called_once(simulator: Simulator, ask: Ask, style: str) -> None:
    offered: Any = [{"type": "function", "function": TOOL}]
    if style == "gemini":
        offered = [{"functionDeclarations": [{"name": TOOL["name"], "parametersJsonSchema": TOOL["parameters"]}]}]
    question = "How is the weather in Pune?"
    whole = (await ask(style, question, stream=False, tools=offered)).json
    if style == "gemini":
        call = whole["candidates"][0]["content"]["parts"][0]["functionCall"]
        assert call == {"name": TOOL["name"], "args": {"city": "Pune"}}
        back = {"functionResponse": {"name": TOOL["name"], "response": {"result": "31 °C"}}}
        user = {"role": "user", "parts": [{"text": question}]}
        turns = [user, whole["candidates"][0]["content"], {"role": "user", "parts": [back]}]
        came = await ask(style, body={"contents": turns, "tools": offered})
    else:
        message = whole["choices"][0]["message"]
        call = message["tool_calls"][0]
        assert call["function"] == {"name": TOOL["name"], "arguments": '{"city":"Pune"}'}
        told = {"role": "tool", "tool_call_id": call["id"], "content": "31 °C"}
        calling = {"role": "assistant", "content": None, "tool_calls": message["tool_calls"]}
        messages = [{"role": "user", "content": question}, calling, told]
        body = {"model": "a/b", "messages": messages, "tools": offered, "stream": True}
        came = await ask(style, body=body)
    assert came.text == "The tool found: 31 °C"
    assert "get_current" not in (await ask(style, "Good morning", tools=offered)).text


async def test_a_schema_gets_the_least_that_it_allows(ask: Ask) -> None:
    schema = {
        "type": "object",
        "properties": {"words": {"type": "array", "items": {"type": "string"}}, "mood": {"enum": ["good", "bad"]}},
        "required": ["words", "mood"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": schema}}
    whole = (await ask("openai", stream=False, response_format=form)).json
    assert whole["choices"][0]["message"]["content"] == '{"words":[],"mood":"good"}'


async def test_embeddings_in_both_forms(simulator: Simulator, session: aiohttp.ClientSession) -> None:
    body: Any = {"model": "m", "input": ["red shoes", "red shoes", "blue"], "dimensions": 8}
    headers = {"Authorization": f"Bearer {KEYS[0]}"}
    async with session.post(f"{simulator.base_url('openai')}/embeddings", json=body, headers=headers) as answer:
        first, second, third = [row["embedding"] for row in (await answer.json())["data"]]
    assert len(first) == 8
    assert first == second != third
    assert sum(value * value for value in first) == pytest.approx(1, abs=1e-5)
    headers = {"x-goog-api-key": KEYS[0]}
    content = {"content": {"parts": [{"text": "red shoes"}]}, "outputDimensionality": 8}
    base = f"{simulator.base_url('gemini')}/models/m"
    async with session.post(f"{base}:embedContent", json=content, headers=headers) as answer:
        assert (await answer.json())["embedding"]["values"] == first
    async with session.post(f"{base}:batchEmbedContents", json={"requests": [content] * 2}, headers=headers) as answer:
        assert len((await answer.json())["embeddings"]) == 2
    async with session.post(f"{base}:embedContent", json={"content": 3}, headers=headers) as answer:
        assert answer.status == 400


async def test_connections_are_kept(simulator: Simulator, ask: Ask) -> None:
    for style in STYLES:
        assert (await ask(style, stream=False)).status == 200
    assert len(simulator._connections) == 1


async def test_requests_that_came_together_are_answered_in_order(simulator: Simulator) -> None:
    simulator.script(Script(tokens=3, first_after=0.01), Script(reply="second"))
    host, port = simulator.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = b'{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true}'
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer {KEYS[0]}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write((head.encode() + body) * 2)
    came = await reader.readuntil(b"0\r\n\r\n")
    assert b"lorem" in came
    assert b"second" in await reader.readuntil(b"0\r\n\r\n")
    writer.write(b"nonsense\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
    writer.close()
    await writer.wait_closed()


async def test_a_pace_is_kept_by_packets(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(tokens=20, tokens_per_second=200, burst=5))
    came = await ask("openai")
    assert len(came.text.split()) == 20
    assert simulator.requests[0].pieces == 20


async def test_stamps_rise(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(tokens=10, stamped=True))
    stamps = [float(word) for word in (await ask("groq")).text.split()]
    assert len(stamps) == 10
    assert stamps == sorted(stamps)


def test_beside_a_test_without_a_loop() -> None:
    with beside() as held:
        environ = settings_of(held.simulator, "groq")
        assert environ == {"GROQ_BASE_URL": held.simulator.base_url("groq"), "GROQ_API_KEY": KEYS[0]}
        held.simulator.script(Script(reply="x"))
        assert held.simulator.requests == []
