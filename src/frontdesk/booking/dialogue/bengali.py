"""Days of the Bengali calendar as Bangladesh keeps it: since 2019 each is the same day of ours every year.

Six months of 31 days from Boishakh (14 April), then 30, with Falgun 29 or, in our leap years, 30. West Bengal's
almanacs run up to a day apart from it, so that such a date is sure only of a customer who is in Bangladesh.
"""

from datetime import date, timedelta

from frontdesk.booking.dialogue.extractors.dates import calendar

_LENGTHS = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 29, 30)
_FALGUN = 11
# Its year 1 began in 594.
_EPOCH = 593
_YEARS = range(1425, 1500)


def gregorian(year: int, month: int, day: int) -> date | None:
    """`year` is ours, of the 14 April at which the Bengali year began; None if that day does not exist."""
    leap = month == _FALGUN and _is_leap(year + 1)
    if not 1 <= month <= 12 or not 1 <= day <= _LENGTHS[month - 1] + leap:
        return None
    before = sum(_LENGTHS[: month - 1]) + (month > _FALGUN and _is_leap(year + 1))
    return date(year, 4, 14) + timedelta(days=before + day - 1)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def settle(today: date, day: int, month: int, year: int | None) -> date | str:
    """The date, or a reason code. `year` may be Bengali or ours; without it the next time that day comes round."""
    if year is not None and year in _YEARS:
        found = gregorian(year + _EPOCH, month, day)
        return calendar.IMPOSSIBLE if found is None else found if found >= today else calendar.PAST
    exists = False
    for begun in range(today.year - 1, today.year + 3):
        found = gregorian(begun, month, day)
        exists = exists or found is not None
        if found is None or (year is not None and found.year != year):
            continue
        if found >= today:
            return found
        if year is not None:
            return calendar.PAST
    return calendar.VAGUE if exists and year is not None else calendar.IMPOSSIBLE
