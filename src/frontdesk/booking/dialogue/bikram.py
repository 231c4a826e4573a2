"""Days of the Bikram Sambat, Nepal's calendar: what they are in ours, and ours in it.

Its months have 29 to 32 days as a committee decrees for every year, so a maintained table (nepali-datetime) knows them;
that module costs 2 MB and 10 ms and is loaded with the first such date. Years that are not decreed yet may still move
by a day, which is why both dates are shown.
"""

from datetime import date
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from frontdesk.booking.dialogue.extractors.dates import calendar

# Nobody books 40 years ahead: a year this far off is one of the Bikram Sambat, which is 56 or 57 ahead.
YEARS = range(2075, 2101)
LONGEST_MONTH = 32
_SHORT_YEARS = range(75, 100)


@cache
def _table() -> Any:
    return import_module("nepali_datetime").date


@lru_cache(maxsize=1024)
def gregorian(year: int, month: int, day: int) -> date | None:
    """None if that day does not exist, or lies outside the table."""
    try:
        found: date = _table()(year, month, day).to_datetime_date()
    except ValueError:
        return None
    return found


@lru_cache(maxsize=1024)
def of(when: date) -> tuple[int, int, int] | None:
    """Year, month and day; None outside the table."""
    try:
        found = _table().from_datetime_date(when)
    except (ValueError, OverflowError):
        return None
    return (found.year, found.month, found.day) if found.year in YEARS else None


def settle(today: date, day: int, month: int, year: int | None) -> date | str:
    """The date, or a reason code. Without a year: in the month of that name that comes next or is running."""
    now = of(today)
    if now is None or not 1 <= month <= 12:
        return calendar.IMPOSSIBLE
    if year is not None:
        full = year + 2000 if year in _SHORT_YEARS else year
        found = gregorian(full, month, day)
        return calendar.IMPOSSIBLE if found is None else found if found >= today else calendar.PAST
    for running in (now[0], now[0] + 1):
        found = gregorian(running, month, day)
        if found is None and (running, month) >= now[:2]:
            return calendar.IMPOSSIBLE
        if found is not None and found >= today:
            return found
    return calendar.IMPOSSIBLE


def day_of_month(today: date, day: int, *, months_on: int | None = None) -> date | str:
    """The next such day; with `months_on` the one in exactly that month, counted from this one."""
    now = of(today)
    if now is None or not 1 <= day <= LONGEST_MONTH:
        return calendar.IMPOSSIBLE
    first = now[0] * 12 + now[1] - 1
    for ahead in range(4) if months_on is None else (months_on,):
        year, month = divmod(first + ahead, 12)
        found = gregorian(year, month + 1, day)
        if found is not None and found >= today:
            return found
        if found is not None and months_on is not None:
            return calendar.PAST
    return calendar.IMPOSSIBLE


def last_of_month(today: date, *, months_on: int) -> date | str:
    for day in range(LONGEST_MONTH, 28, -1):
        found = day_of_month(today, day, months_on=months_on)
        if found != calendar.IMPOSSIBLE:
            return found
    return calendar.IMPOSSIBLE
