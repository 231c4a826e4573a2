"""A stretch of a message that names a day, and the small pieces that all ways of naming one are put together from."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import number

_Found = TypeVar("_Found")
# Words that may stand beside a date that is meant as one while something else is asked.
BESIDE = (
    "filler", "answer", "not", "link", "date_word", "want", "change", "label", "copula", "part", "clock", "number",
    "instead", "both", "nth", "shift", "unit", "rather", "exactly",
)  # fmt: skip
ARTICLES = frozenset({"a", "an", "A", "An"})
DASHES = ("-", "–", "—")
_FIRST_YEAR = 20
_LIKE_TO = 2
# Signs, and the small words for "or", which are too short to be looked for in another language's message.
_JOINING = frozenset(
    {*DASHES, "/", "&", "or", "ya", "या", "वा", "wa", "ba", "बा", "বা", "ki", "कि", "কি", "kimba", "किंवा"}
)
# Between the parts of one date stand at most this many linking words.
_LINKS = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """tokens[start:end] say `value`, a date or a reason code. `exact` names day and month; weak ones name no day.

    `day` is set if only the day of the month was said, `weekday` if only that. `unsure` wants to be read back;
    `bikram` was said in the Bikram Sambat.
    """

    start: int
    end: int
    value: date | str
    exact: bool = False
    weak: bool = False
    day: int | None = None
    weekday: int | None = None
    unsure: bool = False
    bikram: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """ "Two weeks"; `hence` if it says by itself that so much time will have passed (दोन आठवड्यांनी)."""

    value: int
    unit: str
    start: int
    end: int
    hence: bool = False


def stands_apart(sheet: Sheet, one: Seen) -> bool:
    """Not part of a name or an address ("Kal Penn", "Sunday Market Road"): its clause holds nothing else of weight."""
    place = sheet.clause_at(one.start)
    if place is None:
        return True
    clause, weighty = sheet.clauses[place], sheet.once(_weighty)
    in_clause = bisect_left(weighty, clause.end) - bisect_left(weighty, clause.start)
    return in_clause == bisect_left(weighty, one.end) - bisect_left(weighty, one.start)


def _weighty(sheet: Sheet) -> list[int]:
    """Places of words that say something beside a date."""
    light = {at for name in BESIDE for mark in sheet.marks.get(name, {}).values() for at in range(mark.start, mark.end)}
    return [
        at
        for at, token in enumerate(sheet.tokens)
        if token.kind != "mark" and at not in light and not (token.kind == "number" and sheet.at("not", at - 1))
    ]


def skip(sheet: Sheet, place: int, *categories: str, marks: str = "") -> int:
    """Behind at most a few linking words, or the signs in `marks`."""
    for _ in range(_LINKS):
        if place >= len(sheet.tokens):
            break
        mark = next((found for category in categories if (found := sheet.at(category, place))), None)
        if mark is not None and not (mark.sounds and sheet.at("month", place)):
            place = mark.end
        elif sheet.tokens[place].text in marks and sheet.tokens[place].kind == "mark":
            place += 1
        else:
            break
    return place


def behind(sheet: Sheet, place: int, found: Callable[[Sheet, int], _Found | None]) -> _Found | None:
    """What is found here or behind a few linking words: the first that fits, as "this" links and also shifts."""
    for _ in range(_LINKS + 1):
        if (one := found(sheet, place)) is not None:
            return one
        mark = sheet.at("link", place) or sheet.at("date_word", place) or sheet.at("nth", place)
        if mark is None and not (place < len(sheet.tokens) and sheet.tokens[place].text == ","):
            return None
        place = mark.end if mark else place + 1
    return None


def number_at(sheet: Sheet, place: int) -> number.Number | None:
    if not 0 <= place < len(sheet.tokens) or sheet.owner[place]:
        return None
    return number.at(sheet, place)


def year_at(sheet: Sheet, place: int, *centuries: str) -> tuple[int | None, int]:
    """The year written here and the place behind it; of two digits only behind a sign."""
    at = skip(sheet, place, marks=",'’-/.")
    if at < len(sheet.tokens) and sheet.tokens[at].kind == "number" and not sheet.owner[at]:
        digits = sheet.tokens[at].text
        if len(digits) == 4 and digits[:2] in (centuries or ("19", "20")):
            return int(digits), at + 1
        sign = sheet.tokens[at - 1]
        if len(digits) == 2 and at > place and sign.text in "'’-/." and sign.end == sheet.tokens[at].start:
            return int(digits), at + 1
    said = _spoken_year(sheet, place) or shifted_year(sheet, skip(sheet, place, "link", marks=","))
    return said or (None, place)


def shifted_year(sheet: Sheet, place: int) -> tuple[int, int] | None:
    """Next year, अगले साल."""
    shift = sheet.at("shift", place)
    unit = sheet.at("unit", shift.end) if shift else None
    if shift is None or unit is None or unit.value != "year" or shift.value == "last":
        return None
    ahead = {"this": 0, "next": 1, "after_next": 2}[str(shift.value)]
    return sheet.context.today.year + ahead, unit.end


def _spoken_year(sheet: Sheet, place: int) -> tuple[int, int] | None:
    """दो हज़ार सत्ताईस, two thousand twenty seven, twenty twenty seven."""
    first = sheet.at("number", place)
    if first is None or first.value not in (2, 20):
        return None
    thousand = sheet.at("thousand", first.end)
    rest = sheet.at("number", thousand.end if thousand else first.end)
    if rest is None or (thousand is None) != (first.value == 20) or not _FIRST_YEAR <= int(rest.value) <= 99:
        return None
    return 2000 + int(rest.value), rest.end


def amount(sheet: Sheet, place: int, *, bare: bool = False) -> Amount | None:
    """Three days, a week, exactly two weeks; with `bare` also "week" and "day" without a number."""
    at = skip(sheet, place, "exactly")
    count = number_at(sheet, at)
    if count is not None and not (count.ordinal and count.digits) and not is_texted(sheet, count):
        value, end = count.value, count.end
    elif at < len(sheet.tokens) and sheet.tokens[at].text in ARTICLES:
        value, end = 1, at + 1
    elif bare and sheet.at("unit", at) and number_at(sheet, at - 1) is None:
        value, end = 1, at
    else:
        return None
    inflected = sheet.at("unit_hence", end)
    unit = inflected or sheet.at("unit", end)
    return Amount(value, str(unit.value), place, unit.end, hence=inflected is not None) if unit else None


def is_texted(sheet: Sheet, count: number.Number) -> bool:
    """The "2" of "2day"."""
    if not count.digits or count.value != _LIKE_TO or count.end >= len(sheet.tokens):
        return False
    behind = sheet.tokens[count.end]
    return behind.start == sheet.tokens[count.end - 1].end and behind.text.casefold() == "day"


def is_range(sheet: Sheet, place: int) -> bool:
    """The 25 of "20-25 December", "20 to 25 December", "24 or 25 December", the 3 of "2-3 days"."""
    if place < 2 or not joins(sheet, place - 1):
        return False
    if sheet.at("range", place - 1) and any(sheet.has(name) for name in ("change", "instead", "makes", "pushes")):
        return False  # "15 theke 17 august korun"
    return number_at(sheet, place - 2) is not None and len(sheet.tokens[place - 2].text) <= 2


def joins(sheet: Sheet, place: int) -> bool:
    """A word or sign between two days of which both are named, so that neither alone is meant."""
    if place >= len(sheet.tokens):
        return False
    return sheet.tokens[place].text.casefold() in _JOINING or any(
        sheet.at(category, place) for category in ("either", "range", "both")
    )


def is_before(sheet: Sheet, place: int, *words: str) -> bool:
    """The token before this place is one of `words`."""
    return place > 0 and sheet.tokens[place - 1].text.casefold() in words
