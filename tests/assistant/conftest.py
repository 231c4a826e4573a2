"""An assistant on both databases, with model vendors on a local port."""

from collections.abc import AsyncIterator, Callable

import pytest

from frontdesk.assistant import profiles as at_doors
from frontdesk.assistant.ask import Bounds
from frontdesk.assistant.recollection import Recollection
from frontdesk.assistant.toolbox import Registry
from frontdesk.assistant.tools import Toolbox, ToolContext, ToolResult
from frontdesk.assistant.turn import Assistant
from frontdesk.booking.dialogue import courtesy
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import EntryDraft
from frontdesk.knowledge.search import Search
from frontdesk.llm import profiles
from frontdesk.llm.client import Client
from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.messages import ToolCall, ToolSpec
from frontdesk.llm.openai_chat import OpenAiChat
from frontdesk.llm.router import Route, Router
from frontdesk.memory.finding.recall import Recall
from frontdesk.simulator.server import Simulator
from frontdesk.simulator.style import Style
from frontdesk.storage.session import Database
from frontdesk.storage.spending import Caps


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator() as one:
        yield one


@pytest.fixture
def someone(database: Database, clock: Clock) -> Actor:
    account = database.tx_now(accounts.create, "asha@example.com", "Asha", "-", Role.CUSTOMER, clock.now())
    return Actor(account.id, account.email, account.role)


@pytest.fixture
def hours(database: Database, clock: Clock) -> None:
    """Something to know."""
    draft = EntryDraft("Opening hours", "We are open from 9 to 17, except on Sundays.", "Visits", Language.EN)
    database.tx_now(lambda tx: entries.create(tx, draft, now=clock.now()))


class Echo:
    """One tool, which says what it was given."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    async def ready(self) -> None:
        pass

    def of(self, actor: Actor) -> tuple[ToolSpec, ...]:
        text = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
        return (ToolSpec("echo", "Says it again.", text),)

    async def run(self, call: ToolCall, context: ToolContext) -> ToolResult:
        self.ran.append(call.arguments)
        return ToolResult(f"echoed for {context.actor.email}: {call.arguments}", ok=True)


Made = Callable[..., Assistant]


@pytest.fixture
async def make(database: Database, clock: Clock, simulator: Simulator) -> AsyncIterator[Made]:
    """An assistant with the named vendors, in that order; none for the keyless one."""
    made: list[tuple[Assistant, Router]] = []

    def assistant(
        *vendors: str,
        toolbox: Toolbox | None = None,
        caps: Caps | None = None,
        patience: float = 5.0,
        keep_seconds: float = 0.02,
        embedder: Embedder | None = None,
        recalls_within: float = 30.0,
        default_language: Language = Language.EN,
    ) -> Assistant:
        router = Router([_route(simulator, Style(name)) for name in vendors])
        one = Assistant(
            database=database,
            clock=clock,
            models=router,
            toolbox=toolbox or Registry(),
            search=Search(embedder, patience=recalls_within),
            recollection=Recollection(Recall(embedder), clock, patience=recalls_within),
            profiles=lambda _: {
                Door.PERSONAL: at_doors.personal("Asha's Studio"),
                Door.APP: at_doors.app("Asha's Studio", None, frozenset({"Visits"})),
            },
            tell=lambda _, inherited: inherited,
            courtesy=courtesy.of,
            caps=caps or Caps(),
            bounds=Bounds(patience=patience, keep_seconds=keep_seconds),
            default_language=default_language,
        )
        made.append((one, router))
        return one

    yield assistant
    for one, router in made:
        await one.close()
        await router.close()


def _route(simulator: Simulator, style: Style) -> Route:
    profile = profiles.of(style.value, "maker/a-model")
    form = OpenAiChat(
        Client(30.0), name=style.value, base_url=simulator.base_url(style), model="maker/a-model", profile=profile
    )
    return Route(form, ("a-key",))
