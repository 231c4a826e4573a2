"""What goes to a model and what comes back, in no vendor's words: each wire form translates from and to these."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """`arguments` is JSON text as the model wrote it, which need not be sound. `signature` is what a vendor wants back
    unread with the call (Gemini's thought signature)."""

    id: str
    name: str
    arguments: str
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """`calls` stand in what the assistant said; a tool's answer names the call it answers, and the tool."""

    role: Role
    content: str
    calls: tuple[ToolCall, ...] = ()
    call_id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """`parameters` is a JSON Schema of an object, with its properties and what of them is required."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """Messages oldest first, the system's at the head. `model` is None for the provider's own; bounds None likewise."""

    messages: tuple[ChatMessage, ...]
    tools: tuple[ToolSpec, ...] = ()
    model: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    prompt_tokens: int
    completion_tokens: int

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the reply: whatever arrived together is one piece."""

    delta: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The tools that the model wants called, complete; comes once, before the end."""

    calls: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The last event of a stream, always there: a stream that just stops is a failure. `usage` is None where the
    vendor does not count."""

    reason: Literal["stop", "length", "calls", "filtered"]
    model: str
    usage: Usage | None = None


StreamEvent = Text | Calls | End


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who answers; comes just before the first event of the provider that does."""

    provider: str
    model: str
