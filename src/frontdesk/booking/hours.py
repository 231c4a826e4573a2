"""Opening hours, and the times of day at which a service can start. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def minutes_of(clock: str) -> int:
    """ "10:30" -> 630; ValueError if it is no time of a day."""
    if not _CLOCK.fullmatch(clock):
        raise ValueError(f"{clock!r} is not a time of day like 09:30")
    return int(clock[:2]) * 60 + int(clock[3:])


def clock_of(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class WeekHours:
    """For each weekday from Monday on, its open spans in minutes of the day; no spans: closed."""

    days: tuple[tuple[tuple[int, int], ...], ...]

    @staticmethod
    def of(raw: Mapping[str, Sequence[Sequence[str]]]) -> "WeekHours":
        """From {"mon": [["10:00", "18:00"]], …}; a weekday that is not named is closed.

        ValueError says in one sentence what is wrong.
        """
        unknown = set(raw) - set(WEEKDAYS)
        if unknown:
            raise ValueError(f"weekdays are {', '.join(WEEKDAYS)}, not {', '.join(sorted(unknown))}")
        return WeekHours(tuple(tuple(_span(span) for span in raw.get(day, ())) for day in WEEKDAYS))

    def to_json(self) -> dict[str, list[list[str]]]:
        return {
            day: [[clock_of(opens), clock_of(closes)] for opens, closes in spans]
            for day, spans in zip(WEEKDAYS, self.days, strict=True)
            if spans
        }

    def on(self, day: date) -> tuple[tuple[int, int], ...]:
        return self.days[day.weekday()]


ALWAYS = WeekHours(tuple((((0, 24 * 60)),) for _ in WEEKDAYS))


def start_times(
    hours: WeekHours | None, slot_minutes: int | None, duration: int, day: date | None = None
) -> tuple[str, ...]:
    """Start times of `day`, or of any day of the week; empty for a service that is booked by the day alone.

    A service must also end within the hours it starts in.
    """
    if slot_minutes is None:
        return ()
    week = hours or ALWAYS
    spans: Iterable[tuple[int, int]] = week.on(day) if day else {span for spans in week.days for span in spans}
    starts = {start for opens, closes in spans for start in range(opens, closes - duration + 1, slot_minutes)}
    return tuple(clock_of(start) for start in sorted(starts))


def _span(raw: Sequence[str]) -> tuple[int, int]:
    if len(raw) != 2:
        raise ValueError("opening hours are pairs of an opening and a closing time")
    opens, closes = minutes_of(raw[0]), minutes_of(raw[1])
    if opens >= closes:
        raise ValueError(f"opening hours must close after they open: {raw[0]}-{raw[1]}")
    return opens, closes
