"""A day that is still to come, as a statement names it: "by June", "on 5 May", "next month", "२०२७ मध्ये".

The names of months and of spans of time are those of the booking's reader (`words/dates.toml`). What that one has
beside (holidays, hours, lunar months, days said in answer to a question) dates no memory.
"""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from frontdesk.kit.languages import Language, words
from frontdesk.kit.text import ascii_digits
from frontdesk.memory.learning.extract.clauses import Word, fold, folded_words

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|वीं|वी|ला|को|शे|ই|লা|রা|ठा|ली)?")
_YEAR = re.compile(r"(20\d\d)\S{0,4}")
# Case endings are written together with the name of a month: "मार्चमा", "জুনের".
_ENDING = 4
# "may" and "mai" are other words as well, "mar" too: alone they are no month.
_SHY = frozenset({"may", "mai", "mar", "jan", "sep", "dec", "मे", "মে"})
# "Sun", "sat" and "wed" are other words too; case endings are looked for behind whole names only.
_LEAST_WEEKDAY = 4
_WHOLE_WEEKDAY = 5
_WEEKDAY_ENDING = 6
_UNITS = ("day", "week", "fortnight", "month", "year")


@dataclass(frozen=True, slots=True)
class _Names:
    months: Mapping[str, int]
    units: Mapping[str, str]
    next: frozenset[str]
    this: frozenset[str]
    hence: frozenset[str]
    days: Mapping[str, int]
    weekdays: Mapping[str, int]
    every: frozenset[str]


def last_day(text: str, language: Language, today: date) -> date | None:
    """The last day of the latest time to come that is named: 30 June for "by June"; None without one."""
    found = [day for day in _days(text, language, today) if day >= today]
    return max(found, default=None)


def _days(text: str, language: Language, today: date) -> Iterator[date]:
    plain = ascii_digits(text)
    for hit in _ISO.finditer(plain):
        yield from _made(int(hit[1]), int(hit[2]), int(hit[3]))
    for hit in _NUMBERS.finditer(plain):
        year = int(hit[3]) if len(hit[3]) == 4 else 2000 + int(hit[3])
        yield from _made(year, int(hit[2]), int(hit[1]))
    said = folded_words(_NUMBERS.sub(" ", _ISO.sub(" ", plain)))
    names = _names(language)
    yield from _weekday(said, names, today)
    for place in range(len(said)):
        yield from _month(said, place, names, today)
        yield from _span(said, place, names, today)
        if alone := _YEAR.fullmatch(said[place].folded):
            if not any(_number_of(word.folded, names) for word in said[max(place - 2, 0) : place + 3]):
                yield date(int(alone[1]), 12, 31)
        elif said[place].folded in names.days:
            yield today + timedelta(days=names.days[said[place].folded])


def _month(said: Sequence[Word], place: int, names: _Names, today: date) -> Iterator[date]:
    number = _number_of(said[place].folded, names)
    if number is None:
        return
    near = [word.folded for word in (*said[max(place - 2, 0) : place], *said[place + 1 : place + 3])]
    years = [int(hit[1]) for word in near if (hit := _YEAR.fullmatch(word))]
    days = [int(hit[1]) for word in near if (hit := _DAY.fullmatch(word)) and 1 <= int(hit[1]) <= 31]
    if said[place].folded in _SHY and not days and not years and not _is_led(said, place):
        return
    day = days[0] if days else None
    for year in years or [today.year, today.year + 1]:
        last = calendar.monthrange(year, number)[1]
        found = date(year, number, min(day or last, last))
        if years or found >= today:
            yield found
            return


def _is_led(said: Sequence[Word], place: int) -> bool:
    return place > 0 and said[place - 1].folded in ("in", "by", "before", "until", "til", "this", "next")


def _number_of(word: str, names: _Names) -> int | None:
    if word in names.months:
        return names.months[word]
    stems = (name for name in names.months if len(name) > 2 and word.startswith(name) and name not in _SHY)
    longest = max(stems, key=len, default=None)
    ends = len(word) - len(longest) if longest else 0
    return names.months[longest] if longest and not word.isascii() and ends <= _ENDING else None


