"""The summary: agreed to, or something in it is to be changed."""

from dataclasses import replace

from frontdesk.booking.dialogue import openings
from frontdesk.booking.dialogue.state import Stage
from frontdesk.booking.dialogue.step import SendOtp, Step
from frontdesk.booking.dialogue.turn import Turn


def is_agreed(turn: Turn) -> bool:
    """Only a yes to the summary just shown, without a change beside it, lets a code go out."""
    return (
        turn.state.stage is Stage.CONFIRMING
        and not turn.state.chat_mode
        and turn.reading.confirm is True
        and not turn.taken
        and not turn.notes
        and not turn.missing()
    )


def send(turn: Turn) -> Step | None:
    """The calendar is asked once more before the code goes out; None if the day went meanwhile."""
    if not openings.check(turn):
        return None
    return Step(replace(turn.draft(), off_track=0), tuple(turn.answers), effects=(SendOtp(),))
