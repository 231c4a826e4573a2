"""What the vendors refuse is refused here, and what they take is taken."""

from copy import deepcopy
from typing import Any

import pytest
from tests.simulator.conftest import STYLES, TOOL, Ask

_USER = {"role": "user", "content": "Hello"}
_CALL = {"id": "c1", "type": "function", "function": {"name": "x", "arguments": "{}"}}
_CALLING = {"role": "assistant", "content": None, "tool_calls": [_CALL]}
_ANSWER = {"role": "tool", "tool_call_id": "c1", "content": "ok"}
_TOOLS = [{"type": "function", "function": TOOL}]
_OPEN_SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": []}


def _body(**more: Any) -> dict[str, Any]:
    return {"model": "a/b", "messages": [_USER], **more}


_REFUSED = {
    "no model": {"messages": [_USER]},
    "no messages": {"model": "a/b"},
    "empty messages": _body(messages=[]),
    "no object": [],
    "a wrong role": _body(messages=[{"role": "bot", "content": "x"}]),
    "no content": _body(messages=[{"role": "user", "content": None}]),
    "no tools": _body(tools=[]),
    "no calls": _body(messages=[_USER, {"role": "assistant", "content": "x", "tool_calls": []}]),
    "a choice of no tools": _body(tool_choice="auto"),
    "two answers": _body(n=2),
    "too hot": _body(temperature=2.5),
    "no tokens": _body(max_tokens=0),
    "an answer to nothing": _body(messages=[_USER, _ANSWER]),
    "an answer to another call": _body(messages=[_USER, _CALLING, {**_ANSWER, "tool_call_id": "c2"}]),
    "an answer too late": _body(messages=[_USER, _CALLING, _USER, _ANSWER]),
    "an answer too many": _body(messages=[_USER, _CALLING, _ANSWER, _ANSWER]),
    "a call unanswered": _body(messages=[_USER, _CALLING, _USER]),
    "a bad name": _body(tools=[{"type": "function", "function": {**TOOL, "name": "a b"}}]),
    "parameters of no object": _body(tools=[{"type": "function", "function": {"name": "a", "parameters": {}}}]),
    "an open strict schema": _body(
        response_format={"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": _OPEN_SCHEMA}}
    ),
    "calls of another kind": _body(messages=[_USER, {**_CALLING, "tool_calls": [3]}, _ANSWER]),
}


@pytest.mark.parametrize("style", ["openai", "openrouter", "groq"])
@pytest.mark.parametrize("what", _REFUSED)
async def test_refused_by_all_three(ask: Ask, style: str, what: str) -> None:
    came = await ask(style, body=_REFUSED[what])
    assert came.status == 400
    assert came.json["error"]["message"]


@pytest.mark.parametrize("style", ["openai", "openrouter", "groq"])
async def test_a_round_of_tools_is_taken(ask: Ask, style: str) -> None:
    came = await ask(style, body=_body(messages=[_USER, _CALLING, _ANSWER], tools=_TOOLS, tool_choice="auto"))
    assert came.status == 200
    assert came.json["choices"][0]["message"]["content"] == "The tool found: ok"


@pytest.mark.parametrize(
    ("body", "openai", "groq", "openrouter"),
    [
        (_body(stream=True, stream_options={"include_usage": True}), 200, 400, 200),
        (_body(stream_options={"include_usage": True}), 400, 400, 200),
        (_body(models=["a/b"]), 400, 400, 200),
        (_body(messages=[{**_USER, "created_at": "now"}]), 400, 400, 200),
        (_body(messages=[{"role": "assistant", "content": "x", "refusal": None}, _USER]), 200, 400, 200),
        (_body(messages=[_USER, _CALLING, {**_ANSWER, "name": "x"}]), 400, 400, 200),
        (_body(model="gpt-4o-mini"), 200, 200, 400),
    ],
)
async def test_where_they_differ(ask: Ask, body: Any, openai: int, groq: int, openrouter: int) -> None:
    assert (await ask("openai", body=body)).status == openai
    assert (await ask("groq", body=body)).status == groq
    assert (await ask("openrouter", body=body)).status == openrouter


