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
from frontdesk.kit.text import ascii_digits

_SIX_DIGITS = re.compile(r"[0-9]{6}")
_FIGURE_GROUPS = re.compile(r"[0-9]+")
# Too little for a phone number: a code of which something is missing.
_FIGURES = re.compile(r"[\d\s.-]{1,7}")


def take(turn: Turn) -> Step | None:
    """A code or the wish for a new one; None if the message is about something else."""
    reading, state = turn.reading, off_track.resumed(turn.state)
    if reading.resend:
        return Step(state, _answered(turn), effects=(SendOtp(resend=True),))
    code = reading.otp or _lone_code(turn)
    if code is None and not _FIGURES.fullmatch(turn.text):
        return None
    if code and _SIX_DIGITS.fullmatch(code):
        return Step(state, effects=(CheckOtp(code),))
    return _standing(state, turn.catalogue, Say("booking.code_length"), Action.CONTINUE)


def _lone_code(turn: Turn) -> str | None:
    """Six figures and no others, in a message that gives nothing else: "the number that came is 482913"."""
    reading = turn.reading
    figures = _FIGURE_GROUPS.findall(ascii_digits(turn.text))
    if reading.fields or reading.changes or reading.question or len(figures) != 1:
        return None
    return figures[0] if _SIX_DIGITS.fullmatch(figures[0]) else None


def _answered(turn: Turn) -> tuple[AskKnowledge, ...]:
    """What she asks beside it, if the business has an answer to that."""
    question = turn.reading.question
    return (AskKnowledge(question, otherwise=""),) if question else ()


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
