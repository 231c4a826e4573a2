from dataclasses import replace
from datetime import date

import pytest
from tests.booking.dialogue.conftest import COMPLETE

from frontdesk.booking.dialogue import engine
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import Action, AskKnowledge, NotFree, Release, SendOtp
from frontdesk.kit.languages import Language

BRIDAL = "Bridal Makeup Services"


class FullOn:
    """Refuses one day, or one time of it."""

    def __init__(self, day: str, time: str | None = None, refusal: NotFree | None = None) -> None:
        self.day, self.time, self.answer = date.fromisoformat(day), time, refusal or NotFree("full")

    def refusal(self, service: str, day: date, time: str | None) -> NotFree | None:
        return self.answer if day == self.day and time == self.time else None

    def free_times(self, service: str, day: date) -> tuple[str, ...]:
        return ("10:00", "14:00")


def test_one_field_at_a_time_follows_the_asking_order(talk):
    talk.say(greeting=True)
    assert (talk.state.stage, talk.keys) == (Stage.SELECTING_SERVICE, ["welcome", "ask_service"])
    for name, value, stage, asked in [
        ("service", BRIDAL, Stage.SELECTING_PACKAGE, Field.PACKAGE),
        ("package", "Premium", Stage.COLLECTING_DETAILS, Field.EVENT_DATE),
        ("event_date", "2026-12-25", Stage.COLLECTING_DETAILS, Field.NAME),
        ("name", "Priya Sharma", Stage.COLLECTING_DETAILS, Field.EMAIL),
        ("email", "priya@example.com", Stage.COLLECTING_DETAILS, Field.PHONE),
        ("phone", "+9779876543210", Stage.COLLECTING_DETAILS, Field.ADDRESS),
        ("address", "Thamel, Kathmandu", Stage.COLLECTING_DETAILS, Field.PINCODE),
        ("pincode", "44600", Stage.COLLECTING_DETAILS, Field.SERVICE_COUNTRY),
        ("service_country", "Nepal", Stage.CONFIRMING, None),
    ]:
        talk.give(**{name: value})
        assert (talk.state.stage, talk.state.asked) == (stage, asked)
    assert talk.keys == ["summary"]
    assert "Friday, 25 December 2026" in talk.reply
    assert "Premium - ₹49,999" in talk.reply


@pytest.mark.parametrize(
    ("reading", "stage", "keys"),
    [
        ({}, Stage.SELECTING_SERVICE, ["glad_to_help", "ask_service"]),
        ({"greeting": True}, Stage.SELECTING_SERVICE, ["welcome", "ask_service"]),
        ({"question": "Where are you?"}, Stage.SELECTING_SERVICE, ["?", "ask_service"]),
        ({"invalid": {Field.SERVICE: "ambiguous"}}, Stage.SELECTING_SERVICE, ["glad_to_help", "ask_service"]),
        ({"fields": {Field.SERVICE: BRIDAL}}, Stage.SELECTING_PACKAGE, ["noted_service", "ask_package"]),
        (
            {"fields": {Field.SERVICE: BRIDAL}, "greeting": True},
            Stage.SELECTING_PACKAGE,
            ["welcome", "noted_service", "ask_package"],
        ),
        ({"fields": {Field.SERVICE: "Henna"}}, Stage.COLLECTING_DETAILS, ["noted_service", "ask_event_date"]),
        ({"fields": {Field.NAME: "Priya"}}, Stage.SELECTING_SERVICE, ["noted_name", "ask_service"]),
        ({"thanks": True}, Stage.GREETING, ["you_are_welcome"]),
        ({"cancel": True}, Stage.GREETING, ["nothing_to_cancel"]),
    ],
)
def test_first_message(talk, reading, stage, keys):
    talk.say(**reading)
    assert talk.state.stage is stage
    assert talk.keys == keys


def test_services_and_packages_are_offered_with_prices_as_text_and_as_quick_replies(talk):
    talk.say(greeting=True)
    assert "1. Bridal Makeup Services - from ₹15,999" in talk.reply
    assert "3. Henna" in talk.reply
    assert "4. Makeup Lesson - ₹2,500" in talk.reply
    assert talk.pressed == [BRIDAL, "Party Makeup", "Henna", "Makeup Lesson"]
    talk.give(service=BRIDAL)
    assert "2 of 9" in talk.reply
    assert [choice.label for choice in talk.step.choices] == [
        "Basic - ₹15,999",
        "Premium - ₹49,999",
        "Luxury - ₹99,999",
    ]


