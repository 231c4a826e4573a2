"""A chat in Gemini's own wire form, streamed."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any
from urllib.parse import quote

import orjson

from frontdesk.llm import chat, failures, profiles, relay
from frontdesk.llm.client import Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.messages import ChatMessage, ChatRequest, Role, StreamEvent, ToolCall, ToolSpec, Usage
from frontdesk.llm.profiles import Profile

_REASONS: Mapping[str, chat.Reason] = {"STOP": "stop", "MAX_TOKENS": "length"}
# The model came to grief over a call of its own; asked once more it may not.
_BROKEN = frozenset(
    {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE"}
)
# From the third generation on a call without its signature is refused, except with this in its place: such a call was
# made by another vendor's model. https://ai.google.dev/gemini-api/docs/thought-signatures
_UNSIGNED = "skip_thought_signature_validator"
_WITHOUT_SIGNATURES = ("gemini-1", "gemini-2", "gemma")


class GeminiChat:
    def __init__(self, client: Client, *, name: str, base_url: str, model: str, profile: Profile) -> None:
        self.name = name
        self.model = model.removeprefix("models/")
        self.profile = profile
        self._client = client
        self._url = f"{base_url.rstrip('/')}/models"

    def stream(self, request: ChatRequest, key: str) -> AsyncGenerator[StreamEvent, None]:
        model = (request.model or self.model).removeprefix("models/")
        profile = self.profile if model == self.model else profiles.of(self.name, model)
        is_whole = bool(request.tools) and profile.tools == "whole"
        # Whoever chats may name a model: it must not become the way to something else that our key opens.
        url = (
            f"{self._url}/{quote(model, safe='')}:{'generateContent' if is_whole else 'streamGenerateContent?alt=sse'}"
        )
        # In a header, never in the address: addresses are logged.
        headers = {"x-goog-api-key": key} if key else {}
        return relay.events(self._client, url, body(request, model, profile), headers, GeminiReply(model))

    async def close(self) -> None:
        await self._client.close()


def body(request: ChatRequest, model: str, profile: Profile) -> dict[str, Any]:
    has_tools = profile.tools != "none"
    made: dict[str, Any] = {"contents": _contents(request, model, tools=has_tools)}
    if system := [{"text": said.content} for said in request.messages if said.role is Role.SYSTEM and said.content]:
        made["systemInstruction"] = {"parts": system}
    if request.tools and has_tools:
        made["tools"] = [{"functionDeclarations": [_function(tool) for tool in request.tools]}]
    form: dict[str, Any] = {}
    if request.temperature is not None:
        form["temperature"] = request.temperature
    if request.max_tokens is not None:
        form["maxOutputTokens"] = request.max_tokens
    if model.startswith("gemini-2.5-flash"):
        # These think before they answer unless told not to, and the bound on the reply counts their thoughts.
        form["thinkingConfig"] = {"thinkingBudget": 0}
    return made | ({"generationConfig": form} if form else {})


def _contents(request: ChatRequest, model: str, *, tools: bool) -> list[dict[str, Any]]:
    """Neighbours of one role are one content: the roles must alternate."""
    made: list[dict[str, Any]] = []
    for turn in chat.in_order(request.messages, tools=tools):
        if isinstance(turn, ChatMessage):
            if turn.role is not Role.SYSTEM and turn.content:
                _add(made, "model" if turn.role is Role.ASSISTANT else "user", [{"text": turn.content}])
            continue
        said = [{"text": turn.said.content}] if turn.said.content else []
        _add(made, "model", [*said, *_calls(turn.said.calls, model)])
        _add(made, "user", [_response(answer) for answer in turn.answers])
    return made


def _add(contents: list[dict[str, Any]], role: str, parts: list[dict[str, Any]]) -> None:
    if contents and contents[-1]["role"] == role:
        contents[-1]["parts"] += parts
    else:
        contents.append({"role": role, "parts": parts})


def _calls(calls: tuple[ToolCall, ...], model: str) -> list[dict[str, Any]]:
    """Of calls made at once the first alone is signed."""
    parts: list[dict[str, Any]] = []
    for call in calls:
        part: dict[str, Any] = {"functionCall": {"name": call.name, "args": chat.arguments_of(call)}}
        if call.signature:
            part["thoughtSignature"] = call.signature
        elif not parts and not model.startswith(_WITHOUT_SIGNATURES):
            part["thoughtSignature"] = _UNSIGNED
        parts.append(part)
    return parts


def _response(answer: ChatMessage) -> dict[str, Any]:
    """An object always; what is none stands under a name of its own."""
    try:
        read = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        read = answer.content
    return {"functionResponse": {"name": answer.name, "response": read if isinstance(read, dict) else {"result": read}}}


def _function(tool: ToolSpec) -> dict[str, Any]:
    made: dict[str, Any] = {"name": tool.name, "description": tool.description}
    # A function without parameters has no schema: an empty list of properties is refused.
    return made | ({"parametersJsonSchema": tool.parameters} if tool.parameters.get("properties") else {})


class GeminiReply(chat.Reply):
    """The model's own name for itself stands in `modelVersion`."""

    __slots__ = ()

    def _read(self, payloads: list[bytes], pieces: list[str]) -> None:
        for payload in payloads:
            try:
                document = orjson.loads(payload)
            except orjson.JSONDecodeError:
                raise ModelFailed("unreadable") from None
            pieces.append(self.take(document))

    def take(self, document: object) -> str:
        if isinstance(document, list):
            # Who leaves `alt=sse` out on the way gets all events as one list.
            return "".join(self.take(event) for event in document)
        if not isinstance(document, dict):
            raise ModelFailed("unreadable")
        if error := document.get("error"):
            raise failures.of_error(error)
        # Grows with every event, so the last one counts.
        self.usage = usage_of(document.get("usageMetadata")) or self.usage
        try:
            candidate = document["candidates"][0]
        except (LookupError, TypeError):
            feedback = document.get("promptFeedback")
            if isinstance(feedback, dict) and feedback.get("blockReason"):
                raise ModelFailed("refused") from None
            return ""
        return self._candidate(candidate, document.get("modelVersion")) if isinstance(candidate, dict) else ""

    def _candidate(self, candidate: Mapping[str, Any], version: object) -> str:
        text = ""
        content = candidate.get("content")
        # The last candidate often has no content, and content no parts.
        for part in (content.get("parts") or ()) if isinstance(content, dict) else ():
            if not isinstance(part, dict):
                raise ModelFailed("unreadable")
            if "functionCall" in part:
                self._call(part)
            elif not part.get("thought") and isinstance(said := part.get("text"), str):
                text += said
        if reason := candidate.get("finishReason"):
            if reason in _BROKEN:
                raise ModelFailed("unreadable")
            self.reason = _REASONS.get(reason, "filtered")
            self.model = version if isinstance(version, str) and version else self.model
        return text

    def _call(self, part: Mapping[str, Any]) -> None:
        call = part["functionCall"]
        if not isinstance(call, dict) or not call.get("name"):
            raise ModelFailed("unreadable")
        arguments = orjson.dumps(call.get("args") or {}).decode()
        signature = part.get("thoughtSignature")
        id = str(call.get("id") or chat.new_call_id())
        self.calls += (ToolCall(id, str(call["name"]), arguments, signature if isinstance(signature, str) else None),)


def usage_of(said: object) -> Usage | None:
    """What it counts, if it does. Thoughts are paid for like words."""
    if not isinstance(said, dict) or not said:
        return None
    written = chat.count(said.get("candidatesTokenCount")) + chat.count(said.get("thoughtsTokenCount"))
    return Usage(chat.count(said.get("promptTokenCount")), written)
