"""Times in questions and texts: whether a time is asked for or told, and the days that a question names.

Months, weekdays and units are those of `words/dates.toml`; what that one has no need of is in `words/when.toml`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from frontdesk.kit.languages import Language
from frontdesk.kit.languages import words as lists
from frontdesk.retrieval import stems, words

_YEAR = re.compile(r"((?:19|20)\d\d)\D{0,4}")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|वीं|वी|ला|को|ই|লা|রা|ठा)?")
_CLOCK = re.compile(r"\d{1,2}(?:am|pm)|\d{1,2}(?:st|nd|rd|th)")
# Case endings are written together with the name of a month: "मार्चमा", "জুনের".
_ENDING = 4
_SHY = frozenset({"may", "mai", "mar", "march", "jan", "sep", "dec", "sun", "sat", "mon", "मे", "মে"})
_FEW = {"a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6}
# A season only behind these, or before its year.
_BEFORE_FALL = frozenset({"the", "last", "this", "next"})
_FALL = "fall"
# Between a number and the month of which it is the day: "the 8th of May".
_OF = "of"


@dataclass(frozen=True, slots=True)
class Span:
    """`end` is the first day after it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a span has a day")


@dataclass(frozen=True, slots=True)
class _Names:
    months: Mapping[str, int]
    seasons: Mapping[str, int]
    days: Mapping[str, int]
    units: Mapping[str, str]
    weekdays: Mapping[str, int]
    last: frozenset[str]
    this: frozenset[str]
    ago: frozenset[str]
    leads: frozenset[str]
    tells: frozenset[str]
    asks: tuple[str, ...]


def asks(question: str, language: Language) -> bool:
    """Whether a time would answer it."""
    line = f" {' '.join(_tokens(question))} "
    return any(f" {phrase} " in line for phrase in _names(language).asks)


def tells(text: str, language: Language) -> bool:
    """Whether it names a time of any kind."""
    names = _names(language)
    said = _tokens(text)
    return any(
        word in names.tells or _YEAR.fullmatch(word) or _CLOCK.fullmatch(word) or _month_of(said, place, names)
        for place, word in enumerate(said)
    )


def names_day(said: Sequence[str], language: Language) -> bool:
    """Whether a weekday or a month is named among folded words."""
    names = _names(language)
    return any(_is_weekday(word, names) or _month_of(said, place, names) for place, word in enumerate(said))


def spans(question: str, language: Language, today: date, years: Sequence[int]) -> list[Span]:
    """The days that are meant. A month without a year is that of each of `years`."""
    said = _tokens(question)
    names = _names(language)
    found = [span for place in range(len(said)) for span in _at(said, place, names, today, years)]
    if not found:
        found = [_year(int(hit[1])) for word in said if (hit := _YEAR.fullmatch(word))]
    return list(dict.fromkeys(found))


def _at(said: list[str], place: int, names: _Names, today: date, years: Sequence[int]) -> Iterator[Span]:
    word = said[place]
    near = said[max(place - 3, 0) : place] + said[place + 1 : place + 3]
    named = [int(hit[1]) for one in near if (hit := _YEAR.fullmatch(one))] or _relative_year(near, names, today)
    if month := _month_of(said, place, names):
        day = _day_beside(said, place)
        for year in named or years:
            yield from _of_month(year, month, day)
    elif word in names.seasons and (word != _FALL or _is_season(said, place)):
        for year in named or years:
            yield _months(year, names.seasons[word], 3)
    elif names.days.get(word, 1) <= 0:
        yield _one(today + timedelta(days=names.days[word]))
    elif word in names.units or word in names.weekdays:
        yield from _reckoned(said, place, names, today)


def _is_season(said: list[str], place: int) -> bool:
    after = [word for word in said[place + 1 : place + 3] if word != _OF]
    return said[max(place - 1, 0)] in _BEFORE_FALL or (bool(after) and _YEAR.fullmatch(after[0]) is not None)


def _relative_year(near: Sequence[str], names: _Names, today: date) -> list[int]:
    """ "last summer", "this March": none where nothing is said."""
    if any(word in names.last for word in near):
        return [today.year, today.year - 1]
    return [today.year] if any(word in names.this for word in near) else []