def _span(said: Sequence[Word], place: int, names: _Names, today: date) -> Iterator[date]:
    """ "Next month", "this year", "in 3 weeks"."""
    unit = names.units.get(said[place].folded)
    if unit is None or place == 0:
        return
    before = said[place - 1].folded
    if before in names.next:
        yield _end_of(unit, _later(today, unit, 1))
    elif before in names.this and unit != "day":
        yield _end_of(unit, today)
    elif before.isdecimal() and len(before) <= 2:
        around = {word.folded for word in (*said[max(place - 2, 0) : place - 1], *said[place + 1 : place + 3])}
        if around & names.hence or "in" in around or "within" in around:
            yield _later(today, unit, int(before))


def _weekday(said: Sequence[Word], names: _Names, today: date) -> Iterator[date]:
    """ "On Friday", "next Friday". None of two, or of every one: these come again. One that may be today's or the next
    week's is the later."""
    found = [(place, day) for place, word in enumerate(said) if (day := _weekday_of(word.folded, names)) is not None]
    if len({day for _, day in found}) != 1 or any(word.folded in names.every for word in said):
        return
    place, day = found[0]
    if place and said[place - 1].folded in names.next:
        yield today + timedelta(days=7 - today.weekday() + day)
    else:
        yield today + timedelta(days=(day - today.weekday()) % 7 or 7)


def _weekday_of(word: str, names: _Names) -> int | None:
    if word in names.weekdays:
        return names.weekdays[word]
    if word.isascii():
        return None
    stems = (name for name in names.weekdays if len(name) >= _WHOLE_WEEKDAY and word.startswith(name))
    longest = max(stems, key=len, default=None)
    return names.weekdays[longest] if longest and len(word) - len(longest) <= _WEEKDAY_ENDING else None


def _later(day: date, unit: str, count: int) -> date:
    match unit:
        case "day":
            return day + timedelta(days=count)
        case "week":
            return day + timedelta(weeks=count)
        case "fortnight":
            return day + timedelta(weeks=2 * count)
        case _:
            months = day.month - 1 + count * (12 if unit == "year" else 1)
            year, month = day.year + months // 12, months % 12 + 1
            return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _end_of(unit: str, day: date) -> date:
    match unit:
        case "week" | "fortnight":
            return day + timedelta(days=6 - day.weekday())
        case "month":
            return day.replace(day=calendar.monthrange(day.year, day.month)[1])
        case "year":
            return date(day.year, 12, 31)
        case _:
            return day


def _made(year: int, month: int, day: int) -> Iterator[date]:
    if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        yield date(year, month, day)


@cache
def _names(language: Language) -> _Names:
    """A language's own names and the English ones, which people mix in."""
    read = [words("dates", one) for one in dict.fromkeys((Language.EN, language))]

    def each(section: str, key: str) -> frozenset[str]:
        return frozenset(fold(name) for one in read for name in one[section].get(key, ()))

    months = {fold(name): int(key) for one in read for key, listed in one["month"].items() for name in listed}
    return _Names(
        months,
        {name: unit for unit in _UNITS for name in each("unit", unit)},
        each("shift", "next"),
        each("shift", "this"),
        frozenset(fold(name) for one in read for name in one["hence"]),
        {fold(name): int(key) for one in read for key, listed in one["day"].items() if int(key) > 0 for name in listed},
        {
            name: int(key)
            for one in read
            for key, listed in one["weekday"].items()
            for name in map(fold, listed)
            if len(name) >= _LEAST_WEEKDAY and " " not in name
        },
        frozenset(fold(name) for one in read for key in ("every", "recurring") for name in _top(one, key)),
    )


def _top(read: Mapping[str, Any], key: str) -> Sequence[str]:
    listed: Sequence[str] = read.get(key, ())
    return listed
