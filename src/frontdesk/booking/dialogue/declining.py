"""What is said instead of an answer: refusals, delays, orders to the machine, anger, a wish to see what is noted.

Each is answered in one kind sentence; nothing is stored and nothing skipped, and the same thing is asked again.
"""

from frontdesk.booking.dialogue import show, topics
from frontdesk.booking.dialogue.progress import needed
from frontdesk.booking.dialogue.state import Field, Stage
from frontdesk.booking.dialogue.step import AskKnowledge
from frontdesk.booking.dialogue.topics import Topic
from frontdesk.booking.dialogue.turn import Turn

_EXPLAINED = frozenset({"why", "wont", "skip"})


def answer(turn: Turn) -> bool:
    """True if that was what the message said; nothing of it is then looked up."""
    reading = turn.reading
    if turn.taken or turn.notes or reading.changes or reading.edits or reading.confirm:
        return False
    if reading.hostile == "order":
        turn.answer("cannot_do_that")
    elif reading.review and not _asks_for_prices(turn):
        _review(turn)
    elif reading.refusal and (reading.question is None or reading.refusal == "why"):
        if reading.confirm is False and reading.refusal not in _EXPLAINED:
            return False  # "no, wait": a no to what was asked comes first
        _explain(turn, reading.refusal)
    elif reading.hostile and (reading.question is None or "?" not in turn.text):
        turn.answer("sorry_to_hear")
    else:
        return False
    return True


def step_back(turn: Turn) -> None:
    """The detail given before the one that is asked is asked again."""
    order = needed(turn.collected, turn.catalogue)
    asked = turn.state.asked
    if asked is None or asked not in order:
        return
    before = [name for name in order[: order.index(asked)] if name in turn.collected]
    if not before:
        return
    turn.drop(before[-1])
    if before[-1] is Field.SERVICE:
        turn.drop(Field.PACKAGE, Field.EVENT_TIME)
    turn.note("reopened", field=show.label(before[-1], turn.language))
    turn.moved = True


def _asks_for_prices(turn: Turn) -> bool:
    """ "How much is it in total?" before a package is chosen asks what the packages cost."""
    question = turn.reading.question
    if question is None or Field.PACKAGE in turn.collected:
        return False
    return Topic.PRICE in topics.of(question, turn.language)


def _explain(turn: Turn, refusal: str) -> None:
    if refusal in _EXPLAINED:
        _give_reason(turn)
    elif refusal == "dear":
        _name_cheapest(turn)
    elif refusal == "same":
        turn.answer("please_repeat")
    else:
        turn.answer("take_your_time")


def _name_cheapest(turn: Turn) -> None:
    """ "Too expensive": the package of the service, or the service, that costs least."""
    if turn.service and turn.service.packages:
        option = show.option(min(turn.service.packages, key=lambda one: one.price), turn.language)
    elif priced := [one for one in turn.catalogue.services if one.packages]:
        least = min(priced, key=lambda one: min(package.price for package in one.packages))
        option = show.offer(least, turn.language)
    else:
        turn.answer("take_your_time")
        return
    turn.answer("cheapest", option=option)


def _give_reason(turn: Turn) -> None:
    """Where she asks for it, the business's own words come first."""
    subject = _subject(turn)
    key = f"why_{subject}" if subject else "why_all" if turn.collected else "book_any_time"
    question = turn.reading.question
    if question is None:
        turn.answer(key)
    else:
        turn.answers.append(AskKnowledge(question, otherwise=f"booking.{key}"))


def _subject(turn: Turn) -> str | None:
    """What it is about: the detail that is named, else the one that is asked, else the code."""
    named = turn.reading.refused
    if named is not None:
        return named.value
    if turn.state.stage is Stage.OTP_SENT:
        return "code"
    return turn.state.asked.value if turn.state.asked else None


def _review(turn: Turn) -> None:
    """At the summary itself the summary is the answer."""
    names = [name for name in needed(turn.collected, turn.catalogue) if name in turn.collected]
    if not names:
        turn.answer("so_far_nothing")
    elif turn.missing() or turn.state.stage is Stage.OTP_SENT:
        turn.answer("so_far", lines=show.values(turn.collected, names, turn.service, turn.language))
