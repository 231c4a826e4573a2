"""Questions and their answers."""

import asyncio

import httpx
import pytest
from tests.simulators.models import settings_of
from tests.surfaces.app_support.conftest import Opened, user_of
from tests.surfaces.app_support.phone import ask, begin, listed, messages, told

from frontdesk.simulator.script import Script
from frontdesk.simulator.server import Simulator

ROMAN = "ami wallet theke taka kivabe tulbo?"
BENGALI = "আমি কীভাবে ওয়ালেট থেকে টাকা তুলব?"


def system_of(simulator: Simulator, place: int = -1) -> str:
    return str(simulator.requests[place].json["messages"][0]["content"])


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How do I withdraw money?", "English"),
        (BENGALI, "Bengali"),
        (ROMAN, "Bengali"),
        ("मैं पैसे कैसे निकालूँ?", "English"),
        ("123", "English"),
    ],
)
async def test_the_answer_is_asked_for_in_the_language_of_the_message(
    asha: httpx.AsyncClient, simulator: Simulator, question: str, language: str
) -> None:
    await told(asha, await begin(asha), question)
    assert f"Answer in {language}" in system_of(simulator)


async def test_a_message_without_words_follows_the_one_before(asha: httpx.AsyncClient, simulator: Simulator) -> None:
    number = await begin(asha)
    await told(asha, number, BENGALI)
    await told(asha, number, "?")
    assert "Answer in Bengali" in system_of(simulator)


async def test_the_model_is_told_who_it_is_and_only_what_the_app_knows(open_desk: Opened, simulator: Simulator) -> None:
    desk = open_desk(
        **settings_of(simulator, "groq"),
        APP__PERSONA="You are Nikoo, the helper of the Nikoo app.",
        APP__KNOWLEDGE_CATEGORIES="App",
    )
    async with user_of(desk, "asha") as asha:
        number = await begin(asha)
        await told(asha, number, "How do I withdraw money from my wallet?")
        assert system_of(simulator).startswith("You are Nikoo, the helper of the Nikoo app.")
        assert "Request Payout" in system_of(simulator)
        await told(asha, number, "What are the opening hours of the studio?")
        assert "9 to 17" not in system_of(simulator)


async def test_without_categories_all_entries_are_the_apps(asha: httpx.AsyncClient, simulator: Simulator) -> None:
    await told(asha, await begin(asha), "What are the opening hours of the studio?")
    assert "9 to 17" in system_of(simulator)


async def test_it_never_starts_to_book(keyless: httpx.AsyncClient) -> None:
    number = await begin(keyless)
    for said in ("I want to book bridal makeup for 25 December", "yes", "2"):
        await told(keyless, number, said)
    assert (await keyless.get("/dev/outbox")).json() == []


async def test_it_knows_what_was_said_before(asha: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.script(Script(reply="Hello Asha."), Script(reply="Asha."))
    number = await begin(asha)
    await told(asha, number, "I am Asha.")
    assert await told(asha, number, "Who am I?") == "Asha."
    said = [message["content"] for message in simulator.requests[1].json["messages"][1:]]
    assert said == ["I am Asha.", "Hello Asha.", "Who am I?"]


@pytest.mark.parametrize(
    ("question", "quoted", "says"),
    [
        ("How do I withdraw money from my wallet?", "Request Payout", "I am not a language model"),
        (BENGALI, "সর্বনিম্ন ১০ ডলার", "ভাষা"),
        (ROMAN, "সর্বনিম্ন ১০ ডলার", "ভাষা"),
    ],
)
async def test_without_any_key_the_knowledge_base_answers(
    keyless: httpx.AsyncClient, question: str, quoted: str, says: str
) -> None:
    answer = await told(keyless, await begin(keyless), question)
    assert quoted in answer
    assert says in answer


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Hello  ", "Hello"),
        ("one\n\n  two", "one\n\n  two"),
        ("one\r\ntwo", "one\ntwo"),
        ("<b>&amp;</b> 'quoted\" {x}", "<b>&amp;</b> 'quoted\" {x}"),
        ("🙂 👩🏽‍🚀", "🙂 👩🏽‍🚀"),
        ("ক" * 4_000, "ক" * 4_000),
        (" " * 5_000 + "x", "x"),
        ("a\x07b\x1bc", "a b c"),
    ],
    ids=["blanks", "layout", "windows", "marks", "emoji", "longest", "padded", "control"],
)
async def test_what_is_said_is_kept_as_it_was_typed(keyless: httpx.AsyncClient, sent: str, kept: str) -> None:
    number = await begin(keyless)
    answer = await told(keyless, number, sent)
    assert await messages(keyless, number) == [("user", kept), ("ai", answer)]


