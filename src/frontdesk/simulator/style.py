"""Whose words a path speaks, and a request in nobody's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Protocol

from frontdesk.simulator.script import Call, Finish

Operation = Literal["chat", "generate", "stream", "embed", "embed_gemini", "models", "models_gemini"]


class Style(StrEnum):
    OPENAI = "openai"
    OPENROUTER = "openrouter"
    GROQ = "groq"
    GEMINI = "gemini"


@dataclass(frozen=True, slots=True)
class Target:
    style: Style
    operation: Operation
    model: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """`found` is what the tools said that were called just before. `schema` is what the reply must be an instance
    of. `counts` asks OpenAI for figures in the stream; `is_array` Gemini for a JSON array in place of events."""

    style: Style
    model: str
    question: str
    found: str | None = None
    tools: tuple[Tool, ...] = ()
    schema: Mapping[str, Any] | None = None
    is_streamed: bool = False
    counts: bool = False
    is_array: bool = False
    prompt_tokens: int = 1


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A request that the vendor would not take: its words, and what it calls the place."""

    message: str
    place: str | None = None


class Voice(Protocol):
    """The bytes of one answer. A stream is `opening` at once, then pieces, calls, and `closing`."""

    def opening(self) -> bytes: ...
    def text(self, piece: str) -> bytes: ...
    def calls(self, calls: Sequence[Call]) -> list[bytes]: ...
    def closing(self, finish: Finish, usage: tuple[int, int]) -> bytes: ...
    def unfinished(self) -> bytes:
        """What ends a stream that has no finish reason."""
        ...

    def error(self) -> bytes: ...
    def line(self, data: bytes) -> bytes:
        """An event that holds these bytes."""
        ...

    def whole(self, text: str, calls: Sequence[Call], finish: Finish, usage: tuple[int, int]) -> bytes: ...


_GEMINI = re.compile(r"/models/([^/:]+):(\w+)$")
_METHODS: Mapping[str, Operation] = {
    "generateContent": "generate",
    "streamGenerateContent": "stream",
    "embedContent": "embed_gemini",
    "batchEmbedContents": "embed_gemini",
}


def target(method: str, path: str) -> Target | None:
    """None for a path that no vendor has. The first part of a path may name the vendor: /groq/openai/v1."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    named = Style(first) if first in set(Style) else None
    if method == "POST" and (found := _GEMINI.search(path)):
        operation = _METHODS.get(found[2])
        return Target(Style.GEMINI, operation, found[1]) if operation else None
    # Gemini's other address speaks OpenAI's words.
    speaks = Style.OPENAI if named is Style.GEMINI and "/openai/" in path else named or _unnamed(path)
    if method == "POST" and path.endswith("/chat/completions"):
        return Target(speaks, "chat")
    if method == "POST" and path.endswith("/embeddings"):
        return Target(speaks, "embed")
    if method == "GET" and path.endswith("/models"):
        return Target(speaks, "models_gemini" if speaks is Style.GEMINI else "models")
    return None


def names(line: str) -> frozenset[str]:
    return frozenset(line.split())


def _unnamed(path: str) -> Style:
    if path.startswith("/api/v1/"):
        return Style.OPENROUTER
    return Style.GEMINI if path == "/v1beta/models" else Style.OPENAI
