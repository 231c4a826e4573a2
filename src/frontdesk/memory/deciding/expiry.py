"""Whether a statement will be over one day, on which, and why. Pure: the same for what is read out of a message, what
a person writes herself, and what she asks to have looked at again.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from frontdesk.kit.languages import Language, read_words, text
from frontdesk.kit.text import script_of
from frontdesk.memory.learning.extract import dates
from frontdesk.memory.learning.extract.clauses import folded_words
from frontdesk.memory.learning.extract.matching import Pattern
from frontdesk.memory.learning.extract.written import pattern
from frontdesk.memory.memories import Kind


class Reason(StrEnum):
    """Keys of `memory.expiry_…` in the texts."""

    TEMPORARY_GOAL = "temporary_goal"
    OPEN_GOAL = "open_goal"
    DATED_EVENT = "dated_event"
    HOLDS_UNTIL = "holds_until"
    HAS_HAPPENED = "has_happened"
    LASTING_PREFERENCE = "lasting_preference"
    LASTING_FACT = "lasting_fact"
    LASTING_TOPIC = "lasting_topic"
    LASTING_RELATIONSHIP = "lasting_relationship"

    def said(self, language: Language) -> str:
        return text(f"memory.expiry_{self.value}", language)


@dataclass(frozen=True, slots=True)
class Expiry:
    """`on` is the first day on which it does not hold any more; None where it does not expire."""

    should_expire: bool
    on: date | None
    reason: Reason


_LASTING = {
    Kind.PREFERENCE: Reason.LASTING_PREFERENCE,
    Kind.FACT: Reason.LASTING_FACT,
    Kind.TOPIC: Reason.LASTING_TOPIC,
    Kind.RELATIONSHIP: Reason.LASTING_RELATIONSHIP,
    Kind.GOAL: Reason.OPEN_GOAL,
    Kind.EXPERIENCE: Reason.HAS_HAPPENED,
}


def classify(content: str, kind: Kind, language: Language, today: date) -> Expiry:
    """A day that is named dates a goal, and whatever holds until then or is an appointment; of anything else it is
    part of what happened. A month stands for its last day, a year for its 31 December."""
    lasting = Expiry(should_expire=False, on=None, reason=_LASTING[kind])
    if kind is Kind.EXPERIENCE:
        return lasting
    spoken = _spoken(content, language)
    last = dates.last_day(content, spoken, today)
    if last is None:
        return lasting
    if kind is Kind.GOAL:
        reason = Reason.TEMPORARY_GOAL
    else:
        line = " " + "".join(f"{word.folded} " for word in folded_words(content))
        until, event, was = _marks(spoken)
        if _any(was, line):
            return lasting
        if _any(until, line):
            reason = Reason.HOLDS_UNTIL
        elif _any(event, line):
            reason = Reason.DATED_EVENT
        else:
            return lasting
    return Expiry(should_expire=True, on=last + timedelta(days=1), reason=reason)


def _spoken(content: str, language: Language) -> Language:
    """Memories that people write themselves carry the language of the account, whatever they are written in."""
    script = script_of(content)
    if script == "bengali":
        return Language.BN
    if script == "devanagari" and language not in (Language.HI, Language.NE, Language.MR):
        return Language.HI
    return language


def _any(patterns: tuple[Pattern, ...], line: str) -> bool:
    return any(one.find(line) is not None for one in patterns)


@cache
def _marks(language: Language) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...], tuple[Pattern, ...]]:
    read = [read_words("memory", one)["expiry"] for one in dict.fromkeys((Language.EN, language))]
    until, event, was = (
        tuple(pattern(written) for one in read for written in one[name]) for name in ("until", "event", "was")
    )
    return until, event, was
