"""What a model may have done for it: typed functions, each with its limits, run with the speaker's rights."""

from dataclasses import dataclass
from typing import Protocol

from frontdesk.identity.actor import Actor
from frontdesk.kit.languages import Language
from frontdesk.llm.messages import ToolCall, ToolSpec


@dataclass(frozen=True, slots=True)
class ToolContext:
    """On whose behalf a tool runs."""

    actor: Actor
    language: Language


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the model gets to read; `ok` is False where the text says what went wrong."""

    text: str
    ok: bool


class Toolbox(Protocol):
    """The tools of a deployment, as a turn sees them."""

    def of(self, actor: Actor) -> tuple[ToolSpec, ...]:
        """What this actor's assistant may call."""

    async def run(self, call: ToolCall, context: ToolContext) -> ToolResult:
        """Never raises: whatever goes wrong is a result that is not ok."""
