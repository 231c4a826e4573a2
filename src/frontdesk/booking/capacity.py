"""Places: who may still have one, who holds one, who has one.

Every path that takes a place (a code sent, a code entered) goes through `take`, inside its writing transaction and
behind the service's row lock, so two customers can never both get the last one. SQLite's one writer orders them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from frontdesk.booking.catalogue import Business, Offer, OfferedService
from frontdesk.booking.dialogue.step import NotFree
from frontdesk.booking.hours import ALWAYS, minutes_of, start_times
from frontdesk.kit.clock import Clock, to_micros
from frontdesk.kit.ids import BookingId
from frontdesk.kit.money import Money
from frontdesk.storage.session import Sql, Tx

_LOCK = Sql("SELECT 1", postgresql="SELECT 1 FROM services WHERE id = :service FOR UPDATE")
_TAKEN = Sql(
    "SELECT event_date, event_time FROM bookings"
    " WHERE service_id = :service AND event_date >= :first AND event_date <= :last"
    # a cancelled booking has freed its place
    " AND status IN ('pending', 'approved', 'completed')"
    " UNION ALL"
    " SELECT event_date, event_time FROM holds"
    " WHERE service_id = :service AND event_date >= :first AND event_date <= :last"
    " AND expires_at > :now AND booking_id <> :own"
)
_HOLD = Sql(
    "INSERT INTO holds (booking_id, service_id, event_date, event_time, price_minor, currency, expires_at)"
    " VALUES (:booking, :service, :day, :time, :price, :currency, :expires)"
    " ON CONFLICT (booking_id) DO UPDATE SET service_id = excluded.service_id, event_date = excluded.event_date,"
    " event_time = excluded.event_time, price_minor = excluded.price_minor, currency = excluded.currency,"
    " expires_at = excluded.expires_at"
)
_PRICE = Sql("SELECT price_minor, currency FROM holds WHERE booking_id = :booking")
_RELEASE = Sql("DELETE FROM holds WHERE booking_id = :booking")
_FORGET = Sql("DELETE FROM holds WHERE expires_at <= :now")

# How far from a refused day a free one is looked for, and how many are offered.
_LOOK_DAYS = 45
_OFFER_DAYS = 3

Taken = dict[str, list[str | None]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Answers the dialogue's questions about free days inside one transaction (dialogue.step.Availability)."""

    tx: Tx
    offer: Offer
    clock: Clock
    own: BookingId | None = None  # a hold of the asker's own is no obstacle

    def refusal(self, service: str, day: date, time: str | None) -> NotFree | None:
        offered = self.offer.services.get(service)
        if offered is None:
            return None
        now = self.clock.now()
        reason = _closed(offered, self.offer.business, day, self.clock)
        if reason is not None:
            return NotFree(reason, self._nearest(offered, day, now))
        taken = self._taken(offered, day, day, now)
        reason = _full(offered, self.offer.business, day, time, taken, self.clock)
        if reason is None:
            return None
        return NotFree(reason, self._nearest(offered, day, now), self._times(offered, day, taken))

    def free_times(self, service: str, day: date) -> tuple[str, ...]:
        offered = self.offer.services.get(service)
        if offered is None or offered.terms.slot_minutes is None:
            return ()
        if _closed(offered, self.offer.business, day, self.clock) is not None:
            return ()
        return self._times(offered, day, self._taken(offered, day, day, self.clock.now()))

    def _times(self, offered: OfferedService, day: date, taken: Taken) -> tuple[str, ...]:
        house = self.offer.business
        hours = offered.terms.opening_hours or house.opening_hours
        times = start_times(hours, offered.terms.slot_minutes, offered.terms.duration_minutes, day)
        return tuple(time for time in times if _full(offered, house, day, time, taken, self.clock) is None)

    def _nearest(self, offered: OfferedService, day: date, now: datetime) -> tuple[date, ...]:
        today = self.clock.today()
        first, last = max(today, day - timedelta(_LOOK_DAYS)), max(today, day) + timedelta(_LOOK_DAYS)
        taken = self._taken(offered, first, last, now)
        days = [first + timedelta(n) for n in range((last - first).days + 1)]
        house = self.offer.business
        free = [
            candidate
            for candidate in sorted(days, key=lambda other: (abs((other - day).days), other))
            if candidate != day
            and _closed(offered, house, candidate, self.clock) is None
            and _full(offered, house, candidate, None, taken, self.clock) is None
        ]
        return tuple(sorted(free[:_OFFER_DAYS]))

    def _taken(self, offered: OfferedService, first: date, last: date, now: datetime) -> Taken:
        if offered.terms.daily_capacity is None and offered.terms.slot_minutes is None:
            return {}
        rows = self.tx.run(
            _TAKEN,
            service=offered.id,
            first=first.isoformat(),
            last=last.isoformat(),
            now=to_micros(now),
            own=self.own or "",
        )
        taken: Taken = {}
        for day, time in rows:
            taken.setdefault(day, []).append(time)
        return taken


