"""Days and times that cannot be booked: named, taken back, and the nearest free ones offered."""

from datetime import date

from frontdesk.booking.dialogue import show
from frontdesk.booking.dialogue.state import Field
from frontdesk.booking.dialogue.step import NotFree, Say
from frontdesk.booking.dialogue.turn import Turn
from frontdesk.kit.languages import Language, text

_KNOWN_REASONS = frozenset({"full", "closed", "notice", "too_far"})
_MOST_DAYS = 5


def check(turn: Turn) -> bool:
    """True if the wanted day and time can be booked, as far as they are known; else they are dropped and refused."""
    wanted = turn.collected.get(Field.EVENT_DATE)
    if wanted is None:
        return True
    day = date.fromisoformat(wanted)
    if day < turn.today:
        turn.drop(Field.EVENT_DATE, Field.EVENT_TIME)
        turn.note("invalid_event_date_past")
        return False
    service = turn.service
    if service is None:
        return True
    time = turn.collected.get(Field.EVENT_TIME)
    refusal = turn.availability.refusal(service.name, day, time)
    if refusal is None:
        return True
    refuse(turn, day, time, refusal)
    return False


def of_any_service(turn: Turn, day: date) -> NotFree | None:
    """Why the day is not free: for the chosen service, or, while none is chosen, for whichever one."""
    services = [turn.service] if turn.service else turn.catalogue.services
    refusals = [turn.availability.refusal(service.name, day, None) for service in services]
    return refusals[0] if refusals and all(refusals) else None


def refuse(turn: Turn, day: date, time: str | None, refusal: NotFree) -> None:
    """A day with free times left keeps its place; only the time is asked again."""
    if time and refusal.times:
        turn.drop(Field.EVENT_TIME)
    else:
        turn.drop(Field.EVENT_DATE, Field.EVENT_TIME)
    turn.refusal, turn.refused = refusal, day
    turn.tried = True
    turn.notes.append(explain(day, time, refusal, turn.language))


def explain(day: date, time: str | None, refusal: NotFree, language: Language) -> Say:
    shown = show.day(day, language)
    if time and refusal.times:
        return Say("booking.refused_time", {"date": shown, "time": time, "times": ", ".join(refusal.times)})
    reason = refusal.reason if refusal.reason in _KNOWN_REASONS else "full"
    return Say(f"booking.refused_{reason}", {"date": shown, "nearest": nearest(refusal, language)})


def nearest(refusal: NotFree, language: Language) -> str:
    if not refusal.nearest:
        return text("booking.nearest_none", language)
    days = "\n".join(f"- {show.day(when, language)}" for when in refusal.nearest[:_MOST_DAYS])
    return text("booking.nearest", language, days=days)


def free_times(turn: Turn) -> tuple[str, ...]:
    """Of the wanted day, once service and day are known; empty for a service that is booked by the day."""
    service, day = turn.service, turn.collected.get(Field.EVENT_DATE)
    if service is None or day is None or not service.times:
        return ()
    return turn.availability.free_times(service.name, date.fromisoformat(day))
