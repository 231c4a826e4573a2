"""Each vendor's bytes, against what it sends."""

# ruff: noqa: E501 - an event is one line

import json
import re
from typing import Any

import pytest
from tests.simulator.conftest import STYLES, Ask

from frontdesk.simulator.gemini import GeminiVoice
from frontdesk.simulator.openai import OpenAiVoice
from frontdesk.simulator.script import Call, Script
from frontdesk.simulator.server import Simulator
from frontdesk.simulator.style import Style, target

PIECES = ("Héllo", " नमस्ते", ' "a"\n', "")
_CHANGES = re.compile(rb'"(chatcmpl-\d+|gen-\d+-\d+|call_\d+|req_\d+|sim\d+)"|"created":(\d+)')


def _steady(body: bytes) -> str:
    """Without what is different each time."""
    return _CHANGES.sub(lambda found: b'"id"' if found[1] else b'"created":0', body).decode()


_OPENAI = '{"id":"id","object":"chat.completion.chunk","created":0,"model":"a/b","service_tier":"default","system_fingerprint":"fp_0123456789","choices":['
_ROUTER = '{"id":"id","provider":"Simulator","object":"chat.completion.chunk","created":0,"model":"a/b","choices":['
_GROQ = '{"id":"id","object":"chat.completion.chunk","created":0,"model":"a/b","system_fingerprint":"fp_0123456789","choices":['


async def test_openai_counts_in_an_extra_last_chunk_where_asked(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(pieces=("Hé", "llo"), usage=(9, 2)), Script(pieces=("Hi",)))
    came = await ask("openai", stream_options={"include_usage": True})
    assert came.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert _steady(came.body) == (
        f'data: {_OPENAI}{{"index":0,"delta":{{"role":"assistant","content":"","refusal":null}},"logprobs":null,"finish_reason":null}}],"usage":null}}\n\n'
        f'data: {_OPENAI}{{"index":0,"delta":{{"content":"Hé"}},"logprobs":null,"finish_reason":null}}],"usage":null}}\n\n'
        f'data: {_OPENAI}{{"index":0,"delta":{{"content":"llo"}},"logprobs":null,"finish_reason":null}}],"usage":null}}\n\n'
        f'data: {_OPENAI}{{"index":0,"delta":{{}},"logprobs":null,"finish_reason":"stop"}}],"usage":null}}\n\n'
        f'data: {_OPENAI}],"usage":{{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}}}\n\n'
        "data: [DONE]\n\n"
    )
    unasked = await ask("openai")
    assert b"usage" not in unasked.body
    assert unasked.body.endswith(b"data: [DONE]\n\n")


async def test_openrouter_comments_and_counts_in_its_last_chunk(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(pieces=("Hi",), usage=(9, 1)))
    said = '"delta":{"role":"assistant","content":'
    assert _steady((await ask("openrouter")).body) == (
        ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n"
        f'data: {_ROUTER}{{"index":0,{said}"Hi"}},"finish_reason":null,"native_finish_reason":null,"logprobs":null}}]}}\n\n'
        f'data: {_ROUTER}{{"index":0,{said}""}},"finish_reason":"stop","native_finish_reason":"stop","logprobs":null}}]}}\n\n'
        f'data: {_ROUTER}{{"index":0,{said}""}},"finish_reason":null,"native_finish_reason":null,"logprobs":null}}],'
        '"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}\n\n'
        "data: [DONE]\n\n"
    )


async def test_groq_counts_beside_the_finish_reason(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(pieces=("Hi",), usage=(9, 1)))
    came = await ask("groq")
    usage = '{"queue_time":0.01,"prompt_tokens":9,"completion_tokens":1,"total_tokens":10,"total_time":0.2}'
    assert _steady(came.body) == (
        f'data: {_GROQ}{{"index":0,"delta":{{"role":"assistant","content":""}},"logprobs":null,"finish_reason":null}}],"x_groq":{{"id":"id"}}}}\n\n'
        f'data: {_GROQ}{{"index":0,"delta":{{"content":"Hi"}},"logprobs":null,"finish_reason":null}}]}}\n\n'
        f'data: {_GROQ}{{"index":0,"delta":{{}},"logprobs":null,"finish_reason":"stop"}}],"x_groq":{{"id":"id","usage":{usage}}}}}\n\n'
        "data: [DONE]\n\n"
    )
    assert came.headers["x-ratelimit-reset-requests"] == "2m59.56s"


async def test_gemini_ends_lines_with_crlf_and_counts_upwards(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(pieces=("Hé", "llo"), usage=(9, 2)))
    came = await ask("gemini")
    lines = came.body.split(b"\r\n\r\n")
    assert lines.pop() == b""
    assert all(line.startswith(b'data: {"candidates": [{"content": {"parts": [{"text": "') for line in lines)
    assert [d["usageMetadata"]["candidatesTokenCount"] for d in came.documents] == [1, 2, 2]
    assert came.documents[-1] == {
        "candidates": [{"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 9,
            "candidatesTokenCount": 2,
            "totalTokenCount": 11,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 9}],
        },
        "modelVersion": "gemini-2.5-flash",
        "responseId": came.documents[0]["responseId"],
    }
    assert b"[DONE]" not in came.body


async def test_gemini_without_sse_streams_an_array(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(pieces=("a", "b"), calls=(Call("x"),)))
    came = await ask("gemini", query="")
    assert came.headers["Content-Type"] == "application/json; charset=UTF-8"
    parts = [part for chunk in came.json for part in chunk["candidates"][0]["content"]["parts"]]
    assert [part.get("text") for part in parts] == ["a", "b", None, ""]


