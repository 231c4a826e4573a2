"""Away from the booking: cancel, start again, a person instead."""

from dataclasses import replace

from frontdesk.booking.dialogue.state import DialogueState, Field, Stage
from frontdesk.booking.dialogue.step import Action, Effect, Release, Say, Step
from frontdesk.booking.dialogue.turn import Turn


def cancel(turn: Turn) -> Step:
    """Everything collected goes. A confirmed booking is not undone from here: that is for the team."""
    state = turn.state
    if state.stage is Stage.GREETING:
        key = "cancel_confirmed" if state.furthest is Stage.COMPLETED else "nothing_to_cancel"
        return Step(replace(state, off_track=0), (Say(f"booking.{key}"),))
    return Step(_emptied(state), (Say("booking.cancelled"),), Action.CANCELLED, _released(state))


def restart(turn: Turn) -> None:
    """Forget everything; what else the message says is then taken as the beginning of a new booking."""
    turn.effects.extend(_released(turn.state))
    turn.state = replace(_emptied(turn.state), stage=Stage.SELECTING_SERVICE, asked=Field.SERVICE)
    turn.collected.clear()
    turn.unsure.clear()
    turn.moved = True
    turn.note("restarted")


def hand_over(turn: Turn) -> Step:
    """Nothing is lost and no place given back; the customer can go on with the booking meanwhile."""
    reachable = Field.PHONE in turn.state.collected or Field.EMAIL in turn.state.collected
    parts = (Say("booking.handoff"),) if reachable else (Say("booking.handoff"), Say("booking.handoff_contact"))
    return Step(turn.state, parts, Action.HANDOFF)


def _emptied(state: DialogueState) -> DialogueState:
    return DialogueState(language=state.language, furthest=state.furthest)


def _released(state: DialogueState) -> tuple[Effect, ...]:
    return (Release(),) if state.stage is Stage.OTP_SENT else ()
