"""Days by arithmetic: what a day word, a weekday or a day of the month means seen from today."""

from datetime import date, timedelta

VAGUE = "vague"
IMPOSSIBLE = "impossible"
PAST = "past"
_FARTHEST_YEARS = 50
# "In … days" beyond ten years is no day that somebody means.
_FARTHEST_DAYS, _FARTHEST_MONTHS = 3660, 120


def settle(today: date, day: int, month: int, year: int | None) -> date | str:
    """The date, or a reason code. Without a year: the next time that date comes round, today included."""
    if year is None:
        return _next_time(today, day, month)
    full = year if year >= 100 else 2000 + year
    if full > today.year + _FARTHEST_YEARS:
        # Nobody books so far ahead: a year of the Bikram Sambat calendar, which is 57 ahead.
        return VAGUE
    try:
        found = date(full, month, day)
    except ValueError:
        return IMPOSSIBLE
    return found if found >= today else PAST


def _next_time(today: date, day: int, month: int) -> date | str:
    # Eight years always hold a 29 February, also across a century that is no leap year.
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return IMPOSSIBLE


def day_of_month(today: date, day: int, *, months_on: int | None = None) -> date | str:
    """The next such day; with `months_on` the one in exactly that month, counted from this one."""
    if not 1 <= day <= 31:
        return IMPOSSIBLE
    first = today.year * 12 + today.month - 1
    for ahead in range(3) if months_on is None else (months_on,):
        year, month = divmod(first + ahead, 12)
        try:
            found = date(year, month + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
        if months_on is not None:
            return PAST
    return IMPOSSIBLE


def weekday(today: date, day: int, shift: str | None) -> date | str:
    """0 is Monday. "next" is the one of the calendar week after this (Monday to Sunday), "this" may be today."""
    ahead = (day - today.weekday()) % 7
    if shift == "last":
        return PAST
    if shift in ("next", "after_next"):
        return today + timedelta(days=(7 if shift == "next" else 14) - today.weekday() + day)
    if shift == "this":
        return today + timedelta(days=ahead)
    return today + timedelta(days=ahead or 7)


def later(today: date, amount: int, unit: str) -> date | str:
    """`amount` units from today, back if negative; a month on from the 31st is the last day of a shorter month."""
    if unit in ("day", "week", "fortnight"):
        days = amount * {"day": 1, "week": 7, "fortnight": 14}[unit]
        return today + timedelta(days=days) if abs(days) <= _FARTHEST_DAYS else IMPOSSIBLE
    months = amount * (12 if unit == "year" else 1)
    if abs(months) > _FARTHEST_MONTHS:
        return IMPOSSIBLE
    year, month = month_of(today, months)
    for day in range(today.day, today.day - 4, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return IMPOSSIBLE


def month_of(today: date, months_on: int) -> tuple[int, int]:
    """Year and month, counted from this month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months_on, 12)
    return year, month + 1


def last_of_month(today: date, *, months_on: int) -> date | str:
    year, month = month_of(today, months_on + 1)
    return _not_past(today, date(year, month, 1) - timedelta(days=1))


def nth_weekday(today: date, nth: int, day: int, *, months_on: int) -> date | str:
    """The `nth` such weekday of that month, counted from its end if negative."""
    year, month = month_of(today, months_on)
    if nth > 0:
        first = date(year, month, 1)
        found = first + timedelta(days=(day - first.weekday()) % 7 + 7 * (nth - 1))
    else:
        after = date(year + month // 12, month % 12 + 1, 1)
        found = after - timedelta(days=(after.weekday() - day - 1) % 7 + 1)
    return _not_past(today, found) if (found.year, found.month) == (year, month) else IMPOSSIBLE


def months_until(today: date, month: int) -> int:
    """To the next such month, this one included."""
    return (month - today.month) % 12


def weekday_the(today: date, weekday: int, day: int) -> date | str:
    """Tuesday the 8th: the next 8th, or that of the two months after it if only there it is a Tuesday."""
    nearest = day_of_month(today, day)
    for ahead in range(4):
        found = day_of_month(today, day, months_on=ahead)
        if isinstance(found, date) and found.weekday() == weekday:
            return found
    return nearest


def following(anchor: date, day: int) -> date:
    """The first such weekday after `anchor`."""
    return anchor + timedelta(days=(day - anchor.weekday()) % 7 or 7)


def _not_past(today: date, found: date) -> date | str:
    return found if found >= today else PAST
