"""Days reckoned from the one that stands or was just said: the next day, the Saturday after that, a week later."""

from datetime import date, timedelta

from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates.reckoned import base_at, seen
from frontdesk.booking.dialogue.extractors.dates.seen import Seen, amount, skip
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# "Postpone" stands at most so many words from the days that it is about.
_NEAR = 4


def anchored(sheet: Sheet, place: int, before: Seen | None) -> Seen | None:
    """The next day, the Saturday after that: from the day said before in the message, else from the one that stands."""
    mark = sheet.at("anchor", place)
    if mark is not None and not _leads_to_a_base(sheet, mark, before):
        anchor = _anchor(sheet, before)
        if anchor is None:
            return Seen(place, mark.end, calendar.VAGUE, weak=True) if int(mark.value) > 0 else None
        return seen(sheet, place, mark.end, anchor + timedelta(days=int(mark.value)))
    behind = sheet.at("after_that", place)
    day = sheet.at("weekday", skip(sheet, behind.end, "link")) if behind else sheet.at("weekday", place)
    if day is None:
        return None
    trailing = behind or sheet.at("after_that", day.end) or _after_alone(sheet, day.end)
    anchor = _anchor(sheet, before)
    if trailing is None or anchor is None or (trailing is not behind and trailing.language is not Language.EN):
        return None
    return seen(sheet, place, max(day.end, trailing.end), calendar.following(anchor, int(day.value)))


def _after_alone(sheet: Sheet, place: int) -> Mark | None:
    """The "after" of "the Saturday after", behind which nothing follows."""
    mark = sheet.at("from", place)
    ends = mark is not None and (mark.end == len(sheet.tokens) or sheet.tokens[mark.end].kind == "mark")
    return mark if ends and sheet.tokens[place].text.casefold() == "after" else None


def _leads_to_a_base(sheet: Sheet, mark: Mark, before: Seen | None) -> bool:
    """ "The day before Christmas" and "the day after tomorrow" have a day of their own; so has "day after" alone."""
    if mark.language is not Language.EN:
        return False
    longer = sheet.at("day", mark.start)
    if longer is not None and (longer.end > mark.end or _anchor(sheet, before) is None):
        return True
    return base_at(sheet, skip(sheet, mark.end, "link")) is not None


def _anchor(sheet: Sheet, before: Seen | None) -> date | None:
    if before is not None and isinstance(before.value, date):
        return before.value
    standing = sheet.context.collected.get(Field.EVENT_DATE)
    if standing:
        return date.fromisoformat(standing)
    return next(iter(sheet.context.refused), None)


def later_than_agreed(sheet: Sheet, place: int) -> Seen | None:
    """ "Make it a week later", "postpone by two days", "दो दिन आगे बढ़ा दो", once a day stands."""
    standing = sheet.context.collected.get(Field.EVENT_DATE)
    span = amount(sheet, place) if standing else None
    if not standing or span is None:
        return None
    pushes = sheet.values("pushes", place - _NEAR, span.end + _NEAR)
    mark = sheet.at("moves", span.end)
    said_anew = sheet.has("change") or sheet.has("instead") or sheet.asked is not Field.EVENT_DATE
    if not pushes and (mark is None or not said_anew):
        return None
    sign = int(mark.value) if mark else int(pushes[0])
    value = calendar.later(date.fromisoformat(standing), sign * span.value, span.unit)
    return seen(sheet, place, mark.end if mark else span.end, value)
