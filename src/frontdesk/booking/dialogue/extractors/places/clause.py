"""What a clause beside an address is: other values, an answer, a question, or bare names of places."""

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.places.place import is_street
from frontdesk.booking.dialogue.extractors.places.said import wants_changed
from frontdesk.booking.dialogue.state import Field

OTHERS = frozenset(
    {Field.EMAIL.value, Field.PHONE.value, Field.NAME.value, Field.PINCODE.value, Field.SERVICE_COUNTRY.value}
)
DATES = frozenset({Field.EVENT_DATE.value, Field.EVENT_TIME.value})
# Words that a clause of other values may hold beside them.
_LIGHT = (
    "label",
    "copula",
    "filler",
    "link",
    "date_word",
    "answer",
    "not",
    "change",
    "instead",
    "both",
    "intro",
    "intro_weak",
)


def is_foreign(sheet: Sheet, clause: Clause) -> bool:
    """Other fields' values, with nothing beside them but their labels and words without weight."""
    owners = set(sheet.owner[clause.start : clause.end]) & (OTHERS | DATES)
    if not owners - {Field.PINCODE.value, Field.SERVICE_COUNTRY.value}:
        return False
    return only_light(sheet, clause)


def is_asking(sheet: Sheet, number: int) -> bool:
    """A clause full of places asks only if it says so: "mandir k piche" is Hindi, "k" asks in Nepali."""
    clause = sheet.clauses[number]
    if not sheet.asking[number]:
        return False
    signs = len(sheet.between("place", clause.start, clause.end)) + len(sheet.between("city", clause.start, clause.end))
    return clause.closes == "?" or signs < 2 or sheet.at("opens", clause.start) is not None


def is_beside(sheet: Sheet, clause: Clause) -> bool:
    return (
        _is_only_answer(sheet, clause)
        or is_foreign(sheet, clause)
        or wants_changed(sheet, clause)
        or (only_light(sheet, clause) and any(sheet.owner[clause.start : clause.end]))
    )


def only_light(sheet: Sheet, clause: Clause) -> bool:
    free = sheet.free(clause.start, clause.end)
    return all(any(sheet.covered(category, at) for category in (*_LIGHT, "particle", "stop")) for at in free)


def _is_only_answer(sheet: Sheet, clause: Clause) -> bool:
    light = ("answer", "filler", "intent", "not")
    free = list(sheet.free(clause.start, clause.end))
    return all(
        sheet.tokens[at].kind == "word" and any(sheet.covered(category, at) for category in light) for at in free
    )


def is_bare_place(sheet: Sheet, clause: Clause) -> bool:
    """A clause of proper names, numbers and address words alone."""
    if sheet.is_asked_about(clause.start):
        return False
    blocked = ("speaks", "answer", "intent", "want", "label", "refusal", "person", "day", "weekday", "month", "people")
    free = list(sheet.free(without_lead(sheet, clause.start, clause.end), clause.end))
    owned = {sheet.owner[at] for at in range(clause.start, clause.end)} - {
        "",
        Field.PINCODE.value,
        Field.SERVICE_COUNTRY.value,
    }
    return bool(free) and not owned and not any(_is_talk(sheet, at, blocked) for at in free)


def without_lead(sheet: Sheet, start: int, end: int) -> int:
    """Behind the word that takes back what was said before: "actually Flat 4, Aundh"."""
    mark = sheet.at("instead", start)
    return mark.end if mark is not None and not mark.sounds and mark.end < end else start


def is_house(sheet: Sheet, at: int) -> bool:
    """The C of "C-12", which elsewhere is a yes, and the H of "H-23", which elsewhere is a verb."""
    behind = at + 2 if at + 1 < len(sheet.tokens) and sheet.tokens[at + 1].text == "-" else at + 1
    return len(sheet.tokens[at].text) == 1 and behind < len(sheet.tokens) and sheet.tokens[behind].kind == "number"


def _is_talk(sheet: Sheet, at: int, blocked: tuple[str, ...]) -> bool:
    if sheet.covered("place", at) or sheet.covered("city", at) or is_street(sheet, at) or is_house(sheet, at):
        return False
    return any(sheet.covered(category, at) for category in blocked)
