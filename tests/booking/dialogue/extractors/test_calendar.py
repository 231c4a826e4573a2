from datetime import date

import pytest

from frontdesk.booking.dialogue.extractors.dates import calendar

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        (25, 12, None, date(2026, 12, 25)),
        (21, 11, None, SATURDAY),
        (20, 11, None, date(2027, 11, 20)),
        (29, 2, None, date(2028, 2, 29)),
        (31, 2, None, calendar.IMPOSSIBLE),
        (31, 4, 2027, calendar.IMPOSSIBLE),
        (25, 12, 26, date(2026, 12, 25)),
        (25, 12, 2020, calendar.PAST),
        (0, 1, None, calendar.IMPOSSIBLE),
        (1, 13, 2027, calendar.IMPOSSIBLE),
    ],
)
def test_a_date_without_a_year_is_the_next_one(day, month, year, expected):
    assert calendar.settle(SATURDAY, day, month, year) == expected


@pytest.mark.parametrize(
    ("weekday", "shift", "expected"),
    [
        (5, None, date(2026, 11, 28)),
        (5, "this", SATURDAY),
        (5, "next", date(2026, 11, 28)),
        (6, None, date(2026, 11, 22)),
        (6, "next", date(2026, 11, 29)),
        (0, "next", date(2026, 11, 23)),
        (0, "after_next", date(2026, 11, 30)),
        (0, "last", calendar.PAST),
    ],
)
def test_weekdays_seen_from_a_saturday(weekday, shift, expected):
    assert calendar.weekday(SATURDAY, weekday, shift) == expected


@pytest.mark.parametrize(
    ("day", "months_on", "expected"),
    [
        (26, None, date(2026, 11, 26)),
        (21, None, SATURDAY),
        (20, None, date(2026, 12, 20)),
        (31, None, date(2026, 12, 31)),
        (5, 1, date(2026, 12, 5)),
        (5, 0, calendar.PAST),
        (32, None, calendar.IMPOSSIBLE),
    ],
)
def test_a_day_of_the_month_alone(day, months_on, expected):
    assert calendar.day_of_month(SATURDAY, day, months_on=months_on) == expected


@pytest.mark.parametrize(
    ("today", "amount", "unit", "expected"),
    [
        (SATURDAY, 3, "day", date(2026, 11, 24)),
        (SATURDAY, 2, "week", date(2026, 12, 5)),
        (date(2027, 1, 31), 1, "month", date(2027, 2, 28)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
        (SATURDAY, 9999, "year", calendar.IMPOSSIBLE),
        (SATURDAY, 9999, "week", calendar.IMPOSSIBLE),
    ],
)
def test_so_much_later(today, amount, unit, expected):
    assert calendar.later(today, amount, unit) == expected
