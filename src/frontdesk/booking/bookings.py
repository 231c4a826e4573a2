"""What may happen to a booking once it stands."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, update

from frontdesk.booking import queries
from frontdesk.booking.catalogue import Offer
from frontdesk.booking.models import bookings
from frontdesk.booking.queries import Booking, Status
from frontdesk.identity.actor import Actor
from frontdesk.kit.errors import Conflict
from frontdesk.notifications.deliver import Mailbox
from frontdesk.notifications.messages import (
    BookingApproved,
    BookingCancelled,
    BookingCompleted,
    Message,
)
from frontdesk.notifications.models import Channel
from frontdesk.storage.session import Sql, Tx

# Every step leaves the number of places in use as it is or frees one; a step that takes one would have to go
# through capacity.take.
_PERMITTED = {
    Status.PENDING: frozenset({Status.APPROVED, Status.CANCELLED}),
    Status.APPROVED: frozenset({Status.COMPLETED, Status.CANCELLED}),
    Status.COMPLETED: frozenset[Status](),
    Status.CANCELLED: frozenset[Status](),
}
_LOCK = Sql("SELECT 1", postgresql="SELECT 1 FROM bookings WHERE id = :id FOR UPDATE")


class StatusRefused(Conflict):
    code = "status_not_permitted"


def set_status(
    tx: Tx, actor: Actor, booking_id: str, status: Status, *, mailbox: Mailbox, offer: Offer, now: datetime
) -> Booking:
    """Changes the status and tells the customer in the booking's language; StatusRefused changes and sends nothing."""
    tx.run(_LOCK, id=booking_id)
    booking = queries.get(tx, actor, booking_id)
    if status not in _PERMITTED[booking.status]:
        raise StatusRefused(f"A booking that is {booking.status} cannot become {status}.")
    tx.execute(update(bookings).where(bookings.c.id == booking_id).values(status=status.value, updated_at=now))
    mailbox.send(
        tx,
        _news(booking, status, offer),
        channel=Channel.WHATSAPP,
        to=booking.phone,
        language=booking.language,
        about=f"booking:{booking.id}",
        now=now,
    )
    return replace(booking, status=status, updated_at=now)


def remove(tx: Tx, actor: Actor, booking_id: str) -> None:
    queries.get(tx, actor, booking_id)
    tx.execute(delete(bookings).where(bookings.c.id == booking_id))


def _news(booking: Booking, status: Status, offer: Offer) -> Message:
    kinds: dict[Status, type[BookingApproved | BookingCancelled | BookingCompleted]] = {
        Status.APPROVED: BookingApproved,
        Status.CANCELLED: BookingCancelled,
        Status.COMPLETED: BookingCompleted,
    }
    return kinds[status](
        name=booking.name,
        service=offer.label(booking.service, booking.language),
        day=date.fromisoformat(booking.event_date),
        time=booking.event_time,
        business=offer.business.name,
    )
