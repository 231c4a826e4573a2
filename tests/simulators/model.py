"""A language model on a local port, in OpenAI's wire form and in Gemini's, as strict about both as the vendors are.

What it says, a test decides from what it was asked.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web
from tests.simulators.vendor import Vendor, answer

KEY = "sk-simulated-model-key"

_NOTHING: Mapping[str, Any] = {"values": [], "choices": []}


@dataclass(frozen=True, slots=True)
class Asked:
    system: str
    question: Mapping[str, Any]
    schema: Mapping[str, Any]


class LanguageModel(Vendor):
    """`says` makes the document of the question, or the text that stands in its place. `gate`, if set, is waited for
    before an answer. `takes_schemas` is what some models cannot do."""

    def __init__(self) -> None:
        super().__init__()
        self.says: Callable[[Mapping[str, Any]], Mapping[str, Any] | str] = lambda _: _NOTHING
        self.asked: list[Asked] = []
        self.gate: asyncio.Event | None = None
        self.takes_schemas = True
        # tokens of what it was sent and of what it said; None: it does not count
        self.counts: tuple[int, int] | None = (1, 1)

    @property
    def openai_url(self) -> str:
        return f"{self.url}/v1"

    @property
    def gemini_url(self) -> str:
        return f"{self.url}/v1beta"

    def routes(self) -> list[tuple[str, Any]]:
        return [("/v1/chat/completions", self._complete), ("/v1beta/models/{call}", self._generate)]

    async def _complete(self, request: web.Request, body: bytes) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _openai_error(401, "Incorrect API key provided", "invalid_api_key")
        asked = orjson.loads(body)
        if extra := asked.keys() - {"model", "messages", "response_format"}:
            return _openai_error(400, f"property {extra} is unsupported")
        system, user = asked["messages"]
        if [system["role"], user["role"]] != ["system", "user"] or set(system) | set(user) != {"role", "content"}:
            return _openai_error(400, "messages are not in order")
        form = asked["response_format"]
        if form["type"] == "json_schema":
            if not self.takes_schemas:
                return _openai_error(400, "This model does not support response format `json_schema`.")
            schema = form["json_schema"]["schema"]
            if not form["json_schema"]["strict"] or not form["json_schema"]["name"] or _flaw(schema):
                return _openai_error(400, f"Invalid schema for response_format: {_flaw(schema)}")
        elif "JSON" not in system["content"]:
            return _openai_error(400, "'messages' must contain the word 'json' to use 'response_format'")
        else:
            schema = {}
        text = await self._speak(Asked(system["content"], orjson.loads(user["content"]), schema))
        message = {"role": "assistant", "content": text, "refusal": None}
        return answer(
            200,
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
                **self._usage("usage", "prompt_tokens", "completion_tokens", "total_tokens"),
            },
        )

    async def _generate(self, request: web.Request, body: bytes) -> web.Response:
        if not request.match_info["call"].endswith(":generateContent") or request.query_string:
            return _gemini_error(404, "NOT_FOUND")
        if request.headers.get("x-goog-api-key") != KEY:
            return _gemini_error(400, "INVALID_ARGUMENT")
        asked = orjson.loads(body)
        form = asked["generationConfig"]
        unknown = asked.keys() - {"systemInstruction", "contents", "generationConfig"}
        unknown |= form.keys() - {"responseMimeType", "responseSchema", "thinkingConfig"}
        if unknown or form["responseMimeType"] != "application/json" or _gemini_flaw(form["responseSchema"]):
            return _gemini_error(400, "INVALID_ARGUMENT")
        (turn,) = asked["contents"]
        if turn["role"] != "user":
            return _gemini_error(400, "INVALID_ARGUMENT")
        system = asked["systemInstruction"]["parts"][0]["text"]
        text = await self._speak(Asked(system, orjson.loads(turn["parts"][0]["text"]), form["responseSchema"]))
        half = len(text) // 2
        parts = [{"text": "Let me see.", "thought": True}, {"text": text[:half]}, {"text": text[half:]}]
        return answer(
            200,
            {
                "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}],
                **self._usage("usageMetadata", "promptTokenCount", "candidatesTokenCount", "totalTokenCount"),
            },
        )

    def _usage(self, name: str, sent: str, said: str, total: str) -> dict[str, Any]:
        counts = self.counts
        return {} if counts is None else {name: {sent: counts[0], said: counts[1], total: sum(counts)}}

    async def _speak(self, asked: Asked) -> str:
        self.asked.append(asked)
        if self.gate is not None:
            async with self._came:
                self._came.notify_all()
            await self.gate.wait()
        said = self.says(asked.question)
        return said if isinstance(said, str) else orjson.dumps(said).decode()


def _flaw(schema: Mapping[str, Any]) -> str | None:
    """What OpenAI's strict form would complain about."""
    if extra := schema.keys() - {"type", "enum", "items", "properties", "required", "additionalProperties"}:
        return f"{extra} is not permitted"
    if schema["type"] == "object":
        if schema.get("additionalProperties") is not False:
            return "additionalProperties is required to be supplied and to be false"
        if schema.get("required") != list(schema["properties"]):
            return "required is required to be an array including every key in properties"
        return next(filter(None, map(_flaw, schema["properties"].values())), None)
    return _flaw(schema["items"]) if schema["type"] == "array" else None


def _gemini_flaw(schema: Mapping[str, Any]) -> bool:
    if schema.keys() - {"type", "enum", "items", "properties", "required"} or not schema["type"].isupper():
        return True
    if "" in schema.get("enum", ()) or schema.get("properties") == {}:
        return True
    inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return any(map(_gemini_flaw, inner))


def _openai_error(status: int, message: str, code: str | None = None) -> web.Response:
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return answer(status, {"error": error})


def _gemini_error(status: int, name: str) -> web.Response:
    return answer(status, {"error": {"code": status, "message": "…", "status": name, "details": []}})
