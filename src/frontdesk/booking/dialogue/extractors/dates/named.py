"""Days by their own names: 25 December, मंसिर १० गते, the 26th, Christmas; and times that are no day."""

from dataclasses import replace
from datetime import date

from frontdesk.booking.dialogue import bengali, bikram
from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates.day import behind_month_label, is_foreign, is_listed
from frontdesk.booking.dialogue.extractors.dates.seen import (
    Seen,
    is_before,
    is_range,
    joins,
    number_at,
    shifted_year,
    skip,
)
from frontdesk.booking.dialogue.extractors.dates.seen import year_at as _year
from frontdesk.booking.dialogue.extractors.message.lexicon import lookup
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_LONGEST_MONTH = 31
_NOON = 12
# Years of our calendar; those of the Bikram Sambat begin behind them.
_EARLIEST, _LATEST = 1990, 2069
# In a story of more words "sometime" and "always" speak of other things.
_LONG_TALK = 45
# So many days are named one behind the other at most.
_LONGEST_LIST = 5
# "New Year's Eve party" is on that day, a "Christmas party" is not.
_EVES = ("12-24", "12-31")
_GATE = "gate"
_LUNAR = "lunar"
# May, and "I" as many write it in Hindi.
_ALSO_I = "mai"


def day_then_month(sheet: Sheet, place: int) -> Seen | None:
    """25 December 2026, 25th of December, २५ दिसंबर, pachees disambar, 15 gate poush 2083."""
    day = number_at(sheet, place)
    if day is None or not 1 <= day.value <= 99 or is_foreign(sheet, day):
        return None
    at = skip(sheet, _behind_gate(sheet, day.end), "link", "date_word", "nth", marks="-/.")
    at = _behind_afterthought(sheet, behind_month_label(sheet, at))
    if other := _month_elsewhere(sheet, at):
        return _elsewhere(sheet, place, day.value, other, other.end)
    month = sheet.at("month", at)
    if month is None or sheet.owner[at] or _is_no_month(sheet, month, behind_number=at == day.end):
        return None
    if is_range(sheet, place) and not _is_choice(sheet, place - 3):
        return Seen(place, month.end, calendar.VAGUE, exact=True)
    year, end = _year(sheet, month.end)
    end = skip(sheet, end, "date_word") if year is None else end
    return Seen(place, end, calendar.settle(sheet.context.today, day.value, int(month.value), year), exact=True)


def _behind_afterthought(sheet: Sheet, place: int) -> int:
    """ "छ तारिख हो, डिसेम्बरको": the month said after the day, which was called one."""
    if not sheet.covered("date_word", place - 1):
        return place
    at = skip(sheet, place, "copula", "honorific", marks=",")
    return at if sheet.at("month", at) and at > place else place


def _is_choice(sheet: Sheet, place: int) -> bool:
    """The "package" of "package 2 and 26 December"."""
    return place >= 0 and any(sheet.covered(category, place) for category in ("label", "option", "rank"))


def month_then_day(sheet: Sheet, place: int) -> Seen | None:
    """December 25, 2026; दिसंबर की 25; and a month alone, which is no day."""
    month = sheet.at("month", place)
    if month is None or _is_no_month(sheet, month):
        return None
    at = skip(sheet, month.end, "link", "date_word", marks="-/.,")
    day = number_at(sheet, at)
    if day is None or not _can_follow_month(sheet, day):
        return _month_alone(sheet, place, month.end)
    if last := _end_of_list(sheet, day):
        return Seen(place, last, calendar.VAGUE, exact=True)
    year, end = _year(sheet, day.end)
    end = skip(sheet, end, "nth", "date_word") if year is None else end
    end = _behind_gate(sheet, end)
    return Seen(place, end, calendar.settle(sheet.context.today, day.value, int(month.value), year), exact=True)


def _end_of_list(sheet: Sheet, day: number.Number) -> int | None:
    """Behind the 11 of "July 9, 10, or 11" and of "July 9-11"."""
    last, joined = day, False
    for _ in range(_LONGEST_LIST):
        at = last.end + (last.end < len(sheet.tokens) and sheet.tokens[last.end].text == ",")
        joined = joins(sheet, at)
        more = number_at(sheet, at + joined) if joined or at > last.end else None
        if more is None or not _can_follow_month(sheet, more) or (at > last.end and more.value <= last.value):
            return None
        last = more
        if joined:
            return last.end
    return None


