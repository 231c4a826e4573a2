"""The tools that ship: weather, web search, the knowledge base and the speaker's memories, each where its source is
configured."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import structlog
from pydantic import Field, StringConstraints

from frontdesk.assistant.ports import SourceFailed, WeatherSource, WebSearch
from frontdesk.assistant.tools import Tool, ToolContext, ToolFailed, tool
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.search import Search
from frontdesk.memory.memories import Memory, Status
from frontdesk.storage.session import Database, Tx

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

log = structlog.get_logger()

T = TypeVar("T")

MEMORY_SEARCH = "memory_search"

# What a question in a language may be about, best first.
Knowledge = Callable[[str, Language], Awaitable[Sequence[Entry]]]
# What the account has said before about a question, best first.
Memories = Callable[[AccountId, str, Language], Awaitable[Sequence[Memory]]]

# Days that the weather can be told ahead, and pages that a search may bring.
_MOST_DAYS = 14
_MOST_PAGES = 10
_ENTRIES = 4
# Of one entry or page; a whole handbook in one entry would leave no room for the others.
_LONGEST_PART = 1_600
_NO_PLACE = "No place of this name is known. search_locations finds how places are written."
_NOTHING_TOLD = "Nothing has been told about it."
_NAMES = {"weather": "The weather service", "web": "The web search"}
_SAID = {
    "quota": "has no requests left in its plan for now",
    "limited": "is asked too often at the moment",
    "auth": "does not accept this server's key",
}

Location = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Query = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


def of(
    *,
    weather: WeatherSource | None = None,
    web: WebSearch | None = None,
    knowledge: Knowledge | None = None,
    memories: Memories | None = None,
) -> tuple[Tool, ...]:
    return (
        *(_weather(weather) if weather is not None else ()),
        *(_web(web) if web is not None else ()),
        *(_knowledge(knowledge) if knowledge is not None else ()),
        *(_memories(memories) if memories is not None else ()),
    )


def look_up(database: Database, search: Search) -> Knowledge:
    """The knowledge base for `knowledge_search`."""

    def find(tx: Tx, query: str, language: Language, meant: "Matrix | None" = None) -> list[Entry]:
        return answer.related(search.fresh(tx), query, language, frozenset(), _ENTRIES, meaning=meant)

    def to_embed(tx: Tx, query: str, language: Language) -> str | None:
        return search.to_embed(search.fresh(tx), query, language)

    async def knowledge(query: str, language: Language) -> list[Entry]:
        wanted = await database.read(to_embed, query, language)
        meant = await search.meaning(wanted) if wanted is not None else None
        return await database.read(find, query, language, meant)

    return knowledge


def _weather(source: WeatherSource) -> tuple[Tool, ...]:
    @tool
    async def get_current_weather(location: Location) -> Any:
        """What the weather is like now at a place: temperature, rain, wind, humidity.

        location: a town, optionally with its country ("Pune, India"), a postcode, or "latitude,longitude"
        """
        found = await _asked("weather", source.now(location))
        return _NO_PLACE if found is None else found

    @tool
    async def get_weather_forecast(location: Location, days: Annotated[int, Field(ge=1, le=_MOST_DAYS)] = 3) -> Any:
        """What the weather will be like at a place, day by day, beginning with today.

        location: a town, optionally with its country ("Pune, India"), a postcode, or "latitude,longitude"
        days: how many days, today included; 3 if left out
        """
        found = await _asked("weather", source.forecast(location, days))
        if found is None:
            return _NO_PLACE
        note = {"note": f"Only {len(found.days)} days are known."} if len(found.days) < days else {}
        return {**asdict(found), **note}

    @tool
    async def get_astronomy_data(location: Location, date: date) -> Any:
        """When sun and moon rise and set at a place on a day, and the phase of the moon.

        location: a town, optionally with its country ("Pune, India"), a postcode, or "latitude,longitude"
        date: the day, as YYYY-MM-DD
        """
        found = await _asked("weather", source.sky(location, date))
        return _NO_PLACE if found is None else found

    @tool
    async def search_locations(query: Location) -> Any:
        """Finds the places that a name may mean, with region and country, as the weather tools understand them.

        query: a name or the beginning of one
        """
        found = await _asked("weather", source.places(query))
        return [asdict(place) for place in found] or "No place of this name is known."

    return get_current_weather, get_weather_forecast, get_astronomy_data, search_locations


def _web(source: WebSearch) -> tuple[Tool, ...]:
    @tool(timeout=15)
    async def web_search(query: Query, max_results: Annotated[int, Field(ge=1, le=_MOST_PAGES)] = 5) -> Any:
        """Searches the web for what is new or not known here. Name the pages that an answer comes from.

        query: what to look for, in a few words
        max_results: how many pages; 5 if left out
        """
        found = await _asked("web", source.search(query, max_results))
        return [
            {"title": page.title, "url": page.url, "text": _short(page.text)} for page in found
        ] or "Nothing was found."

    return (web_search,)


def _knowledge(source: Knowledge) -> tuple[Tool, ...]:
    @tool
    async def knowledge_search(context: ToolContext, query: Query) -> Any:
        """Looks up what the business has written down about itself: services, prices, opening hours, rules.

        query: what to look for, in the words of a customer
        """
        found = await source(query, context.language)
        return [
            {"title": entry.title, "text": _short(entry.content)} for entry in found
        ] or "Nothing is written down about it."

    return (knowledge_search,)


def _memories(source: Memories) -> tuple[Tool, ...]:
    @tool
    async def memory_search(context: ToolContext, query: Query) -> Any:
        """Looks up what the person you talk to has told you before, in any conversation: tastes, facts, plans, people.

        query: what to look for, in a few words
        """
        if not context.uses_memory:
            return _NOTHING_TOLD
        found = await source(context.actor.account_id, query, context.language)
        return [
            {
                "told_on": memory.said_at.date().isoformat(),
                "text": _short(memory.content),
                "is_confirmed": memory.status is Status.CONFIRMED,
            }
            for memory in found
        ] or _NOTHING_TOLD

    return (memory_search,)


async def _asked(source: str, answer: Awaitable[T]) -> T:
    try:
        return await answer
    except SourceFailed as error:
        log.warning("tool.source_failed", source=source, reason=error.reason)
        raise ToolFailed(
            f"{_NAMES[source]} {_SAID.get(error.reason, 'does not answer')}. Say so, and do not guess."
        ) from None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_PART else text[:_LONGEST_PART] + "…"
