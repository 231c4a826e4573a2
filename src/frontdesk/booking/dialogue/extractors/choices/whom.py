"""Packages for men, women and children, told by whom the booking is for: "my husband", "मुलीसाठी, ६ वर्षांची"."""

from frontdesk.booking.dialogue.extractors.choices import menu as menus
from frontdesk.booking.dialogue.extractors.choices.menu import Menu
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_GROWN = 13
# More are a story.
_MOST_PEOPLE = 10
# So far from the person stands the word that it is for them ("for my younger brother").
_REACH = 3
_THINGS = {"man": "#man", "woman": "#woman", "child": "#child"}
THINGS = frozenset(_THINGS.values())
# Written onto the word itself in Marathi.
_FOR = ("साठी", "sathi")


def find(sheet: Sheet, menu: Menu) -> int | None:
    """The place of the one package that such people have; None where several are meant, or nobody."""
    if not any(thing in menu.keys for thing in THINGS):
        return None
    asked = sheet.asked is Field.PACKAGE
    if not asked and (sheet.asked not in (None, Field.SERVICE) or Field.SERVICE not in sheet.found.fields):
        return None
    marks = sheet.marks.get("whom", {}).values()
    if not marks or len(marks) > _MOST_PEOPLE or sheet.has("undecided"):
        return None
    age = _age(sheet)
    spoken = [mark for mark in marks if _is_meant(sheet, mark) and (asked or _is_for(sheet, mark, age))]
    meant = {_THINGS[kind] for mark in spoken if (kind := _kind(mark, age)) in _THINGS}
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


def _is_for(sheet: Sheet, mark: Mark, age: int | None) -> bool:
    """ "For my husband", "नवऱ्यासाठी"; a child whose age is told; "papa ke baal", "my son needs a haircut"."""
    if mark.value in ("young", "small") and age is not None:
        return True
    if mark.language == Language.EN:
        said = any(one.language == Language.EN for one in sheet.between("intended", mark.start - _REACH, mark.start))
    else:
        said = any(one.language != Language.EN for one in sheet.between("intended", mark.end, mark.end + _REACH))
    return said or sheet.tokens[mark.end - 1].text.casefold().endswith(_FOR) or _is_whose(sheet, mark)


def _is_whose(sheet: Sheet, mark: Mark) -> bool:
    """Nothing but a case ending or a wish stands between the person and the service."""
    at = mark.end
    while at < len(sheet.tokens) and not sheet.owner[at] and _is_light(sheet, at):
        at += 1
    return at < len(sheet.tokens) and sheet.owner[at] == Field.SERVICE


def _is_light(sheet: Sheet, at: int) -> bool:
    word = sheet.tokens[at].text
    return menus.is_generic(word) or any(sheet.covered(category, at) for category in ("want", "each", "aged"))
