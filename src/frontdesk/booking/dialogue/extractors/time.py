"""The time of day, for services that are booked by the hour."""

import re
from dataclasses import dataclass

from frontdesk.booking.dialogue.extractors import number
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_CLOCK = re.compile(r"(?<![\d.:/-])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:/-]|\.\d)")
_PARTS = {"morning": range(4, 12), "noon": range(11, 16), "afternoon": range(12, 18), "evening": range(15, 22)}
_NIGHT = range(18, 24)
_AT = frozenset({"at", "@", "by"})
_BEHIND_HOURS = (
    "part", "day", "weekday", "link", "both", "filler", "copula", "want", "shift", "answer", "either", "also", "number",
    "hence", "beside", "earlier",
)  # fmt: skip
# Written onto the number: সাতটায়.
_OCLOCK = ("টায়", "টার")
_MINUTES = (5, 10, 20, 25)
_DASHES = ("-", "–")
# Behind a lone number these say that it is a day, a count or a house.
_OTHERWISE = (
    "month", "calendar", "date_word", "unit", "unit_hence", "nth", "people", "money", "each", "place", "hours", "city",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """Minutes since midnight as said; `open_half` if it may be twelve hours later."""

    start: int
    end: int
    minutes: int
    open_half: bool


def see(sheet: Sheet) -> list[Said]:
    """Claims times of day, whatever the service, so that nobody takes them for something else."""
    said = _colon(sheet) + _worded(sheet)
    for one in said:
        sheet.claim(one.start, one.end, Field.EVENT_TIME)
    return said


def find(sheet: Sheet, said: list[Said]) -> None:
    """Files the last time said if the service, known by now, has times."""
    offered = _offered(sheet)
    if not offered:
        return
    if said:
        _file(sheet, said[-1], offered)
    elif sheet.asked is Field.EVENT_TIME:
        _bare(sheet, offered)


def _offered(sheet: Sheet) -> tuple[str, ...]:
    name = sheet.found.fields.get(Field.SERVICE) or sheet.context.collected.get(Field.SERVICE)
    service = sheet.context.catalogue.service(name) if name else None
    return service.times if service else ()


def _file(sheet: Sheet, one: Said, offered: tuple[str, ...]) -> None:
    choices = [one.minutes, one.minutes + 720] if one.open_half and one.minutes < 720 else [one.minutes]
    texts = [f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in choices]
    hit = next((text for text in texts if text in offered), None)
    if hit:
        sheet.found.fields[Field.EVENT_TIME] = hit
    else:
        sheet.found.invalid[Field.EVENT_TIME] = "not_offered"


def _bare(sheet: Sheet, offered: tuple[str, ...]) -> None:
    """A lone number where the time is asked is an hour, else a place in the list; a part of the day may leave one."""
    free = [place for place in sheet.free(0, len(sheet.tokens)) if number.at(sheet, place)]
    if len(free) == 1:
        value = number.at(sheet, free[0])
        if value is None or value.value > 24:
            return
        texts = [f"{value.value:02d}:00", f"{value.value + 12:02d}:00"]
        hit = next((text for text in texts if text in offered), None)
        if hit is None and 1 <= value.value <= len(offered):
            hit = offered[value.value - 1]
        sheet.claim(value.start, value.end, Field.EVENT_TIME)
        if hit:
            sheet.found.fields[Field.EVENT_TIME] = hit
        else:
            sheet.found.invalid[Field.EVENT_TIME] = "not_offered"
        return
    parts = sheet.values("part")
    if parts:
        span = _PARTS.get(str(parts[-1]), _NIGHT)
        fitting = [text for text in offered if int(text[:2]) in span]
        if len(fitting) == 1:
            sheet.found.fields[Field.EVENT_TIME] = fitting[0]


def _colon(sheet: Sheet) -> list[Said]:
    said: list[Said] = []
    for match in _CLOCK.finditer(sheet.text):
        start, end = sheet.places(match.start(), match.end())
        clock = sheet.at("clock", end)
        dotted = "." in match.group()
        if not sheet.is_free(start, end) or (dotted and not clock and not _is_dotted_time(sheet, match, start, end)):
            continue
        end = clock.end if clock else end
        said.append(_half(sheet, _range_start(sheet, start), start, end, int(match[1]), int(match[2])))
    return said


def _is_dotted_time(sheet: Sheet, match: re.Match[str], start: int, end: int) -> bool:
    """8.30 and 6.00 are no dates, as there is no such month; 5.12 may be one, unless it is evening."""
    if sheet.asked is Field.EVENT_TIME or sheet.at("part", end) or _is_led_in(sheet, start):
        return True
    return sheet.asked is Field.EVENT_DATE and (int(match[2]) > 12 or match[2] == "00")


def _worded(sheet: Sheet) -> list[Said]:
    """10 am, 5 baje, साढ़े दस बजे, half past ten, at 7, 6 shaam."""
    said: list[Said] = []
    for place in range(len(sheet.tokens)):
        hour = None if sheet.owner[place] else number.at(sheet, place)
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
        said.append(_half(sheet, _range_start(sheet, start), start, end, hour.value, minutes))
    return said


def _is_hour(sheet: Sheet, hour: number.Number) -> bool:
    """A lone number beside a part of the day or behind "at"; not in "5 tarikh" or "at 12 MG Road"."""
    if hour.value > 12 or any(sheet.at(category, hour.end) for category in _OTHERWISE):
        return False
    if sheet.asked in (Field.ADDRESS, Field.PINCODE, Field.PHONE, Field.NAME, Field.PACKAGE, Field.SERVICE):
        return False
    if _is_of_figures(sheet, hour.start):
        return False
    follows_month = hour.start > 0 and any(sheet.covered(name, hour.start - 1) for name in ("month", "calendar"))
    if follows_month or not (_stands_free(sheet, hour.end) or _range_end(sheet, hour.end)):
        return False
    if _is_between(sheet, hour):
        return True
    return sheet.at("part", hour.end) is not None or _is_led_in(sheet, hour.start)


def _is_between(sheet: Sheet, hour: number.Number) -> bool:
    """ "Saturday between 11 and 1": hours, as the second is smaller, or a day is named beside them."""
    later = _range_end(sheet, hour.end)
    if later is None or hour.start == 0 or sheet.tokens[hour.start - 1].text.casefold() not in ("between", "from"):
        return False
    return later.value < hour.value or any(sheet.has(name) for name in ("weekday", "day", "month"))


def _is_of_figures(sheet: Sheet, place: int) -> bool:
    """The 12 of 26/12 and 26-12; the 6 of "5-6 evening" may be an hour."""
    if place < 2 or sheet.tokens[place - 2].kind != "number":
        return False
    sign = sheet.tokens[place - 1].text
    return sign in ("/", ".", ":") or (sign in _DASHES and len(sheet.tokens[place - 2].text) > 1)


def _is_led_in(sheet: Sheet, place: int) -> bool:
    if place == 0:
        return False
    last = sheet.tokens[place - 1]
    return last.text.casefold() in _AT or sheet.covered("part", place - 1)


def _stands_free(sheet: Sheet, place: int) -> bool:
    """Nothing follows that the number could count or belong to."""
    if place >= len(sheet.tokens) or sheet.tokens[place].kind == "mark":
        return place >= len(sheet.tokens) or sheet.tokens[place].text not in (":", "/", "%", "-")
    return any(sheet.at(category, place) for category in _BEHIND_HOURS)


def _range_start(sheet: Sheet, start: int) -> int:
    """The 5 of "5-6 pm", "5 to 6 pm", "5 se 6 baje"."""
    if start < 2:
        return start
    between = sheet.tokens[start - 1]
    if between.text not in _DASHES and not any(sheet.at(category, start - 1) for category in ("range", "either")):
        return start
    first = None if sheet.owner[start - 2] else number.at(sheet, start - 2)
    fits = first is not None and first.end == start - 1 and first.value <= 12 and not first.ordinal
    behind_month = start > 2 and sheet.covered("month", start - 3)
    return start - 2 if fits and not behind_month else start


def _minutes_behind(sheet: Sheet, end: int) -> tuple[int, int]:
    """The thirty of "twelve thirty" and of "4 bajkar 30 minute"."""
    more = number.at(sheet, end) if end < len(sheet.tokens) and not sheet.owner[end] else None
    if more is None or more.ordinal or not 10 <= more.value < 60:
        return end, 0
    unit = sheet.at("hours", more.end)
    worded = not more.digits and not sheet.at("month", more.end) and more.value % 5 == 0
    return (unit.end if unit else more.end, more.value) if unit or worded else (end, 0)


def _range_end(sheet: Sheet, end: int) -> number.Number | None:
    """The 6 of "shaam 4 se 6", where the 4 is an hour already."""
    joined = end < len(sheet.tokens) and (
        sheet.tokens[end].text in _DASHES or sheet.tokens[end].text.casefold() == "and" or sheet.at("range", end)
    )
    later = number.at(sheet, end + 1) if joined and end + 1 < len(sheet.tokens) else None
    fits = later is not None and later.value <= 12 and not later.ordinal and not sheet.owner[later.start]
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
            led = sign > 0 or _is_led_in(sheet, start) or sheet.at("part", place + 1) is not None
            return (start, sign * minutes.value) if led else None
    return None


def _half(sheet: Sheet, start: int, said: int, end: int, hour: int, minute: int) -> Said:
    """Morning or evening, from am and pm, from a part of the day in the message, or left open.

    `start` may be that of a range, of which the time `said` is the end.
    """
    halves = [str(mark.value) for place, mark in sheet.marks.get("clock", {}).items() if said <= place < end + 1]
    total = (hour % 24) * 60 + minute
    if "pm" in halves:
        return Said(start, end, (hour % 12 + 12) * 60 + minute, open_half=False)
    if "am" in halves:
        return Said(start, end, (hour % 12) * 60 + minute, open_half=False)
    parts = sheet.values("part")
    if parts and hour <= 12:
        span = _PARTS.get(str(parts[-1]), _NIGHT)
        fitting = [value for value in (hour % 12, hour % 12 + 12) if value in span]
        if fitting:
            return Said(start, end, fitting[0] * 60 + minute, open_half=False)
    return Said(start, end, total, open_half=hour <= 12)