def _reckoned(said: list[str], place: int, names: _Names, today: date) -> Iterator[Span]:
    """ "last week", "two months ago", "last Friday"."""
    before = said[place - 1] if place else ""
    unit = names.units.get(said[place])
    if unit is None:
        if before in names.last:
            back = (today.weekday() - names.weekdays[said[place]] - 1) % 7 + 1
            yield _one(today - timedelta(days=back))
        return
    count = 1 if before in names.last else 0 if before in names.this else None
    after = said[place + 1] if place + 1 < len(said) else ""
    if count is None and after in names.ago:
        count = int(before) if before.isdecimal() and len(before) < 3 else _FEW.get(before)
    if count is not None:
        yield _back(today, unit, count)


def _back(today: date, unit: str, count: int) -> Span:
    match unit:
        case "day":
            return _one(today - timedelta(days=count))
        case "week" | "fortnight":
            monday = today - timedelta(days=today.weekday() + 7 * count * (2 if unit == "fortnight" else 1))
            return Span(monday, monday + timedelta(days=7))
        case "month":
            months = today.year * 12 + today.month - 1 - count
            return _months(months // 12, months % 12 + 1, 1)
        case _:
            return _year(today.year - count)


def _of_month(year: int, month: int, day: int | None) -> Iterator[Span]:
    if day is None:
        yield _months(year, month, 1)
        return
    first = date(year, month, 1)
    found = first + timedelta(days=day - 1)
    if found.month == month:
        yield _one(found)


def _day_beside(said: list[str], place: int) -> int | None:
    sides = [said[place + 1 : place + 2], said[place - 1 : place] if place else []]
    if place > 1 and said[place - 1] == _OF:
        sides.append(said[place - 2 : place - 1])
    for side in sides:
        hit = _DAY.fullmatch(side[0]) if side else None
        if hit and 1 <= int(hit[1]) <= 31:
            return int(hit[1])
    return None


def _is_weekday(word: str, names: _Names) -> bool:
    if word.isascii():
        return word in names.weekdays
    return any(len(one) > 2 and word.startswith(one) and len(word) - len(one) <= _ENDING for one in names.weekdays)


def _month_of(said: Sequence[str], place: int, names: _Names) -> int | None:
    word = said[place]
    month = names.months.get(word)
    if month is not None and word in _SHY:
        around = [*said[max(place - 1, 0) : place], *said[place + 1 : place + 2]]
        return month if any(one in names.leads or one[:1].isdecimal() for one in around) else None
    if month is None and not word.isascii():
        longest = max((name for name in names.months if len(name) > 2 and word.startswith(name)), key=len, default="")
        month = names.months[longest] if longest and len(word) - len(longest) <= _ENDING else None
    return month


def _one(day: date) -> Span:
    return Span(day, day + timedelta(days=1))


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def _months(year: int, first: int, count: int) -> Span:
    end = year * 12 + first - 1 + count
    return Span(date(year, first, 1), date(end // 12, end % 12 + 1, 1))


def _tokens(text: str) -> list[str]:
    return [stems.fold(token) for token in words.tokens(text)]


@cache
def _names(language: Language) -> _Names:
    """A language's own and the English ones: both are typed in one sentence."""
    files = [(lists("dates", one), lists("when", one)) for one in dict.fromkeys((Language.EN, language))]
    months = _joined([_numbered(dates["month"]) for dates, _ in files])
    days = _joined([_numbered(dates["day"]) for dates, _ in files])
    units = _joined([{word: unit for unit, of in dates["unit"].items() for word in _folded(of)} for dates, _ in files])
    weekdays = _joined([_numbered(dates["weekday"]) for dates, _ in files])
    shift = [dates["shift"] for dates, _ in files]
    when = [own for _, own in files]
    last = _set(one.get("last", ()) for one in shift)
    told = {*units, *weekdays, *days, *last, *_set(one["tells"] for one in when)} - _SHY
    return _Names(
        months=months,
        seasons=_joined([_numbered(own["season"]) for own in when]),
        days={word: shift for word, shift in days.items() if " " not in word},
        units=units,
        weekdays={word: day for word, day in weekdays.items() if word not in _SHY},
        last=last,
        this=_set(one.get("this", ()) for one in shift),
        ago=_set(one["ago"] for one in when),
        leads=_set(one["leads"] for one in when),
        tells=frozenset(told),
        asks=tuple(" ".join(_tokens(phrase)) for own in when for phrase in own["asks"]),
    )


def _joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for part in reversed(parts) for key, value in part.items()}


def _numbered(listed: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {word: int(number) for number, forms in listed.items() for word in _folded(forms)}


def _folded(forms: Sequence[str]) -> list[str]:
    return [stems.fold(form.casefold()) for form in forms]


def _set(many: Any) -> frozenset[str]:
    return frozenset(word for forms in many for word in _folded(forms))
