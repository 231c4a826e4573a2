"""Gemini's own generateContent."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

from frontdesk.llm import failures
from frontdesk.llm.client import Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.gemini_chat import usage_of
from frontdesk.llm.openai import unfenced
from frontdesk.llm.structured import Ask, Given

# What its dialect of schemas has beside `type`; a name that it does not know is an error.
_KNOWN = ("enum", "required")


class GeminiForm:
    """`keys` are taken in turn, and travel in a header, never in the address."""

    def __init__(self, client: Client, *, base_url: str, model: str, keys: Sequence[str]) -> None:
        self.name = "gemini"
        self._client = client
        self._model = model.removeprefix("models/")
        self._url = f"{base_url.rstrip('/')}/models/{self._model}:generateContent"
        self._keys = cycle(keys or ("",))

    async def answer(self, ask: Ask) -> Given:
        key = next(self._keys)
        answer = await self._client.post(self._url, self._body(ask), {"x-goog-api-key": key} if key else {})
        if answer.status != 200:
            raise failures.of_answer(answer.status, answer.headers, answer.body)
        reply = answer.json()
        return Given(_document(reply), usage_of(reply.get("usageMetadata")))

    async def close(self) -> None:
        await self._client.close()

    def _body(self, ask: Ask) -> dict[str, Any]:
        form: dict[str, Any] = {"responseMimeType": "application/json", "responseSchema": _dialect(ask.schema)}
        if self._model.startswith("gemini-2.5-flash"):
            # These think before they answer unless told not to, longer than anybody waits for here.
            form["thinkingConfig"] = {"thinkingBudget": 0}
        return {
            "systemInstruction": {"parts": [{"text": ask.system}]},
            "contents": [{"role": "user", "parts": [{"text": ask.message}]}],
            "generationConfig": form,
        }


def _dialect(schema: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"type": str(schema["type"]).upper()}
    made |= {name: schema[name] for name in _KNOWN if name in schema}
    if "items" in schema:
        made["items"] = _dialect(schema["items"])
    if "properties" in schema:
        made["properties"] = {name: _dialect(inner) for name, inner in schema["properties"].items()}
    return made


def _document(reply: Mapping[str, Any]) -> str:
    try:
        if reply.get("promptFeedback", {}).get("blockReason"):
            raise ModelFailed("refused")
        candidate = reply["candidates"][0]
        end = candidate.get("finishReason", "STOP")
        parts = candidate.get("content", {}).get("parts", ())
        text = "".join(part.get("text", "") for part in parts if not part.get("thought"))
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ModelFailed("unreadable") from None
    if end == "MAX_TOKENS":
        raise ModelFailed("cut")
    if end != "STOP":
        raise ModelFailed("refused")
    if not text.strip():
        raise ModelFailed("unreadable")
    return unfenced(text)
