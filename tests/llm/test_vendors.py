"""Both wire forms against vendors as strict as the real ones: text, tools there and back, and each way of breaking."""

from collections.abc import AsyncIterator

import pytest
from tests.llm.test_chat_requests import CLOCK, WEATHER, system, user

from frontdesk.llm import profiles
from frontdesk.llm.client import Client
from frontdesk.llm.embeddings import Endpoint
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.gemini_chat import GeminiChat
from frontdesk.llm.messages import Calls, ChatMessage, ChatRequest, End, Role, StreamEvent, Text, Usage
from frontdesk.llm.openai_chat import OpenAiChat
from frontdesk.simulator.script import Call, Fault, Script, status
from frontdesk.simulator.server import Simulator
from frontdesk.simulator.style import Style

MODELS = {
    Style.OPENAI: "gpt-4o-mini",
    Style.OPENROUTER: "openrouter/auto",
    Style.GROQ: "llama-3.3-70b-versatile",
    Style.GEMINI: "gemini-2.5-flash",
}
Chat = OpenAiChat | GeminiChat


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(keys=["good"]) as started:
        yield started


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    made = Client(5.0, silence=0.5)
    yield made
    await made.close()


@pytest.fixture(params=list(Style))
def style(request: pytest.FixtureRequest) -> Style:
    return Style(request.param)


@pytest.fixture
def chat(simulator: Simulator, client: Client, style: Style) -> Chat:
    form = GeminiChat if style is Style.GEMINI else OpenAiChat
    model = MODELS[style]
    profile = profiles.of(style, model)
    return form(client, name=style, base_url=simulator.base_url(style), model=model, profile=profile)


async def _events(chat: Chat, request: ChatRequest, key: str = "good") -> list[StreamEvent]:
    return [event async for event in chat.stream(request, key)]


def _text(events: list[StreamEvent]) -> str:
    return "".join(event.delta for event in events if isinstance(event, Text))


ASKED = ChatRequest((system("Be brief."), user("?")), temperature=0.5, max_tokens=500)


@pytest.mark.parametrize("packet", [None, 1, 7])
async def test_a_reply_arrives_with_its_tokens(simulator: Simulator, chat: Chat, packet: int | None) -> None:
    simulator.script(Script(reply="नमस्ते दुनिया, ☔ आज।", usage=(9, 5), packet=packet))
    events = await _events(chat, ASKED)
    end = events[-1]
    assert _text(events) == "नमस्ते दुनिया, ☔ आज।"
    assert isinstance(end, End)
    assert (end.reason, end.usage) == ("stop", Usage(9, 5))


@pytest.mark.parametrize("has_index", [True, False])
async def test_tools_there_and_back(simulator: Simulator, chat: Chat, has_index: bool) -> None:
    made = (Call("weather", '{"city":"पुणे"}', has_index=has_index), Call("clock", "{}", has_index=has_index))
    simulator.script(Script(calls=made), Script(reply="31°"))
    request = ChatRequest(ASKED.messages, tools=(WEATHER, CLOCK))
    *_, calls, end = await _events(chat, request)
    assert isinstance(calls, Calls)
    assert isinstance(end, End)
    assert end.reason == "calls"
    assert [call.name for call in calls.calls] == ["weather", "clock"]
    assert [call.arguments.replace(" ", "") for call in calls.calls] == ['{"city":"पुणे"}', "{}"]
    answers = [ChatMessage(Role.TOOL, f"{n}", call_id=call.id, name=call.name) for n, call in enumerate(calls.calls)]
    history = (*request.messages, ChatMessage(Role.ASSISTANT, "", calls.calls), *answers)
    assert _text(await _events(chat, ChatRequest(history, tools=request.tools))) == "31°"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (status(429), "limited"),
        (status(402), "credits"),
        (status(401), "auth"),
        (status(400, cause="context"), "too_long"),
        (status(500), "broken"),
        (status(503), "broken"),
        (Script(tokens=9, fault=Fault("reset")), "disconnected"),
        (Script(tokens=9, fault=Fault("reset", after=0)), "disconnected"),
        (Script(tokens=9, fault=Fault("reset", after=3)), "disconnected"),
        (Script(tokens=9, fault=Fault("close", after=3)), "disconnected"),
        (Script(tokens=9, fault=Fault("unfinished", after=3)), "disconnected"),
        (Script(tokens=9, fault=Fault("unreasoned")), "disconnected"),
        (Script(tokens=9, fault=Fault("error", after=3)), "broken"),
        (Script(tokens=9, fault=Fault("garbage", after=3)), "unreadable"),
        (Script(tokens=9, fault=Fault("long_line", after=3)), "oversize"),
        (Script(tokens=9, fault=Fault("redirect")), "rejected"),
        (Script(tokens=9, fault=Fault("hang", after=3)), "timeout"),
    ],
)
async def test_failures(simulator: Simulator, chat: Chat, script: Script, reason: str) -> None:
    simulator.script(script)
    with pytest.raises(ModelFailed) as caught:
        await _events(chat, ASKED)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("style", "script", "reason"),
    [
        (Style.OPENAI, status(429, "seconds"), "limited"),
        (Style.OPENAI, status(429, "date"), "limited"),
        (Style.OPENAI, status(429, "unix", cause="quota"), "quota"),
        (Style.OPENROUTER, status(429, "unix_ms"), "limited"),
        (Style.GROQ, status(429, "groq"), "limited"),
        (Style.GEMINI, status(429, "retry_info"), "limited"),
        (Style.GEMINI, status(429, "retry_info", cause="quota"), "quota"),
    ],
)
async def test_how_long_to_wait(simulator: Simulator, chat: Chat, script: Script, reason: str) -> None:
    simulator.script(script)
    with pytest.raises(ModelFailed) as caught:
        await _events(chat, ASKED)
    assert (caught.value.reason, caught.value.wait) == (reason, pytest.approx(7, abs=1))


async def test_a_whole_answer_in_place_of_a_stream(simulator: Simulator, chat: Chat) -> None:
    simulator.script(Script(reply="31°", fault=Fault("whole")))
    assert _text(await _events(chat, ASKED)) == "31°"


async def test_a_bad_key(chat: Chat) -> None:
    with pytest.raises(ModelFailed) as caught:
        await _events(chat, ASKED, "bad")
    assert caught.value.reason == "auth"


async def test_embeddings(simulator: Simulator, client: Client) -> None:
    embedder = Endpoint(
        client, base_url=simulator.base_url("openai"), model="text-embedding-3-small", keys=("good",), dimensions=16
    )
    one, other = await embedder.embed(["rain in Pune", "tax"])
    assert len(one) == len(other) == 16