_SAID = {"role": "user", "parts": [{"text": "Hello"}]}
_G_CALLING = {"role": "model", "parts": [{"functionCall": {"name": "x", "args": {}}}]}
_G_ANSWER = {"role": "user", "parts": [{"functionResponse": {"name": "x", "response": {"result": "ok"}}}]}
_PARAMETERS = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}


def _generate(*contents: Any, **more: Any) -> dict[str, Any]:
    return {"contents": list(contents or (_SAID,)), **more}


def _declared(**more: Any) -> dict[str, Any]:
    return _generate(tools=[{"functionDeclarations": [{"name": "x", "description": "y", **more}]}])


_GEMINI_REFUSED = {
    "no contents": {"contents": []},
    "no object": [],
    "an unknown name": _generate(model_name="x"),
    "a system's role": _generate({"role": "system", "parts": [{"text": "x"}]}, _SAID),
    "an assistant's role": _generate({"role": "assistant", "parts": [{"text": "x"}]}, _SAID),
    "no parts": _generate({"role": "user", "parts": []}),
    "an unknown part": _generate({"role": "user", "parts": [{"content": "x"}]}),
    "an empty part": _generate({"role": "user", "parts": [{}]}),
    "arguments as text": _generate(_SAID, {"role": "model", "parts": [{"functionCall": {"name": "x", "args": "{}"}}]}),
    "an answer as text": _generate(
        _SAID, _G_CALLING, {"role": "user", "parts": [{"functionResponse": {"name": "x", "response": "ok"}}]}
    ),
    "an answer to nothing": _generate(_SAID, _G_ANSWER),
    "a call unanswered": _generate(_SAID, _G_CALLING, _SAID),
    "a call at the end": _generate(_SAID, _G_CALLING),
    "a call at the head": _generate(_G_CALLING, _G_ANSWER),
    "a closed schema": _declared(parameters={**_PARAMETERS, "additionalProperties": False}),
    "types in lower case": _declared(parameters={**_PARAMETERS, "type": "object"}),
    "no properties": _declared(parameters={"type": "OBJECT", "properties": {}}),
    "a list of nothing": _declared(parameters={"type": "OBJECT", "properties": {"a": {"type": "ARRAY"}}}),
    "two kinds of schema": _declared(parameters=_PARAMETERS, parametersJsonSchema={"type": "object"}),
    "a snake in the config": _generate(generationConfig={"max_tokens": 3}),
    "two candidates": _generate(generationConfig={"candidateCount": 2}),
}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("what", _GEMINI_REFUSED)
async def test_refused_by_gemini(ask: Ask, what: str, stream: bool) -> None:
    came = await ask("gemini", body=_GEMINI_REFUSED[what], stream=stream)
    assert (came.status, came.json["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    "body",
    [
        _generate(systemInstruction={"parts": [{"text": "Be kind."}]}, generationConfig={"maxOutputTokens": 9}),
        _generate(_SAID, _G_CALLING, _G_ANSWER),
        _generate(_SAID, _G_CALLING, _G_ANSWER, _G_CALLING, _G_ANSWER),
        _declared(parameters=_PARAMETERS),
        _declared(parametersJsonSchema={"type": "object", "properties": {}, "additionalProperties": False}),
        _generate({"parts": [{"text": "Without a role."}]}),
    ],
)
async def test_taken_by_gemini(ask: Ask, body: Any) -> None:
    assert (await ask("gemini", body=body)).status == 200


async def test_broken_json_is_refused_by_all(ask: Ask) -> None:
    for style in STYLES:
        assert (await ask(style, body="no object")).status == 400


async def test_what_was_refused_has_changed_nothing(ask: Ask) -> None:
    body = deepcopy(_REFUSED["a call unanswered"])
    assert (await ask("openai", body=body)).status == 400
    assert (await ask("openai")).status == 200