def test_many_fields_in_one_message_are_all_taken_and_one_thing_is_asked(talk):
    talk.give(service=BRIDAL, event_date="2026-12-25", name="Priya", phone="+9779876543210")
    assert talk.state.asked is Field.PACKAGE
    assert talk.keys == ["noted", "ask_package"]
    assert engine.missing_fields(talk.state, talk.catalogue) == [
        Field.PACKAGE,
        Field.EMAIL,
        Field.ADDRESS,
        Field.PINCODE,
        Field.SERVICE_COUNTRY,
    ]
    assert list(engine.collected_info(talk.state)) == ["service", "event_date", "name", "phone", "phone_country"]
    assert engine.collected_info(talk.state)["phone_country"] == "NP"


def test_a_name_given_while_the_date_is_asked_is_kept_and_the_date_asked_again(talk):
    talk.give(service=BRIDAL, package="Basic")
    talk.give(name="Priya Sharma")
    assert talk.state.collected[Field.NAME] == "Priya Sharma"
    assert talk.keys == ["noted_name", "ask_event_date"]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({Field.EVENT_DATE: "past"}, "invalid_event_date_past"),
        ({Field.EVENT_DATE: "impossible"}, "invalid_event_date_impossible"),
        ({Field.EVENT_DATE: "vague"}, "invalid_event_date_vague"),
        ({Field.PHONE: "impossible"}, "invalid_phone_impossible"),
        ({Field.EMAIL: "malformed"}, "invalid_email_malformed"),
        ({Field.PINCODE: "length"}, "invalid_pincode_length"),
        ({Field.SERVICE_COUNTRY: "unknown"}, "invalid_service_country_unknown"),
        ({Field.NAME: "not_a_name"}, "invalid_name_not_a_name"),
        ({Field.PINCODE: "unheard of"}, "invalid_other"),
    ],
)
def test_a_wrong_value_is_named_and_what_was_right_is_kept(talk, wrong, key):
    talk.give(service=BRIDAL, package="Basic")
    talk.say(question="?")
    talk.say(invalid=wrong)
    assert key in talk.keys
    assert talk.state.collected == {Field.SERVICE: BRIDAL, Field.PACKAGE: "Basic"}
    assert talk.state.off_track == 1, "an attempt counts neither for nor against the customer"


def test_a_wrong_value_beside_right_ones(talk):
    talk.give(service=BRIDAL, package="Basic", event_date="2026-12-25")
    talk.say(fields={Field.NAME: "Priya", Field.PHONE: "+9779876543210"}, invalid={Field.EMAIL: "malformed"})
    assert talk.keys == ["invalid_email_malformed", "noted", "ask_email"]
    assert Field.PHONE in talk.state.collected


def test_a_past_date_is_refused_whatever_the_reader_says(talk):
    talk.give(service=BRIDAL, package="Basic", event_date="2026-11-20")
    assert "invalid_event_date_past" in talk.keys
    assert talk.state.asked is Field.EVENT_DATE


@pytest.mark.parametrize(
    ("name", "value"),
    [("event_date", "2026-12-26"), ("package", "Luxury"), ("name", "Sita Rai"), ("phone", "+919876543210")],
)
def test_a_correction_at_the_summary_shows_the_summary_again(talk, name, value):
    talk.until(Stage.CONFIRMING)
    talk.say(confirm=False, fields={Field(name): value})
    assert talk.state.stage is Stage.CONFIRMING
    assert talk.keys == ["changed", "summary"]
    assert talk.state.collected[Field(name)] == value
    assert not talk.step.effects


def test_a_correction_while_details_are_collected(talk):
    talk.give(service=BRIDAL, package="Basic", event_date="2026-12-25")
    talk.say(confirm=False, fields={Field.EVENT_DATE: "2026-12-26"})
    assert talk.state.asked is Field.NAME
    assert "Saturday, 26 December 2026" in talk.reply


def test_another_service_drops_the_package_and_the_time_it_does_not_have(talk):
    talk.give(service="Makeup Lesson", package="Single", event_date="2026-12-25", event_time="10:00")
    talk.give(service=BRIDAL)
    assert talk.state.collected == {Field.SERVICE: BRIDAL, Field.EVENT_DATE: "2026-12-25"}
    assert talk.state.stage is Stage.SELECTING_PACKAGE
    talk.give(service="Party Makeup", package="Glam")
    assert talk.state.collected[Field.PACKAGE] == "Glam"


