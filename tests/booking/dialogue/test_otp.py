from datetime import date

import pytest

from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import (
    Action,
    AskKnowledge,
    CheckOtp,
    CheckOutcome,
    NotFree,
    Release,
    SendOtp,
    SendOutcome,
)
from frontdesk.kit.languages import Language


@pytest.fixture
def waiting(talk):
    return talk.until(Stage.OTP_SENT)


def test_six_digits_are_checked(waiting):
    assert waiting.say("123456", otp="123456", fields={Field.PINCODE: "123456"}).effects == (CheckOtp("123456"),)
    assert waiting.state.stage is Stage.OTP_SENT


@pytest.mark.parametrize("digits", ["1234", "12345", "1234567", "12345678"])
def test_another_number_of_digits_is_named_and_costs_no_try(waiting, digits):
    assert waiting.say(otp=digits).effects == ()
    assert waiting.keys == ["code_length"]


def test_a_few_figures_are_a_code_cut_short(waiting):
    assert waiting.say("123").effects == ()
    assert waiting.keys == ["code_length"]


def test_the_right_code_confirms_and_leaves_an_empty_state(waiting):
    waiting.say(otp="123456")
    step = waiting.checked(CheckOutcome.CONFIRMED)
    assert step.action is Action.BOOKING_CONFIRMED
    assert step.state == DialogueState(furthest=Stage.COMPLETED)
    assert "Congratulations Priya! Your booking is confirmed!" in waiting.reply
    assert "Booking number: b-1" in waiting.reply
    assert waiting.reply.endswith("by WhatsApp or email.")
    assert "Friday, 25 December 2026" in waiting.reply


@pytest.mark.parametrize(
    ("outcome", "tries", "action", "key"),
    [
        (CheckOutcome.WRONG, 2, Action.OTP_INVALID, "code_wrong"),
        (CheckOutcome.WRONG, 1, Action.OTP_INVALID, "code_wrong_one_left"),
        (CheckOutcome.WRONG, 0, Action.OTP_INVALID, "code_wrong_last"),
        (CheckOutcome.WRONG_LAST, 0, Action.OTP_INVALID, "code_wrong_last"),
        (CheckOutcome.EXPIRED, 0, Action.OTP_EXPIRED, "code_expired"),
    ],
)
def test_a_code_that_is_not_right_keeps_the_stage(waiting, outcome, tries, action, key):
    waiting.say(otp="123456")
    step = waiting.checked(outcome, tries_left=tries)
    assert (step.state.stage, step.action, waiting.keys) == (Stage.OTP_SENT, action, [key])
    assert "Resend code" in waiting.pressed


def test_a_question_beside_the_code_is_answered_without_the_code(waiting):
    step = waiting.say("123456, is parking there?", otp="123456", question="123456, is parking there?")
    assert step.effects == (CheckOtp("123456"),)
    assert step.parts == (AskKnowledge("is parking there?"),)


@pytest.mark.parametrize(
    "said",
    [
        {"fields": {Field.EMAIL: "new@example.com"}},
        {"fields": {Field.PHONE: "+9779812345678"}},
        {"fields": {Field.EVENT_DATE: "2026-12-26"}},
        {"changes": frozenset({Field.ADDRESS})},
    ],
)
def test_a_detail_set_right_beside_a_code_comes_first(waiting, said):
    step = waiting.say("123456, but …", otp="123456", **said)
    assert step.effects == (Release(),)
    assert step.state.stage is not Stage.OTP_SENT


@pytest.mark.parametrize("said", [{Field.NAME: "Got It"}, {Field.PINCODE: "123456"}, {Field.EVENT_DATE: "2026-11-21"}])
def test_what_only_looks_like_a_detail_beside_a_code_does_not(waiting, said):
    assert waiting.say("got it today 123456", otp="123456", fields=said).effects == (CheckOtp("123456"),)


def test_what_is_asked_about_the_code_is_said_by_the_request_for_it(waiting):
    question = "which number did you send it to?"
    step = waiting.say(question, question=question)
    assert step.parts[0] == AskKnowledge(question, otherwise="")
    assert waiting.keys[-1] == "ask_code"


def test_resend(waiting):
    assert waiting.say(resend=True).effects == (SendOtp(resend=True),)
    step = waiting.sent()
    assert (step.action, waiting.keys, step.state.sends) == (Action.SEND_OTP, ["code_sent_again"], 2)


