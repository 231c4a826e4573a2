"""What a turn is asked, what it knows once it is opened, and who may answer it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from frontdesk.assistant.grounds import Grounds
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.identity.tokens import Claims
from frontdesk.kit.errors import DeskError, Unavailable
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language, text
from frontdesk.knowledge.answer import Answer
from frontdesk.llm import tokens
from frontdesk.llm.messages import ChatRequest, ToolSpec
from frontdesk.storage.idempotency import Key
from frontdesk.storage.spending import Promise

LOCAL = "local"


# Seconds. Who would have to wait for longer looks again after an hour.
_SOONEST, LATEST = 1.0, 3_600.0


class ProviderUnavailable(Unavailable):
    """One that is named, and has no key, rests, or does not answer."""

    code = "provider_unavailable"
    detail = "This provider is not available at the moment. Choose another one, or auto."

    @classmethod
    def until(cls, seconds: float) -> "ProviderUnavailable":
        """`seconds` is when it may be asked again."""
        return cls(retry_after=min(LATEST, max(_SOONEST, seconds)))


class UnknownModel(DeskError):
    """Of a provider that is named, which says itself that it has no such model."""

    status = 422
    code = "unknown_model"

    def __init__(self, provider: str, model: str) -> None:
        values = {"provider": provider, "model": model}
        super().__init__(text("errors.unknown_model", Language.EN, **values), values=values)


@dataclass(frozen=True, slots=True)
class Ask:
    """`text` is trimmed and 1…4,000 characters long. What is None is as the account prefers it. Of an `account` that is
    a token's claims it is read with all the rest who that is now. `number` in place of `conversation_id` names the chat
    where its door calls it so.

    `seconds` bounds the whole reply, for doors that give it in one piece: then it ends with what has come, and where
    nothing has, as if nobody had answered. `retries` is how often everybody is asked again, after a rest, before that.
    With a `key` the message counts once, however often it is sent. Without `use_memory` nothing is looked for in what
    the person has said before, and nothing learnt.
    """

    account: Actor | Claims
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
    key: Key | None = None
    number: int | None = None
    use_memory: bool = True


@dataclass(frozen=True, slots=True)
class Bounds:
    """`context_tokens` is the most that a conversation sends; `patience` the seconds that a reply goes on unread."""

    context_tokens: int = 16_000
    patience: float = 2.0
    keep_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A turn whose question is stored. `asked` is the provider and model that were asked for, as one name, whoever
    answers. `courtesy` gives the kind of small talk that the question is, if it is. `uses_memory`: tools may look at
    what the person has said before. `promise` is None without caps, and where a cap is reached: `is_capped`."""

    actor: Actor
    said: str
    request: ChatRequest
    provider: str
    asked: str
    language: Language
    found: Answer | None
    courtesy: Callable[[], str | None]
    grounds: Grounds
    uses_memory: bool
    promise: Promise | None
    is_capped: bool


def bound_of(request: ChatRequest) -> int:
    """The most tokens that the request can cost."""
    return _counted(request, tokens.at_most) + (request.max_tokens or 0)


def size_of(request: ChatRequest) -> int:
    """The tokens of what is sent, as we estimate them."""
    return _counted(request, tokens.estimate)


def size_of_tools(tools: Iterable[ToolSpec], count: Callable[[str], int]) -> int:
    """Vendors count what they are told of tools like what is said."""
    return sum(count(f"{tool.name} {tool.description} {tool.parameters}") for tool in tools)


def _counted(request: ChatRequest, count: Callable[[str], int]) -> int:
    said = sum(count(message.content) for message in request.messages)
    called = sum(count(f"{call.name} {call.arguments}") for message in request.messages for call in message.calls)
    return said + called + size_of_tools(request.tools, count)
