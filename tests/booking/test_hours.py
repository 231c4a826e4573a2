"""Opening hours and start times."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.booking.hours import WeekHours, clock_of, minutes_of, start_times

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 29)
WEEK = WeekHours.of({"mon": [["10:00", "13:00"], ["14:00", "16:00"]], "tue": [["10:00", "18:00"]]})


@pytest.mark.parametrize("wrong", ["9:00", "25:00", "10:60", "ten", "", "10:00 "])
def test_what_is_no_time_of_day_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        minutes_of(wrong)


@given(st.integers(0, 24 * 60 - 1))
def test_minutes_and_clock_are_inverse(minutes: int) -> None:
    assert minutes_of(clock_of(minutes)) == minutes


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"monday": [["10:00", "18:00"]]}, "weekdays are"),
        ({"mon": [["18:00", "10:00"]]}, "close after they open"),
        ({"mon": [["10:00"]]}, "pairs"),
        ({"mon": [["10:00", "late"]]}, "not a time of day"),
    ],
)
def test_wrong_hours_say_what_is_wrong(raw: dict[str, list[list[str]]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        WeekHours.of(raw)


def test_hours_survive_their_stored_form() -> None:
    assert WeekHours.of(WEEK.to_json()) == WEEK


@pytest.mark.parametrize(
    ("slot", "duration", "day", "times"),
    [
        (None, 60, MONDAY, ()),
        (60, 60, MONDAY, ("10:00", "11:00", "12:00", "14:00", "15:00")),
        (60, 120, MONDAY, ("10:00", "11:00", "14:00")),  # must end before the break and before closing
        (90, 60, MONDAY, ("10:00", "11:30", "14:00")),
        (60, 60, SUNDAY, ()),
        (240, 60, None, ("10:00", "14:00")),
    ],
)
def test_start_times(slot: int | None, duration: int, day: date | None, times: tuple[str, ...]) -> None:
    assert start_times(WEEK, slot, duration, day) == times
