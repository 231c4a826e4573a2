from datetime import date

import pytest

from frontdesk.booking.dialogue.state import Field, Stage
from frontdesk.booking.dialogue.step import Action, AskKnowledge, NotFree
from frontdesk.kit.languages import Language

BRIDAL = "Bridal Makeup Services"


class ClosedOnSundays:
    def refusal(self, service: str, day: date, time: str | None) -> NotFree | None:
        return NotFree("closed") if day.weekday() == 6 else None

    def free_times(self, service: str, day: date) -> tuple[str, ...]:
        return ()


def ask(talk, question, **reading):
    return talk.say(question, question=question, **reading)


def test_a_question_is_answered_and_the_step_kept_with_its_options(talk):
    talk.answers = {"What is your Instagram?": "We are @studio."}
    talk.give(service=BRIDAL)
    ask(talk, "What is your Instagram?")
    assert talk.reply.startswith("We are @studio.\n\n📦")
    assert "2. Premium - ₹49,999" in talk.reply
    assert (talk.state.stage, talk.state.off_track) == (Stage.SELECTING_PACKAGE, 1)


def test_an_unanswered_question_says_so(talk):
    ask(talk, "Who won the match?")
    assert "we do not know that" in talk.reply


def test_a_question_beside_values(talk):
    talk.give(service=BRIDAL, package="Basic")
    talk.say(
        "25 December. Do you come to my home?",
        question="Do you come to my home?",
        fields={Field.EVENT_DATE: "2026-12-25", Field.NAME: "Priya"},
    )
    assert talk.step.parts[0] == AskKnowledge("Do you come to my home?")
    assert talk.keys == ["?", "noted", "ask_email"]
    assert talk.state.off_track == 0


def test_six_in_a_row_make_a_chat(talk):
    talk.give(service=BRIDAL, event_date="2026-12-25")
    for count in range(1, 6):
        ask(talk, "Why?")
        assert (talk.state.off_track, talk.step.action) == (count, Action.CONTINUE)
        assert talk.keys[-1] == "ask_package"
    ask(talk, "Why?")
    assert (talk.state.off_track, talk.step.action, talk.keys) == (6, Action.CHAT_MODE, ["?", "chat_mode"])
    assert talk.pressed == ["Continue booking"]
    ask(talk, "Why?")
    assert (talk.step.action, talk.keys) == (Action.CHAT_MODE, ["?"])
    assert talk.state.collected == {Field.SERVICE: BRIDAL, Field.EVENT_DATE: "2026-12-25"}


@pytest.fixture
def chat(talk):
    talk.give(service=BRIDAL, event_date="2026-12-25")
    for _ in range(6):
        ask(talk, "Why?")
    return talk


@pytest.mark.parametrize(
    "reading",
    [
        {"go_on": True},
        {"confirm": True},
        {"fields": {Field.NAME: "Priya"}},
        {"fields": {Field.PACKAGE: "Basic"}},
        {"invalid": {Field.EMAIL: "malformed"}},
        {"changes": frozenset({Field.SERVICE})},
        {"restart": True},
    ],
)
def test_a_chat_goes_back_to_the_booking(chat, reading):
    chat.say(**reading)
    assert (chat.state.chat_mode, chat.state.off_track, chat.step.action) == (False, 0, Action.CONTINUE)
    assert chat.keys[-1].startswith("ask_")


@pytest.mark.parametrize("reading", [{"thanks": True}, {"confirm": False}, {"greeting": True}, {}])
def test_small_talk_stays_in_the_chat(chat, reading):
    chat.say(**reading)
    assert chat.step.action is Action.CHAT_MODE
    assert not [key for key in chat.keys if key.startswith("ask_")]


def test_a_question_that_names_a_package_stays_in_the_chat(chat):
    ask(chat, "How much is Luxury?", fields={Field.PACKAGE: "Luxury"})
    assert chat.state.chat_mode
    assert "Luxury - ₹99,999" in chat.reply


def test_yes_in_a_chat_resumes_the_summary_and_confirms_nothing(talk):
    talk.until(Stage.CONFIRMING)
    for _ in range(6):
        ask(talk, "Why?")
    assert talk.say(confirm=True).effects == ()
    assert talk.keys == ["summary"]


@pytest.mark.parametrize(
    ("reading", "count"),
    [
        ({"fields": {Field.NAME: "Priya"}}, 0),
        ({"fields": {Field.SERVICE: BRIDAL}}, 3),
        ({"invalid": {Field.EMAIL: "malformed"}}, 3),
        ({"wants_human": True}, 3),
        ({"go_on": True}, 3),
        ({"changes": frozenset({Field.SERVICE})}, 0),
        ({"restart": True}, 0),
        ({"cancel": True}, 0),
        ({"thanks": True}, 4),
        ({"confirm": True}, 4),
        ({"otp": "123456"}, 4),
        ({}, 4),
    ],
)
def test_what_counts(talk, reading, count):
    talk.give(service=BRIDAL, package="Basic")
    for _ in range(3):
        ask(talk, "Why?")
    talk.say(**reading)
    assert talk.state.off_track == count


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("hmm", "not_understood"),
        ("tell me about your lipsticks", AskKnowledge("tell me about your lipsticks", tentative=True)),
    ],
)
def test_what_nobody_understood(talk, text, part):
    talk.give(service=BRIDAL)
    talk.say(text)
    assert talk.keys[0] == part or talk.step.parts[0] == part
    assert talk.reply.startswith("Sorry, we did not quite understand that.")


