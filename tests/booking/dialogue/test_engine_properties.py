"""Whatever is said in whatever order, the state stays one that makes sense and can be stored."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.booking.dialogue import engine, replies
from frontdesk.booking.dialogue.catalogue import Catalogue, Service
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import (
    Action,
    CheckOtp,
    CheckOutcome,
    NotFree,
    Release,
    SendOtp,
    SendOutcome,
    Step,
)
from frontdesk.kit.languages import Language
from frontdesk.kit.text import normalise

TODAY = date(2026, 11, 21)
CATALOGUE = Catalogue.of(
    [
        {"name": "Bridal", "packages": [{"name": "Basic", "price": "100"}, {"name": "Luxury", "price": "900"}]},
        {"name": "Henna"},
        {"name": "Lesson", "packages": [{"name": "Basic", "price": "50"}], "times": ["10:00", "14:00"]},
    ]
)
VALUES = {
    Field.SERVICE: ["Bridal", "Henna", "Lesson", "Gone"],
    Field.PACKAGE: ["Basic", "Luxury", "Gone"],
    Field.EVENT_DATE: ["2026-11-20", "2026-11-21", "2026-12-25", "2026-12-26"],
    Field.EVENT_TIME: ["10:00", "14:00", "23:00"],
    Field.NAME: ["Priya Sharma", "सीता"],
    Field.EMAIL: ["priya@example.com"],
    Field.PHONE: ["+9779876543210", "+14155550100"],
    Field.ADDRESS: ["Thamel,\nKathmandu", "{name}"],
    Field.PINCODE: ["44600"],
    Field.SERVICE_COUNTRY: ["Nepal", "India"],
}
REASONS = ["past", "impossible", "vague", "malformed", "length", "unknown", "ambiguous", "not_a_name", "other"]
SUMMARY = DialogueState(
    stage=Stage.CONFIRMING,
    collected={name: values[0] for name, values in VALUES.items() if name is not Field.EVENT_TIME}
    | {Field.EVENT_DATE: "2026-12-25"},
)


class Moody:
    """Full on the days and times it was told."""

    def __init__(self, full: frozenset[str]) -> None:
        self.full = full

    def refusal(self, service: str, day: date, time: str | None) -> NotFree | None:
        if time in self.full:
            return NotFree("full", times=("14:00",))
        return NotFree("closed", (date(2027, 1, 4),)) if day.isoformat() in self.full else None

    def free_times(self, service: str, day: date) -> tuple[str, ...]:
        return ("14:00",)


fields = st.lists(st.sampled_from(list(Field)), unique=True, max_size=10).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in names})
)
flags = st.integers(0, 7).map(lambda drawn: drawn == 0)
readings = st.builds(
    Reading,
    language=st.sampled_from(list(Language)),
    fields=fields,
    invalid=st.dictionaries(st.sampled_from(list(Field)), st.sampled_from(REASONS), max_size=2),
    unsure=st.dictionaries(st.just(Field.EMAIL), st.just("spoken@example.com"), max_size=1),
    changes=st.frozensets(st.sampled_from(list(Field)), max_size=2),
    otp=st.sampled_from([None, None, None, "123456", "1234"]),
    confirm=st.sampled_from([None, True, True, False]),
    cancel=flags,
    restart=flags,
    resend=flags,
    go_on=flags,
    wants_human=flags,
    greeting=flags,
    thanks=flags,
    question=st.sampled_from([None, None, "How much is it?", "Are you free?", "Can I book it?", "Why?"]),
)


def holds(state: DialogueState, catalogue: Catalogue) -> None:
    missing = engine.missing_fields(state, catalogue)
    assert state.asked == (missing[0] if missing and state.stage is not Stage.GREETING else None)
    expected = {Field.SERVICE: Stage.SELECTING_SERVICE, Field.PACKAGE: Stage.SELECTING_PACKAGE}
    if state.stage in {Stage.CONFIRMING, Stage.OTP_SENT}:
        assert not missing
    elif state.stage is not Stage.GREETING:
        assert state.stage is expected.get(missing[0], Stage.COLLECTING_DETAILS)
    assert DialogueState.of_json(state.to_json()) == state
    assert state.chat_mode == (state.off_track >= 6)


def shows(step: Step) -> None:
    assert len(step.choices) <= 10
    assert all(choice.label and choice.value for choice in step.choices)
    reply = replies.render(step.parts, step.state.language, lambda _: None)
    assert reply or any(isinstance(effect, SendOtp | CheckOtp) for effect in step.effects)
    assert (step.action is Action.CHAT_MODE) <= step.state.chat_mode


def perform(step: Step, data: Any, catalogue: Catalogue) -> Step:
    """What the caller does with the effects, with any outcome there is."""
    for effect in step.effects:
        if isinstance(effect, SendOtp):
            assert not engine.missing_fields(step.state, catalogue)
            held = replace(step.state, booking_id="b-1")
            return engine.after_send(
                held, data.draw(st.sampled_from(list(SendOutcome))), catalogue=catalogue, today=TODAY
            )
        if isinstance(effect, CheckOtp):
            outcome = data.draw(st.sampled_from(list(CheckOutcome)))
            return engine.after_check(step.state, outcome, catalogue=catalogue, today=TODAY, tries_left=1)
    return step


@settings(max_examples=150, deadline=None)
@given(st.data(), st.frozensets(st.sampled_from(["2026-12-25", "2026-12-26", "10:00"])))
def test_any_conversation(data, full):
    state = data.draw(st.sampled_from([DialogueState(), SUMMARY, replace(SUMMARY, stage=Stage.OTP_SENT)]))
    for reading in data.draw(st.lists(readings, max_size=12)):
        before = state
        step = engine.step(
            state,
            "some text",
            catalogue=CATALOGUE,
            today=TODAY,
            availability=Moody(full),
            reader=lambda _text, *, said=reading, **_context: said,
        )
        holds(step.state, CATALOGUE)
        shows(step)
        if SendOtp() in step.effects:
            assert before.stage is Stage.CONFIRMING
            assert reading.confirm
            assert step.state.collected == before.collected, "what goes out was in the summary"
        # A code never stays open for a booking other than the one it was sent for.
        if before.stage is Stage.OTP_SENT and step.state.collected != before.collected:
            assert Release() in step.effects
            assert step.state.stage is not Stage.OTP_SENT
        step = perform(step, data, CATALOGUE)
        holds(step.state, CATALOGUE)
        shows(step)
        state = step.state


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80).map(normalise).filter(bool), max_size=8), st.data())
def test_any_text_through_the_real_reader(texts, data):
    state = DialogueState()
    for text in texts:
        step = engine.step(state, text, catalogue=CATALOGUE, today=TODAY, availability=Moody(frozenset()))
        holds(step.state, CATALOGUE)
        shows(step)
        state = perform(step, data, CATALOGUE).state


@settings(max_examples=60, deadline=None)
@given(fields, readings)
def test_a_catalogue_that_shrinks_under_a_conversation(collected, reading):
    state = engine.step(
        DialogueState(),
        "some text",
        catalogue=CATALOGUE,
        today=TODAY,
        availability=Moody(frozenset()),
        reader=lambda _text, **_context: Reading(language=Language.EN, fields=collected),
    ).state
    for catalogue in (Catalogue((Service("x", "Other"),)), Catalogue(), CATALOGUE):
        step = engine.step(
            state,
            "some text",
            catalogue=catalogue,
            today=TODAY,
            availability=Moody(frozenset()),
            reader=lambda _text, **_context: reading,
        )
        shows(step)
        if catalogue.services:
            holds(step.state, catalogue)
