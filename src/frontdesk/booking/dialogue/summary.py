"""The summary that the customer confirms before a code goes out."""

from frontdesk.booking.dialogue import show
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.progress import chosen, needed
from frontdesk.booking.dialogue.state import DialogueState
from frontdesk.booking.dialogue.step import Say


def summary(state: DialogueState, catalogue: Catalogue) -> Say:
    """Every field on a line of its own: the date with its weekday, the package with its price."""
    names = [name for name in needed(state.collected, catalogue) if name in state.collected]
    service = chosen(state.collected, catalogue)
    lines = show.values(state.collected, names, service, state.language, bikram=state.bikram)
    return Say("booking.summary", {"lines": lines})