def test_a_package_named_before_its_service(talk):
    talk.give(package="Luxury")
    assert talk.state.collected == {Field.SERVICE: BRIDAL, Field.PACKAGE: "Luxury"}
    talk.say(restart=True)
    talk.give(package="Basic")
    assert talk.keys == ["noted_package", "ask_service"]
    talk.give(service="Party Makeup")
    assert talk.state.collected == {Field.SERVICE: "Party Makeup", Field.PACKAGE: "Basic"}
    talk.say(restart=True)
    talk.give(package="Basic")
    talk.give(service="Makeup Lesson")
    assert talk.state.asked is Field.PACKAGE
    assert not talk.state.unsure


def test_a_service_with_times_asks_for_one(talk):
    talk.availability = FullOn("2027-01-01")
    talk.give(service="Makeup Lesson", package="Single", event_date="2026-12-25")
    assert talk.state.asked is Field.EVENT_TIME
    assert talk.pressed == ["10:00", "14:00"]
    assert "4 of 10" in talk.reply
    talk.give(event_time="14:00")
    assert talk.state.asked is Field.NAME


@pytest.mark.parametrize("name", ["phone", "event_date", "service"])
def test_a_field_to_be_changed_is_asked_again(talk, name):
    talk.until(Stage.CONFIRMING)
    talk.say(changes=frozenset({Field(name)}))
    assert talk.state.asked is Field(name)
    assert talk.keys[0] == "reopened"
    assert not talk.step.effects


def test_no_to_the_summary_asks_what_to_change(talk):
    talk.until(Stage.CONFIRMING)
    talk.say(confirm=False)
    assert talk.keys == ["ask_what_to_change"]
    assert "Change Email" in talk.pressed


@pytest.mark.parametrize("said", [{Field.SERVICE: COMPLETE[Field.SERVICE], Field.PACKAGE: "Basic"}, COMPLETE])
def test_a_change_of_nobody_knows_what_asks_what_to_change(talk, said):
    talk.say(fields=said)
    before = dict(talk.state.collected)
    talk.say(edits=True)
    assert (talk.keys, talk.state.off_track) == (["ask_what_to_change"], 0)
    assert talk.state.collected == before
    assert talk.pressed


def test_a_change_of_nobody_knows_what_while_a_code_is_open(talk):
    talk.until(Stage.OTP_SENT)
    talk.say(edits=True)
    assert talk.keys == ["code_help", "ask_code"]
    assert not talk.step.effects


def test_whether_something_can_be_changed_is_said_by_the_summary(talk):
    talk.until(Stage.CONFIRMING)
    question = "can I change something?"
    step = talk.say(question, question=question)
    assert step.parts[0] == AskKnowledge(question, otherwise="")
    assert talk.keys[-1] == "confirm_again"


@pytest.mark.parametrize("text", ["Email", "phone", "the date", "mobile number", "address"])
def test_the_bare_name_of_a_field_reopens_it_at_the_summary(talk, text):
    talk.until(Stage.CONFIRMING)
    step = engine.step(
        talk.state, text, catalogue=talk.catalogue, today=date(2026, 11, 21), availability=talk.availability
    )
    assert step.state.stage is Stage.COLLECTING_DETAILS
    assert step.parts[0].key == "booking.reopened"


def test_only_yes_to_the_summary_sends_a_code(talk):
    talk.until(Stage.CONFIRMING)
    for reading in ({}, {"question": "Is it safe?"}, {"thanks": True}, {"confirm": False}, {"go_on": True}):
        assert SendOtp() not in talk.say(**reading).effects
    assert talk.say(confirm=True).effects == (SendOtp(),)
    talk.sent()
    assert (talk.state.stage, talk.step.action) == (Stage.OTP_SENT, Action.SEND_OTP)
    assert "+977-98****3210" in talk.reply
    assert (talk.state.booking_id, talk.state.sends) == ("b-1", 1)


@pytest.mark.parametrize(
    "reading",
    [
        {"fields": {Field.EVENT_DATE: "2026-12-26"}},
        {"changes": frozenset({Field.PHONE})},
        {"invalid": {Field.EMAIL: "malformed"}},
    ],
)
def test_yes_with_a_change_beside_it_is_a_change(talk, reading):
    talk.until(Stage.CONFIRMING)
    assert talk.say(confirm=True, **reading).effects == ()


