"""Every SELECT of bookings that serves a caller."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select

from frontdesk.booking.models import bookings
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.errors import NotFound
from frontdesk.kit.ids import BookingId
from frontdesk.kit.languages import Language
from frontdesk.kit.money import Money
from frontdesk.kit.pagination import Page, Paging
from frontdesk.kit.text import ascii_digits
from frontdesk.storage.session import Tx

# What people write between the digits of a phone number.
_SEPARATORS = re.compile(r"[\s().+-]")


class Status(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Booking:
    """`event_date` is ISO, `event_time` "HH:MM" or None; `phone` E.164."""

    id: BookingId
    service: str
    package: str | None
    price: Money
    name: str
    email: str
    phone: str
    phone_country: str
    service_country: str
    address: str
    pincode: str
    event_date: str
    event_time: str | None
    message: str | None
    status: Status
    otp_verified: bool
    source: str | None
    language: Language
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a listing is narrowed to; dates are ISO days of the event, both inclusive."""

    text: str | None = None
    status: Status | None = None
    date_from: str | None = None
    date_to: str | None = None


def visible_to(actor: Actor) -> Select[*tuple[Any, ...]]:
    """All bookings for an administrator, Forbidden for anybody else."""
    actor.require(Role.ADMIN)
    return select(bookings)


def get(tx: Tx, actor: Actor, booking_id: str) -> Booking:
    row = tx.execute(visible_to(actor).where(bookings.c.id == booking_id)).one_or_none()
    if row is None:
        raise NotFound("There is no booking with this id.")
    return booking_of(row._mapping)


def listing(tx: Tx, actor: Actor, wanted: Wanted, paging: Paging) -> Page[Booking]:
    """Newest first."""
    narrowed = _conditions(wanted)
    rows = tx.execute(
        visible_to(actor)
        .where(*narrowed)
        .order_by(bookings.c.created_at.desc(), bookings.c.id)
        .limit(paging.limit)
        .offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(bookings).where(*narrowed)).scalar_one()
    return Page([booking_of(row._mapping) for row in rows], total, paging.limit, paging.skip)


def booking_of(row: RowMapping) -> Booking:
    return Booking(
        id=BookingId(row["id"]),
        service=row["service"],
        package=row["package"],
        price=Money(row["price_minor"], row["currency"]),
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        phone_country=row["phone_country"],
        service_country=row["service_country"],
        address=row["address"],
        pincode=row["pincode"],
        event_date=row["event_date"],
        event_time=row["event_time"],
        message=row["message"],
        status=Status(row["status"]),
        otp_verified=row["otp_verified"],
        source=row["source"],
        language=Language(row["language"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        conditions.append(bookings.c.status == wanted.status.value)
    if wanted.date_from is not None:
        conditions.append(bookings.c.event_date >= wanted.date_from)
    if wanted.date_to is not None:
        conditions.append(bookings.c.event_date <= wanted.date_to)
    if wanted.text:
        searched = (bookings.c.name, bookings.c.email, bookings.c.phone, bookings.c.service, bookings.c.id)
        # autoescape: a customer called "100%" is looked for as written.
        found = [column.icontains(wanted.text, autoescape=True) for column in searched]
        number = _SEPARATORS.sub("", ascii_digits(wanted.text))
        if number.isdecimal():
            found.append(bookings.c.phone.contains(number))
        conditions.append(or_(*found))
    return conditions
