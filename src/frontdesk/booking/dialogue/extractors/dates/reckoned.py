"""Days reckoned from another: a week from Friday, two days after Christmas, परसों के अगले दिन, the last Friday of the
month. And days near another, which are none: after Diwali, around the 20th."""

from datetime import date, timedelta
from functools import cache

from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates.day import day_alone as _day_alone
from frontdesk.booking.dialogue.extractors.dates.named import (
    day_then_month,
    holiday,
    month_then_day,
    of_another_calendar,
)
from frontdesk.booking.dialogue.extractors.dates.relative import months_on, relative, shifted, weekday
from frontdesk.booking.dialogue.extractors.dates.seen import Amount, Seen, amount, is_before, number_at, skip
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.kit.languages import Language, words

_PLAIN = (holiday, day_then_month, weekday, shifted, month_then_day, relative, of_another_calendar, _day_alone)
_MOST_NTH = 5
_LINKS = 2
_BEFORE = frozenset({"before", "preceding"})
_BESIDE_WEEKDAYS = _BEFORE | {"after", "following"}
_SHORTEST_INFLECTED = 4
# Genitives that are written onto the word: শুক্রবারের দুই দিন পর, नाताळच्या दोन दिवस आधी.
_GENITIVES = ("র", "च्या", "को", "का", "के", "er", "ko", "chya")


def base_at(sheet: Sheet, place: int) -> Seen | None:
    return next((one for pattern in _PLAIN if (one := pattern(sheet, place)) is not None), None)


def from_base(sheet: Sheet, place: int) -> Seen | None:
    """A week from Friday, the day before New Year, 3 days after 25 December: the distance first."""
    article = sheet.tokens[place].text.casefold() == "the"
    span = amount(sheet, place + article, bare=True)
    if span is None or span.unit == "year" or is_before(sheet, place, "for"):
        return None
    at = skip(sheet, span.end, "exactly")
    if (said := relative(sheet, at)) is not None and span.unit in ("week", "fortnight", "month"):
        return _moved(sheet, said, span, 1, place, said.end)  # "a week tomorrow"
    sign = 1 if sheet.at("from", at) else -1 if sheet.at("earlier", at) else 0
    mark = sheet.at("from", at) or sheet.at("earlier", at)
    if not sign or mark is None or mark.language is not Language.EN or _is_span_on(sheet, span, at):
        return None
    if (day := sheet.at("day", place)) and day.end > mark.end:
        return None  # "day after tomorrow" is a word of its own
    base = base_at(sheet, skip(sheet, mark.end, "link"))
    return None if base is None else _moved(sheet, base, span, sign, place, base.end)


def weekday_by_base(sheet: Sheet, place: int) -> Seen | None:
    """The Saturday before Christmas, the Monday after 5 December; क्रिसमस से पहले वाला शनिवार, বড়দিনের আগের শনিবার."""
    if day := sheet.at("weekday", place):
        mark = sheet.at("earlier", day.end) or sheet.at("from", day.end)
        word = sheet.tokens[day.end].text.casefold() if day.end < len(sheet.tokens) else ""
        if mark is None or mark.language is not Language.EN or word not in _BESIDE_WEEKDAYS:
            return None
        base = _exact(sheet, skip(sheet, mark.end, "link"))
        return _by_base(sheet, place, base.end, base, day, earlier=word in _BEFORE) if base else None
    base = _exact(sheet, place)
    at = base.end if base else place
    for _ in range(_LINKS):
        if base is None or not (at < len(sheet.tokens) and (sheet.at("link", at) or sheet.at("from", at))):
            break
        at += 1
    side = (sheet.at("earlier", at) or sheet.at("shift", at) or sheet.at("hence", at)) if base else None
    day = sheet.at("weekday", skip(sheet, side.end, "link", "filler")) if side else None
    if base is None or side is None or day is None or side.language is Language.EN:
        return None
    if side.value not in ("earlier", "hence", "next", "last"):
        return None
    return _by_base(sheet, place, day.end, base, day, earlier=side.value in ("earlier", "last"))


def _exact(sheet: Sheet, place: int) -> Seen | None:
    base = holiday(sheet, place) or day_then_month(sheet, place) or month_then_day(sheet, place)
    return base if base is not None and (base.exact or base.weak) else None


def _by_base(sheet: Sheet, start: int, end: int, base: Seen, day: Mark, *, earlier: bool) -> Seen:
    if not isinstance(base.value, date) or is_before(sheet, start, "any"):
        return Seen(start, end, calendar.VAGUE, weak=True)
    back = base.value - timedelta(days=(base.value.weekday() - int(day.value)) % 7 or 7)
    return seen(sheet, start, end, back if earlier else calendar.following(base.value, int(day.value)))


def _is_span_on(sheet: Sheet, span: Amount, place: int) -> bool:
    """ "2 days on Friday" lasts two days; only of weeks it tells when."""
    return sheet.tokens[place].text.casefold() == "on" and span.unit != "week"


def _moved(sheet: Sheet, base: Seen, span: Amount, sign: int, start: int, end: int) -> Seen:
    if not isinstance(base.value, date):
        return Seen(start, end, base.value, weak=base.weak)
    value = calendar.later(base.value, sign * span.value, span.unit)
    return seen(sheet, start, end, value, unsure=base.unsure)


def seen(sheet: Sheet, start: int, end: int, value: date | str, *, unsure: bool = False) -> Seen:
    if isinstance(value, date) and value < sheet.context.today:
        value = calendar.PAST
    return Seen(start, end, value, exact=True, unsure=unsure)


