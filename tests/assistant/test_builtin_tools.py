"""The tools that ship, over the real adapters and the vendors' simulators, and over a real knowledge base."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from tests.simulators import tavily, weatherapi
from tests.simulators.vendor import Answers

from frontdesk import settings
from frontdesk.assistant import builtin_tools, toolbox
from frontdesk.assistant.ask import Ask
from frontdesk.assistant.toolbox import Registry
from frontdesk.assistant.tools import ToolContext, ToolResult
from frontdesk.assistant.writing import Done
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor, Role
from frontdesk.integrations.tavily import Tavily, TavilyConfig
from frontdesk.integrations.weatherapi import WeatherApi, WeatherApiConfig
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import EntryDraft
from frontdesk.knowledge.search import Search
from frontdesk.llm import profiles
from frontdesk.llm.client import Client
from frontdesk.llm.gemini_chat import GeminiChat
from frontdesk.llm.messages import Calls, ChatMessage, ChatRequest, ToolCall
from frontdesk.llm.messages import Role as LlmRole
from frontdesk.llm.openai_chat import OpenAiChat
from frontdesk.simulator.script import Call, Script
from frontdesk.simulator.server import Simulator
from frontdesk.simulator.style import Style
from frontdesk.storage.session import Database

ASHA = Actor(AccountId("a"), "asha@example.com", Role.CUSTOMER)


@pytest.fixture
async def weather() -> AsyncIterator[weatherapi.WeatherApi]:
    async with weatherapi.WeatherApi() as started:
        yield started


@pytest.fixture
async def web() -> AsyncIterator[tavily.Tavily]:
    async with tavily.Tavily() as started:
        yield started


@pytest.fixture
def registry(weather: weatherapi.WeatherApi, web: tavily.Tavily) -> Registry:
    return toolbox.open_toolbox(
        settings.load({}, env_file=None),
        weather=WeatherApi(WeatherApiConfig(weatherapi.KEY, f"{weather.url}/v1")),
        web=Tavily(TavilyConfig(tavily.KEY, web.url)),
    )


async def _run(registry: Registry, name: str, language: Language = Language.EN, **arguments: Any) -> ToolResult:
    call = ToolCall("1", name, orjson.dumps(arguments).decode())
    return await registry.run(call, ToolContext(ASHA, language))


def test_what_is_offered(registry: Registry) -> None:
    offered = {spec.name: spec for spec in registry.of(ASHA)}
    assert list(offered) == [
        "get_current_weather",
        "get_weather_forecast",
        "get_astronomy_data",
        "search_locations",
        "web_search",
    ]
    for spec in offered.values():
        assert spec.parameters["additionalProperties"] is False
        assert all(part.get("description") for part in spec.parameters["properties"].values()), spec.name
    assert offered["get_weather_forecast"].parameters["required"] == ["location"]
    assert offered["get_astronomy_data"].parameters["required"] == ["location", "date"]


async def test_the_weather_is_told_with_its_units(registry: Registry) -> None:
    result = await _run(registry, "get_current_weather", location=" Pune, India ")
    told = orjson.loads(result.text)
    assert result.ok
    assert told["place"]["name"] == "Pune"
    assert told["temperature_c"] == 27.4
    assert told["wind_kmh"] == 10.4
    assert "temp_f" not in result.text


async def test_a_shorter_forecast_says_so(registry: Registry) -> None:
    told = orjson.loads((await _run(registry, "get_weather_forecast", location="Pune", days=7)).text)
    assert len(told["days"]) == 3
    assert told["note"] == "Only 3 days are known."
    told = orjson.loads((await _run(registry, "get_weather_forecast", location="Pune", days=2)).text)
    assert "note" not in told


async def test_sun_and_moon(registry: Registry) -> None:
    told = orjson.loads((await _run(registry, "get_astronomy_data", location="London", date="2026-12-01")).text)
    assert (told["sunrise"], told["moon_phase"], told["date"]) == ("06:46 AM", "Waxing Gibbous", "2026-12-01")


async def test_places(registry: Registry) -> None:
    told = orjson.loads((await _run(registry, "search_locations", query="lon")).text)
    assert [place["country"] for place in told] == ["United Kingdom"]
    assert (await _run(registry, "search_locations", query="xyz")).text == "No place of this name is known."


async def test_a_place_that_is_not_there_is_an_answer(registry: Registry) -> None:
    for name, more in (("get_current_weather", {}), ("get_astronomy_data", {"date": "2026-12-01"})):
        result = await _run(registry, name, location="Atlantis", **more)
        assert result == ToolResult(builtin_tools._NO_PLACE, ok=True)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("get_current_weather", {"location": "  "}, "location: String should have at least 1 character"),
        ("get_weather_forecast", {"location": "Pune", "days": 15}, "days: Input should be less than or equal to 14"),
        ("get_astronomy_data", {"location": "Pune", "date": "tomorrow"}, "date: Input should be a valid date"),
        ("web_search", {"query": "x", "max_results": 0}, "max_results: Input should be greater than or equal to 1"),
    ],
)
async def test_bad_arguments_reach_no_vendor(
    registry: Registry,
    weather: weatherapi.WeatherApi,
    web: tavily.Tavily,
    name: str,
    arguments: dict[str, Any],
    said: str,
) -> None:
    result = await _run(registry, name, **arguments)
    assert not result.ok
    assert said in result.text
    assert weather.seen == web.seen == []


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        (2006, 401, "The weather service does not accept this server's key."),
        (2007, 403, "The weather service has no requests left in its plan for now."),
        (1005, 400, "The weather service does not answer."),
    ],
)
async def test_a_failing_source_is_told_to_the_model(
    registry: Registry, weather: weatherapi.WeatherApi, code: int, status: int, said: str
) -> None:
    weather.script.append(Answers(status, {"error": {"code": code, "message": "…"}}))
    result = await _run(registry, "get_current_weather", location="Pune")
    assert result == ToolResult(f"{said} Say so, and do not guess.", ok=False)


async def test_pages_come_with_their_addresses_and_not_too_long(registry: Registry, web: tavily.Tavily) -> None:
    told = orjson.loads((await _run(registry, "web_search", query="lehenga")).text)
    assert len(told) == 5
    assert told[0] == {"title": "Result 1", "url": "https://example.com/1", "text": "About lehenga, part 1."}
    web.script.append(Answers(200, {"results": [{"title": "t", "url": "u", "content": "x" * 9_000}]}))
    told = orjson.loads((await _run(registry, "web_search", query="lehenga", max_results=1)).text)
    assert len(told[0]["text"]) == 1_601
    web.script.append(Answers(200, {"results": []}))
    assert (await _run(registry, "web_search", query="lehenga")).text == "Nothing was found."


async def test_the_knowledge_base_is_searched_in_the_speakers_language(database: Database, clock: Clock) -> None:
    def fill(tx: Any) -> None:
        for title, content, language in (
            ("Opening hours", "We are open from 10 to 18 on every day except Sunday.", Language.EN),
            ("Parking", "There is a parking lot behind the house.", Language.EN),
        ):
            entries.create(tx, EntryDraft(title, content, "General", language), now=clock.now())

    await database.tx(fill)
    registry = toolbox.open_toolbox(
        settings.load({}, env_file=None), knowledge=builtin_tools.look_up(database, Search())
    )
    told = orjson.loads((await _run(registry, "knowledge_search", query="When are you open?")).text)
    assert told[0]["title"] == "Opening hours"
    nothing = await _run(registry, "knowledge_search", query="quantum chromodynamics")
    assert nothing == ToolResult("Nothing is written down about it.", ok=True)


# --- with models


@pytest.mark.parametrize("vendor", ["openai", "openrouter", "groq", "gemini"])
async def test_every_vendor_takes_the_tools_and_calls_them(
    registry: Registry, simulator: Simulator, vendor: str
) -> None:
    """The simulator refuses what the vendor would."""
    client = Client(30.0)
    base_url = simulator.base_url(Style(vendor))
    model = "gemini-2.5-flash" if vendor == "gemini" else "maker/a-model"
    profile = profiles.of(vendor, model)
    form = GeminiChat if vendor == "gemini" else OpenAiChat
    chat = form(client, name=vendor, base_url=base_url, model=model, profile=profile)
    simulator.script(Script(calls=(Call("get_weather_forecast", '{"location": "Pune", "days": 2}'),)))
    asked = ChatRequest((ChatMessage(LlmRole.USER, "How will the weather be?"),), tools=registry.of(ASHA))
    events = [event async for event in chat.stream(asked, "a-key")]
    await client.close()
    (calls,) = [event.calls for event in events if isinstance(event, Calls)]
    result = await registry.run(calls[0], ToolContext(ASHA, Language.EN))
    assert result.ok
    assert len(orjson.loads(result.text)["days"]) == 2


async def test_a_whole_turn(registry: Registry, make: Any, simulator: Simulator, someone: Actor) -> None:
    simulator.script(
        Script(calls=(Call("get_current_weather", '{"location": "London"}'),)), Script(reply="It is mild in London.")
    )
    writing = await make("openai", toolbox=registry).begin(Ask(someone, Door.PERSONAL, "How is it in London?"))
    end = await writing.result()
    assert isinstance(end, Done)
    assert end.text == "It is mild in London."
    offered, answered = simulator.requests
    assert next(tool["function"]["name"] for tool in offered.json["tools"]) == "get_current_weather"
    assert '"temperature_c":27.4' in answered.json["messages"][-1]["content"]
