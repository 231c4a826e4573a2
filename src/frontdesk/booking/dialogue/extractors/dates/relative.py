"""Days seen from today: tomorrow, next Friday, Saturday of next week, the 5th of next month, in three weeks."""

from datetime import date, timedelta

from frontdesk.booking.dialogue import bikram
from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates.seen import Seen, amount, behind, is_range, number_at, skip
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_LONGEST_MONTH = 31
# "Any" and "every" are so many words at most.
_EVERY = 3
# "Two, four days": no farther apart than this.
_NEAR = 3
# "Thode" sounds like "today".
_EVERYDAY = ("also", "speaks", "everyday")
# Also words of Hindi, Bengali and Marathi: a day there only where one is asked, or behind "this" and "next".
_DOUBTFUL = frozenset({"sat", "sun", "mon"})


def relative(sheet: Sheet, place: int) -> Seen | None:
    """Today, कल, পরশু. Of the words that mean both, a booking means the day to come."""
    mark = sheet.at("day", place)
    if mark is None or (mark.sounds and any(sheet.at(name, place) for name in _EVERYDAY)):
        return None
    offset = int(mark.value)
    following = sheet.at("day", mark.end)
    if following is not None and offset == 0 and int(following.value) == 1:
        return Seen(place, following.end, calendar.VAGUE, weak=True)  # आज कल
    value: date | str = calendar.PAST if offset < 0 else sheet.context.today + timedelta(days=offset)
    return Seen(place, mark.end, value)


def weekday(sheet: Sheet, place: int) -> Seen | None:
    """Saturday, next Saturday, Saturday next week, next week Saturday, every Saturday."""
    shift = sheet.at("shift", place)
    at = shift.end if shift else place
    unit = sheet.at("unit", at) if shift else None
    if unit and unit.value == "week":
        at = skip(sheet, unit.end, "link", marks=",")
    elif sheet.at("date_word", at) and shift is None:
        return None
    day = sheet.at("weekday", at) or _short_weekday(sheet, at)
    if day is None or (shift is None and (_is_another_word(sheet, day) or _is_somebody(sheet, day))):
        return None
    if _is_of_many(sheet, place):
        return Seen(place, day.end, calendar.VAGUE, weak=True)
    word, end = (str(shift.value), day.end) if shift else _trailing(sheet, day.end)
    if word == "next" and at == place + 1 and sheet.at("nearest", place):
        word = None  # "আগামী শনিবার" is the coming one, though "আগামী মাস" is the next
    value = calendar.weekday(sheet.context.today, int(day.value), word)
    return Seen(place, end, value, weekday=None if word else int(day.value))


def _is_of_many(sheet: Sheet, place: int) -> bool:
    """Every Sunday, any Sunday."""
    return any(mark.end == place for mark in sheet.between("every", place - _EVERY, place))


def _short_weekday(sheet: Sheet, place: int) -> Mark | None:
    """ "Shani ya ravi": names of people, stars and planets as well."""
    return sheet.at("weekday_short", place) if sheet.asked is Field.EVENT_DATE else None


def _trailing(sheet: Sheet, end: int) -> tuple[str | None, int]:
    """The "next week" of "Wednesday of next week", the "after next" of "Friday after next"."""
    if (week := behind(sheet, end, _week)) is not None:
        return week
    trailing = sheet.at("shift", end)
    return ("after_next", trailing.end) if trailing and trailing.value == "after_next" else (None, end)


def _week(sheet: Sheet, place: int) -> tuple[str, int] | None:
    shift = sheet.at("shift", place)
    week = sheet.at("unit", shift.end) if shift else None
    return (str(shift.value), week.end) if shift and week and week.value == "week" else None


def _is_another_word(sheet: Sheet, day: Mark) -> bool:
    word = sheet.tokens[day.start].text
    if word.casefold() not in _DOUBTFUL or sheet.language is Language.EN or sheet.at("on_day", day.end):
        return False
    return sheet.asked is not Field.EVENT_DATE or any(
        sheet.at(category, day.end) for category in ("clock", "unit", "unit_hence", "hours", "date_word")
    )


def _is_somebody(sheet: Sheet, day: Mark) -> bool:
    """ "Ami jhuma": a listed name, or introduced as one, which only sounds like "juma"."""
    if not day.sounds or day.end > day.start + 1:
        return False
    introduced = any(sheet.covered(category, day.start - 1) for category in ("intro", "intro_weak"))
    return introduced or (sheet.asked is not Field.EVENT_DATE and sheet.at("given", day.start) is not None)