@pytest.mark.parametrize("content", ["", " ", "\n\t\u3000", "\u200b\u200d", "\ufeff"])
async def test_an_empty_message(keyless: httpx.AsyncClient, content: str) -> None:
    number = await begin(keyless)
    answer = await ask(keyless, number, content)
    assert (answer.status_code, answer.json()["detail"]) == (400, "Message content cannot be empty")
    assert await messages(keyless, number) == []


@pytest.mark.parametrize("content", ["x" * 4_001, "ক" * 4_001, "x" * 100_000])
async def test_a_message_that_is_too_long(keyless: httpx.AsyncClient, content: str) -> None:
    number = await begin(keyless)
    answer = await ask(keyless, number, content)
    assert (answer.status_code, answer.json()["code"]) == (413, "message_too_long")
    assert answer.headers.get("content-language") == ("bn" if content[0] == "ক" else None)
    assert await messages(keyless, number) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{}", 422),
        ('{"content": null}', 422),
        ('{"content": 5}', 422),
        ('{"content": ["a"]}', 422),
        ("[]", 422),
        ('"content"', 422),
        ("", 422),
        ("{", 400),
        ('{"content": "a\\u0000b"}', 400),
        ('{"content": "\\ud800"}', 400),
        ('{"content": "' + "x" * 1_100_000 + '"}', 413),
        ("[" * 10_000, 400),
    ],
)
async def test_what_is_no_message_is_refused(keyless: httpx.AsyncClient, body: str, status: int) -> None:
    number = await begin(keyless)
    headers = {"Content-Type": "application/json"}
    answer = await keyless.post(f"/conversations/{number}/messages", content=body, headers=headers)
    assert answer.status_code == status
    assert await messages(keyless, number) == []


async def test_a_body_of_another_kind_is_refused(keyless: httpx.AsyncClient) -> None:
    number = await begin(keyless)
    answer = await keyless.post(f"/conversations/{number}/messages", data={"content": "Hello"})
    assert answer.status_code == 415


async def test_history_comes_in_pages_or_whole(keyless: httpx.AsyncClient) -> None:
    number = await begin(keyless)
    for place in range(30):
        await told(keyless, number, f"Question {place}")
    whole = await messages(keyless, number)
    assert len(whole) == 60
    assert [content for sender, content in whole if sender == "user"] == [f"Question {place}" for place in range(30)]
    assert await messages(keyless, number, limit=3) == whole[:3]
    assert await messages(keyless, number, limit=3, skip=58) == whole[58:]
    assert await messages(keyless, number, skip=50) == whole[50:]


async def test_two_messages_at_once(asha: httpx.AsyncClient, simulator: Simulator) -> None:
    number = await begin(asha)
    simulator.script(Script(reply="Here I am.", first_after=0.5))
    first = asyncio.create_task(ask(asha, number, "Are you there?"))
    await simulator.took(1)
    second = await ask(asha, number, "Hello?")
    assert (second.status_code, second.json()["code"]) == (409, "busy")
    # What is being written is not shown: an app would take it for the whole.
    assert await messages(asha, number) == [("user", "Are you there?")]
    assert [shown["message_count"] for shown in await listed(asha)] == [1]
    elsewhere = await begin(asha)
    assert await told(asha, elsewhere, "Hello?")
    assert (await first).json()["content"] == "Here I am."
    assert await messages(asha, number) == [("user", "Are you there?"), ("ai", "Here I am.")]
    assert [shown["message_count"] for shown in await listed(asha)] == [2, 2]


@pytest.mark.parametrize("named", ["App", "app", " APP ", "Studio,aPP"])
async def test_categories_are_found_in_whatever_case(open_desk: Opened, named: str) -> None:
    async with user_of(open_desk(APP__KNOWLEDGE_CATEGORIES=named), "asha") as asha:
        answer = await told(asha, await begin(asha), "How do I withdraw money from my wallet?")
    assert "Request Payout" in answer


async def test_what_a_model_and_a_person_write_is_handed_on_untouched(
    asha: httpx.AsyncClient, simulator: Simulator
) -> None:
    reply = '<script>alert(1)</script> ![x](http://evil.test/x.png) "quoted"\n\n১২৩'
    simulator.script(Script(reply=reply))
    assert await told(asha, await begin(asha), "Hello") == reply
