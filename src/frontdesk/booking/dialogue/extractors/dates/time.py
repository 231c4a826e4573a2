"""The time of day, for services that are booked by the hour."""

import re

from frontdesk.booking.dialogue.extractors.dates import hours as time_hours
from frontdesk.booking.dialogue.extractors.dates.hours import NIGHT, PARTS, Said
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.booking.dialogue.state import Field

_CLOCK = re.compile(r"(?<![\d.:/-])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:/-]|\.\d)")


def see(sheet: Sheet) -> list[Said]:
    """Claims times of day, whatever the service, so that nobody takes them for something else."""
    said = _colon(sheet)
    for one in said:
        sheet.claim(one.start, one.end, Field.EVENT_TIME)
    return said + time_hours.worded(sheet)


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
        span = PARTS.get(str(parts[-1]), NIGHT)
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
        said.append(
            time_hours.half(sheet, time_hours.range_start(sheet, start), start, end, int(match[1]), int(match[2]))
        )
    return said


def _is_dotted_time(sheet: Sheet, match: re.Match[str], start: int, end: int) -> bool:
    """8.30 and 6.00 are no dates, as there is no such month; 5.12 may be one, unless it is evening."""
    if sheet.asked is Field.EVENT_TIME or sheet.at("part", end) or time_hours.is_led_in(sheet, start):
        return True
    return sheet.asked is Field.EVENT_DATE and (int(match[2]) > 12 or match[2] == "00")
