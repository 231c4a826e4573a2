"""Packages for men, women and children, told by whom the booking is for: "my husband", "मुलीसाठी, ६ वर्षांची"."""

from frontdesk.booking.dialogue.extractors.choices.menu import Menu
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.booking.dialogue.state import Field

_GROWN = 13
# More are a story.
_MOST_PEOPLE = 10
_THINGS = {"man": "#man", "woman": "#woman", "child": "#child"}
THINGS = frozenset(_THINGS.values())
# Written onto the word itself in Marathi.
_FOR = ("साठी", "sathi")


def find(sheet: Sheet, menu: Menu) -> int | None:
    """The place of the one package that such people have; None where several are meant, or nobody."""
    if not any(thing in menu.keys for thing in THINGS):
        return None
    asked = sheet.asked is Field.PACKAGE
    if not asked and (sheet.asked not in (None, Field.SERVICE) or not _is_for(sheet)):
        return None
    marks = sheet.marks.get("whom", {}).values()
    if not marks or len(marks) > _MOST_PEOPLE or sheet.has("undecided"):
        return None
    age = _age(sheet)
    meant = {_THINGS[kind] for mark in marks if _is_meant(sheet, mark) and (kind := _kind(mark, age)) in _THINGS}
    places = menu.keys.get(meant.pop(), frozenset()) if len(meant) == 1 else frozenset()
    return min(places) if len(places) == 1 else None


def _is_meant(sheet: Sheet, mark: Mark) -> bool:
    """Not "my husband's number", nor in a question."""
    if mark.sounds or not sheet.is_free(mark.start, mark.end) or sheet.is_worded_question(mark.start):
        return False
    place = sheet.clause_at(mark.start)
    end = sheet.clauses[place].end if place is not None else mark.end
    return not any(sheet.at("label", at) for at in range(mark.end, end))


def _kind(mark: Mark, age: int | None) -> str:
    kind = str(mark.value)
    if kind == "small" or (kind in ("young", "aged") and age is not None and age < _GROWN):
        return "child"
    return kind


def _age(sheet: Sheet) -> int | None:
    """ "5 years", "aged 5", "a boy of 7": the number beside a word of age or youth."""
    for mark in sheet.marks.get("whom", {}).values():
        if mark.value not in ("aged", "young"):
            continue
        for at in (mark.start - 1, mark.end, mark.end + 1):
            one = number.at(sheet, at) if 0 <= at < len(sheet.tokens) else None
            if one is not None and not any(sheet.owner[one.start : one.end]):
                return one.value
    return None


def _is_for(sheet: Sheet) -> bool:
    endings = (token.text.casefold().endswith(_FOR) for token in sheet.tokens)
    return sheet.has("intended") or any(endings)