def _is_no_month(sheet: Sheet, month: Mark, *, behind_number: bool = False) -> bool:
    """ "Mai 5 ko aaungi" says I, "the 12th may work" says perhaps."""
    if sheet.at("modal", month.start):
        return True
    if sheet.tokens[month.start].text.casefold() != _ALSO_I:
        return False
    link = sheet.at("link", month.end)
    return not behind_number and (link is None or link.sounds)


def _can_follow_month(sheet: Sheet, day: number.Number) -> bool:
    otherwise = ("clock", "people", "hours", "unit", "unit_hence", "weekday", "money", "month")
    return 1 <= day.value <= _LONGEST_MONTH and not any(sheet.at(category, day.end) for category in otherwise)


def _month_alone(sheet: Sheet, place: int, end: int) -> Seen | None:
    """Months are also names (April, May, June): they mean time where the date is asked or a time word leads in."""
    leads = place > 0 and (
        sheet.at("link", place - 1) or sheet.covered("shift", place - 1) or sheet.at("ahead", place - 1)
    )
    trails = sheet.at("link", end)
    if place > 0 and sheet.asked is not Field.EVENT_DATE and _is_over(sheet, place):
        return None
    if place > 0 and (sheet.covered("intro", place - 1) or is_before(sheet, place, "i'm", "i’m", "im", "am")):
        return None
    if sheet.asked is Field.EVENT_DATE or (sheet.asked is not Field.NAME and (leads or trails)):
        return Seen(place, _year(sheet, end)[1], calendar.VAGUE, weak=True)
    return None


def _is_over(sheet: Sheet, place: int) -> bool:
    """Last May."""
    return any(mark.value == "last" and mark.end == place for mark in sheet.between("shift", place - 2, place))


def of_another_calendar(sheet: Sheet, place: int) -> Seen | None:
    """मंसिर १०, 2083 mangsir 10, पुस महिनाको १५ गते; 10 gate alone."""
    day = number_at(sheet, place)
    month = _month_elsewhere(sheet, place)
    if month is None and day is not None and _is_gate(sheet.at("calendar", day.end)):
        value = bikram.day_of_month(sheet.context.today, day.value)
        return Seen(place, day.end + 1, value, exact=True, bikram=True)
    year = None
    if month is None and day is not None and day.digits and day.value in bikram.YEARS:
        month, year = _month_elsewhere(sheet, skip(sheet, day.end, "link", "unit", marks=",-/")), day.value
    road = sheet.at("place", month.start) if month else None
    if month is None or (road is not None and not road.sounds):
        return None
    day = number_at(sheet, skip(sheet, month.end, "link", "date_word", "unit", marks=",-/"))
    if day is None or day.value > bikram.LONGEST_MONTH + 1:
        return _other_month_alone(sheet, place, month)
    return _elsewhere(sheet, place, day.value, month, day.end, year)


def _other_month_alone(sheet: Sheet, place: int, month: Mark) -> Seen | None:
    """They are names too (Kartik, Falgun), so that they mean time only where the date is asked, or "month" is said."""
    trails = sheet.at("link", month.end) or sheet.at("unit", month.end)
    if sheet.asked is Field.EVENT_DATE or (trails and sheet.asked is not Field.NAME):
        return Seen(place, month.end, calendar.VAGUE, weak=True)
    return None


def _month_elsewhere(sheet: Sheet, place: int) -> Mark | None:
    mark = sheet.at("calendar", place)
    if mark is None or _is_gate(mark) or sheet.owner[place]:
        return None
    word = sheet.tokens[place].text
    at_home = mark.language is sheet.language or not word.isascii() or is_listed(word, "calendar")
    return mark if at_home else None  # "jete" is no Nepali "Jeth" with an ending


def _is_gate(mark: Mark | None) -> bool:
    return mark is not None and mark.value == _GATE


def _behind_gate(sheet: Sheet, place: int) -> int:
    return place + 1 if _is_gate(sheet.at("calendar", place)) else place