@pytest.mark.parametrize(
    ("question", "fields", "has"),
    [
        ("How much is party makeup?", {Field.SERVICE: "Party Makeup"}, "Glam - ₹7,999"),
        ("What does it cost?", {}, "Premium - ₹49,999"),
        ("How long does it take?", {}, "2 h 30 min"),
        ("Which packages do you have?", {}, "Luxury - ₹99,999"),
        ("What services do you offer?", {}, "Henna"),
        ("Are you free on 26 December?", {Field.EVENT_DATE: "2026-12-26"}, "Saturday, 26 December 2026 is free"),
        ("Are you available on Sunday?", {Field.EVENT_DATE: "2026-12-27"}, "closed on Sunday, 27 December 2026"),
    ],
)
def test_the_catalogue_and_the_calendar_answer_what_they_know(talk, question, fields, has):
    talk.availability = ClosedOnSundays()
    talk.give(service=BRIDAL, package="Basic", event_date="2026-12-25")
    before = talk.state.collected
    ask(talk, question, fields=fields)
    assert has in talk.reply
    assert not [part for part in talk.step.parts if isinstance(part, AskKnowledge)]
    assert talk.state.collected == before
    assert talk.keys[-1] == "ask_name"


@pytest.mark.parametrize(
    "question",
    [
        "How much do you charge for travel?",
        "What is the cancellation fee?",
        "How long does the makeup last?",
        "Do the prices include hair styling?",
        "Do you give discounts?",
    ],
)
def test_what_only_sounds_like_the_catalogue_is_left_to_the_knowledge_base(talk, question):
    talk.give(service=BRIDAL)
    ask(talk, question)
    assert talk.step.parts[0] == AskKnowledge(question)


def test_prices_are_not_told_twice_when_the_options_follow(talk):
    ask(talk, "What are your prices?")
    assert talk.keys == ["services_below", "ask_service"]
    talk.give(service=BRIDAL)
    ask(talk, "How much is Luxury?", fields={Field.PACKAGE: "Luxury"})
    assert talk.keys == ["prices_below", "ask_package"]
    assert Field.PACKAGE not in talk.state.collected


def test_the_first_message_may_choose_the_service_by_asking_for_its_price(talk):
    ask(talk, "How much is bridal makeup?", fields={Field.SERVICE: BRIDAL})
    assert talk.state.stage is Stage.SELECTING_PACKAGE
    assert talk.state.off_track == 0


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("Can I book for 26 December?", {Field.EVENT_DATE: "2026-12-26"}),
        ("Can we make it the 26th instead?", {Field.EVENT_DATE: "2026-12-26"}),
        ("Could I have the Luxury package?", {Field.PACKAGE: "Luxury"}),
        ("Can we change to party makeup?", {Field.SERVICE: "Party Makeup"}),
    ],
)
def test_a_request_in_the_form_of_a_question_is_done_and_not_looked_up(talk, question, fields):
    talk.give(service=BRIDAL, package="Basic", event_date="2026-12-25")
    ask(talk, question, fields=fields)
    assert fields.items() <= talk.state.collected.items()
    assert not [part for part in talk.step.parts if isinstance(part, AskKnowledge)]


def test_asking_whether_a_day_is_free_books_it_if_none_was_named(talk):
    talk.availability = ClosedOnSundays()
    talk.give(service=BRIDAL, package="Basic")
    ask(talk, "When are you free?")
    assert talk.keys == ["free_tell_date", "ask_event_date"]
    ask(talk, "Are you free on the 27th?", fields={Field.EVENT_DATE: "2026-12-27"})
    assert talk.keys == ["refused_closed", "ask_event_date"]
    ask(talk, "Are you free on the 28th?", fields={Field.EVENT_DATE: "2026-12-28"})
    assert talk.state.collected[Field.EVENT_DATE] == "2026-12-28"
    assert talk.reply.count("Monday, 28 December 2026") == 1
    assert talk.keys == ["day_free", "ask_name"]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        (Language.HI, "ब्राइडल मेकअप का दाम क्या है?"),
        (Language.HI, "ye kitne ka hai"),
        (Language.HI, "bridal ka price kya hai?"),
        (Language.NE, "यसको मूल्य कति हो?"),
        (Language.NE, "kati parcha?"),
        (Language.MR, "याची किंमत किती आहे?"),
        (Language.MR, "kiti paise lagtil?"),
        (Language.BN, "এটার দাম কত?"),
        (Language.BN, "dam koto?"),
    ],
)
def test_prices_are_asked_in_every_language(talk, language, question):
    talk.give(service=BRIDAL)
    talk.language = language
    ask(talk, question)
    assert talk.keys == ["prices_below", "ask_package"]
