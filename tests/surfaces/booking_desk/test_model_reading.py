"""Customers whose words the rules cannot place, with a model to read them and without."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import served
from tests.simulators.model import KEY, LanguageModel
from tests.simulators.vendor import Answers, Breaks, Fault, Hangs, Resets
from tests.surfaces.booking_desk.customer import SERVICES, Customer, furnish

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock
from frontdesk.llm import structured

BRIDAL = SERVICES[0]
# Words that say nothing to the rules. Should they one day, take stranger ones.
STRANGE = "glimmering zorbles as my cousin had"
NAMED = "zorbles rather zubeida khatun than glimmering ones"


@pytest.fixture
async def model() -> AsyncIterator[LanguageModel]:
    async with LanguageModel() as started:
        yield started


@pytest.fixture(params=["openai"])
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def desk(
    model: LanguageModel,
    wire: str,
    database_url: str,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Desk]:
    # Long enough for a busy machine, short enough to be waited for.
    monkeypatch.setattr(structured, "SECONDS", 1.0)
    vendors = {
        "openai": {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model.openai_url},
        "gemini": {"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": model.gemini_url},
        "off": {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model.openai_url, "BOOKING__MODEL_READING": "false"},
        "keyless": {},
    }
    environ = {"BOOKING__MODEL_READING": "true"} | vendors[wire]
    opened = served.desk_for(database_url, tmp_path, clock, **environ)
    yield opened
    await opened.hang_up()
    opened.close()


@pytest.fixture
async def customer(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> Customer:
    await furnish(admin)
    return Customer(client)


def _chooses(quote: str, name: str = BRIDAL) -> Any:
    return lambda question: {"values": [], "choices": [{"quote": quote, "name": name}] if question["offers"] else []}


def _quotes(field: str, quote: str) -> Any:
    def says(question: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"values": [{"field": field, "quote": quote}] if field in question["fields"] else [], "choices": []}

    return says


@pytest.mark.parametrize("wire", ["openai", "gemini"], indirect=True)
async def test_a_paraphrase_is_read_back_agreed_to_and_booked(model: LanguageModel, customer: Customer) -> None:
    model.says = _chooses("glimmering zorbles")
    shown = await customer.say(STRANGE)
    assert BRIDAL in shown["reply"]
    assert (shown["stage"], shown["collected_info"]) == ("selecting_service", {})
    assert [choice["value"] for choice in shown["choices"]] == ["Yes", "No"]
    agreed = await customer.say("yes")
    assert (agreed["stage"], agreed["collected_info"]) == ("selecting_package", {"service": BRIDAL})
    assert (await customer.book())["action"] == "booking_confirmed"
    assert len(model.asked) == 1
    assert model.asked[0].question["message"] == STRANGE


async def test_a_quoted_name_is_taken_as_the_readers_read_it_and_shown(
    model: LanguageModel, customer: Customer
) -> None:
    model.says = _quotes("name", "zubeida khatun")
    for said in ("bridal makeup", "2", "25 December 2026"):
        await customer.say(said)
    shown = await customer.say(NAMED)
    assert shown["collected_info"]["name"] == "Zubeida Khatun"
    assert "Zubeida Khatun" in shown["reply"]
    assert shown["missing_fields"][0] == "email"


async def _dismissed(customer: Customer, model: LanguageModel) -> dict[str, Any]:
    """The answer of the rules alone: the model sees nothing."""
    model.says = lambda _: {"values": [], "choices": []}
    other = Customer(customer.http)
    await other.say("hello")
    return await other.say(STRANGE)


_UNBELIEVED = [
    {"values": [{"field": "email", "quote": "asha@example.com"}], "choices": []},
    {"values": [], "choices": [{"quote": "bridal", "name": BRIDAL}]},
    {"values": [], "choices": [{"quote": "glimmering", "name": "Free of charge"}]},
    {"values": [{"field": "confirm", "quote": "as"}, {"field": "price", "quote": "as"}], "choices": []},
    {"values": [{"field": "event_date", "quote": "2026-12-25"}], "choices": [], "stage": "otp_sent"},
    {},
    "I booked it for you.",
    "<script>",
]
_FAULTS: list[list[Fault]] = [
    [Answers(200, text="<html>")],
    [Answers(200, {"choices": [{"message": {"content": None, "refusal": "No."}, "finish_reason": "stop"}]})],
    [Answers(429, {"error": {"message": "…"}}, {"Retry-After": "60"})],
    [Answers(500, text="oops")],
    [Answers(401, {"error": {"message": "…"}})],
    [Breaks()],
    [Resets(), Resets()],
    [Hangs()],
]


@pytest.mark.parametrize("said", _UNBELIEVED)
async def test_an_answer_that_does_not_stand_in_the_text_changes_nothing(
    model: LanguageModel, customer: Customer, said: Mapping[str, Any] | str
) -> None:
    plain = await _dismissed(customer, model)
    model.says = lambda _: said
    await customer.say("hello")
    shown = await customer.say(STRANGE)
    assert len(model.asked) == 2
    assert shown == plain | {"session_id": shown["session_id"]}


@pytest.mark.parametrize("faults", _FAULTS)
async def test_a_failure_costs_a_moment_and_no_turn(
    desk: Desk, model: LanguageModel, customer: Customer, faults: list[Fault]
) -> None:
    plain = await _dismissed(customer, model)
    await customer.say("hello")
    model.script += faults
    model.says = _chooses("glimmering zorbles")
    shown = await customer.say(STRANGE)
    assert shown == plain | {"session_id": shown["session_id"]}
    assert desk.dialogue.model is not None
    assert desk.dialogue.model.tally.failed.total() == 1
    assert (await customer.book())["action"] == "booking_confirmed"


@pytest.mark.parametrize("wire", ["off", "keyless"], indirect=True)
async def test_nobody_is_asked_unless_the_owner_wants_it(model: LanguageModel, customer: Customer) -> None:
    await customer.say("hello")
    assert (await customer.say(STRANGE))["missing_fields"][0] == "service"
    assert (await customer.book())["action"] == "booking_confirmed"
    assert model.seen == []


async def test_nothing_given_before_no_code_and_no_number_ever_goes_out(
    model: LanguageModel, customer: Customer
) -> None:
    await customer.say(STRANGE)
    while customer.last["stage"] != "otp_sent":
        asked = customer.last["missing_fields"]
        if asked and asked[0] not in ("name", "address"):  # almost anything may be one of these
            await customer.say(STRANGE)
        await customer.say(customer.answers[asked[0]] if asked else "yes")
    code = await customer.code()
    for words in (f"the zorble says {code[:4]} {code[4:]} maybe", STRANGE, code[:5]):
        await customer.say(words)
    questions = str([asked.question for asked in model.asked])
    assert {asked.question["message"] for asked in model.asked} == {STRANGE}
    assert len(model.asked) > 5
    private = [*customer.answers.values(), *customer.last["collected_info"].values(), code[:4]]
    # The catalogue's names are the owner's, and public.
    public = {BRIDAL, "Premium", customer.answers["package"]}
    assert [value for value in private if value not in public and value in questions] == []


async def test_a_suggestion_that_comes_too_late_is_dropped(model: LanguageModel, customer: Customer) -> None:
    for said in ("bridal makeup", "2", "25 December 2026"):
        await customer.say(said)
    model.gate = asyncio.Event()
    model.says = _quotes("name", "zubeida khatun")
    waiting = asyncio.create_task(Customer(customer.http, session=customer.session).say(NAMED))
    await model.took(1)
    assert (await customer.say("Priya Sharma"))["missing_fields"][0] == "email"
    model.gate.set()
    late = await waiting
    assert late["collected_info"]["name"] == "Priya Sharma"
    assert "ubeida" not in late["reply"]


async def test_an_answer_that_was_given_is_given_again_without_asking(
    desk: Desk, model: LanguageModel, customer: Customer
) -> None:
    model.says = _chooses("glimmering zorbles")
    body, key = {"message": STRANGE}, {"Idempotency-Key": "a-key-of-the-client"}
    first, second = [await customer.http.post("/agent/chat", json=body, headers=key) for _ in range(2)]
    assert (first.status_code, second.json()) == (200, first.json())
    assert len(model.asked) == 1
    assert desk.dialogue.model is not None
    assert desk.dialogue.model.tally.placed == 1


async def test_a_message_sent_twice_at_once_is_asked_about_once(model: LanguageModel, customer: Customer) -> None:
    model.gate = asyncio.Event()
    model.says = _chooses("glimmering zorbles")
    body, key = {"message": STRANGE}, {"Idempotency-Key": "a-key-of-the-client"}
    sent = [asyncio.create_task(customer.http.post("/agent/chat", json=body, headers=key)) for _ in range(2)]
    await model.took(1)
    for _ in range(5):  # whoever else is under way comes as far as it can meanwhile
        await Customer(customer.http).say("hello")
    model.gate.set()
    first, second = await asyncio.gather(*sent)
    assert (first.status_code, BRIDAL in first.json()["reply"], second.json()) == (200, True, first.json())
    assert len(model.asked) == 1


async def test_a_conversation_erased_while_the_model_is_asked_stays_erased(
    model: LanguageModel, customer: Customer, admin: httpx.AsyncClient
) -> None:
    for said in ("bridal makeup", "2", "25 December 2026"):
        await customer.say(said)
    model.gate = asyncio.Event()
    model.says = _quotes("name", "zubeida khatun")
    waiting = asyncio.create_task(Customer(customer.http, session=customer.session).say(NAMED))
    await model.took(1)
    assert (await admin.delete(f"/agent/sessions/{customer.session}")).status_code == 200
    model.gate.set()
    late = await waiting
    assert late["session_id"] != customer.session
    assert late["collected_info"] == {}


async def test_figures_tell_what_it_is_good_for(
    model: LanguageModel, customer: Customer, admin: httpx.AsyncClient
) -> None:
    model.says = _chooses("glimmering zorbles")
    await customer.say(STRANGE)
    await customer.say("hello")
    await customer.say("no")
    model.says = lambda _: "nonsense"
    await customer.say(STRANGE)
    page = (await admin.get("/metrics")).text
    for line in (
        "frontdesk_model_readings_total 2.0",
        "frontdesk_model_readings_placed_total 1.0",
        'frontdesk_model_readings_failed_total{reason="unreadable"} 1.0',
    ):
        assert line in page


async def test_who_leaves_while_the_model_is_asked_finds_the_answer_later(
    desk: Desk, model: LanguageModel, admin: httpx.AsyncClient
) -> None:
    await furnish(admin)
    model.gate = asyncio.Event()
    model.says = _chooses("glimmering zorbles")
    body, key = {"message": STRANGE}, {"Idempotency-Key": "a-key-of-the-client"}
    with served.serving(desk) as url:
        async with httpx.AsyncClient(base_url=url) as gone:
            leaving = asyncio.create_task(gone.post("/agent/chat", json=body, headers=key))
            await model.took(1)
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
        model.gate.set()
        async with httpx.AsyncClient(base_url=url) as back:
            answer = await back.post("/agent/chat", json=body, headers=key)
            again = await back.post("/agent/chat", json=body, headers=key)
    assert BRIDAL in answer.json()["reply"]
    assert again.json() == answer.json()
    page = (await admin.get("/agent/sessions")).json()
    assert page["total"] == 1
