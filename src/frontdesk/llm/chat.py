"""What both wire forms of a chat share: what may be sent of a history, how a reply begins and ends."""

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import orjson

from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.messages import Calls, ChatMessage, End, Role, StreamEvent, Text, ToolCall, Usage

Reason = Literal["stop", "length", "calls", "filtered"]

# OpenAI takes no longer ids, some take no other signs.
_SOUND_ID = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_THINK, _THOUGHT = "<think>", "</think>"
# Characters of one reply: many times what any model says. One that goes on is lost in a loop.
_LONGEST_REPLY = 1_000_000
_LONGEST_NAME = 200
# Tokens of one call. All calls of a turn together still are a number that databases take.
_MOST_TOKENS = 100_000_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the assistant said and called, and what the tools said to that, in the order of the calls."""

    said: ChatMessage
    answers: tuple[ChatMessage, ...]


def in_order(messages: Sequence[ChatMessage], *, tools: bool) -> Iterator[ChatMessage | Exchange]:
    """As vendors demand it: a tool's answer stands right behind the call that it answers, and no call is without one.
    Calls that nobody answered are left out, likewise answers without a call, and empty replies; without `tools` all
    of them."""
    position = 0
    while position < len(messages):
        message = messages[position]
        position += 1
        if message.role is Role.TOOL:
            continue
        if not message.calls:
            if message.content or message.role is not Role.ASSISTANT:
                yield message
            continue
        answers: dict[str, ChatMessage] = {}
        while position < len(messages) and messages[position].role is Role.TOOL:
            answers.setdefault(messages[position].call_id or "", messages[position])
            position += 1
        calls = tuple(call for call in message.calls if tools and call.id in answers)
        if calls:
            yield _exchange(message, calls, answers)
        elif message.content:
            yield replace(message, calls=())


def _exchange(message: ChatMessage, calls: tuple[ToolCall, ...], answers: Mapping[str, ChatMessage]) -> Exchange:
    """Ids as other vendors make them are not understood everywhere; they only have to fit among themselves."""
    known, answered = [], []
    for number, call in enumerate(calls):
        id = call.id if _SOUND_ID.fullmatch(call.id) else f"frontdesk_{number}"
        known.append(replace(call, id=id))
        answered.append(replace(answers[call.id], call_id=id, name=call.name))
    return Exchange(replace(message, calls=tuple(known)), tuple(answered))


def arguments_of(call: ToolCall) -> dict[str, Any]:
    """None of them where the model wrote no JSON object: the tool has said so then, and vendors refuse what is none."""
    try:
        read = orjson.loads(call.arguments)
    except orjson.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}


def new_call_id() -> str:
    return f"call_{secrets.token_hex(8)}"


class Opening:
    """Holds back how a reply begins: blanks, of which an empty reply may consist, and the thoughts that some local
    servers leave in front of it."""

    __slots__ = ("_held", "is_over")

    def __init__(self) -> None:
        self._held = ""
        self.is_over = False

    def feed(self, text: str) -> str:
        """What of it may be shown; all of it once that is anything."""
        held = self._held = self._held + text
        begun = held.lstrip()
        while begun.startswith(_THINK):
            thoughts, ended, begun = begun.partition(_THOUGHT)
            if not ended:
                # The end may be cut in two; the rest of the thoughts is not needed.
                self._held = _THINK + thoughts[max(len(_THINK), len(thoughts) - len(_THOUGHT)) :]
                return ""
            begun = self._held = begun.lstrip()
        if not begun or _THINK.startswith(begun):
            return ""
        self.is_over = True
        self._held = ""
        return begun

    def end(self) -> str:
        """What was held back and was no thought after all, such as a reply of one "<"."""
        held = self._held.strip()
        return "" if held.startswith(_THINK) else held


class Reply(ABC):
    """What has been read of one reply, which a wire form knows how to read. `usage` is the last that was seen,
    `is_over` that nothing can follow, `failure` why, if that was no end."""

    __slots__ = ("_length", "calls", "failure", "has_text", "is_over", "model", "opening", "reason", "usage")

    def __init__(self, model: str) -> None:
        self.model = model
        self.is_over = False
        self.failure: ModelFailed | None = None
        self.opening = Opening()
        self.has_text = False
        self._length = 0
        self.reason: Reason | None = None
        self.usage: Usage | None = None
        self.calls: tuple[ToolCall, ...] = ()

    def read(self, payloads: list[bytes]) -> str:
        """The text in what events say. ModelFailed for an error among them: at once while nothing has been shown, since
        another may be asked then; else in the end, after the text that arrived with it."""
        pieces: list[str] = []
        try:
            self._read(payloads, pieces)
        except ModelFailed as failure:
            if not self.has_text:
                raise
            self.failure = failure
            self.is_over = True
        return "".join(pieces)

    @abstractmethod
    def _read(self, payloads: list[bytes], pieces: list[str]) -> None: ...

    @abstractmethod
    def take(self, document: object) -> str:
        """The text in one JSON document: an event's, or a whole answer."""

    def shown(self, text: str) -> str:
        """What of the text goes to the reader, without the one character that no database takes."""
        if "\0" in text:
            text = text.replace("\0", "")
        self._length += len(text)
        if self._length > _LONGEST_REPLY:
            self.failure = ModelFailed("oversize")
            self.is_over = True
        if self.has_text:
            return text
        text = self.opening.feed(text)
        self.has_text = bool(text)
        return text

    def closing(self) -> Iterator[StreamEvent]:
        """The events at the end of the stream. ModelFailed if that was no end, or if nothing was said."""
        if self.failure is not None:
            raise self.failure
        if self.reason is None:
            raise ModelFailed("disconnected")
        if not self.has_text and (text := self.opening.end()):
            self.has_text = True
            yield Text(text)
        # Cut off, the last call is half of one.
        calls = () if self.reason == "length" else self.calls
        if calls:
            yield Calls(calls)
        elif not self.has_text:
            raise ModelFailed("refused" if self.reason == "filtered" else "cut" if self.calls else "empty")
        yield End(
            "calls" if calls else "stop" if self.reason == "calls" else self.reason, _name(self.model), self.usage
        )


def count(value: object) -> int:
    """A number of tokens, whatever a server puts in its place."""
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else 0


def _name(said: str) -> str:
    """A model's name as it can be stored."""
    return said.replace("\0", "")[:_LONGEST_NAME]