def test_yes_anywhere_else_confirms_nothing(talk):
    talk.give(service=BRIDAL)
    assert talk.say(confirm=True).effects == ()
    assert talk.state.stage is Stage.SELECTING_PACKAGE


def test_a_full_day_is_refused_with_the_nearest_free_ones(talk):
    free = (date(2026, 12, 24), date(2026, 12, 26))
    talk.availability = FullOn("2026-12-25", refusal=NotFree("full", free))
    talk.give(service=BRIDAL, package="Basic")
    talk.give(event_date="2026-12-25")
    assert talk.keys == ["refused_full", "ask_event_date"]
    assert "Thursday, 24 December 2026" in talk.reply
    assert talk.pressed == ["24 December 2026", "26 December 2026"]
    assert Field.EVENT_DATE not in talk.state.collected


def test_a_date_given_before_the_service_is_checked_when_the_service_comes(talk):
    talk.availability = FullOn("2026-12-25")
    talk.give(event_date="2026-12-25")
    assert Field.EVENT_DATE in talk.state.collected
    talk.give(service="Henna")
    assert talk.keys == ["refused_full", "noted_service", "ask_event_date"]


@pytest.mark.parametrize("reason", ["full", "closed", "notice", "too_far", "unheard of"])
def test_each_reason_has_its_sentence(talk, reason):
    talk.availability = FullOn("2026-12-25", refusal=NotFree(reason))
    talk.give(service="Henna", event_date="2026-12-25")
    assert "Friday, 25 December 2026" in talk.reply
    assert "another day" in talk.reply


def test_a_taken_time_keeps_the_day(talk):
    talk.availability = FullOn("2026-12-25", "10:00", NotFree("full", times=("14:00",)))
    talk.give(service="Makeup Lesson", package="Single", event_date="2026-12-25", event_time="10:00")
    assert talk.state.asked is Field.EVENT_TIME
    assert talk.keys[0] == "refused_time"
    assert talk.state.collected[Field.EVENT_DATE] == "2026-12-25"


def test_the_day_is_checked_again_before_a_code_goes_out(talk):
    talk.until(Stage.CONFIRMING)
    talk.availability = FullOn("2026-12-25")
    assert talk.say(confirm=True).effects == ()
    assert talk.state.asked is Field.EVENT_DATE
    assert talk.keys == ["refused_full", "ask_event_date"]


def test_a_value_that_is_not_certain_is_read_back_before_it_counts(talk):
    talk.give(service="Henna", event_date="2026-12-25", name="Priya")
    talk.say(unsure={Field.EMAIL: "priya@gmail.com"})
    assert talk.keys == ["ask_unsure"]
    assert "priya@gmail.com" in talk.reply
    assert Field.EMAIL not in talk.state.collected
    talk.say(confirm=True)
    assert talk.state.collected[Field.EMAIL] == "priya@gmail.com"
    talk.say(unsure={Field.EMAIL: "pria@gmail.com"})
    assert talk.state.asked is Field.EMAIL
    talk.say(confirm=False)
    assert talk.keys == ["ask_email"]
    assert not talk.state.unsure


@pytest.mark.parametrize("stage", [Stage.CONFIRMING, Stage.OTP_SENT])
def test_cancel_drops_everything(talk, stage):
    talk.until(stage)
    talk.say(cancel=True)
    assert talk.step.action is Action.CANCELLED
    assert talk.step.effects == ((Release(),) if stage is Stage.OTP_SENT else ())
    assert talk.state == DialogueState(furthest=stage)


def test_restart_begins_again_with_what_else_was_said(talk):
    talk.until(Stage.OTP_SENT)
    talk.say(restart=True, fields={Field.SERVICE: "Party Makeup"})
    assert talk.step.action is Action.CONTINUE
    assert talk.step.effects == (Release(),)
    assert talk.state.collected == {Field.SERVICE: "Party Makeup"}
    talk.say(restart=True)
    assert talk.keys == ["restarted", "ask_service"]


