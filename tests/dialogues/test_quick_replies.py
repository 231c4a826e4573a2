"""Pressing a quick reply does what its label says, in every language: what we offer, we understand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from frontdesk.booking.dialogue import engine
from frontdesk.booking.dialogue.catalogue import Catalogue, Package, Service
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import AlwaysFree, Availability, NotFree, Release, SendOtp, SendOutcome, Step
from frontdesk.kit.languages import Language
from frontdesk.kit.money import Money

TODAY = date(2026, 11, 21)
PACKAGES = (Package("Basic", Money(100, "INR")), Package("Luxury", Money(900, "INR")))
STUDIO = Catalogue(
    (
        Service("b", "Bridal Makeup", {"hi": "ब्राइडल मेकअप", "bn": "ব্রাইডাল মেকআপ"}, packages=PACKAGES),
        Service("l", "Makeup Lesson", packages=PACKAGES, times=("10:00", "14:30")),
    )
)
VALUES = {
    Field.SERVICE: "Makeup Lesson",
    Field.PACKAGE: "Luxury",
    Field.EVENT_DATE: "2026-12-25",
    Field.EVENT_TIME: "10:00",
    Field.NAME: "Priya Sharma",
    Field.EMAIL: "priya@example.com",
    Field.PHONE: "+9779876543210",
    Field.ADDRESS: "Thamel, Kathmandu",
    Field.PINCODE: "44600",
    Field.SERVICE_COUNTRY: "Nepal",
}
ORDER = list(Field)
every_language = pytest.mark.parametrize("language", Language)


def at(language: Language, asked: Field | None, stage: Stage | None = None) -> DialogueState:
    """A conversation in which everything before the asked field is known."""
    known = ORDER[: ORDER.index(asked)] if asked else ORDER
    stages = {Field.SERVICE: Stage.SELECTING_SERVICE, Field.PACKAGE: Stage.SELECTING_PACKAGE, None: Stage.CONFIRMING}
    return DialogueState(
        stage=stage or stages.get(asked, Stage.COLLECTING_DETAILS),
        language=language,
        collected={name: VALUES[name] for name in known},
        asked=asked,
        furthest=Stage.CONFIRMING,
    )


def say(state: DialogueState, text: str, availability: Availability | None = None) -> Step:
    return engine.step(state, text, catalogue=STUDIO, today=TODAY, availability=availability or AlwaysFree())


def offered(state: DialogueState) -> list[str]:
    """The quick replies that come with a question that nobody can answer."""
    return [choice.value for choice in say(state, "???").choices]


@every_language
@pytest.mark.parametrize(
    ("asked", "values"),
    [
        (Field.SERVICE, ["Bridal Makeup", "Makeup Lesson"]),
        (Field.PACKAGE, ["Basic", "Luxury"]),
        (Field.EVENT_TIME, ["10:00", "14:30"]),
        (Field.SERVICE_COUNTRY, ["Nepal", "India", "Bangladesh"]),
    ],
)
def test_choices_of_a_field_choose_it(language, asked, values):
    state = at(language, asked)
    pressed = [say(state, value).state.collected.get(asked) for value in offered(state)]
    assert pressed == values


@every_language
def test_days_that_are_offered_instead_are_taken(language):
    class Full(AlwaysFree):
        def refusal(self, service: str, day: date, time: str | None) -> NotFree | None:
            return NotFree("full", (date(2026, 12, 24), date(2027, 1, 2))) if day == date(2026, 12, 25) else None

    refused = say(at(language, Field.EVENT_DATE), "25/12/2026", Full())
    days = [choice.value for choice in refused.choices]
    assert [say(refused.state, day, Full()).state.collected.get(Field.EVENT_DATE) for day in days] == [
        "2026-12-24",
        "2027-01-02",
    ]


@every_language
def test_yes_and_no_to_the_summary(language):
    state = at(language, None)
    yes, change = offered(state)
    assert say(state, yes).effects == (SendOtp(),)
    assert say(state, change).choices == say(state, change).choices
    assert [part.key for part in say(state, change).parts] == ["booking.ask_what_to_change"]


@every_language
def test_every_field_can_be_picked_for_a_change(language):
    state = at(language, None)
    changing = say(state, offered(state)[1])
    asked = [say(changing.state, choice.value).state.asked for choice in changing.choices]
    assert asked == ORDER
    by_name = [say(changing.state, choice.label).state.asked for choice in changing.choices]
    assert by_name == ORDER


@every_language
def test_while_the_code_is_awaited(language):
    state = at(language, None, Stage.OTP_SENT)
    resend, change_phone, cancel = offered(state)
    assert say(state, resend).effects == (SendOtp(resend=True),)
    assert say(state, change_phone).state.asked is Field.PHONE
    assert say(state, cancel).effects == (Release(),)
    assert not say(state, cancel).state.collected


@every_language
def test_going_on_after_a_chat(language):
    state = replace(at(language, Field.PACKAGE), off_track=6, chat_mode=True)
    (go_on,) = offered(state)
    step = say(state, go_on)
    assert (step.state.chat_mode, step.state.asked) == (False, Field.PACKAGE)


@every_language
def test_an_uncertain_value_is_agreed_to_or_not(language):
    state = replace(at(language, Field.EMAIL), unsure={Field.EMAIL: "priya@example.com"})
    yes, no = offered(state)
    assert say(state, yes).state.collected[Field.EMAIL] == "priya@example.com"
    assert say(state, no).state.asked is Field.EMAIL
    assert not say(state, no).state.unsure


@every_language
@pytest.mark.parametrize("outcome", [SendOutcome.SENT, SendOutcome.SENDS_USED, SendOutcome.NUMBER_LIMIT])
def test_after_a_send_the_quick_replies_fit_the_stage(language, outcome):
    step = engine.after_send(at(language, None), outcome, catalogue=STUDIO, today=TODAY)
    expected = offered(at(language, None, Stage.OTP_SENT if outcome is SendOutcome.SENT else None))
    assert [choice.value for choice in step.choices] == expected


def quoted(language: Language) -> list[str]:
    """What our own sentences tell people to write, between quotation marks."""
    file = Path(engine.__file__).parents[2] / "locales" / language / "texts" / "booking.toml"
    return sorted(set(file.read_text("utf-8").replace('\\"', "¤").split("¤")[1::2]))


@every_language
def test_what_we_tell_people_to_write_is_understood(language):
    code = at(language, None, Stage.OTP_SENT)
    for told in quoted(language):
        step = say(replace(code, off_track=3), told)
        summary = say(at(language, None), told)
        chat = say(replace(at(language, Field.PACKAGE), off_track=6, chat_mode=True), told)
        assert step.effects or step.action != "continue" or summary.effects or not chat.state.chat_mode, told
