"""The address, taken as it is written; what the other extractors have found at its ends is left out."""

from frontdesk.booking.dialogue.extractors.message.lexicon import endings
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.places import answered, shape
from frontdesk.booking.dialogue.extractors.places import run as address_run
from frontdesk.booking.dialogue.extractors.places.ends import trimmed
from frontdesk.booking.dialogue.extractors.places.labelled import end_of_labelled
from frontdesk.booking.dialogue.extractors.places.piece import narrowed, talks
from frontdesk.booking.dialogue.extractors.places.said import (
    before_others,
    behind_change,
    behind_home,
    has_signs,
    introduced,
)
from frontdesk.booking.dialogue.state import Field

_SHORTEST, _LONGEST = 5, 300
_SHORTEST_CITY = 3
_NO_ADDRESS = ("hostile", "small_talk")


def find(sheet: Sheet) -> None:
    if Field.ADDRESS.value in sheet.owner or any(sheet.has(category) for category in _NO_ADDRESS):
        # The line of a form has settled it.
        return
    start = introduced(sheet)
    if sheet.has("refusal") and not _is_given(sheet, start):
        return
    if start is not None:
        stretch = narrowed(sheet, start, before_others(sheet, start, end_of_labelled(sheet, start)))
        if not talks(sheet, *stretch) and _take(sheet, *stretch):
            return
    changed = 0 if sheet.asked is Field.ADDRESS else behind_change(sheet)
    if changed is not None:
        found = answered.find(sheet, changed)
        if found:
            _take(sheet, *found)
    elif sheet.asked is not Field.SERVICE_COUNTRY:
        found = shape.find(sheet)
        if not (found and _take(sheet, *found)) and (found := address_run.find(sheet)):
            _take(sheet, *found)


def _is_given(sheet: Sheet, start: int | None) -> bool:
    """Something else is refused ("thaha chaina, … address birtamod-4", "C-12 Shastri Nagar, lift nahi hai")."""
    for number, clause in enumerate(sheet.clauses):
        led = start is not None and sheet.asked is None and sheet.clause_at(start) == number
        exact = any(sheet.tokens[at].kind == "number" for at in sheet.free(clause.start, clause.end))
        if led or (exact and has_signs(sheet, clause.start, clause.end)):
            return not sheet.has("refusal", clause.start, clause.end)
    placed = [one for one in sheet.clauses if has_signs(sheet, one.start, one.end)]
    return len(placed) > 1 and Field.PINCODE in sheet.found.fields


def _take(sheet: Sheet, start: int, end: int) -> bool:
    """Files what is left when values, labels and copulas at both ends are cut; lines become commas."""
    start, end = trimmed(sheet, behind_home(sheet, start), before_others(sheet, start, end))
    value = ", ".join(" ".join(line.split()).strip(" ,") for line in sheet.quote(start, end).splitlines())
    value = _without_case(sheet, value, end)
    shortest = _SHORTEST_CITY if sheet.has("city", start, end) else _SHORTEST
    if shortest <= len(value) <= _LONGEST and _says_where(sheet, start, end):
        sheet.found.fields[Field.ADDRESS] = value
        for at in range(start, end):
            sheet.owner[at] = sheet.owner[at] or Field.ADDRESS
        return True
    return False


def _without_case(sheet: Sheet, value: str, end: int) -> str:
    """ "সেক্টর ফাইভ" of "সেক্টর ফাইভের দিকটা"."""
    if end >= len(sheet.tokens) or sheet.at("located", end) is None or value.isascii():
        return value
    written = sorted(endings("genitive_ending"), key=len, reverse=True)
    return next((value.removesuffix(one) for one in written if len(one) > 1 and value.endswith(one)), value)


def _says_where(sheet: Sheet, start: int, end: int) -> bool:
    """A word of its own or a figure: "on the" (day) is no place."""
    light = ("link", "stop", "filler")
    return any(not any(sheet.covered(one, at) for one in light) for at in sheet.free(start, end))
