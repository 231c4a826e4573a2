"""The summary: agreed to, or something in it is to be changed."""

from dataclasses import replace
from functools import cache

from frontdesk.booking.dialogue import openings, show
from frontdesk.booking.dialogue.progress import needed
from frontdesk.booking.dialogue.state import Field, Stage
from frontdesk.booking.dialogue.step import SendOtp, Step
from frontdesk.booking.dialogue.turn import Turn
from frontdesk.kit.languages import Language


def name_field(turn: Turn) -> None:
    """At the summary a field's bare name ("Email") says that it is to be changed."""
    reading = turn.reading
    if turn.state.stage is not Stage.CONFIRMING or reading.fields or reading.changes or reading.confirm:
        return
    said = turn.text.strip(" .!").casefold()
    for name in needed(turn.collected, turn.catalogue):
        if said in _labels(name):
            turn.reading = replace(reading, changes=frozenset({name}), question=None)


@cache
def _labels(name: Field) -> frozenset[str]:
    """In all languages: one word tells too little to know which it is."""
    return frozenset(show.label(name, language).casefold() for language in Language)


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
