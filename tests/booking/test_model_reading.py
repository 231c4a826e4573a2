"""What a model is told and what its answer becomes; over a real socket."""

from collections.abc import AsyncIterator

import pytest
from tests.simulators.model import KEY, LanguageModel
from tests.simulators.vendor import Answers

from frontdesk.booking.dialogue.state import Field, Stage
from frontdesk.booking.dialogue.unplaced import Proposal, Unplaced
from frontdesk.booking.model_reading import ModelReading, Tally
from frontdesk.llm.client import Client
from frontdesk.llm.openai import OpenAiForm
from frontdesk.llm.structured import Model

ABOUT = Unplaced(
    text='put it under "zubeida"',
    stage=Stage.SELECTING_SERVICE,
    asked=Field.SERVICE,
    fields=(Field.EVENT_DATE, Field.NAME),
    choice=Field.SERVICE,
    offers=(("Bridal", "दुल्हन"), ("Party",)),
)


@pytest.fixture
async def vendor() -> AsyncIterator[LanguageModel]:
    async with LanguageModel() as started:
        yield started


@pytest.fixture
async def reading(vendor: LanguageModel) -> AsyncIterator[ModelReading]:
    client = Client(5.0)
    yield ModelReading(Model(OpenAiForm(client, name="openai", base_url=vendor.openai_url, model="m", keys=[KEY])))
    await client.close()


async def test_the_message_travels_as_data_and_nothing_beside_it(vendor: LanguageModel, reading: ModelReading) -> None:
    await reading.suggest(ABOUT)
    (asked,) = vendor.asked
    assert asked.question == {
        "message": 'put it under "zubeida"',
        "asked": "service",
        "fields": ["event_date", "name"],
        "offers": [["Bridal", "दुल्हन"], ["Party"]],
    }
    assert "zubeida" not in asked.system
    values, choices = (asked.schema["properties"][name]["items"]["properties"] for name in ("values", "choices"))
    assert values["field"]["enum"] == ["event_date", "name"]
    assert choices["name"]["enum"] == ["Bridal", "Party"]


async def test_only_what_may_be_given_is_in_the_schema(vendor: LanguageModel, reading: ModelReading) -> None:
    await reading.suggest(Unplaced("x y", Stage.COLLECTING_DETAILS, Field.NAME, (Field.NAME,)))
    await reading.suggest(Unplaced("x y", Stage.SELECTING_PACKAGE, Field.PACKAGE, (), Field.PACKAGE, (("Basic",),)))
    assert [list(asked.schema["properties"]) for asked in vendor.asked] == [["values"], ["choices"]]


async def test_an_answer_becomes_a_suggestion_about_the_question(vendor: LanguageModel, reading: ModelReading) -> None:
    vendor.says = lambda _: {
        "values": [{"field": "name", "quote": "zubeida"}, {"field": "email", "quote": "zubeida"}],
        "choices": [{"quote": "it", "name": "Party"}],
    }
    suggestion = await reading.suggest(ABOUT)
    assert suggestion is not None
    assert suggestion.about is ABOUT
    assert suggestion.proposals == (Proposal(Field.NAME, "zubeida"), Proposal(Field.SERVICE, "it", "Party"))


async def test_a_flood_of_proposals_is_cut(vendor: LanguageModel, reading: ModelReading) -> None:
    vendor.says = lambda _: {"values": [{"field": "name", "quote": "it"}] * 1000, "choices": []}
    suggestion = await reading.suggest(ABOUT)
    assert suggestion is not None
    assert len(suggestion.proposals) == 10


@pytest.mark.parametrize(
    "said",
    ["Certainly! The name is Zubeida.", "[]", "{", '{"values": "none"}', '{"values": [{"field": "name"}]}', "null"],
)
async def test_garbage_is_no_suggestion_and_no_reason_to_rest(
    vendor: LanguageModel, reading: ModelReading, said: str
) -> None:
    vendor.says = lambda _: said
    assert await reading.suggest(ABOUT) is None
    assert reading.model.is_ready
    assert (reading.tally.asked, reading.tally.failed) == (1, {"unreadable": 1})


async def test_after_a_failure_nobody_is_asked_for_a_while(vendor: LanguageModel, reading: ModelReading) -> None:
    vendor.script.append(Answers(429, {"error": {"message": "…"}}))
    assert [await reading.suggest(ABOUT) for _ in range(3)] == [None, None, None]
    assert len(vendor.seen) == 1
    assert (reading.tally.asked, reading.tally.failed) == (1, {"limited": 1})


async def test_nothing_seen_is_no_suggestion_and_no_failure(reading: ModelReading) -> None:
    assert await reading.suggest(ABOUT) is None
    assert (reading.tally.asked, reading.tally.placed, reading.tally.failed) == (1, 0, {})


def test_figures_begin_at_nothing() -> None:
    tally = Tally()
    tally.count_placed()
    assert (tally.asked, tally.placed, tally.failed) == (0, 1, {})
