"""A chat in OpenAI's wire form, streamed."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import orjson

from frontdesk.llm import chat, failures, profiles, relay
from frontdesk.llm.client import Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.messages import ChatMessage, ChatRequest, StreamEvent, ToolCall, ToolSpec
from frontdesk.llm.openai import bearer, usage_of
from frontdesk.llm.profiles import Profile

_DONE = b"[DONE]"
_REASONS: Mapping[str, chat.Reason] = {
    "stop": "stop",
    "length": "length",
    "max_tokens": "length",
    "tool_calls": "calls",
    "function_call": "calls",
    "content_filter": "filtered",
    "refusal": "filtered",
}
_NO_PARAMETERS: Mapping[str, Any] = {"type": "object", "properties": {}}
# A model that calls more at once, or with more, is lost in a loop.
_MOST_CALLS = 64
_LONGEST_ARGUMENTS = 256 * 1024


class OpenAiChat:
    def __init__(self, client: Client, *, name: str, base_url: str, model: str, profile: Profile) -> None:
        self.name = name
        self.model = model
        self.profile = profile
        self._client = client
        self._url = f"{base_url.rstrip('/')}/chat/completions"

    def stream(self, request: ChatRequest, key: str) -> AsyncGenerator[StreamEvent, None]:
        model = request.model or self.model
        profile = self.profile if model == self.model else profiles.of(self.name, model)
        made = body(request, model, profile)
        return relay.events(self._client, self._url, made, bearer(key), OpenAiReply(model))

    async def close(self) -> None:
        await self._client.close()


def body(request: ChatRequest, model: str, profile: Profile) -> dict[str, Any]:
    """Only names that this vendor knows, and no empty lists: the strict ones refuse both."""
    has_tools = profile.tools != "none"
    made: dict[str, Any] = {"model": model, "messages": _messages(request, profile, tools=has_tools)}
    if request.tools and has_tools:
        made["tools"] = [{"type": "function", "function": _function(tool)} for tool in request.tools]
    if not (request.tools and profile.tools == "whole"):
        made["stream"] = True
        if profile.usage:
            made["stream_options"] = {"include_usage": True}
    if request.temperature is not None and profile.has_temperature:
        made["temperature"] = request.temperature
    if request.max_tokens is not None:
        made[profile.bound] = request.max_tokens
    return made


def _messages(request: ChatRequest, profile: Profile, *, tools: bool) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for turn in chat.in_order(request.messages, tools=tools):
        if isinstance(turn, ChatMessage):
            made.append({"role": turn.role.value, "content": turn.content})
            continue
        # Some templates choke on an empty text beside calls; null is what OpenAI itself says there.
        calls = [_call(call, signs=profile.signs) for call in turn.said.calls]
        made.append({"role": "assistant", "content": turn.said.content or None, "tool_calls": calls})
        made += [{"role": "tool", "tool_call_id": said.call_id, "content": said.content} for said in turn.answers]
    return made


def _call(call: ToolCall, *, signs: bool) -> dict[str, Any]:
    arguments = orjson.dumps(chat.arguments_of(call)).decode()
    made: dict[str, Any] = {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }
    if signs and call.signature:
        made["extra_content"] = {"google": {"thought_signature": call.signature}}
    return made


def _function(tool: ToolSpec) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "parameters": tool.parameters or _NO_PARAMETERS}


class OpenAiReply(chat.Reply):
    __slots__ = ("_gathering", "_is_named")

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self._gathering: list[_Gathering] = []
        self._is_named = False

    def _read(self, payloads: list[bytes], pieces: list[str]) -> None:
        for payload in payloads:
            try:
                chunk = orjson.loads(payload)
            except orjson.JSONDecodeError:
                if payload.strip() == _DONE:
                    self.is_over = True
                    break
                raise ModelFailed("unreadable") from None
            try:
                # Nearly every chunk is this and nothing more.
                choice = chunk["choices"][0]
                delta = choice["delta"]
                text = delta["content"]
                is_plain = not (
                    type(text) is not str
                    or choice.get("finish_reason")
                    or "tool_calls" in delta
                    or chunk.get("usage")
                    or "x_groq" in chunk
                    or "error" in chunk
                )
            except (LookupError, TypeError):
                is_plain = False
            if is_plain and self._is_named:
                pieces.append(text)
            else:
                pieces.append(self.take(chunk))

    def take(self, document: object) -> str:
        if not isinstance(document, dict):
            raise ModelFailed("unreadable")
        groq = document.get("x_groq")
        beside = groq if isinstance(groq, dict) else {}
        if error := document.get("error") or beside.get("error"):
            raise failures.of_error(error)
        self._note(document.get("model"), document.get("usage") or beside.get("usage"))
        choices = document.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        return self._choice(choice) if isinstance(choice, dict) else ""

    def _note(self, model: object, usage: object) -> None:
        if not self._is_named:
            self._is_named = True
            self.model = model if isinstance(model, str) and model else self.model
        self.usage = usage_of(usage) or self.usage

    def _choice(self, choice: Mapping[str, Any]) -> str:
        reason = choice.get("finish_reason")
        if reason == "error" or choice.get("error"):
            raise failures.of_error(choice.get("error"))
        delta = choice.get("delta") or choice.get("message")
        text = ""
        if isinstance(delta, dict):
            for piece in _list(delta.get("tool_calls")):
                self._gather(piece)
            # A model that refuses says so in a place of its own.
            text = _text(delta.get("content")) or _text(delta.get("refusal"))
        if reason:
            self.reason = _REASONS.get(str(reason), "stop")
            self.calls = tuple(call.made() for call in self._gathering if call.name)
        return text

    def _gather(self, piece: object) -> None:
        if not isinstance(piece, dict):
            return
        found = piece.get("function")
        function: Mapping[str, Any] = found if isinstance(found, dict) else {}
        name = _text(function.get("name"))
        call = self._continued(piece.get("index"), _text(piece.get("id")), name)
        call.name = call.name or name
        call.signature = call.signature or _signature(piece)
        arguments = function.get("arguments")
        # Some local servers give the object itself.
        more = orjson.dumps(arguments).decode() if isinstance(arguments, dict) else _text(arguments)
        call.length += len(more)
        if call.length > _LONGEST_ARGUMENTS:
            raise ModelFailed("oversize")
        call.arguments.append(more)

    def _continued(self, index: object, id: str, name: str) -> "_Gathering":
        """The call that a piece belongs to. Pieces are told apart by index; where there is none, or one for all, a new
        id begins a new call, and where there is no id either, a new name does."""
        calls = self._gathering
        if type(index) is int:
            known = next((call for call in reversed(calls) if call.index == index), None)
            if known is not None and (not id or not known.id or id == known.id):
                return known
        elif calls and (id == calls[-1].id if id else not name or not calls[-1].name):
            return calls[-1]
        if len(calls) == _MOST_CALLS:
            raise ModelFailed("oversize")
        calls.append(_Gathering(index, id))
        return calls[-1]


class _Gathering:
    """A call whose arguments are still coming."""

    __slots__ = ("arguments", "id", "index", "length", "name", "signature")

    def __init__(self, index: object, id: str) -> None:
        self.index = index
        self.id = id
        self.name = ""
        self.arguments: list[str] = []
        self.length = 0
        self.signature: str | None = None

    def made(self) -> ToolCall:
        arguments = "".join(self.arguments).strip()
        return ToolCall(self.id or chat.new_call_id(), self.name, arguments or "{}", self.signature)


def _signature(piece: Mapping[str, Any]) -> str | None:
    """Gemini's, in its OpenAI form."""
    try:
        return _text(piece["extra_content"]["google"]["thought_signature"]) or None
    except (KeyError, TypeError):
        return None


def _text(value: object) -> str:
    """A text, or the texts in a list of parts."""
    if isinstance(value, str):
        return value
    return "".join(_text(part.get("text")) for part in _list(value) if isinstance(part, dict))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