def shifted(sheet: Sheet, place: int) -> Seen | None:
    """5th of next month; next month on the 5th; and "next week", "next ten days" alone, which name no day."""
    day = number_at(sheet, place)
    if day is not None and 1 <= day.value <= bikram.LONGEST_MONTH:
        gate = _is_gate(sheet, day.end)
        months = behind(sheet, day.end + gate, months_on)
        value = _in_month(sheet, day.value, months[0], gate=gate) if months else None
        return Seen(place, months[1], value, bikram=gate) if months and value else None
    months = months_on(sheet, place)
    if months is None:
        return _no_day(sheet, place)
    at = skip(sheet, months[1], "link", "date_word", marks=",")
    day = number_at(sheet, at)
    if day is not None and 1 <= day.value <= bikram.LONGEST_MONTH and not _is_otherwise(sheet, day.end):
        gate = _is_gate(sheet, day.end)
        end = skip(sheet, day.end + gate, "nth", "date_word")
        return Seen(place, end, _in_month(sheet, day.value, months[0], gate=gate), bikram=gate)
    return Seen(place, months[1], calendar.VAGUE, weak=True)


def _no_day(sheet: Sheet, place: int) -> Seen | None:
    shift = sheet.at("shift", place)
    if shift is None:
        return None
    if shift.value == "last":
        unit = sheet.at("unit", shift.end)
        # "Last month" may be the last one of the year.
        if unit is None or unit.value == "day":
            return None
        end = _behind_its_day(sheet, unit.end)
        over = shift.language is not Language.EN or end > unit.end
        return Seen(place, end, calendar.PAST) if over else None
    if unit := sheet.at("unit", shift.end):
        return Seen(place, unit.end, calendar.VAGUE, weak=True)
    span = amount(sheet, shift.end)
    return Seen(place, span.end, calendar.VAGUE, weak=True) if span else None


def _behind_its_day(sheet: Sheet, place: int) -> int:
    """ "मागच्या आठवड्यात ३ तारखेला": the day of that week or month is over with it."""
    day = number_at(sheet, skip(sheet, place, "link", marks=","))
    if day is None or not 1 <= day.value <= bikram.LONGEST_MONTH:
        return place
    if _is_gate(sheet, day.end):
        return day.end + 1
    dated = sheet.at("date_word", skip(sheet, day.end, "nth", "link"))
    return dated.end if dated else day.end if day.ordinal and not sheet.at("month", day.end) else place


def _is_otherwise(sheet: Sheet, place: int) -> bool:
    return any(sheet.at(category, place) for category in ("clock", "people", "hours", "unit", "unit_hence", "weekday"))


def _is_gate(sheet: Sheet, place: int) -> bool:
    mark = sheet.at("calendar", place)
    return mark is not None and mark.value == "gate"


def months_on(sheet: Sheet, place: int) -> tuple[int, int] | None:
    """For "this month" and "next month": months from now, and the place behind."""
    shift = sheet.at("shift", place)
    unit = sheet.at("unit", shift.end) if shift else None
    if shift is None or unit is None or unit.value != "month" or shift.value == "last":
        return None
    return {"this": 0, "next": 1, "after_next": 2}[str(shift.value)], unit.end


def _in_month(sheet: Sheet, day: int, ahead: int, *, gate: bool) -> date | str:
    if gate:
        return bikram.day_of_month(sheet.context.today, day, months_on=ahead)
    return calendar.day_of_month(sheet.context.today, day, months_on=ahead)


def counted(sheet: Sheet, place: int) -> Seen | None:
    """In 3 days, 3 days later, तीन दिन बाद, two weeks from now; do hafte baad wale shukravar."""
    lead = sheet.at("ahead", place)
    span = amount(sheet, lead.end if lead else place)
    if span is None:
        return _about(sheet, lead.end if lead else place)
    end = skip(sheet, span.end, marks="'’")
    hence = sheet.at("hence", end)
    if not lead and not hence and not span.hence:
        earlier = sheet.at("earlier", end)
        return Seen(place, earlier.end, calendar.VAGUE, weak=True) if earlier else None
    end = hence.end if hence else span.end
    if is_range(sheet, span.start):
        return Seen(place, end, calendar.VAGUE)
    value = calendar.later(sheet.context.today, span.value, span.unit)
    day = sheet.at("weekday", skip(sheet, end, "link", "filler")) if span.unit == "week" else None
    if day is not None and isinstance(value, date):
        return Seen(place, day.end, value + timedelta(days=int(day.value) - value.weekday()))
    return Seen(place, end, value)


def _about(sheet: Sheet, place: int) -> Seen | None:
    """ "Do teen din", "2 3 days": between two numbers, so no day."""
    first = number_at(sheet, place)
    span = amount(sheet, first.end) if first and not first.ordinal else None
    if first is None or span is None or not first.value < span.value <= first.value + _NEAR:
        return None
    return Seen(place, span.end, calendar.VAGUE, weak=True)
