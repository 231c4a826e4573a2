"""The ways in which people name a day, in figures and in words: every one that a message holds, in its order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from frontdesk.booking.dialogue.extractors import calendar, number
from frontdesk.booking.dialogue.extractors.lexicon import lookup
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_ISO = re.compile(r"(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d|[-/]\d)")
_DAY_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d|[-/]\d)")
_DAY_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2}) ?([-/.]) ?(\d{1,2})(?!\d|[-/.]\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{2})(\d{2})((?:20)\d{2})(?!\d)")
# These name time, but no day.
_WEAK = ("festival", "vague", "calendar")
# Only at these may a date begin, or at a number.
_OPENERS = ("number", "ordinal", "month", "shift", "weekday", "day", "within", "date_word", *_WEAK)
# Words that may stand beside a date that is meant as one while something else is asked.
_BESIDE = (
    "filler",
    "answer",
    "not",
    "link",
    "date_word",
    "want",
    "change",
    "label",
    "copula",
    "part",
    "clock",
    "number",
    "instead",
    "both",
    "nth",
    "shift",
    "unit",
)
_ARTICLES = frozenset({"a", "an", "A", "An"})
# Between the parts of one date stand at most this many linking words.
_LINKS = 2
# A house number stands at most this many words before its street.
_STREET = 4
# Months of the Bikram Sambat calendar have up to 32 days.
_LONGEST_MONTH = 32


@dataclass(frozen=True, slots=True)
class Seen:
    """tokens[start:end] say `value`, a date or a reason code. `exact` names day and month; weak ones name no day."""

    start: int
    end: int
    value: date | str
    exact: bool = False
    weak: bool = False
    day: int | None = None  # only the day of the month was said


def stands_apart(sheet: Sheet, one: Seen) -> bool:
    """Not part of a name or an address ("Kal Penn", "Sunday Market Road"): its clause holds nothing else of weight."""
    number = sheet.clause_at(one.start)
    if number is None:
        return True
    clause = sheet.clauses[number]
    others = [at for at in range(clause.start, clause.end) if not one.start <= at < one.end]
    return all(sheet.tokens[at].kind == "mark" or any(sheet.covered(name, at) for name in _BESIDE) for at in others)


def numeric(sheet: Sheet) -> list[Seen]:
    seen: list[Seen] = []
    text, today = sheet.text, sheet.context.today
    if not any(sign in text for sign in "-/.") and sheet.asked is not Field.EVENT_DATE:
        return seen

    def add(match: re.Match[str], day: str, month: str, year: str | None) -> None:
        start, end = sheet.places(match.start(), match.end())
        if start < end and sheet.is_free(start, end) and not any(one.start < end and start < one.end for one in seen):
            value = _by_region(today, int(day), int(month), int(year) if year else None)
            seen.append(Seen(start, end, value, exact=True))

    for match in _ISO.finditer(text):
        add(match, match[4], match[3], match[1])
    for match in _DAY_MONTH_YEAR.finditer(text):
        add(match, match[1], match[3], match[4])
    asked = sheet.asked is Field.EVENT_DATE
    for match in _DAY_MONTH.finditer(text):
        if (asked or match[2] == "/") and _could_be(match[1], match[3]) and not _in_address(sheet, match.end()):
            add(match, match[1], match[3], None)
    if asked:
        for match in _COMPACT.finditer(text):
            add(match, match[1], match[2], match[3])
    return seen


def _could_be(day: str, month: str) -> bool:
    return (
        1 <= int(day) <= 31 and 1 <= int(month) <= 31 and (int(day) <= 12 or int(month) <= 12 or int(day) == int(month))
    )


def _in_address(sheet: Sheet, end: int) -> bool:
    """House 12/4 of a street: address words in the same message and the address asked for, or right behind."""
    if sheet.asked is Field.ADDRESS:
        return True
    behind = sheet.places(end, end + 12)
    return any(sheet.at("place", place) for place in range(*behind))


def _by_region(today: date, day: int, month: int, year: int | None) -> date | str:
    """Day first, as in all our countries; the other way round only where that is the only one possible."""
    if month > 12 >= day:
        day, month = month, day
    return calendar.settle(today, day, month, year)


def worded(sheet: Sheet) -> list[Seen]:
    seen: list[Seen] = []
    openers = {place for category in _OPENERS for place in sheet.marks.get(category, ())}
    place = 0
    while place < len(sheet.tokens):
        opens = place in openers or sheet.tokens[place].kind == "number" or sheet.tokens[place].text in _ARTICLES
        one = _first(sheet, place) if opens and not sheet.owner[place] else None
        if one is not None and sheet.is_free(one.start, one.end):
            seen.append(one)
            place = one.end
        else:
            place += 1
    return seen


def _first(sheet: Sheet, place: int) -> Seen | None:
    for pattern in _PATTERNS:
        one = pattern(sheet, place)
        if one is not None:
            return one
    return None


def _skip(sheet: Sheet, place: int, *categories: str, marks: str = "") -> int:
    """Behind at most a few linking words, or the signs in `marks`."""
    for _ in range(_LINKS):
        if place >= len(sheet.tokens):
            break
        mark = next((found for category in categories if (found := sheet.at(category, place))), None)
        if mark is not None:
            place = mark.end
        elif sheet.tokens[place].text in marks and sheet.tokens[place].kind == "mark":
            place += 1
        else:
            break
    return place


def _number(sheet: Sheet, place: int) -> number.Number | None:
    if place >= len(sheet.tokens) or sheet.owner[place]:
        return None
    return number.at(sheet, place)


def _year(sheet: Sheet, place: int) -> tuple[int | None, int]:
    at = _skip(sheet, place, marks=",'’-/.")
    if at < len(sheet.tokens) and sheet.tokens[at].kind == "number" and not sheet.owner[at]:
        digits = sheet.tokens[at].text
        if (len(digits) == 4 and digits[:2] in ("19", "20")) or (
            len(digits) == 2 and sheet.tokens[at - 1].text in "'’-/."
        ):
            return int(digits), at + 1
    return None, place


def _day_then_month(sheet: Sheet, place: int) -> Seen | None:
    """25 December 2026, 25th of December, २५ दिसंबर, pachees disambar."""
    day = _number(sheet, place)
    if day is None or not 1 <= day.value <= 99:
        return None
    at = _skip(sheet, day.end, "link", "date_word", "nth", marks="-/.")
    foreign = sheet.at("calendar", at) if at < len(sheet.tokens) else None
    if foreign is not None:
        return Seen(place, foreign.end, calendar.VAGUE, exact=True)
    month = sheet.at("month", at) if at < len(sheet.tokens) else None
    if month is None or sheet.owner[at]:
        return None
    if _is_range(sheet, place):
        return Seen(place, month.end, calendar.VAGUE, exact=True)
    year, end = _year(sheet, month.end)
    end = _skip(sheet, end, "date_word") if year is None else end
    return Seen(place, end, calendar.settle(sheet.context.today, day.value, int(month.value), year), exact=True)


def _is_range(sheet: Sheet, place: int) -> bool:
    """The 25 of "20-25 December", "20 to 25 December", "24 or 25 December"."""
    if place < 2:
        return False
    joined = sheet.tokens[place - 1].text in ("-", "–") or sheet.at("either", place - 1) or sheet.at("range", place - 1)
    if not joined:
        return False
    return (
        sheet.tokens[place - 2].kind == "number"
        and len(sheet.tokens[place - 2].text) <= 2
        and not sheet.owner[place - 2]
    )


def _month_then_day(sheet: Sheet, place: int) -> Seen | None:
    """December 25, 2026; दिसंबर की 25; and a month alone, which is no day."""
    month = sheet.at("month", place)
    if month is None:
        return None
    at = _skip(sheet, month.end, "link", "date_word", marks="-/.")
    day = _number(sheet, at)
    today = sheet.context.today
    if day is not None and 1 <= day.value <= 31 and not sheet.at("clock", day.end) and not sheet.at("people", day.end):
        if sheet.at("either", day.end) and (other := _number(sheet, day.end + 1)):
            return Seen(place, other.end, calendar.VAGUE, exact=True)
        year, end = _year(sheet, day.end)
        end = _skip(sheet, end, "nth", "date_word") if year is None else end
        return Seen(place, end, calendar.settle(today, day.value, int(month.value), year), exact=True)
    return _month_alone(sheet, place, month.end)


def _month_alone(sheet: Sheet, place: int, end: int) -> Seen | None:
    """Months are also names (April, May, June): they mean time where the date is asked or a time word leads in."""
    leads = place > 0 and (
        sheet.at("link", place - 1) or sheet.covered("shift", place - 1) or sheet.at("within", place - 1)
    )
    trails = end < len(sheet.tokens) and sheet.at("link", end)
    if sheet.asked is Field.EVENT_DATE or (sheet.asked is not Field.NAME and (leads or trails)):
        return Seen(place, _year(sheet, end)[1], calendar.VAGUE, weak=True)
    return None


def _relative(sheet: Sheet, place: int) -> Seen | None:
    mark = sheet.at("day", place)
    if mark is None:
        return None
    offset = int(mark.value)
    value = calendar.PAST if offset < 0 else sheet.context.today + timedelta(days=offset)
    return Seen(place, mark.end, value)


def _weekday(sheet: Sheet, place: int) -> Seen | None:
    """Saturday, next Saturday, Saturday next week, next week Saturday."""
    shift = sheet.at("shift", place)
    at = shift.end if shift else place
    unit = sheet.at("unit", at) if shift and at < len(sheet.tokens) else None
    if unit and unit.value == "week":
        at = _skip(sheet, unit.end, "link")
    else:
        unit = None
    day = sheet.at("weekday", at) if at < len(sheet.tokens) else None
    if day is None:
        return None
    end = day.end
    word = str(shift.value) if shift else None
    if shift is None:
        behind = _skip(sheet, end, "link")
        trailing = sheet.at("shift", behind) if behind < len(sheet.tokens) else None
        week = sheet.at("unit", trailing.end) if trailing and trailing.end < len(sheet.tokens) else None
        if trailing and week and week.value == "week":
            word, end = str(trailing.value), week.end
    return Seen(place, end, calendar.weekday(sheet.context.today, int(day.value), word))


def _shifted(sheet: Sheet, place: int) -> Seen | None:
    """5th of next month; next month on the 5th; and "next week", "this month" alone, which name no day."""
    day = _number(sheet, place)
    if day is not None and 1 <= day.value <= 31:
        at = _skip(sheet, day.end, "link", "date_word", "nth")
        months = _months_on(sheet, at)
        return Seen(place, months[1], _in_month(sheet, day.value, months[0])) if months else None
    months = _months_on(sheet, place)
    if months is None:
        shift = sheet.at("shift", place)
        unit = sheet.at("unit", shift.end) if shift and shift.end < len(sheet.tokens) else None
        return Seen(place, unit.end, calendar.VAGUE, weak=True) if unit and shift and shift.value != "last" else None
    at = _skip(sheet, months[1], "link", "date_word", marks=",")
    day = _number(sheet, at)
    if day is not None and 1 <= day.value <= 31 and not sheet.at("clock", day.end):
        return Seen(place, _skip(sheet, day.end, "nth", "date_word"), _in_month(sheet, day.value, months[0]))
    return Seen(place, months[1], calendar.VAGUE, weak=True)


def _months_on(sheet: Sheet, place: int) -> tuple[int, int] | None:
    shift = sheet.at("shift", place) if place < len(sheet.tokens) else None
    unit = sheet.at("unit", shift.end) if shift and shift.end < len(sheet.tokens) else None
    if shift is None or unit is None or unit.value != "month" or shift.value == "last":
        return None
    return (1 if shift.value == "next" else 0), unit.end


def _in_month(sheet: Sheet, day: int, months: int) -> date | str:
    return calendar.day_of_month(sheet.context.today, day, months_on=months)


def _counted(sheet: Sheet, place: int) -> Seen | None:
    """In 3 days, 3 days later, तीन दिन बाद, a week from now."""
    within = sheet.at("within", place)
    at = within.end if within else place
    amount = _number(sheet, at)
    if amount is None and at < len(sheet.tokens) and sheet.tokens[at].text in _ARTICLES:
        amount = number.Number(1, at, at + 1, ordinal=False, digits=False)
    unit = sheet.at("unit", amount.end) if amount and amount.end < len(sheet.tokens) else None
    inflected = sheet.at("unit_hence", amount.end) if amount and amount.end < len(sheet.tokens) else None
    if amount and inflected:
        return Seen(place, inflected.end, calendar.later(sheet.context.today, amount.value, str(inflected.value)))
    if amount is None or unit is None:
        return None
    base = sheet.at("day", unit.end + 1) if sheet.at("from", unit.end) else None
    if base is not None:
        start = sheet.context.today + timedelta(days=int(base.value))
        return Seen(place, base.end, calendar.later(start, amount.value, str(unit.value)))
    hence = sheet.at("hence", unit.end) if unit.end < len(sheet.tokens) else None
    if not within and not hence:
        return None
    end = hence.end if hence else unit.end
    return Seen(place, end, calendar.later(sheet.context.today, amount.value, str(unit.value)))


def _day_alone(sheet: Sheet, place: int) -> Seen | None:
    """The 26th, 26 तारीख, date 26; a bare 26 where the date is asked."""
    label = sheet.at("date_word", place)
    at = _skip(sheet, label.end, "link", "copula", marks=":-") if label else place
    day = _number(sheet, at)
    if day is None or not 1 <= day.value <= 31 or sheet.at("month", day.end) or sheet.at("unit", day.end):
        return None
    worded = _skip(sheet, day.end, "nth", "link") if day.end < len(sheet.tokens) else day.end
    date_word = sheet.at("date_word", worded) if worded < len(sheet.tokens) else None
    end = date_word.end if date_word else day.end
    if not (label or date_word or _stands_for_day(sheet, day)):
        return None
    return Seen(place, end, calendar.day_of_month(sheet.context.today, day.value), day=day.value)


def _stands_for_day(sheet: Sheet, day: number.Number) -> bool:
    """Whether a lone number can mean a day of the month here."""
    if any(sheet.at(category, day.end) for category in ("people", "clock", "money", "each", "place")):
        return False
    if day.end < len(sheet.tokens) and sheet.tokens[day.end].text in (":", "/", "%"):
        return False
    if sheet.asked is Field.EVENT_DATE:
        return not _is_house(sheet, day) and (not day.start or not sheet.at("option", day.start - 1))
    corrects = day.ordinal and Field.EVENT_DATE in sheet.context.collected
    if sheet.asked in (Field.SERVICE, Field.PACKAGE, Field.ADDRESS, Field.PHONE, Field.PINCODE):
        return corrects and sheet.has("instead") and stands_apart(sheet, Seen(day.start, day.end, calendar.VAGUE))
    if corrects:
        return True
    moved = sheet.has("instead") or sheet.has("change")
    return day.ordinal and day.digits and (moved or _before(sheet, day.start, "on", "the", "for"))


def _is_house(sheet: Sheet, day: number.Number) -> bool:
    """The 12 of "12 MG Road" and "Ward 12"; in "26 को ठमेल" the word between says that a day is meant."""
    if day.ordinal or not day.digits:
        return False
    if day.start and sheet.covered("place", day.start - 1):
        return True
    clause = sheet.clause_at(day.start)
    end = min(day.end + _STREET, sheet.clauses[clause].end if clause is not None else day.end)
    if any(sheet.at(category, day.end) for category in ("link", "date_word", "filler", "copula") if day.end < end):
        return False
    if day.end < end and sheet.tokens[day.end].text[:1].isupper() and not lookup(sheet.tokens[day.end].text):
        end = len(sheet.tokens)
    return any(sheet.has(category, day.end, end) for category in ("place", "city"))


def _before(sheet: Sheet, place: int, *words: str) -> bool:
    return place > 0 and sheet.tokens[place - 1].text.casefold() in words


def _of_another_calendar(sheet: Sheet, place: int) -> Seen | None:
    """पुस १०: a day, but not one of ours."""
    month = sheet.at("calendar", place)
    if month is None or sheet.at("place", place):
        return None
    day = _number(sheet, _skip(sheet, month.end, "link", "date_word", marks=",-"))
    return Seen(place, day.end, calendar.VAGUE, exact=True) if day and day.value <= _LONGEST_MONTH else None


def _vague(sheet: Sheet, place: int) -> Seen | None:
    """Festivals, weekends, other calendars: time, but no day."""
    for category in _WEAK:
        mark = sheet.at(category, place)
        if mark is None or (category == "calendar" and sheet.at("place", place)):
            continue
        if category != "vague" or sheet.asked in (Field.EVENT_DATE, None):
            return Seen(place, mark.end, calendar.VAGUE, weak=True)
    return None


_PATTERNS: tuple[Callable[[Sheet, int], Seen | None], ...] = (
    _day_then_month, _weekday, _shifted, _month_then_day, _counted, _relative, _of_another_calendar, _day_alone, _vague,
)  # fmt: skip
