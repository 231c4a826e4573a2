"""Hours as people say them: 5 baje, at 7, half past ten, साढ़े दस, twelve thirty, 5 to 6 pm, शाम के छह."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import number, spelt
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

PARTS = {"morning": range(4, 12), "noon": range(11, 16), "afternoon": range(12, 18), "evening": range(15, 22)}
NIGHT = range(18, 24)
_NOON = 12
# More numbers than this stand in no message that a person wrote.
_MOST_TRIED = 150
_AT = frozenset({"at", "@", "by"})
_FROM = frozenset({"between", "from"})
_BEHIND_HOURS = (
    "part", "day", "weekday", "link", "both", "filler", "copula", "want", "shift", "answer", "either", "also", "number",
    "hence", "beside", "earlier", "range",
)  # fmt: skip
# Written onto the number: সাতটায়.
_OCLOCK = ("টায়", "টার")
_MINUTES = (5, 10, 20, 25)
_DASHES = ("-", "–")
# Behind a lone number these say that it is a day, a count or a house.
_OTHERWISE = (
    "month", "calendar", "date_word", "unit", "unit_hence", "nth", "people", "money", "each", "place", "hours", "city",
)  # fmt: skip
# Where these are asked a lone number is no hour.
_FIGURES_ASKED = (Field.ADDRESS, Field.PINCODE, Field.PHONE, Field.NAME, Field.PACKAGE, Field.SERVICE)
# "Sat" is seven as well, in Hindi and Nepali.
_WEEKDAYS_TOO = frozenset({"sat"})


@dataclass(frozen=True, slots=True)
class Said:
    """Minutes since midnight as said; `open_half` if it may be twelve hours later."""

    start: int
    end: int
    minutes: int
    open_half: bool


def worded(sheet: Sheet) -> list[Said]:
    """10 am, 5 baje, साढ़े दस बजे, half past ten, at 7, 6 shaam; claims them."""
    said: list[Said] = []
    for place in islice(_numbers(sheet), _MOST_TRIED):
        hour = number.at(sheet, place)
        if hour is None or hour.ordinal or not 1 <= hour.value <= 24 or not sheet.is_free(hour.start, hour.end):
            continue
        clock = sheet.at("clock", hour.end)
        quarter = _quarter(sheet, place)
        glued = not hour.digits and sheet.tokens[hour.end - 1].text.endswith(_OCLOCK)
        if clock is None and quarter is None and not glued and not _is_hour(sheet, hour):
            continue
        start, minutes = quarter or (place, 0)
        end, more = _minutes_behind(sheet, clock.end if clock else hour.end)
        minutes = more or minutes
        if clock is None and (later := _range_end(sheet, end)) is not None:
            sheet.claim(start, end, Field.EVENT_TIME)
            start, hour, end = start, later, later.end
        one = half(sheet, range_start(sheet, start), start, end, hour.value, minutes)
        sheet.claim(one.start, one.end, Field.EVENT_TIME)
        said.append(one)
    return said


def _numbers(sheet: Sheet) -> Iterator[int]:
    counted = (sheet.marks.get("number", {}), sheet.marks.get("ordinal", {}))
    for place, token in enumerate(sheet.tokens):
        if not sheet.owner[place] and (token.kind == "number" or any(place in marks for marks in counted)):
            yield place


def _is_hour(sheet: Sheet, hour: number.Number) -> bool:
    """A lone number beside a part of the day or behind "at"; not in "5 tarikh" or "at 12 MG Road"."""
    if hour.value > _NOON or sheet.asked in _FIGURES_ASKED or _is_of_figures(sheet, hour.start):
        return False
    if any(sheet.at(category, hour.end) for category in _OTHERWISE):
        return False
    if hour.start > 0 and any(sheet.covered(name, hour.start - 1) for name in ("month", "calendar")):
        return False
    if (
        _is_spelt(sheet, hour)
        or _is_between(sheet, hour)
        or any(sheet.at(name, hour.end) for name in ("onwards", "quarter"))
    ):
        return True
    behind_part = _follows_part(sheet, hour)
    if not (_stands_free(sheet, hour.end) or _range_end(sheet, hour.end)):
        return behind_part and sheet.asked is Field.EVENT_DATE and sheet.tokens[hour.end].kind == "word"
    if sheet.at("part", hour.end) is not None:
        return sheet.tokens[hour.start].text.casefold() not in _WEEKDAYS_TOO or behind_part
    return behind_part or is_led_in(sheet, hour.start)


def _follows_part(sheet: Sheet, hour: number.Number) -> bool:
    """The six of "शाम छह" and of "शाम के छह"; not the day of "shaam ko 5 ko"."""
    if hour.start == 0:
        return False
    if sheet.covered("part", hour.start - 1):
        return True
    linked = hour.start > 1 and sheet.at("link", hour.start - 1) and sheet.covered("part", hour.start - 2)
    return bool(linked) and sheet.at("on_day", hour.end) is None


def _is_spelt(sheet: Sheet, hour: number.Number) -> bool:
    """ "Twelve thirty" alone. English only: "kar do pandrah ko" does what was asked on the fifteenth."""
    mark = sheet.at("number", hour.start)
    if mark is None or mark.language is not Language.EN or (hour.start and number.at(sheet, hour.start - 1)):
        return False
    end, minutes = _minutes_behind(sheet, hour.end)
    counts = end < len(sheet.tokens) and (
        number.at(sheet, end) is not None or any(sheet.at(name, end) for name in _OTHERWISE)
    )
    return bool(minutes) and not counts


def _is_between(sheet: Sheet, hour: number.Number) -> bool:
    """ "Between 11 and 1", "kal 4 se 5": where the day is asked or stands beside them, or as the second is smaller."""
    later = _range_end(sheet, hour.end)
    if later is None or hour.start == 0:
        return False
    if sheet.tokens[hour.start - 1].text.casefold() in _FROM:
        dated = sheet.asked is Field.EVENT_DATE or any(sheet.has(name) for name in ("weekday", "day", "month"))
        return later.value < hour.value or dated
    if sheet.tokens[later.start - 1].text in _DASHES:
        return are_hours(sheet, hour.start, hour.value, later.value)
    return any(sheet.covered(name, hour.start - 1) for name in ("weekday", "day"))


def are_hours(sheet: Sheet, start: int, first: int, last: int) -> bool:
    """The 10-2 of "Friday 10-2", unless the tenth of February is a Friday."""
    weekday, day = sheet.at("weekday", start - 1), sheet.at("day", start - 1)
    if (weekday is None and day is None) or first > _NOON or last > _NOON:
        return False
    value = calendar.settle(sheet.context.today, first, last, None)
    if not isinstance(value, date):
        return True
    if weekday is not None:
        return value.weekday() != weekday.value
    return day is not None and value != sheet.context.today + timedelta(days=int(day.value))


def _is_of_figures(sheet: Sheet, place: int) -> bool:
    """The 12 of 26/12 and 26-12; the 6 of "5-6 evening" may be an hour."""
    if place < 2 or sheet.tokens[place - 2].kind != "number":
        return False
    sign = sheet.tokens[place - 1].text
    return sign in ("/", ".", ":") or (sign in _DASHES and len(sheet.tokens[place - 2].text) > 1)


def is_led_in(sheet: Sheet, place: int) -> bool:
    if place == 0:
        return False
    last = sheet.tokens[place - 1]
    return last.text.casefold() in _AT or sheet.covered("part", place - 1)


def _stands_free(sheet: Sheet, place: int) -> bool:
    """Nothing follows that the number could count or belong to."""
    if place >= len(sheet.tokens) or sheet.tokens[place].kind == "mark":
        return place >= len(sheet.tokens) or sheet.tokens[place].text not in (":", "/", "%", "-")
    return any(sheet.at(category, place) for category in _BEHIND_HOURS)


def range_start(sheet: Sheet, start: int) -> int:
    """The 5 of "5-6 pm", "5 to 6 pm", "5 se 6 baje"."""
    if start < 2:
        return start
    between = sheet.tokens[start - 1]
    if between.text not in _DASHES and not any(sheet.at(category, start - 1) for category in ("range", "either")):
        return start
    first = None if sheet.owner[start - 2] else number.at(sheet, start - 2)
    fits = first is not None and first.end == start - 1 and first.value <= _NOON and not first.ordinal
    behind_month = start > 2 and sheet.covered("month", start - 3)
    return start - 2 if fits and not behind_month else start


def _minutes_behind(sheet: Sheet, end: int) -> tuple[int, int]:
    """The thirty of "twelve thirty" and of "4 bajkar 30 minute"."""
    at = end + 1 if end + 1 < len(sheet.tokens) and sheet.tokens[end].text == "-" else end  # "ten-thirty"
    if at >= len(sheet.tokens) or sheet.owner[at] or (at > end and sheet.tokens[at].kind == "number"):
        return end, 0
    more = number.at(sheet, at)
    value, behind = (more.value, more.end) if more else _spelt_figure(sheet, at)
    if (more and more.ordinal) or not 10 <= value < 60:
        return end, 0
    unit = sheet.at("hours", behind)
    spoken = (more is None or not more.digits) and not sheet.at("month", behind) and value % 5 == 0
    return (unit.end if unit else behind, value) if unit or spoken else (end, 0)


def _spelt_figure(sheet: Sheet, at: int) -> tuple[int, int]:
    """Forty, forty five; days have no such names, so that they stand in another list."""
    value = spelt.figure(sheet.tokens[at].text)
    if not value or sheet.tokens[at].kind != "word":
        return 0, at
    unit = spelt.figure(sheet.tokens[at + 1].text) if at + 1 < len(sheet.tokens) else None
    joined = unit if unit and unit < 10 and spelt.joins(sheet.tokens[at].text) else 0
    return value + joined, at + 1 + bool(joined)


def _range_end(sheet: Sheet, end: int) -> number.Number | None:
    """The 6 of "shaam 4 se 6", where the 4 is an hour already."""
    joined = end < len(sheet.tokens) and (
        sheet.tokens[end].text in _DASHES or sheet.tokens[end].text.casefold() == "and" or sheet.at("range", end)
    )
    later = number.at(sheet, end + 1) if joined and end + 1 < len(sheet.tokens) else None
    fits = later is not None and later.value <= _NOON and not later.ordinal and not sheet.owner[later.start]
    return later if fits and later and not any(sheet.at(name, later.end) for name in _OTHERWISE) else None


def _quarter(sheet: Sheet, place: int) -> tuple[int, int] | None:
    for start in (place - 1, place - 2):
        mark = sheet.at("quarter", start) if start >= 0 else None
        if mark is not None and mark.end == place:
            return start, int(mark.value)
    return _past(sheet, place)


def _past(sheet: Sheet, place: int) -> tuple[int, int] | None:
    """Twenty past two, ten to five."""
    sign = {"past": 1, "to": -1}.get(sheet.tokens[place - 1].text.casefold()) if place >= 2 else None
    for start in (place - 2, place - 3):
        minutes = number.at(sheet, start) if sign and start >= 0 and not sheet.owner[start] else None
        if sign and minutes and minutes.end == place - 1 and not minutes.ordinal and minutes.value in _MINUTES:
            led = sign > 0 or is_led_in(sheet, start) or sheet.at("part", place + 1) is not None
            return (start, sign * minutes.value) if led else None
    return None


def half(sheet: Sheet, start: int, said: int, end: int, hour: int, minute: int) -> Said:
    """Morning or evening, from am and pm, from a part of the day in the message, or left open.

    `start` may be that of a range, of which the time `said` is the end.
    """
    halves = [str(mark.value) for place, mark in sheet.marks.get("clock", {}).items() if said <= place < end + 1]
    total = (hour % 24) * 60 + minute
    if "pm" in halves:
        return Said(start, end, (hour % _NOON + _NOON) * 60 + minute, open_half=False)
    if "am" in halves:
        return Said(start, end, (hour % _NOON) * 60 + minute, open_half=False)
    parts = sheet.values("part")
    if parts and hour <= _NOON:
        span = PARTS.get(str(parts[-1]), NIGHT)
        fitting = [value for value in (hour % _NOON, hour % _NOON + _NOON) if value in span]
        if fitting:
            return Said(start, end, fitting[0] * 60 + minute, open_half=False)
    return Said(start, end, total, open_half=hour <= _NOON)