@pytest.mark.parametrize(
    ("stage", "outcome", "key"),
    [
        (Stage.CONFIRMING, SendOutcome.SENDS_USED, "sends_used"),
        (Stage.OTP_SENT, SendOutcome.SENDS_USED, "sends_used_last"),
        (Stage.CONFIRMING, SendOutcome.NUMBER_LIMIT, "number_limit"),
        (Stage.OTP_SENT, SendOutcome.NUMBER_LIMIT, "number_limit"),
    ],
)
def test_when_no_code_may_go_out_the_stage_stays_and_the_way_on_is_named(talk, stage, outcome, key):
    talk.until(stage)
    talk.say(confirm=True) if stage is Stage.CONFIRMING else talk.say(resend=True)
    step = talk.sent(outcome)
    assert (step.state.stage, step.action, talk.keys) == (stage, Action.CONTINUE, [key])


@pytest.mark.parametrize("stage", [Stage.CONFIRMING, Stage.OTP_SENT])
def test_a_day_that_went_meanwhile_is_asked_again(talk, stage):
    talk.until(stage)
    step = talk.sent(SendOutcome.DAY_FULL, refusal=NotFree("full", (date(2026, 12, 27),)))
    assert step.state.asked is Field.EVENT_DATE
    assert talk.keys == ["refused_full", "ask_event_date"]
    assert talk.pressed == ["27 December 2026"]
    assert step.state.booking_id == (None if stage is Stage.CONFIRMING else "b-1")


def test_a_day_that_went_while_the_code_was_checked(waiting):
    waiting.say(otp="123456")
    step = waiting.checked(CheckOutcome.DAY_FULL)
    assert step.state.stage is Stage.COLLECTING_DETAILS
    assert "Please choose another day." in waiting.reply


@pytest.mark.parametrize(
    ("reading", "stage", "asked"),
    [
        ({"changes": frozenset({Field.PHONE})}, Stage.COLLECTING_DETAILS, Field.PHONE),
        ({"fields": {Field.PHONE: "+919876543210"}}, Stage.CONFIRMING, None),
        ({"fields": {Field.EVENT_DATE: "2026-12-26"}, "confirm": False}, Stage.CONFIRMING, None),
        ({"fields": {Field.SERVICE: "Party Makeup"}}, Stage.SELECTING_PACKAGE, Field.PACKAGE),
        ({"invalid": {Field.PHONE: "impossible"}}, Stage.COLLECTING_DETAILS, Field.PHONE),
    ],
)
def test_a_correction_releases_the_place_and_the_code(waiting, reading, stage, asked):
    step = waiting.say(**reading)
    assert step.effects == (Release(),)
    assert (step.state.stage, step.state.asked) == (stage, asked)
    assert waiting.keys[-1] == ("summary" if stage is Stage.CONFIRMING else f"ask_{asked}")


@pytest.mark.parametrize(
    "reading",
    [
        {"fields": {Field.PHONE: "+9779876543210"}},
        {"thanks": True},
        {"confirm": True},
        {"confirm": False},
        {"greeting": True},
        {"go_on": True},
        {},
    ],
)
def test_anything_else_asks_for_the_code_again(waiting, reading):
    step = waiting.say(**reading)
    assert step.effects == ()
    assert step.state.stage is Stage.OTP_SENT
    assert waiting.keys[-1] == "ask_code"


def test_a_question_is_answered_and_the_code_asked_again(waiting):
    step = waiting.say("Do you bring a chair?", question="Do you bring a chair?")
    assert step.parts[0] == AskKnowledge("Do you bring a chair?")
    assert waiting.keys == ["?", "ask_code"]
    assert step.state.off_track == 1


def test_a_code_ends_the_chat(waiting):
    for _ in range(6):
        waiting.say(question="Why?")
    assert waiting.state.chat_mode
    waiting.say(otp="123456")
    assert not waiting.state.chat_mode


def test_a_code_typed_again_after_the_confirmation(waiting):
    waiting.say(otp="123456")
    waiting.checked(CheckOutcome.CONFIRMED)
    waiting.say(otp="123456")
    assert waiting.keys == ["already_confirmed"]
    assert waiting.state.stage is Stage.GREETING


@pytest.mark.parametrize(
    ("reading", "keys"),
    [
        ({"thanks": True}, ["you_are_welcome"]),
        ({"question": "Where?"}, ["?"]),
        ({"confirm": False}, ["book_any_time"]),
        ({"cancel": True}, ["cancel_confirmed"]),
        ({"changes": frozenset({Field.EVENT_DATE})}, ["cancel_confirmed"]),
        ({"greeting": True}, ["welcome", "ask_service"]),
    ],
)
def test_after_a_confirmed_booking(waiting, reading, keys):
    waiting.checked(CheckOutcome.CONFIRMED)
    waiting.say(**reading)
    assert waiting.keys == keys


def test_the_phone_is_masked_in_every_language(waiting):
    for language in Language:
        waiting.language = language
        waiting.say(question="?")
        assert "+977-98****3210" in waiting.reply
        assert "9876543210" not in waiting.reply
