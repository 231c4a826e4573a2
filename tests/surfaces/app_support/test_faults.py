"""Whatever providers do: an answer comes, and the question is kept."""

import asyncio

import httpx
import pytest
from tests.simulators.models import settings_of
from tests.surfaces.app_support.conftest import Opened, user_of
from tests.surfaces.app_support.phone import ask, begin, messages, told

from frontdesk.bootstrap import Desk
from frontdesk.simulator.script import Fault, Script, breaks, status
from frontdesk.simulator.server import Simulator
from frontdesk.storage.session import Sql
from frontdesk.web.surfaces.app_support import messages as door

QUESTION = "How do I withdraw money from my wallet?"
FAULTS = {
    "429": status(429, "seconds", wait=30),
    "429 of the day": status(429, "none", cause="quota"),
    "500": status(500),
    "503": status(503, "seconds", wait=5),
    "401": status(401),
    "402": status(402),
    "404": status(404),
    "reset": breaks("reset"),
    "close": breaks("close"),
    "error in the stream": breaks("error", after=0),
    "garbage": breaks("garbage", after=0),
    "redirect": breaks("redirect"),
    "nothing": Script(reply=""),
}
faulty = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


@faulty
async def test_another_provider_answers(asha: httpx.AsyncClient, simulator: Simulator, fault: Script) -> None:
    simulator.script(fault, style="groq", repeats=True)
    simulator.script(Script(reply="In the wallet."), style="openai")
    number = await begin(asha)
    assert await told(asha, number, QUESTION) == "In the wallet."
    assert await messages(asha, number) == [("user", QUESTION), ("ai", "In the wallet.")]


@faulty
async def test_with_all_of_them_down_the_knowledge_base_answers(
    asha: httpx.AsyncClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, fault: Script
) -> None:
    monkeypatch.setattr(door, "_RETRIES", 0)
    simulator.script(fault, repeats=True)
    number = await begin(asha)
    answer = await told(asha, number, QUESTION)
    assert "Request Payout" in answer
    assert await messages(asha, number) == [("user", QUESTION), ("ai", answer)]


@pytest.mark.parametrize("fault", [status(500), status(429, "seconds", wait=1), breaks("reset")])
async def test_what_fails_for_a_moment_is_asked_again(open_desk: Opened, simulator: Simulator, fault: Script) -> None:
    simulator.script(fault, Script(reply="In the wallet."))
    async with user_of(open_desk(**settings_of(simulator, "groq")), "asha") as asha:
        assert await told(asha, await begin(asha), QUESTION) == "In the wallet."
    assert len(simulator.requests) == 2


@pytest.mark.parametrize(
    ("fault", "asked"),
    [(status(500), 6), (status(401), 2), (status(429, "seconds", wait=30), 2)],
    ids=["500", "401", "429"],
)
async def test_what_lasts_is_given_up(asha: httpx.AsyncClient, simulator: Simulator, fault: Script, asked: int) -> None:
    simulator.script(fault, repeats=True)
    assert "Request Payout" in await told(asha, await begin(asha), QUESTION)
    assert len(simulator.requests) == asked


async def test_providers_that_are_silent_are_not_waited_for(
    asha: httpx.AsyncClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_SECONDS", 0.4)
    simulator.script(Script(fault=Fault("hang")), repeats=True)
    number = await begin(asha)
    answer = await told(asha, number, QUESTION)
    assert "Request Payout" in answer
    assert await messages(asha, number) == [("user", QUESTION), ("ai", answer)]


async def test_of_an_answer_without_an_end_what_has_come_is_answered(
    asha: httpx.AsyncClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_SECONDS", 0.8)
    simulator.script(Script(pieces=("Go to ", "the wallet", " and"), fault=Fault("hang", after=3)))
    number = await begin(asha)
    assert await told(asha, number, QUESTION) == "Go to the wallet and"
    assert await messages(asha, number) == [("user", QUESTION), ("ai", "Go to the wallet and")]
    assert await told(asha, number, "And then?")


@pytest.mark.parametrize("kind", ["reset", "close", "error", "garbage"])
@pytest.mark.parametrize("is_last", [True, False])
async def test_of_an_answer_that_breaks_off_what_has_come_is_answered_if_nobody_else_does(
    asha: httpx.AsyncClient, simulator: Simulator, kind: str, is_last: bool
) -> None:
    fault = Fault(kind, after=2)  # type: ignore[arg-type]
    simulator.script(Script(pieces=("Go to ", "the wallet", " and press"), fault=fault), style="groq")
    if not is_last:
        simulator.script(Script(reply="In the wallet."), style="openai")
        assert await told(asha, await begin(asha), QUESTION) == "In the wallet."
        return
    simulator.script(status(503), style="openai", repeats=True)
    number = await begin(asha)
    assert await told(asha, number, QUESTION) == "Go to the wallet"
    assert await messages(asha, number) == [("user", QUESTION), ("ai", "Go to the wallet")]


async def test_whoever_hangs_up_finds_the_answer_later(
    desk: Desk, asha: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.script(Script(reply="In the wallet.", first_after=0.2))
    number = await begin(asha)
    asking = asyncio.create_task(ask(asha, number, QUESTION))
    await simulator.took(1)
    asking.cancel()
    while not (stored := (await asha.get(f"/conversations/{number}/messages")).json()):
        pass  # the question is stored while the model is asked
    (asked,) = stored
    writing = desk.assistant.find(asked["id"] + 1)
    assert writing is not None
    await writing.result()
    assert await messages(asha, number) == [("user", QUESTION), ("ai", "In the wallet.")]


async def test_when_the_house_closes_the_question_is_kept(
    desk: Desk, asha: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.script(Script(fault=Fault("hang")), repeats=True)
    number = await begin(asha)
    asking = asyncio.create_task(ask(asha, number, QUESTION))
    await simulator.took(1)
    await desk.assistant.close()
    answer = await asking
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert await messages(asha, number) == [("user", QUESTION)]


async def test_an_answer_that_cannot_be_stored_is_a_fault_of_ours(
    desk: Desk, asha: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.script(Script(reply="In the wallet.", first_after=0.2))
    number = await begin(asha)
    asking = asyncio.create_task(ask(asha, number, QUESTION))
    await simulator.took(1)
    desk.database.tx_now(lambda tx: tx.run(Sql("ALTER TABLE replies RENAME TO replies_away")))
    answer = await asking
    desk.database.tx_now(lambda tx: tx.run(Sql("ALTER TABLE replies_away RENAME TO replies")))
    assert (answer.status_code, answer.json()["detail"]) == (500, "Failed to process request")
    assert await messages(asha, number) == [("user", QUESTION)]


async def test_a_cap_on_tokens_leaves_the_knowledge_base(open_desk: Opened, simulator: Simulator) -> None:
    desk = open_desk(**settings_of(simulator, "groq"), SPENDING__TOKENS_PER_ACCOUNT_PER_DAY="1")
    async with user_of(desk, "asha") as asha:
        assert "Request Payout" in await told(asha, await begin(asha), QUESTION)
    assert simulator.requests == []


async def test_a_fault_of_ours_is_said_in_the_documents_words(
    desk: Desk, asha: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await begin(asha)

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(door.chats, "get_by_number", broken)
    answer = await ask(asha, number, QUESTION)
    assert (answer.status_code, answer.json()["detail"]) == (500, "Failed to process request")
    assert "bug" not in answer.text