@pytest.mark.parametrize("style", STYLES)
async def test_what_is_said_arrives_whole_in_pieces_or_at_once(simulator: Simulator, ask: Ask, style: str) -> None:
    simulator.script(Script(pieces=PIECES), Script(pieces=PIECES), Script(pieces=PIECES, burst=3))
    assert (await ask(style)).text == "".join(PIECES)
    whole = (await ask(style, stream=False)).json
    assert (_gemini_text(whole) if style == "gemini" else whole["choices"][0]["message"]["content"]) == "".join(PIECES)
    assert (await ask(style)).text == "".join(PIECES)


def _gemini_text(document: Any) -> str:
    return "".join(part["text"] for part in document["candidates"][0]["content"]["parts"])


@pytest.mark.parametrize("style", ["openai", "openrouter", "groq"])
@pytest.mark.parametrize("has_index", [True, False])
async def test_calls_come_in_pieces(simulator: Simulator, ask: Ask, style: str, has_index: bool) -> None:
    calls = (Call("one", '{"city":"पुणे"}', id="call_a", has_index=has_index), Call("two", has_index=has_index))
    simulator.script(Script(calls=calls))
    came = await ask(style)
    pieces = [
        piece
        for document in came.documents
        for choice in document["choices"]
        for piece in choice["delta"].get("tool_calls", ())
    ]
    assert all(("index" in piece) is has_index for piece in pieces)
    opened = [piece for piece in pieces if "id" in piece]
    assert [(piece["type"], piece["function"]["name"]) for piece in opened] == [
        ("function", "one"),
        ("function", "two"),
    ]
    assert opened[0]["id"] == "call_a"
    second = pieces.index(opened[1])
    assert "".join(piece["function"]["arguments"] for piece in pieces[:second]) == '{"city":"पुणे"}'
    assert (len(pieces) == 2) is (style == "groq")
    assert '"finish_reason":"tool_calls"' in came.body.decode()


async def test_gemini_calls_whole_with_a_signature(simulator: Simulator, ask: Ask) -> None:
    simulator.script(Script(pieces=("Wait",), calls=(Call("one", '{"n": 1}', signature="c2ln"), Call("two", id="x"))))
    parts = [p for d in (await ask("gemini")).documents for p in d["candidates"][0]["content"]["parts"]]
    assert parts[1] == {"functionCall": {"name": "one", "args": {"n": 1}}, "thoughtSignature": "c2ln"}
    assert parts[2]["functionCall"] == {"id": "x", "name": "two", "args": {}}


@pytest.mark.parametrize(
    ("finish", "openai", "gemini"),
    [("stop", "stop", "STOP"), ("length", "length", "MAX_TOKENS"), ("filtered", "content_filter", "SAFETY")],
)
async def test_reasons_to_end(simulator: Simulator, ask: Ask, finish: Any, openai: str, gemini: str) -> None:
    simulator.script(*[Script(reply="x", finish=finish)] * 2)
    assert (await ask("openai")).documents[-1]["choices"][0]["finish_reason"] == openai
    assert (await ask("gemini")).documents[-1]["candidates"][0]["finishReason"] == gemini


@pytest.mark.parametrize("text", ["", "plain", 'q"\\\n', "नमस्ते", "😀", "\x00\x1f", "\u2028"])
@pytest.mark.parametrize("style", list(Style))
def test_what_is_glued_is_json(style: Style, text: str) -> None:
    voice = GeminiVoice("m", 3) if style is Style.GEMINI else OpenAiVoice(style, "m", counts=True)
    last = voice.text(text).strip().split(b"\n\n")[-1].removeprefix(b"data: ")
    document = json.loads(last)
    if style is Style.GEMINI:
        assert document["candidates"][0]["content"]["parts"] == [{"text": text}]
        assert list(document) == ["candidates", "usageMetadata", "modelVersion", "responseId"]
    else:
        assert document["choices"][0]["delta"]["content"] == text


@pytest.mark.parametrize(
    ("method", "path", "style", "operation"),
    [
        ("POST", "/v1/chat/completions", "openai", "chat"),
        ("POST", "/openai/v1/chat/completions", "openai", "chat"),
        ("POST", "/api/v1/chat/completions", "openrouter", "chat"),
        ("POST", "/openrouter/api/v1/chat/completions", "openrouter", "chat"),
        ("POST", "/groq/openai/v1/chat/completions", "groq", "chat"),
        ("POST", "/gemini/v1beta/openai/chat/completions", "openai", "chat"),
        ("POST", "/v1beta/models/gemini-2.5-flash:generateContent", "gemini", "generate"),
        ("POST", "/gemini/v1/models/x:streamGenerateContent", "gemini", "stream"),
        ("POST", "/gemini/v1beta/models/x:batchEmbedContents", "gemini", "embed_gemini"),
        ("POST", "/openai/v1/embeddings", "openai", "embed"),
        ("GET", "/groq/openai/v1/models", "groq", "models"),
        ("GET", "/gemini/v1beta/models", "gemini", "models_gemini"),
    ],
)
def test_the_path_tells_the_vendor(method: str, path: str, style: str, operation: str) -> None:
    found = target(method, path)
    assert found is not None
    assert (found.style, found.operation) == (style, operation)


@pytest.mark.parametrize("path", ["/", "/v1/chat", "/v1beta/models/x:countTokens", "/groq"])
def test_other_paths_are_nobodys(path: str) -> None:
    assert target("POST", path) is None
