"""Reading back what was taken, so that a misunderstanding is seen at once."""

from frontdesk.booking.dialogue import show
from frontdesk.booking.dialogue.state import Field, Stage
from frontdesk.booking.dialogue.step import Say
from frontdesk.booking.dialogue.turn import Turn

# "Next Saturday" may be the Saturday that stands already: said again, so that she sees what was understood.
_EASILY_MISREAD = (Field.EVENT_DATE, Field.EVENT_TIME)


def taken(turn: Turn, stage: Stage) -> Say | None:
    """None where the summary that follows reads everything back anyway."""
    said = turn.taken or [name for name in turn.again if name in _EASILY_MISREAD and name in turn.collected]
    names = [name for name in said if not (name is Field.EVENT_DATE and _said_free(turn))]
    if not names:
        return None
    if stage is Stage.CONFIRMING and turn.taken:
        if not any(name in turn.state.collected for name in names):
            return None
        labels = ", ".join(show.label(name, turn.language) for name in names)
        return Say("booking.changed", {"fields": labels})
    if len(names) == 1:
        value = turn.collected[names[0]]
        shown = show.value(names[0], value, turn.service, turn.language, bikram=turn.bikram)
        return Say(f"booking.noted_{names[0].value}", {"value": shown})
    lines = show.values(turn.collected, names, turn.service, turn.language, bikram=turn.bikram)
    return Say("booking.noted", {"lines": lines})


def _said_free(turn: Turn) -> bool:
    """The answer to "are you free on …" has read the date back already."""
    return any(isinstance(part, Say) and part.key == "booking.day_free" for part in turn.answers)
