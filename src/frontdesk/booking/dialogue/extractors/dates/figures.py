"""Dates in figures: 25/12, 25-12-2026, 2026-12-25, 2083-09-10, 25122026."""

import re
from datetime import date

from frontdesk.booking.dialogue import bikram
from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates.hours import are_hours
from frontdesk.booking.dialogue.extractors.dates.seen import BESIDE, Seen
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.places.place import is_street
from frontdesk.booking.dialogue.state import Field

_ISO = re.compile(r"(?<![\d/.-])(\d{4}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d|[-/]\d)")
_DAY_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d|[-/]\d)")
_DAY_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([-/.]) ?(\d{1,2})(?!\d|[-/.]\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{2})(\d{2})((?:20)\d{2})(?!\d)")
# Of so many words is the name of a street at most, "Place" or "Road" included.
_NAME_OF_STREET = 4
# Behind these figures they are no day and month: 5-6 December, 2-3 days, 5-6 pm, 10-12 people.
_OTHERWISE = ("month", "calendar", "unit", "unit_hence", "clock", "hours", "people", "counted")


def find(sheet: Sheet) -> list[Seen]:
    seen: list[Seen] = []
    text, today = sheet.text, sheet.context.today
    asked = sheet.asked is Field.EVENT_DATE
    if not any(sign in text for sign in "-/.") and not asked:
        return seen

    def add(match: re.Match[str], day: str, month: str, year: str | None) -> None:
        start, end = sheet.places(match.start(), match.end())
        if start < end and sheet.is_free(start, end) and not any(one.start < end and start < one.end for one in seen):
            value = _by_region(today, int(day), int(month), int(year) if year else None)
            if value == calendar.IMPOSSIBLE and sheet.asked in (Field.PINCODE, Field.PHONE):
                return
            seen.append(Seen(start, end, value, exact=True, bikram=bool(year) and int(year or 0) in bikram.YEARS))

    for match in _ISO.finditer(text):
        add(match, match[4], match[3], match[1])
    for match in _DAY_MONTH_YEAR.finditer(text):
        add(match, match[1], match[3], match[4])
    for match in _DAY_MONTH.finditer(text):
        if (
            (asked or match[2] == "/")
            and _could_be(sheet, match)
            and not _in_address(sheet, match.start(), match.end())
        ):
            add(match, match[1], match[3], None)
    if asked:
        for match in _COMPACT.finditer(text):
            add(match, match[1], match[2], match[3])
    return seen


def _could_be(sheet: Sheet, match: re.Match[str]) -> bool:
    day, month = int(match[1]), int(match[3])
    if not (1 <= day <= 31 and 1 <= month <= 31 and (day <= 12 or month <= 12 or day == month)):
        return False
    start, end = sheet.places(match.start(), match.end())
    if any(sheet.at(category, end) for category in _OTHERWISE):
        return False
    return match[2] != "-" or not are_hours(sheet, start, day, month)


def _in_address(sheet: Sheet, start: int, end: int) -> bool:
    """House 12/4 of a street: address words in the same message and the address asked for, or right behind."""
    if sheet.asked is Field.ADDRESS:
        return True
    first, last = sheet.places(end, len(sheet.text))
    if sheet.asked is not Field.EVENT_DATE and sheet.covered("address_intro", sheet.places(start, end)[0] - 1):
        return True
    for place in range(first, min(last, first + _NAME_OF_STREET)):
        if sheet.at("place", place) or is_street(sheet, place):
            return True
        if sheet.tokens[place].kind == "mark" or any(sheet.covered(name, place) for name in BESIDE):
            return False
    return False


def _by_region(today: date, day: int, month: int, year: int | None) -> date | str:
    """Day first, as in all our countries; the other way round only where that is the only one possible."""
    if month > 12 >= day:
        day, month = month, day
    if year in bikram.YEARS:
        return bikram.settle(today, day, month, year)
    return calendar.settle(today, day, month, year)
