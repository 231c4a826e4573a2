"""How the moon stands on a day, by the mean length of its month: right to within half a day."""

from datetime import date

from frontdesk.assistant.tools import ToolFailed, tool

_NEW_MOON = date(2000, 1, 6)
_MONTH = 29.530588853
_PHASES = (
    "new moon",
    "waxing crescent",
    "first quarter",
    "waxing gibbous",
    "full moon",
    "waning gibbous",
    "last quarter",
    "waning crescent",
)


@tool
def moon_phase(day: date) -> dict[str, str | int]:
    """Tells the phase of the moon on a day, for whoever plans by it.

    day: the day, as YYYY-MM-DD
    """
    if not 1900 <= day.year <= 2100:
        raise ToolFailed("The moon is reckoned from 1900 to 2100 only.")
    age = ((day - _NEW_MOON).days - 0.26) % _MONTH
    phase = _PHASES[round(age / _MONTH * len(_PHASES)) % len(_PHASES)]
    return {"day": day.isoformat(), "phase": phase, "days_since_new_moon": int(age)}
