"""What a model may have done for it: typed functions, each with its limits, run with the speaker's rights."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import iscoroutinefunction, signature
from typing import Any, Protocol, get_type_hints, overload

from frontdesk.assistant import parameters
from frontdesk.assistant.parameters import Parameters
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.languages import Language
from frontdesk.llm.messages import ToolCall, ToolSpec

SECONDS = 10.0
CHARACTERS = 8_000
# What every vendor takes for a name.
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class ToolContext:
    """On whose behalf a tool runs, and whether it may look at what this person has said before."""

    actor: Actor
    language: Language
    uses_memory: bool = False


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the model gets to read; `ok` is False where the text says what went wrong."""

    text: str
    ok: bool


class Toolbox(Protocol):
    """The tools of a deployment, as a turn sees them."""

    async def ready(self) -> None:
        """Before a turn: what is offered from elsewhere is asked for, and not waited for long. Never raises."""

    def of(self, actor: Actor) -> tuple[ToolSpec, ...]:
        """What this actor's assistant may call."""

    async def run(self, call: ToolCall, context: ToolContext) -> ToolResult:
        """Never raises: whatever goes wrong is a result that is not ok."""


class ToolFailed(Exception):
    """Raised by a tool, with one sentence that the model is told; anything else that it raises stays in the log."""


@dataclass(frozen=True, slots=True)
class Tool:
    """`call` takes what the model gave and on whose behalf, and returns the result or an awaitable of it; BadArguments
    if they will not do. `timeout` in seconds, `max_result` in characters. `is_blocking`: it wants a thread."""

    spec: ToolSpec
    call: Callable[[Mapping[str, Any], ToolContext], Any]
    timeout: float = SECONDS
    max_result: int = CHARACTERS
    role: Role = Role.CUSTOMER
    is_blocking: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.spec.name):
            raise ValueError(f"{self.spec.name!r} is no name of a tool: up to 64 Latin letters, digits, _ and -")
        if not self.spec.description:
            raise ValueError(f"{self.spec.name} needs a docstring: it is all that a model knows of a tool")


@overload
def tool(function: Callable[..., Any], /) -> Tool: ...


@overload
def tool(
    *, name: str | None = None, timeout: float = SECONDS, max_result: int = CHARACTERS, role: Role = Role.CUSTOMER
) -> Callable[[Callable[..., Any]], Tool]: ...


def tool(
    function: Callable[..., Any] | None = None,
    /,
    *,
    name: str | None = None,
    timeout: float = SECONDS,
    max_result: int = CHARACTERS,
    role: Role = Role.CUSTOMER,
) -> Tool | Callable[[Callable[..., Any]], Tool]:
    """Makes a tool of a typed function: `@tool`, or `@tool(timeout=30)`.

    The first paragraph of its docstring tells the model what it does; lines such as `place: the town` say what a
    parameter means. A first parameter of type ToolContext is handed in. A plain `def` runs on a thread.
    """

    def make(made_of: Callable[..., Any]) -> Tool:
        return _made(made_of, name or made_of.__name__, timeout, max_result, role)

    return make if function is None else make(function)


def _made(function: Callable[..., Any], name: str, timeout: float, max_result: int, role: Role) -> Tool:
    about, told = parameters.read_docstring(function)
    first = next(iter(signature(function).parameters), None)
    takes_context = first is not None and get_type_hints(function).get(first) is ToolContext
    handed = frozenset([first]) if first is not None and takes_context else frozenset[str]()
    wanted = Parameters(function, handed, told)

    def call(given: Mapping[str, Any], context: ToolContext) -> Any:
        read = wanted.read(given)
        return function(context, **read) if takes_context else function(**read)

    return Tool(
        ToolSpec(name, about, wanted.schema), call, timeout, max_result, role, not iscoroutinefunction(function)
    )
