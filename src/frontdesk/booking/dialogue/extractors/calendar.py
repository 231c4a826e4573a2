"""Days by arithmetic: what a day word, a weekday or a day of the month means seen from today."""

from datetime import date, timedelta

VAGUE = "vague"
IMPOSSIBLE = "impossible"
PAST = "past"
_FARTHEST = 50


def settle(today: date, day: int, month: int, year: int | None) -> date | str:
    """The date, or a reason code. Without a year: the next time that date comes round, today included."""
    if year is None:
        return _next_time(today, day, month)
    full = year if year >= 100 else 2000 + year
    if full > today.year + _FARTHEST:
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
    """`amount` units from today; a month on from the 31st is the last day of a shorter month."""
    if unit in ("day", "week", "fortnight"):
        days = amount * {"day": 1, "week": 7, "fortnight": 14}[unit]
        return today + timedelta(days=days) if days <= 3660 else IMPOSSIBLE
    months = amount * (12 if unit == "year" else 1)
    if months > 120:
        return IMPOSSIBLE
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    for day in range(today.day, today.day - 4, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return IMPOSSIBLE
