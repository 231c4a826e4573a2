"""Who answers, over real sockets: every way in which a vendor can fail, and what is tried then."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from tests.logs import logged_by
from tests.simulators.models import KEYS, settings_of, simulated

from frontdesk import settings
from frontdesk.llm import profiles, providers, router
from frontdesk.llm.failures import ModelFailed, NoProvider
from frontdesk.llm.messages import Calls, ChatMessage, ChatRequest, Chosen, End, Role, StreamEvent, Text, ToolSpec
from frontdesk.llm.profiles import Profile
from frontdesk.llm.router import Route, Router
from frontdesk.simulator.script import Call, Hint, Kind, Script, breaks, status
from frontdesk.simulator.server import Simulator

REQUEST = ChatRequest((ChatMessage(Role.USER, "Hello"),))
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WITH_TOOLS = ChatRequest(REQUEST.messages, tools=(ToolSpec("weather", "The weather.", CITY),))


class Hands:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class House:
    """`make` wires a router for vendors of the simulator, in the order given."""

    simulator: Simulator
    hands: Hands = field(default_factory=Hands)
    made: list[Router] = field(default_factory=list)

    def make(self, *styles: str, **environ: str) -> Router:
        environ = settings_of(self.simulator, *styles) | {"AI_SERVICES__ORDER": ",".join(styles)} | environ
        self.made.append(Router(providers.routes(settings.load(environ, env_file=None)), now=self.hands))
        return self.made[-1]

    def keys(self) -> list[str]:
        """As they were shown, the oldest first."""
        return [
            seen.headers.get("x-goog-api-key") or seen.headers.get("authorization", "").removeprefix("Bearer ")
            for seen in self.simulator.requests
        ]

    def vendors(self) -> list[str]:
        return [seen.path.split("/")[1] for seen in self.simulator.requests]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with simulated(default=Script(reply="Good morning!")) as simulator:
        opened = House(simulator)
        yield opened
        for one in opened.made:
            await one.close()


async def said(
    asked: Router, request: ChatRequest = REQUEST, *, provider: str = "auto", size: int = 0
) -> tuple[str, str]:
    """Who answered, and what."""
    chosen, text = "", ""
    async with aclosing(asked.stream(request, provider=provider, size=size)) as events:
        async for event in events:
            if isinstance(event, Chosen):
                chosen = event.provider
            elif isinstance(event, Text):
                text += event.delta
    return chosen, text


ALL = ("openrouter", "gemini", "groq", "openai")


@pytest.mark.parametrize("style", ALL)
async def test_each_vendor_answers_and_is_counted(house: House, style: str) -> None:
    asked = house.make(style)
    assert await said(asked) == (style, "Good morning!")
    assert asked.names == (style,)
    assert asked.states() == {style: "ready"}
    assert asked.figures.calls == {(style, "answered"): 1}
    assert asked.figures.tokens[style, "prompt"] > 0
    assert asked.figures.tokens[style, "completion"] > 0
    assert sum(asked.figures.first_pieces[style].counts) == 1


async def test_who_answers_is_said_first_with_its_model(house: House) -> None:
    asked = house.make("groq", GROQ_MODEL="llama-3.1-8b-instant")
    events = [event async for event in asked.stream(REQUEST)]
    assert events[0] == Chosen("groq", "llama-3.1-8b-instant")
    assert isinstance(events[1], Text)
    assert isinstance(events[-1], End)


_FAULTS: list[tuple[Script, str, bool]] = [
    (status(429), "limited", True),
    (status(429, "seconds"), "limited", True),
    (status(429, "unix_ms"), "limited", True),
    (status(429, cause="quota"), "quota", True),
    (status(401), "auth", True),
    (status(402), "credits", True),
    (status(500), "broken", True),
    (status(503), "broken", True),
    (status(400), "rejected", False),
    (status(400, cause="context"), "too_long", False),
    (breaks("reset"), "disconnected", True),
    (breaks("close"), "disconnected", True),
    (breaks("reset", 0), "disconnected", True),
    (breaks("close", 0), "disconnected", True),
    (breaks("error", 0), "broken", True),
    (breaks("garbage", 0), "unreadable", False),
    (breaks("unfinished", 0), "disconnected", True),
    (Script(reply=""), "empty", False),
]


@pytest.mark.parametrize(
    ("fault", "reason", "rests"), _FAULTS, ids=lambda value: value if isinstance(value, str) else None
)
async def test_what_fails_before_its_first_piece_is_answered_by_the_next(
    house: House, fault: Script, reason: str, *, rests: bool
) -> None:
    asked = house.make("openai", "groq")
    house.simulator.script(fault, style="openai", repeats=True)
    with logged_by(router) as logs:
        assert await said(asked) == ("groq", "Good morning!")
    assert asked.figures.calls["openai", reason] >= 1
    assert asked.states() == {"openai": "resting" if rests else "ready", "groq": "ready"}
    assert {(line["event"], line["reason"]) for line in logs} == {("llm.failed", reason)}
    assert not any(key in str(logs) for key in KEYS)


async def test_failing_over_is_no_waiting(house: House) -> None:
    """Three vendors are asked one right after the other: no clock has to move in between."""
    asked = house.make(*ALL)
    for style in ALL[:3]:
        house.simulator.script(status(503), style=style)
    assert await said(asked) == ("openai", "Good morning!")
    assert house.vendors() == list(ALL)


async def test_nobody_left_says_why_of_each(house: House) -> None:
    asked = house.make("openai", "groq", "gemini")
    house.simulator.script(status(429, "seconds", 30.0), style="openai")
    house.simulator.script(status(500), style="groq")
    house.simulator.script(status(401), style="gemini")
    with pytest.raises(NoProvider) as caught:
        await said(asked)
    assert caught.value.failures == {"openai": "limited", "groq": "broken", "gemini": "auth"}
    with pytest.raises(NoProvider) as caught:
        await said(asked)
    assert caught.value.failures == dict.fromkeys(("openai", "groq", "gemini"), "resting")
    assert len(house.simulator.requests) == 3
    assert asked.states() == dict.fromkeys(("openai", "groq", "gemini"), "resting")


async def test_without_any_provider_there_is_nobody(house: House) -> None:
    with pytest.raises(NoProvider) as caught:
        await said(Router(()))
    assert caught.value.failures == {}


@pytest.mark.parametrize("hint", ["seconds", "date", "unix"])
async def test_a_vendor_is_left_alone_as_long_as_it_says(house: House, hint: Hint) -> None:
    asked = house.make("openai", "groq")
    house.simulator.script(status(429, hint, 90.0), style="openai")
    for _ in range(2):
        assert (await said(asked))[0] == "groq"
    house.hands.now += 80.0
    assert (await said(asked))[0] == "groq"
    house.hands.now += 25.0
    assert (await said(asked))[0] == "openai"
    assert house.vendors() == ["openai", "groq", "groq", "groq", "openai"]


async def test_keys_are_taken_in_turn_and_a_bad_one_alone_rests(house: House) -> None:
    asked = house.make("openai", OPENAI_API_KEY=f"bad-key,{KEYS[0]},{KEYS[1]}")
    for _ in range(6):
        assert (await said(asked))[0] == "openai"
    first, *rest = house.keys()
    assert first == "bad-key"
    assert set(rest) == set(KEYS)
    assert asked.states() == {"openai": "ready"}


async def test_all_keys_used_up(house: House) -> None:
    asked = house.make("openai", OPENAI_API_KEY=",".join(KEYS))
    house.simulator.script(status(429, "seconds", 30.0), key=KEYS[0])
    house.simulator.script(status(402), key=KEYS[1])
    with pytest.raises(NoProvider) as caught:
        await said(asked)
    assert caught.value.failures == {"openai": "credits"}
    house.hands.now += 40.0
    assert (await said(asked))[0] == "openai"
    assert house.keys()[-1] == KEYS[0]


async def test_a_dead_address_is_one_try_whatever_the_keys(house: House) -> None:
    asked = house.make("openai", "groq", OPENAI_BASE_URL="http://127.0.0.1:1/v1", OPENAI_API_KEY=",".join(KEYS))
    assert (await said(asked))[0] == "groq"
    assert asked.figures.calls == {("openai", "connection"): 1, ("groq", "answered"): 1}
    assert asked.states()["openai"] == "resting"


@pytest.mark.parametrize(("broken", "tries"), [(Script(reply=""), 2), (breaks("garbage", 0), 2), (status(400), 1)])
async def test_an_empty_reply_is_asked_for_once_more(house: House, broken: Script, tries: int) -> None:
    asked = house.make("groq")
    house.simulator.script(broken, repeats=True)
    with pytest.raises(NoProvider):
        await said(asked)
    assert len(house.simulator.requests) == tries
    house.simulator.clear()
    house.simulator.script(Script(reply=""))
    assert await said(asked) == ("groq", "Good morning!")


@pytest.mark.parametrize("kind", ["reset", "close", "error", "garbage", "unfinished"])
async def test_nobody_is_shown_two_beginnings(house: House, kind: Kind) -> None:
    asked = house.make("openai", "groq")
    house.simulator.script(breaks(kind, 3), style="openai")
    events: list[Chosen | StreamEvent] = []

    async def read() -> None:
        async for event in asked.stream(REQUEST):
            events.append(event)

    with pytest.raises(ModelFailed):
        await read()
    assert events[0] == Chosen("openai", "gpt-4o-mini")
    assert any(isinstance(event, Text) for event in events)
    assert house.vendors() == ["openai"]


async def test_who_never_answers_is_left_for_who_does(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "_OF_ONE", 0.05)
    asked = house.make("openai", "groq", OPENAI_API_KEY=",".join(KEYS))
    house.simulator.script(breaks("hang"), style="openai", repeats=True)
    assert await said(asked) == ("groq", "Good morning!")
    assert house.vendors() == ["openai", "groq"]
    assert asked.states() == {"openai": "resting", "groq": "ready"}
    await house.simulator.requests[0].left.wait()


async def test_the_last_one_has_more_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "_OF_ONE", 0.0)
    slow = Script(reply="At last", first_after=0.05)
    asked = house.make("groq", "openai")
    house.simulator.script(slow, repeats=True)
    assert await said(asked) == ("openai", "At last")
    monkeypatch.setattr(router, "_OF_ALL", 0.01)
    house.hands.now += 100.0
    with pytest.raises(NoProvider) as caught:
        await said(asked, provider="groq")
    assert caught.value.failures == {"groq": "timeout"}


async def test_one_call_finds_out_after_a_pause(house: House) -> None:
    asked = house.make("openai", "groq")
    house.simulator.script(status(500), style="openai")
    await said(asked)
    house.hands.now += 5.0
    house.simulator.script(breaks("hang"), style="openai")
    async with aclosing(asked.stream(REQUEST)) as events:
        probing = asyncio.ensure_future(anext(events))
        await house.simulator.took(3)
        assert (await said(asked))[0] == "groq"
        probing.cancel()
        await asyncio.gather(probing, return_exceptions=True)
    # Whoever went away learnt nothing; the next one finds out.
    assert (await said(asked))[0] == "openai"
    assert asked.figures.calls["openai", "left"] == 1


async def test_who_stops_reading_closes_the_call(house: House) -> None:
    asked = house.make("openai")
    house.simulator.script(Script(tokens=2_000, tokens_per_second=200.0))
    async with aclosing(asked.stream(REQUEST)) as events:
        async for event in events:
            if isinstance(event, Text):
                break
    await house.simulator.requests[0].left.wait()
    assert asked.figures.calls == {("openai", "left"): 1}
    assert asked.states() == {"openai": "ready"}


async def test_a_named_provider_is_asked_alone(house: House) -> None:
    asked = house.make("openai", "groq")
    assert (await said(asked, provider="groq"))[0] == "groq"
    house.simulator.script(status(500), style="groq")
    with pytest.raises(NoProvider) as caught:
        await said(asked, provider="groq")
    assert caught.value.failures == {"groq": "broken"}
    assert house.vendors() == ["groq", "groq"]


async def test_a_named_model_is_one_providers_and_its_limits_are_its_own(house: House) -> None:
    asked = house.make("openai", "groq", GROQ_MODEL="llama-3.1-8b-instant")
    named = ChatRequest(REQUEST.messages, model="llama-3.1-8b-instant")
    assert (await said(asked, named))[0] == "groq"
    house.simulator.script(status(400), style="groq")
    assert (await said(asked, named))[0] == "openai"
    assert [seen.json["model"] for seen in house.simulator.requests] == [named.model, named.model, "gpt-4o-mini"]
    unknown = ChatRequest(REQUEST.messages, model="nobody/has-this")
    for _ in range(5):
        house.simulator.script(status(404), style="openai")
        assert (await said(asked, unknown))[0] == "groq"
    house.simulator.clear()
    assert (await said(asked))[0] == "openai"
    house.simulator.script(status(429, "seconds", 60.0), style="groq")
    with pytest.raises(NoProvider):
        await said(asked, ChatRequest(REQUEST.messages, model="other"), provider="groq")
    assert (await said(asked, provider="groq"))[0] == "groq"


async def test_what_is_too_long_for_one_is_for_another(house: House) -> None:
    asked = house.make("openai", "gemini", OPENAI_MODEL="gpt-4")
    assert (await said(asked, size=5_000))[0] == "openai"
    assert (await said(asked, size=7_000))[0] == "gemini"
    # A bound on the reply is an upper one.
    assert (await said(asked, ChatRequest(REQUEST.messages, max_tokens=5_000), size=4_000))[0] == "openai"
    assert house.simulator.requests[-1].json["max_tokens"] == 8_192 - 4_800
    assert (await said(asked, ChatRequest(REQUEST.messages, max_tokens=100), size=6_700))[0] == "openai"
    with pytest.raises(NoProvider) as caught:
        await said(asked, size=7_000, provider="openai")
    assert caught.value.failures == {"openai": "too_long"}


async def test_what_is_sent_at_most_is_what_fits(house: House) -> None:
    asked = house.make("openai", "gemini", OPENAI_MODEL="gpt-4")
    assert asked.room("openai") == 5_120
    assert (await said(asked, size=asked.room("openai") or 0, provider="openai"))[0] == "openai"
    assert asked.room() == asked.room("gemini") == 655_360
    assert asked.room("groq") is None
    assert Router(()).room() is None


async def test_who_cannot_call_tools_is_asked_last_and_without_them(house: House) -> None:
    asked = house.make("openai", "groq", OPENAI_MODEL="gpt-3.5-turbo-instruct")
    assert (await said(asked))[0] == "openai"
    assert (await said(asked, WITH_TOOLS))[0] == "groq"
    house.simulator.script(status(500), style="groq")
    assert (await said(asked, WITH_TOOLS))[0] == "openai"
    assert "tools" not in house.simulator.requests[-1].json


async def test_a_call_of_a_tool_is_an_answer(house: House) -> None:
    asked = house.make("openai")
    house.simulator.script(Script(calls=(Call("weather", '{"city":"Pune"}'),)))
    events = [event async for event in asked.stream(WITH_TOOLS)]
    assert [type(event) for event in events] == [Chosen, Calls, End]


async def test_a_server_of_ones_own_needs_no_key(house: House) -> None:
    house.simulator.keys = None
    asked = house.make("openai", OPENAI_API_KEY="")
    assert (await said(asked))[0] == "openai"
    assert house.keys() == [""]


async def test_gemini_speaks_openai_where_its_address_says_so() -> None:
    made = settings.load(
        {"GEMINI_API_KEY": "a,b", "GEMINI_BASE_URL": "https://example.com/v1beta/openai", "GROQ_API_KEY": "c"},
        env_file=None,
    )
    gemini, groq = providers.routes(made)
    assert [type(gemini.provider).__name__, gemini.keys] == ["OpenAiChat", ("a", "b")]
    assert [groq.provider.name, groq.keys] == ["groq", ("c",)]
    native = providers.routes(settings.load({"GEMINI_API_KEY": "a"}, env_file=None))
    assert type(native[0].provider).__name__ == "GeminiChat"


class Strange:
    """A vendor whose answer trips our reading up."""

    name = "strange"
    model = "m"
    profile: Profile = profiles.of("strange", "m")

    async def stream(self, request: ChatRequest, key: str) -> AsyncGenerator[StreamEvent, None]:
        raise KeyError("choices")
        yield Text("")

    async def close(self) -> None:
        pass


async def test_a_fault_of_ours_in_reading_is_no_end_of_the_search(house: House) -> None:
    working = providers.routes(settings.load(settings_of(house.simulator, "groq"), env_file=None))
    house.made.append(Router([Route(Strange(), ("k",)), *working]))
    with logged_by(router) as logs:
        assert (await said(house.made[0]))[0] == "groq"
    assert [line["event"] for line in logs] == ["llm.misread", "llm.failed"] * 2
