"""What a turn is asked, what it knows once it is opened, and who may answer it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from frontdesk.assistant import tokens
from frontdesk.assistant.spending import Promise
from frontdesk.conversations.chats import Chat
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.knowledge.answer import Answer
from frontdesk.llm.messages import ChatRequest, Chosen, StreamEvent

AUTO = "auto"
LOCAL = "local"


class Models(Protocol):
    """Language models, whichever answers."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def stream(
        self, request: ChatRequest, *, provider: str = AUTO, size: int = 0
    ) -> AsyncGenerator[Chosen | StreamEvent, None]: ...

    def room(self, provider: str = AUTO) -> int | None:
        """The most tokens that it can be sent, or whoever takes the most of all; None if nobody is there."""
        ...

    def rests(self) -> float:
        """Seconds until the first of those that are left alone may be asked again; 0 if nobody is."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """`text` is trimmed and 1…4,000 characters long. What is None is as the account prefers it.

    `seconds` bounds the whole reply, for doors that give it in one piece: then it ends with what has come, and where
    nothing has, as if nobody had answered. `retries` is how often everybody is asked again, after a rest, before that.
    """

    account: Actor
    door: Door
    text: str
    conversation_id: ConversationId | None = None
    provider: str | None = None
    model: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    accepts: Language | None = None
    seconds: float | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """`context_tokens` is the most that a conversation sends; `patience` the seconds that a reply goes on unread."""

    context_tokens: int = 16_000
    patience: float = 2.0
    keep_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A turn whose question is stored. `promise` is None without caps, and where a cap is reached: `is_capped`."""

    chat: Chat
    request: ChatRequest
    provider: str
    language: Language
    found: Answer | None
    promise: Promise | None
    is_capped: bool


def bound_of(request: ChatRequest) -> int:
    """The most tokens that the request can cost."""
    said = sum(tokens.at_most(message.content) for message in request.messages)
    called = sum(tokens.at_most(call.arguments) for message in request.messages for call in message.calls)
    offered = sum(tokens.at_most(tool.description) + tokens.at_most(str(tool.parameters)) for tool in request.tools)
    return said + called + offered + (request.max_tokens or 0)