def test_a_person_is_promised_nothing_but_a_reader_and_nothing_is_lost(talk):
    talk.give(service=BRIDAL)
    talk.say(wants_human=True)
    assert talk.step.action is Action.HANDOFF
    assert talk.keys == ["handoff", "handoff_contact"]
    assert (talk.state.stage, talk.state.off_track) == (Stage.SELECTING_PACKAGE, 0)
    talk.give(phone="+9779876543210")
    talk.say(wants_human=True)
    assert talk.keys == ["handoff"]


def test_the_message_decides_the_language_and_the_hint_only_begins(talk):
    spoken = []

    def reader(text, *, language, **context):
        spoken.append(language)
        return Reading(language=language, greeting=True)

    first = engine.step(
        DialogueState(),
        "1",
        catalogue=talk.catalogue,
        today=date(2026, 11, 21),
        availability=talk.availability,
        hint=Language.BN,
        reader=reader,
    )
    engine.step(
        first.state,
        "1",
        catalogue=talk.catalogue,
        today=date(2026, 11, 21),
        availability=talk.availability,
        hint=Language.EN,
        reader=reader,
    )
    assert spoken == [Language.BN, Language.BN]
    talk.say(fields={Field.SERVICE: BRIDAL}, language=Language.HI)
    assert "ब्राइडल मेकअप" in talk.reply
    assert talk.state.collected[Field.SERVICE] == BRIDAL


def test_a_language_that_is_named_anew_is_a_choice_and_the_same_one_again_is_none(talk):
    """`named` by turn against the language in which a message that does not tell is read."""
    state, spoken = DialogueState(), []
    for named, tells in [("en", None), ("en", "hi"), ("en", None), ("ne", None), (None, None), ("en", None)]:

        def reader(text, *, language, tells=tells, **context):
            spoken.append(language.value)
            return Reading(language=Language(tells) if tells else language, thanks=True)

        state = engine.step(
            state,
            "1",
            catalogue=talk.catalogue,
            today=date(2026, 11, 21),
            availability=talk.availability,
            named=Language(named) if named else None,
            reader=reader,
        ).state
    assert spoken == ["en", "en", "hi", "ne", "ne", "en"]


def test_a_day_that_is_said_again_is_read_back_again(talk):
    talk.give(service=BRIDAL, package="Premium", event_date="2026-12-25")
    talk.give(event_date="2026-12-25")
    assert talk.keys == ["noted_event_date", "ask_name"]


def test_whoever_does_not_want_to_cancel_goes_on(talk):
    talk.until(Stage.OTP_SENT)
    talk.say(keeps=True)
    assert (talk.keys, talk.state.off_track) == (["ask_code"], 0)
    talk.say(cancel=True, go_on=True)
    assert talk.state.stage is Stage.OTP_SENT


def test_without_services_it_says_so_and_still_answers(talk):
    talk.catalogue = Catalogue()
    talk.answers = {"Where are you?": "In Thamel."}
    talk.say("hi", greeting=True)
    assert talk.keys == ["welcome", "no_services"]
    talk.say("Where are you?", question="Where are you?")
    assert talk.reply.startswith("In Thamel.")
    talk.give(service=BRIDAL, name="Priya")
    assert talk.keys == ["no_services"]
    assert not talk.state.collected


def test_a_service_that_is_withdrawn_meanwhile_is_asked_again(talk):
    talk.until(Stage.CONFIRMING)
    talk.catalogue = Catalogue(talk.catalogue.services[1:])
    talk.say(confirm=True)
    assert talk.state.stage is Stage.SELECTING_SERVICE
    assert talk.keys == ["no_longer_offered", "ask_service"]
    assert talk.state.collected[Field.NAME] == "Priya Sharma"


def test_welcome_shows_the_services_and_begins_nothing(talk):
    step = engine.welcome(DialogueState(), catalogue=talk.catalogue, language=Language.NE)
    assert step.state == DialogueState(language=Language.NE)
    assert len(step.choices) == 4
    assert [part.key for part in step.parts] == ["booking.welcome", "booking.ask_service"]
    empty = engine.welcome(DialogueState(), catalogue=Catalogue())
    assert [part.key for part in empty.parts] == ["booking.welcome", "booking.no_services"]


