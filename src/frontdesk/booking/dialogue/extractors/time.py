"""The time of day, for services that are booked by the hour."""

import re
from dataclasses import dataclass

from frontdesk.booking.dialogue.extractors import number
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_CLOCK = re.compile(r"(?<![\d.:/-])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d.:/-])")
_PARTS = {"morning": range(4, 12), "noon": range(11, 16), "afternoon": range(12, 18), "evening": range(15, 22)}
_NIGHT = range(18, 24)


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
        if not sheet.is_free(start, end) or (dotted and not clock and sheet.asked is not Field.EVENT_TIME):
            continue
        said.append(_half(sheet, start, clock.end if clock else end, int(match[1]), int(match[2])))
    return said


def _worded(sheet: Sheet) -> list[Said]:
    """10 am, 5 baje, साढ़े दस बजे, half past ten."""
    said: list[Said] = []
    for place in range(len(sheet.tokens)):
        hour = None if sheet.owner[place] else number.at(sheet, place)
        if hour is None or hour.ordinal or not 1 <= hour.value <= 24 or not sheet.is_free(hour.start, hour.end):
            continue
        clock = sheet.at("clock", hour.end)
        quarter = _quarter(sheet, place)
        if clock is None and quarter is None:
            continue
        minutes = quarter[1] if quarter else 0
        end = clock.end if clock else hour.end
        said.append(_half(sheet, quarter[0] if quarter else place, end, hour.value, minutes))
    return said


def _quarter(sheet: Sheet, place: int) -> tuple[int, int] | None:
    for start in (place - 1, place - 2):
        mark = sheet.at("quarter", start) if start >= 0 else None
        if mark is not None and mark.end == place:
            return start, int(mark.value)
    return None


def _half(sheet: Sheet, start: int, end: int, hour: int, minute: int) -> Said:
    """Morning or evening, from am and pm, from a part of the day in the message, or left open."""
    halves = [str(mark.value) for place, mark in sheet.marks.get("clock", {}).items() if start <= place < end + 1]
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
