"""Away from the booking: cancel, start again, a person instead."""

from collections.abc import Mapping
from dataclasses import replace

from frontdesk.booking.dialogue import collect, off_track
from frontdesk.booking.dialogue.progress import settle
from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import Action, Effect, Part, Release, Say, Step
from frontdesk.booking.dialogue.turn import Turn

_CODE_DIGITS = 6


def cancel(turn: Turn) -> Step:
    """Everything collected goes. A confirmed booking is not undone from here: that is for the team."""
    state = turn.state
    if state.stage is Stage.GREETING:
        key = "cancel_confirmed" if state.furthest is Stage.COMPLETED else "nothing_to_cancel"
        return Step(replace(state, off_track=0), (Say(f"booking.{key}"),))
    return Step(_emptied(state), (Say("booking.cancelled"),), Action.CANCELLED, _released(state))


def is_about_the_last(turn: Turn) -> bool:
    """ "Can I change the date?" after the booking is confirmed, before a next one has begun."""
    state, reading = turn.state, turn.reading
    confirmed = state.stage is Stage.GREETING and state.furthest is Stage.COMPLETED
    return confirmed and bool(reading.changes) and not reading.fields


def repeats_its_code(turn: Turn) -> Step | None:
    """The code once more, right after it was taken: an impatient second press begins no new booking."""
    state, reading = turn.state, turn.reading
    confirmed = state.stage is Stage.GREETING and state.furthest is Stage.COMPLETED
    is_code = len(reading.otp or "") == _CODE_DIGITS and not set(reading.fields) - {Field.PINCODE}
    if not (confirmed and is_code):
        return None
    return Step(state, (Say("booking.already_confirmed"),))


def restart(turn: Turn) -> None:
    """Forget everything; what else the message says is then taken as the beginning of a new booking."""
    turn.effects.extend(_released(turn.state))
    turn.state = replace(_emptied(turn.state), stage=Stage.SELECTING_SERVICE, asked=Field.SERVICE)
    turn.collected.clear()
    turn.unsure.clear()
    turn.notes.clear()
    turn.moved = True
    turn.note("restarted")


def hand_over(turn: Turn, inside: Mapping[Field, str]) -> Step:
    """Nothing is lost and no place given back; a number left in the same message is kept for the person to come."""
    if turn.state.stage is not Stage.OTP_SENT:
        collect.take(turn, inside)
    begun = turn.state.stage is not Stage.GREETING or turn.collected
    state = settle(turn.draft(), turn.catalogue) if begun else turn.draft()
    if turn.taken:
        state = replace(off_track.resumed(state), off_track=0)
    parts: list[Part] = [Say("booking.handoff"), *turn.notes]
    if not {Field.PHONE, Field.EMAIL} & set(turn.collected):
        parts.append(Say("booking.handoff_contact"))
    return Step(replace(state, person_wanted=True), tuple(parts), Action.HANDOFF)


def _emptied(state: DialogueState) -> DialogueState:
    return DialogueState(language=state.language, furthest=state.furthest, named=state.named)


def _released(state: DialogueState) -> tuple[Effect, ...]:
    return (Release(),) if state.stage is Stage.OTP_SENT else ()