def test_what_is_collected_is_shown_as_the_customer_reads_it(talk):
    talk.until(Stage.CONFIRMING)
    assert engine.collected_labels(DialogueState(), talk.catalogue) == {}
    labels = engine.collected_labels(replace(talk.state, language=Language.HI), talk.catalogue)
    assert list(labels) == [
        "service",
        "package",
        "event_date",
        "name",
        "email",
        "phone",
        "address",
        "pincode",
        "service_country",
    ]
    assert labels["service"] == "ब्राइडल मेकअप"
    assert labels["package"] == "Premium - ₹49,999"
    assert labels["event_date"] == "शुक्रवार, 25 दिसंबर 2026"
    assert (labels["phone"], labels["service_country"]) == ("+977-9876543210", "नेपाल")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the 26th", "2026-12-26"),
        ("26", "2026-12-26"),
        ("2", "2027-01-02"),
        ("no, the 28th", "2026-12-28"),
        ("26 নভেম্বর", "2026-11-26"),
    ],
)
def test_a_day_after_a_refused_one_is_of_those_offered_or_of_its_month(talk, said, day):
    nearest = (date(2026, 12, 26), date(2027, 1, 2))
    talk.availability = FullOn("2026-12-25", refusal=NotFree("full", nearest))
    talk.give(service=BRIDAL, package="Premium", event_date="2026-12-25")
    assert talk.state.refused == ("2026-12-25", "2026-12-26", "2027-01-02")
    taken = engine.step(
        talk.state, said, catalogue=talk.catalogue, today=date(2026, 11, 21), availability=talk.availability
    ).state
    assert (taken.collected[Field.EVENT_DATE], taken.refused) == (day, ())


@pytest.mark.parametrize(
    ("code", "country", "fits"),
    [
        ("44600", "Nepal", True),
        ("411001", "Nepal", False),
        ("411001", "India", True),
        ("44600", "India", False),
        ("1205", "Bangladesh", True),
        ("700016", "Bangladesh", False),
        ("411001", "United Kingdom", False),
        ("SW1A1AA", "United Kingdom", True),
    ],
)
def test_a_code_taken_before_its_country_was_known_is_asked_again_where_it_does_not_fit(talk, code, country, fits):
    given = {name: value for name, value in COMPLETE.items() if name is not Field.SERVICE_COUNTRY}
    talk.say(fields={**given, Field.PINCODE: code})
    assert talk.state.asked is Field.SERVICE_COUNTRY
    talk.give(service_country=country)
    assert talk.state.stage is (Stage.CONFIRMING if fits else Stage.COLLECTING_DETAILS)
    assert ("invalid_pincode_country" in talk.keys) is not fits
    assert talk.state.collected[Field.SERVICE_COUNTRY] == country
    if not fits:
        assert talk.state.asked is Field.PINCODE
        assert code in talk.reply


def test_another_country_asks_for_its_code(talk):
    talk.until(Stage.CONFIRMING)
    talk.give(service_country="India")
    assert talk.state.asked is Field.PINCODE
    talk.give(pincode="411001")
    assert talk.state.stage is Stage.CONFIRMING


def test_a_doubtful_email_written_again_is_meant(talk):
    talk.say(fields={name: value for name, value in COMPLETE.items() if name is not Field.EMAIL})
    talk.say(unsure={Field.EMAIL: "priya@gmial.com"})
    assert talk.keys == ["ask_unsure"]
    talk.say(unsure={Field.EMAIL: "priya@gmial.com"})
    assert talk.state.collected[Field.EMAIL] == "priya@gmial.com"
    assert talk.state.stage is Stage.CONFIRMING


def test_a_day_of_the_bikram_sambat_is_read_back_in_both_calendars(talk):
    talk.give(service=BRIDAL, package="Basic")
    talk.say(fields={Field.EVENT_DATE: "2026-12-25"}, bikram=True)
    assert "Friday, 25 December 2026 (10 Poush 2083)" in talk.reply
    talk.say(fields={name: value for name, value in COMPLETE.items() if name in list(Field)[4:]})
    assert "Friday, 25 December 2026 (10 Poush 2083)" in talk.reply
    talk.say(fields={Field.EVENT_DATE: "2026-12-26"})
    assert "Saturday, 26 December 2026 (11 Poush 2083)" in talk.reply


def test_what_costs_too_much_is_answered_with_what_costs_least(talk):
    talk.say(refusal="dear")
    assert "Party Makeup - from ₹4,999" in talk.reply
    talk.say(fields={Field.SERVICE: COMPLETE[Field.SERVICE]})
    talk.say(refusal="dear")
    assert "Basic - ₹15,999" in talk.reply
    assert talk.state.asked is Field.PACKAGE