def take(calendar: Calendar, offered: OfferedService, day: date, time: str | None) -> NotFree | None:
    """None if the place may be taken now; whoever asks next sees what this transaction writes."""
    calendar.tx.run(_LOCK, service=offered.id)
    return calendar.refusal(offered.terms.name, day, time)


def hold(
    tx: Tx,
    booking_id: BookingId,
    offered: OfferedService,
    day: date,
    time: str | None,
    *,
    price: Money,
    expires_at: datetime,
) -> None:
    """Keeps place and price while a code is open. Only behind `take` in the same transaction."""
    tx.run(
        _HOLD,
        booking=booking_id,
        service=offered.id,
        day=day.isoformat(),
        time=time,
        price=price.minor,
        currency=price.currency,
        expires=to_micros(expires_at),
    )


def held_price(tx: Tx, booking_id: BookingId) -> Money | None:
    """What was agreed when the place was held; None if nothing is held."""
    row = tx.one(_PRICE, booking=booking_id)
    return Money(row[0], row[1]) if row else None


def release(tx: Tx, booking_id: BookingId) -> None:
    tx.run(_RELEASE, booking=booking_id)


def forget_expired(tx: Tx, now: datetime) -> None:
    """Tidies up; an expired hold has stopped counting by itself."""
    tx.run(_FORGET, now=to_micros(now))


def _closed(offered: OfferedService, house: Business, day: date, clock: Clock) -> str | None:
    """Why the day is out of the question however empty it is."""
    terms = offered.terms
    today = clock.today()
    if day < today:
        return "notice"
    if (day - today).days > house.horizon_days:
        return "too_far"
    hours = terms.opening_hours or house.opening_hours or ALWAYS
    spans = hours.on(day)
    if not spans or day.isoformat() in terms.closed_days or day.isoformat() in house.closed_days:
        return "closed"
    notice = terms.minimum_notice_hours
    notice = house.minimum_notice_hours if notice is None else notice
    # Of a day without times nobody knows the hour: its last open minute must lie beyond the notice.
    if _moment(day, spans[-1][1], clock) < clock.now() + timedelta(hours=notice):
        return "notice"
    return None


def _full(
    offered: OfferedService, house: Business, day: date, time: str | None, taken: Taken, clock: Clock
) -> str | None:
    terms = offered.terms
    others = taken.get(day.isoformat(), [])
    if terms.daily_capacity is not None and len(others) >= terms.daily_capacity:
        return "full"
    if terms.slot_minutes is None:
        return None
    starts = [minutes_of(other) for other in others if other is not None]
    hours = terms.opening_hours or house.opening_hours
    possible = start_times(hours, terms.slot_minutes, terms.duration_minutes, day)
    notice = terms.minimum_notice_hours if terms.minimum_notice_hours is not None else house.minimum_notice_hours
    earliest = clock.now() + timedelta(hours=notice)
    candidates = possible if time is None else tuple(start for start in possible if start == time)
    for candidate in candidates:
        start = minutes_of(candidate)
        if _moment(day, start, clock) < earliest:
            continue
        if _busiest(start, terms.duration_minutes, starts) < terms.slot_capacity:
            return None
    return "full"


def _busiest(start: int, duration: int, others: list[int]) -> int:
    """The most of `others` (all equally long) that run at one moment while [start, start + duration) does."""
    moments = [start, *(other for other in others if start < other < start + duration)]
    return max(sum(other <= moment < other + duration for other in others) for moment in moments)


def _moment(day: date, minutes: int, clock: Clock) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=clock.zone)
    return (midnight + timedelta(minutes=minutes)).astimezone(UTC)