def behind_base(sheet: Sheet, base: Seen) -> Seen:
    """शुक्रवार से एक हफ्ते बाद, क्रिसमस के दो दिन पहले, বড়দিনের পরের দিন, Friday week: the distance behind its day."""
    at = skip(sheet, base.end, "link")
    if step := _step(sheet, base.end) or _step(sheet, at):
        return _moved(sheet, base, Amount(step[0], "day", at, step[1]), 1, base.start, step[1])
    if base.weekday is not None and (week := sheet.at("unit", base.end)) and week.value == "week":
        if sheet.tokens[base.end].text.casefold() == "week":
            return _moved(sheet, base, Amount(1, "week", base.end, week.end), 1, base.start, week.end)
        return base
    since = sheet.at("from", at) or sheet.at("from", base.end)
    foreign = since is not None and since.language is not Language.EN
    if not foreign and at == base.end and not _ends_with(sheet, base, (*_GENITIVES, *_glued("from"), *_glued())):
        return base
    span = amount(sheet, since.end if since and foreign else at)
    if span is None:
        return base
    hence, earlier = sheet.at("hence", span.end), sheet.at("earlier", span.end)
    if earlier:
        return _moved(sheet, base, span, -1, base.start, earlier.end)
    if hence or span.hence:
        return _moved(sheet, base, span, 1, base.start, hence.end if hence else span.end)
    return base


def _step(sheet: Sheet, place: int) -> tuple[int, int] | None:
    """In English the next day stands before its day, or refers to one said before."""
    mark = sheet.at("anchor", place)
    return None if mark is None or mark.language is Language.EN else (int(mark.value), mark.end)


@cache
def _glued(kind: str = "") -> tuple[str, ...]:
    """What "after" and "before", or "from", look like written onto a day: शनिबारपछि, उद्यापासून."""
    category = f"glued_{kind}" if kind else "glued"
    return tuple(word for language in Language for word in words("dates", language).get(category, ()))


def _ends_with(sheet: Sheet, base: Seen, endings: tuple[str, ...]) -> bool:
    last = sheet.tokens[base.end - 1]
    return last.kind == "word" and len(last.text) > _SHORTEST_INFLECTED and last.text.endswith(endings)


def near(sheet: Sheet, base: Seen) -> Seen:
    """After Friday, शुक्रवार के बाद, शनिबारपछि, around Christmas: no day. "By Friday" is that day."""
    at = base.start
    while at > 0 and base.start - at < 2 and (sheet.at("link", at - 1) or sheet.at("shift", at - 1)):
        at -= 1
    leads = (sheet.at("beside", start) for start in range(max(0, at - 3), at))
    # Someone is "around on the 15th".
    before = any(mark and mark.end == at and mark.language is Language.EN for mark in leads) and not (
        is_before(sheet, at, "around") and sheet.tokens[at].text.casefold() == "on"
    )
    behind = sheet.at("beside", base.end) or sheet.at("beside", skip(sheet, base.end, "link"))
    after = behind is not None and behind.language is not Language.EN
    phrase = sheet.at("day", base.start) and base.end - base.start > 1  # "hapta din pachi" is a day by itself
    if before or after or (not phrase and _ends_with(sheet, base, _glued())):
        return Seen(base.start, behind.end if behind and after else base.end, calendar.VAGUE, weak=True)
    return base


def nth_of_month(sheet: Sheet, place: int) -> Seen | None:
    """The first Monday of December, the last day of the month; महीने की आखिरी तारीख, दिसंबर का पहला सोमवार."""
    if (nth := _nth(sheet, place)) is not None:
        thing = _thing(sheet, nth[1])
        month = _month(sheet, skip(sheet, thing[1], "link")) if thing else None
        if thing is None or month is None or (thing[0] is None and nth[0] > 0):
            return None
        return Seen(place, month[2], _nth_value(sheet, nth[0], thing[0], month[0], month[1]), exact=True)
    month = _month(sheet, place)
    nth = _nth(sheet, skip(sheet, month[2], "link")) if month else None
    thing = _thing(sheet, nth[1]) if nth else None
    if month is None or nth is None or thing is None or (thing[0] is None and nth[0] > 0):
        return None
    return Seen(place, thing[1], _nth_value(sheet, nth[0], thing[0], month[0], month[1]), exact=True)


def _nth(sheet: Sheet, place: int) -> tuple[int, int] | None:
    if final := sheet.at("final", place):
        return -1, final.end
    count = number_at(sheet, place)
    return (count.value, count.end) if count and count.ordinal and 1 <= count.value <= _MOST_NTH else None


def _thing(sheet: Sheet, place: int) -> tuple[int | None, int] | None:
    """A weekday, or (None) a day or date."""
    if day := sheet.at("weekday", place):
        return int(day.value), day.end
    unit = sheet.at("unit", place)
    word = sheet.at("date_word", place) or (unit if unit and unit.value == "day" else None)
    return (None, word.end) if word else None


def _month(sheet: Sheet, place: int) -> tuple[int, int, int] | None:
    """Months from now, months to add if that is over, and the place behind."""
    if month := sheet.at("month", place):
        return calendar.months_until(sheet.context.today, int(month.value)), 12, month.end
    if ahead := months_on(sheet, place):
        return ahead[0], 0, ahead[1]
    unit = sheet.at("unit", place)
    return (0, 1, unit.end) if unit and unit.value == "month" else None


def _nth_value(sheet: Sheet, nth: int, day: int | None, ahead: int, more: int) -> date | str:
    today = sheet.context.today
    for months in (ahead, ahead + more):
        if day is None:
            value = calendar.last_of_month(today, months_on=months)
        else:
            value = calendar.nth_weekday(today, nth, day, months_on=months)
        if value != calendar.PAST:
            return value
    return calendar.PAST
