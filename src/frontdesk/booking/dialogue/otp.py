"""The code: asked for, compared, sent again; and what its outcomes mean for the conversation."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from frontdesk.booking.dialogue import off_track, openings, prompts, show
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.progress import settle
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import (
    Action,
    AskKnowledge,
    CheckOtp,
    CheckOutcome,
    NotFree,
    Say,
    SendOtp,
    SendOutcome,
    Step,
)
from frontdesk.booking.dialogue.turn import Turn

_SIX_DIGITS = re.compile(r"[0-9]{6}")
# Too little for a phone number: a code of which something is missing.
_FIGURES = re.compile(r"[\d\s.-]{1,7}")


def take(turn: Turn) -> Step | None:
    """A code or the wish for a new one; None if the message is about something else.

    A detail set right beside a code comes first: the code was for the booking as it stood before.
    """
    reading, state = turn.reading, off_track.resumed(turn.state)
    if reading.otp and reading.fields.get(Field.PINCODE) == reading.otp:
        rest = dict(reading.fields)
        del rest[Field.PINCODE]
        turn.reading = reading = replace(reading, fields=rest)
    if reading.otp and _SIX_DIGITS.fullmatch(reading.otp) and not _corrects(turn):
        _answer_beside(turn, reading.otp)
        return Step(state, tuple(turn.answers), effects=(CheckOtp(reading.otp),))
    if reading.resend and not _corrects(turn):
        return Step(state, _answered(turn), effects=(SendOtp(resend=True),))
    if (reading.otp is None or _corrects(turn)) and not _FIGURES.fullmatch(turn.text):
        return None
    return _standing(state, turn.catalogue, Say("booking.code_length"), Action.CONTINUE)


def _answered(turn: Turn) -> tuple[AskKnowledge, ...]:
    """What she asks beside it ("no code yet, how long does it take?"), if the business has an answer to that."""
    question = turn.reading.question
    return (AskKnowledge(question, otherwise=""),) if question else ()


def _answer_beside(turn: Turn, code: str) -> None:
    """What is asked beside the code, without the code: it is nobody's to read."""
    question = turn.reading.question
    if question is not None:
        rest = question.replace(code, "").strip(" ,.")
        turn.reading = replace(turn.reading, question=rest if len(rest.split()) > 1 else None)
    off_track.answer(turn)


def _corrects(turn: Turn) -> bool:
    """Words beside a code may look like a name or a place; a phone, an email or a day is what it looks like."""
    reading, said = turn.reading, turn.reading.fields
    if reading.changes:
        return True
    day = said.get(Field.EVENT_DATE)
    told = {Field.EMAIL, Field.PHONE} | ({Field.EVENT_DATE} if day and day > turn.today.isoformat() else set())
    return any(name in said and said[name] != turn.collected.get(name) for name in told)


def after_send(
    state: DialogueState, outcome: SendOutcome, *, catalogue: Catalogue, today: date, refusal: NotFree | None = None
) -> Step:
    """What the customer is told once `SendOtp` was performed.

    `state` is that of the step that asked for it, with the `booking_id` under which the place is held. The parts of
    that step, if any, come before these. Where the day went meanwhile nothing is held any more.
    """
    again = state.stage is Stage.OTP_SENT
    if outcome is SendOutcome.SENT:
        sent = replace(
            settle(replace(state, stage=Stage.OTP_SENT), catalogue), sends=state.sends + 1, off_track=0, chat_mode=False
        )
        key = "code_sent_again" if again else "code_sent"
        phone = show.masked_phone(state.collected.get(Field.PHONE, ""))
        return _standing(sent, catalogue, Say(f"booking.{key}", {"phone": phone}), Action.SEND_OTP)
    if not state.sends:
        # A booking has an id from its first code on.
        state = replace(state, booking_id=None)
    if outcome is SendOutcome.DAY_FULL:
        return _day_full(state, catalogue, today, refusal)
    if outcome is SendOutcome.SENDS_USED:
        return _standing(state, catalogue, Say(f"booking.sends_used{'_last' if again else ''}"), Action.CONTINUE)
    return _standing(state, catalogue, Say("booking.number_limit"), Action.CONTINUE)


def after_check(
    state: DialogueState,
    outcome: CheckOutcome,
    *,
    catalogue: Catalogue,
    today: date,
    tries_left: int = 0,
    refusal: NotFree | None = None,
) -> Step:
    """What the customer is told once `CheckOtp` was performed.

    After a confirmed booking the conversation begins anew, with an empty state that knows no `booking_id`: the one to
    be answered is that of `state`.
    """
    if outcome is CheckOutcome.CONFIRMED:
        return _confirmed(state, catalogue)
    if outcome is CheckOutcome.DAY_FULL:
        return _day_full(state, catalogue, today, refusal)
    if outcome is CheckOutcome.EXPIRED:
        return _standing(state, catalogue, Say("booking.code_expired"), Action.OTP_EXPIRED)
    if outcome is CheckOutcome.WRONG and tries_left > 0:
        key = "code_wrong" if tries_left > 1 else "code_wrong_one_left"
        return _standing(state, catalogue, Say(f"booking.{key}", {"tries": str(tries_left)}), Action.OTP_INVALID)
    return _standing(state, catalogue, Say("booking.code_wrong_last"), Action.OTP_INVALID)


def _standing(state: DialogueState, catalogue: Catalogue, said: Say, action: Action) -> Step:
    """The stage stays; `said` says itself what to do next."""
    return Step(state, (said,), action, choices=prompts.choices(state, catalogue))


def _confirmed(state: DialogueState, catalogue: Catalogue) -> Step:
    values = _booked(state.collected, catalogue, state)
    fresh = DialogueState(language=state.language, furthest=Stage.COMPLETED, named=state.named)
    return Step(fresh, (Say("booking.confirmed", values),), Action.BOOKING_CONFIRMED)


def _booked(collected: Mapping[Field, str], catalogue: Catalogue, state: DialogueState) -> dict[str, str]:
    service = catalogue.service(collected.get(Field.SERVICE, ""))
    day = collected.get(Field.EVENT_DATE)
    shown = show.day(date.fromisoformat(day), state.language) if day else ""
    return {
        "name": collected.get(Field.NAME, "").partition(" ")[0],
        "service": service.label(state.language) if service else collected.get(Field.SERVICE, ""),
        "reference": state.booking_id or "",
        "when": ", ".join(filter(None, (shown, collected.get(Field.EVENT_TIME)))),
    }


def _day_full(state: DialogueState, catalogue: Catalogue, today: date, refusal: NotFree | None) -> Step:
    """Somebody else took the place meanwhile: the day, or only the time, is asked again with what is free."""
    refusal = refusal or NotFree("full")
    day = date.fromisoformat(state.collected.get(Field.EVENT_DATE, today.isoformat()))
    time = state.collected.get(Field.EVENT_TIME)
    gone = {Field.EVENT_TIME} if time and refusal.times else {Field.EVENT_DATE, Field.EVENT_TIME}
    kept = {name: value for name, value in state.collected.items() if name not in gone}
    refused = () if Field.EVENT_DATE in kept else tuple(one.isoformat() for one in (day, *refusal.nearest))
    standing = replace(state, stage=Stage.COLLECTING_DETAILS, collected=kept, refused=refused)
    settled = settle(standing, catalogue)
    explained = openings.explain(day, time, refusal, state.language)
    choices = prompts.choices(settled, catalogue, refusal.times, refusal)
    return Step(
        settled,
        (explained, *prompts.prompt(settled, catalogue, refusal.times)),
        choices=choices,
    )
