import pytest

from frontdesk.booking.dialogue.state import Field, Stage
from frontdesk.booking.dialogue.step import AskKnowledge, Release
from frontdesk.kit.languages import Language

BRIDAL = "Bridal Makeup Services"


@pytest.fixture
def asked_for_email(talk):
    talk.give(service=BRIDAL, package="Basic", event_date="2026-12-25", name="Priya")
    return talk


@pytest.mark.parametrize(
    ("reading", "key"),
    [
        ({"refusal": "wont"}, "why_email"),
        ({"refusal": "skip"}, "why_email"),
        ({"refusal": "wont", "refused": Field.PHONE}, "why_phone"),
        ({"refusal": "wont", "confirm": False}, "why_email"),
        ({"refusal": "later"}, "take_your_time"),
        ({"refusal": "unknown"}, "take_your_time"),
        ({"refusal": "same"}, "please_repeat"),
        ({"hostile": "order"}, "cannot_do_that"),
        ({"hostile": "order", "question": "…"}, "cannot_do_that"),
        ({"hostile": "abuse"}, "sorry_to_hear"),
        ({"small_talk": "praise"}, "praise"),
        ({"small_talk": "chit_chat"}, "chit_chat"),
        ({"small_talk": "laugh"}, "laugh"),
        ({"small_talk": "only_text"}, "only_text"),
        ({"review": True}, "so_far"),
        ({"review": True, "question": "…"}, "so_far"),
    ],
)
def test_one_kind_sentence_and_the_same_thing_is_asked_again(asked_for_email, reading, key):
    talk = asked_for_email
    before = talk.state.collected
    talk.say(**reading)
    assert talk.keys == [key, "ask_email"]
    assert talk.state.collected == before
    assert talk.state.off_track == 1


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", [name for name in Field if name is not Field.EVENT_TIME])
def test_every_detail_has_its_reason_in_every_language(talk, language, name):
    talk.language = language
    talk.say(greeting=True)
    talk.say(refusal="wont", refused=name)
    assert talk.keys == [f"why_{name.value}", "ask_service"]


def test_asked_why_the_business_answers_in_its_own_words_first(asked_for_email):
    talk = asked_for_email
    talk.say("Why?", question="Why?", refusal="why")
    assert talk.step.parts[0] == AskKnowledge("Why?", otherwise="booking.why_email")
    assert talk.reply.startswith("Your booking and any change to it")
    talk.answers = {"Why?": "For the bill."}
    talk.say("Why?", question="Why?", refusal="why")
    assert talk.reply.startswith("For the bill.")


def test_the_code_has_its_reason_as_well(talk):
    talk.until(Stage.OTP_SENT)
    talk.say(refusal="wont")
    assert talk.keys == ["why_code", "ask_code"]
    assert talk.state.stage is Stage.OTP_SENT


def test_a_wait_at_the_summary_confirms_nothing_and_a_no_asks_what_to_change(talk):
    talk.until(Stage.CONFIRMING)
    assert talk.say(refusal="later").effects == ()
    assert talk.keys == ["take_your_time", "confirm_again"]
    talk.say(refusal="later", confirm=False)
    assert talk.keys == ["ask_what_to_change"]


def test_the_summary_is_shown_where_it_is_asked_for(talk):
    talk.until(Stage.CONFIRMING)
    talk.say(review=True)
    assert talk.keys == ["summary"]


def test_nothing_noted_yet_is_said(talk):
    talk.say(greeting=True)
    talk.say(review=True)
    assert talk.keys == ["so_far_nothing", "ask_service"]


def test_a_step_back_asks_the_detail_before_again(asked_for_email):
    talk = asked_for_email
    talk.say(back=True)
    assert talk.keys == ["reopened", "ask_name"]
    assert Field.NAME not in talk.state.collected
    assert talk.state.off_track == 0


def test_back_to_the_service_drops_the_package_too(talk):
    talk.give(service=BRIDAL)
    talk.say(back=True)
    assert talk.state.collected == {}
    assert talk.keys == ["reopened", "ask_service"]


def test_back_at_the_summary_asks_what_to_change(talk):
    talk.until(Stage.CONFIRMING)
    talk.say(back=True)
    assert talk.keys == ["ask_what_to_change"]


def test_another_service_says_that_the_package_is_gone(asked_for_email):
    talk = asked_for_email
    talk.give(service="Party Makeup")
    assert talk.keys == ["package_dropped", "noted_service", "ask_package"]
    talk.give(service=BRIDAL, package="Luxury")
    assert "package_dropped" not in talk.keys


def test_a_change_while_the_code_is_open_gives_the_place_back_and_says_what_is_gone(talk):
    talk.until(Stage.OTP_SENT)
    step = talk.give(service="Party Makeup")
    assert Release() in step.effects
    assert talk.keys == ["package_dropped", "noted_service", "ask_package"]


def test_a_day_that_is_only_asked_about_is_answered_and_not_taken(talk):
    question = "Are you open on 26 December?"
    talk.say(question, question=question, asked_day="2026-12-26")
    assert talk.keys == ["day_free_take", "ask_service"]
    assert talk.state.collected == {}
    talk.until(Stage.CONFIRMING)
    talk.say(question, question=question, asked_day="2026-12-26")
    assert talk.keys == ["day_free_change", "confirm_again"]
    assert talk.state.collected[Field.EVENT_DATE] == "2026-12-25"
