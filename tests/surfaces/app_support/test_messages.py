"""Questions and their answers."""

import asyncio

import httpx
import pytest
from tests.simulators.models import settings_of
from tests.surfaces.app_support.conftest import Opened, user_of
from tests.surfaces.app_support.phone import ask, begin, listed, messages, told

from frontdesk.bootstrap import Desk
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge import entries, gaps
from frontdesk.knowledge.entries import EntryDraft
from frontdesk.simulator.script import Fault, Script
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


async def gaps_of(desk: Desk) -> list[tuple[str, str, int]]:
    found = await desk.read(gaps.listing, Paging())
    return [(gap.question, gap.language.value, gap.count) for gap in found.items]


async def test_what_the_knowledge_base_cannot_answer_is_noted_without_whoever_asked(
    desk: Desk, asha: httpx.AsyncClient, rahim: httpx.AsyncClient
) -> None:
    for client in (asha, rahim):
        number = await begin(client)
        await told(client, number, "Can I pay by cheque? Call me on 98765 43210 or at me@example.com")
        for said in ("hi", "thanks!", "ok", "12", "How do I withdraw money from my wallet?"):
            await told(client, number, said)
    assert await gaps_of(desk) == [("Can I pay by cheque? Call me on ••• or at •••", "en", 2)]


async def test_a_gap_is_noted_in_the_language_of_the_question(open_desk: Opened) -> None:
    desk = open_desk()
    async with user_of(desk, "asha") as asha:
        await told(asha, await begin(asha), "क्या आप चेक लेते हैं?")
    assert await gaps_of(desk) == [("क्या आप चेक लेते हैं?", "hi", 1)]


@pytest.mark.parametrize("question", ["मैं वॉलेट से पैसे कैसे निकालूँ?", "wallet se paise kaise nikalu?"])
async def test_who_asks_in_hindi_is_not_quoted_bengali(keyless: httpx.AsyncClient, question: str) -> None:
    answer = await told(keyless, await begin(keyless), question)
    assert "Request Payout. The minimum" in answer


@pytest.mark.parametrize(
    ("language", "question", "content"),
    [
        (Language.HI, "मैं वॉलेट से पैसे कैसे निकालूँ?", "वॉलेट से पैसे निकालने के लिए पेआउट दबाएँ।"),
        (Language.MR, "मी वॉलेटमधून पैसे कसे काढू?", "वॉलेटमधून पैसे काढण्यासाठी पेआउट दाबा."),
        (Language.NE, "म वालेटबाट पैसा कसरी झिकूँ?", "वालेटबाट पैसा झिक्न पेआउट थिच्नुहोस्।"),
    ],
)
async def test_an_entry_in_the_language_of_the_question_comes_first_and_is_not_announced(
    open_desk: Opened, language: Language, question: str, content: str
) -> None:
    desk = open_desk()
    title = content.partition(" ")[0]
    async with user_of(desk, "asha") as asha:
        await desk.tx(lambda tx: entries.create(tx, EntryDraft(title, content, "App", language), now=desk.clock.now()))
        assert (await told(asha, await begin(asha), question)).startswith(content)


async def test_an_entry_of_another_language_is_announced(keyless: httpx.AsyncClient) -> None:
    answer = await told(keyless, await begin(keyless), "স্টুডিও কখন খোলা থাকে?")
    assert answer.startswith("এই তথ্যটি আমাদের কাছে শুধু ইংরেজি ভাষায় আছে:\nThe studio is open")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("hi", "Hello! Ask me whatever you would like to know."),
        ("Thanks for your help", "You are welcome! If there is anything else, just ask."),
        ("bye", "Goodbye! Write again whenever you have a question."),
        ("Who are you?", "I am the automatic assistant here, no human"),
        ("नमस्ते", "Hello! Ask me"),
        ("ok", "What would you like to know?"),
        ("হ্যালো", "নমস্কার! যা জানতে চান"),
        ("ধন্যবাদ", "আপনাকে স্বাগতম!"),
        ("apni ke?", "আমি এখানকার স্বয়ংক্রিয় সহায়ক"),
        ("বিদায়", "আবার কথা হবে!"),
    ],
)
async def test_small_talk_is_answered_without_a_quote(keyless: httpx.AsyncClient, said: str, answer: str) -> None:
    assert (await told(keyless, await begin(keyless), said)).startswith(answer)


async def test_a_key_makes_a_message_count_once(asha: httpx.AsyncClient, simulator: Simulator) -> None:
    number, other = await begin(asha), await begin(asha)
    simulator.script(Script(reply="In the wallet."), Script(reply="Elsewhere."))
    for _ in range(3):
        answer = await ask(asha, number, "Where?", **{"Idempotency-Key": "one"})
        assert (answer.status_code, answer.json()["content"]) == (200, "In the wallet.")
    assert await messages(asha, number) == [("user", "Where?"), ("ai", "In the wallet.")]
    elsewhere = await ask(asha, other, "Where?", **{"Idempotency-Key": "one"})
    assert elsewhere.json()["content"] == "Elsewhere."
    different = await ask(asha, number, "When?", **{"Idempotency-Key": "one"})
    assert (different.status_code, different.json()["code"]) == (409, "idempotency_key_reused")


async def test_a_key_sent_again_while_the_answer_is_written_waits_for_it(
    asha: httpx.AsyncClient, simulator: Simulator
) -> None:
    number = await begin(asha)
    simulator.script(Script(reply="In the wallet.", first_after=0.3))
    first = asyncio.create_task(ask(asha, number, "Where?", **{"Idempotency-Key": "one"}))
    await simulator.took(1)
    second = await ask(asha, number, "Where?", **{"Idempotency-Key": "one"})
    assert second.json() == (await first).json() == {"sender": "ai", "content": "In the wallet."}
    assert len(simulator.requests) == 1


async def test_a_key_whose_answer_came_to_nothing_is_answered_after_all(
    desk: Desk, asha: httpx.AsyncClient, simulator: Simulator
) -> None:
    number = await begin(asha)
    simulator.script(Script(fault=Fault("hang")), Script(reply="In the wallet."))
    asking = asyncio.create_task(ask(asha, number, "Where?", **{"Idempotency-Key": "one"}))
    await simulator.took(1)
    await desk.assistant.close()
    assert (await asking).status_code == 503
    again = await ask(asha, number, "Where?", **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json()["content"]) == (200, "In the wallet.")
