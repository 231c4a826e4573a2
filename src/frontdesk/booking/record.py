"""Bookings that come from elsewhere than the dialogue: the demo's, and those brought along from another system."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from frontdesk.booking.models import bookings
from frontdesk.booking.queries import Booking
from frontdesk.storage.session import Tx


@dataclass(frozen=True, slots=True)
class Record:
    """`created_on` is the business's own calendar day of `created_at`."""

    booking: Booking
    service_id: str
    created_on: date


def add(tx: Tx, record: Record) -> None:
    """Written as it is: no code, no message. What it takes of a day's places counts from then on, but is not checked,
    since it was agreed to elsewhere."""
    tx.execute(insert(bookings).values(**_columns(record)))


def known(tx: Tx, ids: list[str]) -> int:
    """How many of these ids are bookings already."""
    return int(tx.execute(select(func.count()).where(bookings.c.id.in_(ids))).scalar_one())


def _columns(record: Record) -> dict[str, Any]:
    booking = record.booking
    return {
        "id": booking.id,
        "service_id": record.service_id,
        "service": booking.service,
        "package": booking.package,
        "price_minor": booking.price.minor,
        "currency": booking.price.currency,
        "name": booking.name,
        "email": booking.email,
        "phone": booking.phone,
        "phone_country": booking.phone_country,
        "service_country": booking.service_country,
        "address": booking.address,
        "pincode": booking.pincode,
        "event_date": booking.event_date,
        "event_time": booking.event_time,
        "message": booking.message,
        "status": booking.status.value,
        "otp_verified": booking.otp_verified,
        "source": booking.source,
        "language": booking.language.value,
        "conversation_id": None,
        "created_on": record.created_on.isoformat(),
        "created_at": booking.created_at,
        "updated_at": booking.updated_at,
    }