def _elsewhere(sheet: Sheet, place: int, day: int, month: Mark, end: int, year: int | None = None) -> Seen:
    """The lunar months of Hindi and Marathi almanacs are no days of ours; nor is a range one."""
    end = _behind_gate(sheet, end)
    if year is None:
        year, end = _year(sheet, end, "20", "14", "19")
    kind, _, ordinal = str(month.value).partition("-")
    if year in bikram.YEARS or _is_gate(sheet.at("calendar", end - 1)):
        kind, ordinal = "bikram", _bikram_month(sheet, month) or ordinal
    if kind == _LUNAR or not ordinal or is_range(sheet, place):
        return Seen(place, end, calendar.VAGUE, exact=True)
    end = skip(sheet, end, "date_word")
    today = sheet.context.today
    if kind == "bikram":
        return Seen(place, end, bikram.settle(today, day, int(ordinal), year), exact=True, bikram=True)
    value = bengali.settle(today, day, int(ordinal), year)
    return Seen(place, end, value, exact=True, unsure=not _is_in_bangladesh(sheet))


def _bikram_month(sheet: Sheet, month: Mark) -> str:
    """The number of the Nepali month that sounds like one of another almanac; they share their names."""
    values = (str(entry.value) for entry in lookup(sheet.tokens[month.start].text) if entry.category == "calendar")
    return next((value.partition("-")[2] for value in values if value.startswith("bikram-")), "")


def _is_in_bangladesh(sheet: Sheet) -> bool:
    known = {**sheet.context.collected, **sheet.found.fields}
    return known.get(Field.SERVICE_COUNTRY) == "Bangladesh" or known.get(Field.PHONE, "").startswith("+880")


def in_shifted_year(sheet: Sheet, place: int) -> Seen | None:
    """अगले साल 15 जनवरी, next year on Christmas."""
    year = shifted_year(sheet, place) or _year_first(sheet, place)
    if year is None:
        return None
    at = skip(sheet, year[1], "link", marks=",")
    for pattern in (holiday, day_then_month, month_then_day):
        one = pattern(sheet, at)
        if one is not None and isinstance(one.value, date):
            value = calendar.settle(sheet.context.today, one.value.day, one.value.month, year[0])
            return replace(one, start=place, value=value)
    return None


def _year_first(sheet: Sheet, place: int) -> tuple[int, int] | None:
    """২০২৮ সালের, in 2028, साल 2028."""
    year = number_at(sheet, place)
    if year is None or not _EARLIEST <= year.value <= _LATEST:
        return None
    unit = sheet.at("unit", year.end)
    return year.value, unit.end if unit and unit.value == "year" else year.end


def holiday(sheet: Sheet, place: int) -> Seen | None:
    """Christmas and 26 January by their names; Diwali, whose day changes, and "Christmas week", which is none."""
    mark = sheet.at("festival", place)
    if mark is None or (mark.sounds and sheet.covered("talk", place)):
        return None  # a chat is no Chhath
    if any(one.start < place < one.end for one in sheet.between("also", place - 1, place + 1)):
        return None  # "address ta diye rakhi"
    if mark.value == "movable" or (sheet.at("season", mark.end) and mark.value not in _EVES):
        return Seen(place, mark.end, calendar.VAGUE, weak=True)
    month, _, day = str(mark.value).partition("-")
    year, end = _year(sheet, mark.end)
    end = skip(sheet, end, "date_word")
    return Seen(place, end, calendar.settle(sheet.context.today, int(day), int(month), year), exact=True)


def vague(sheet: Sheet, place: int) -> Seen | None:
    """Weekends, "soon", "not decided": time, but no day."""
    mark = sheet.at("vague", place)
    talk = sheet.asked is None and len(sheet.tokens) > _LONG_TALK
    if mark is None or (sheet.at("bound", mark.end) and _is_an_hour(sheet, mark.end + 1)):
        return None
    if sheet.asked in (Field.EVENT_DATE, None) and not talk:
        return Seen(place, mark.end, calendar.VAGUE, weak=True)
    return None


def _is_an_hour(sheet: Sheet, place: int) -> bool:
    """The 5 of "any time after 5"."""
    hour = number.at(sheet, place) if place < len(sheet.tokens) else None
    return hour is not None and not hour.ordinal and hour.value <= _NOON and not sheet.at("month", hour.end)


def texted(sheet: Sheet, place: int) -> Seen | None:
    """2day, 2moro, 2nite: the figure is said like "to"."""
    token = sheet.tokens[place]
    if token.text != "2" or place + 1 >= len(sheet.tokens) or sheet.tokens[place + 1].start != token.end:
        return None
    meant = [entry for entry in lookup("to" + sheet.tokens[place + 1].text.casefold()) if entry.category == "day"]
    if not meant or meant[0].language is not Language.EN or meant[0].rest:
        return None
    return Seen(place, place + 2, calendar.later(sheet.context.today, int(meant[0].value), "day"))
