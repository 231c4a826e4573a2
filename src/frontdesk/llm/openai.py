"""OpenAI's chat completions, which OpenRouter, Groq, vLLM, Ollama, llama.cpp and one address of Gemini speak too."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

import orjson

from frontdesk.llm import chat, failures
from frontdesk.llm.client import Answer, Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.messages import Usage
from frontdesk.llm.structured import Ask, Given

_FENCE = "```"


class OpenAiForm:
    """`keys` are taken in turn; a local server needs none."""

    def __init__(self, client: Client, *, name: str, base_url: str, model: str, keys: Sequence[str]) -> None:
        self.name = name
        self._client = client
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._model = model
        self._keys = cycle(keys or ("",))
        self._takes_schemas = True

    async def answer(self, ask: Ask) -> Given:
        answer = await self._post(ask)
        if self._takes_schemas and answer.status == 400 and _is_about_the_format(answer.body):
            # Not every model can be held to a schema; any can be asked for JSON, and the schema told in words.
            self._takes_schemas = False
            answer = await self._post(ask)
        if answer.status != 200:
            raise failures.of_answer(answer.status, answer.headers, answer.body)
        reply = answer.json()
        return Given(_document(reply), usage_of(reply.get("usage")))

    async def close(self) -> None:
        await self._client.close()

    async def _post(self, ask: Ask) -> Answer:
        key = next(self._keys)
        return await self._client.post(self._url, self._body(ask), bearer(key))

    def _body(self, ask: Ask) -> dict[str, Any]:
        system, form = ask.system, _strict(ask)
        if not self._takes_schemas:
            system = f"{system}\n\nThe JSON Schema of the answer: {orjson.dumps(ask.schema).decode()}"
            form = {"type": "json_object"}
        return {
            "model": self._model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": ask.message}],
            "response_format": form,
        }


def bearer(key: str) -> dict[str, str]:
    """A local server may want no key, and some refuse an empty one."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def usage_of(said: object) -> Usage | None:
    """What a server counts, if it does."""
    if not isinstance(said, dict):
        return None
    return Usage(chat.count(said.get("prompt_tokens")), chat.count(said.get("completion_tokens")))


def unfenced(text: str) -> str:
    """Without the Markdown that models like to wrap around JSON."""
    inner = text.strip()
    if inner.startswith(_FENCE):
        inner = inner.removeprefix(_FENCE).removeprefix("json").removesuffix(_FENCE).strip()
    return inner


def _strict(ask: Ask) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": ask.name, "strict": True, "schema": ask.schema}}


def _is_about_the_format(body: bytes) -> bool:
    return any(word in body for word in (b"response_format", b"response format", b"json_schema"))


def _document(reply: Mapping[str, Any]) -> str:
    if reply.get("error"):
        # OpenRouter reports what its upstream said inside a 200.
        raise failures.of_error(reply["error"])
    try:
        choice = reply["choices"][0]
        message, end = choice["message"], choice.get("finish_reason")
        content, refusal = message.get("content"), message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ModelFailed("unreadable") from None
    if refusal or end == "content_filter":
        raise ModelFailed("refused")
    if end == "length":
        raise ModelFailed("cut")
    if not isinstance(content, str) or not content.strip():
        raise ModelFailed("unreadable")
    return unfenced(content)
