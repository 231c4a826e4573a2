"""A small catalogue, and bookings written without a conversation."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import insert

from frontdesk.booking import catalogue
from frontdesk.booking.catalogue import Business, OfferedService, PackageTerms, ServiceTerms
from frontdesk.booking.models import bookings
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import new_id
from frontdesk.storage.session import Database, Tx

HOUSE = Business(name="Asha Studio")


def terms(name: str = "Bridal Makeup Services", **more: object) -> ServiceTerms:
    packages = (PackageTerms("Basic", 1_599_900), PackageTerms("Premium", 4_999_900))
    return ServiceTerms(**({"name": name, "currency": "INR", "packages": packages} | more))  # type: ignore[arg-type]


def book(tx: Tx, service: OfferedService, day: str, now: datetime, **more: object) -> str:
    values: dict[str, object] = {
        "id": new_id(),
        "service_id": service.id,
        "service": service.terms.name,
        "package": "Basic",
        "price_minor": 1_599_900,
        "currency": "INR",
        "name": "Priya Sharma",
        "email": "priya@example.com",
        "phone": "+9779876543210",
        "phone_country": "NP",
        "service_country": "Nepal",
        "address": "Thamel, Kathmandu",
        "pincode": "44600",
        "event_date": day,
        "status": "pending",
        "otp_verified": True,
        "language": "en",
        "created_on": now.date().isoformat(),
        "created_at": now,
        "updated_at": now,
    }
    values |= more
    tx.execute(insert(bookings).values(**values))
    return str(values["id"])


@pytest.fixture
def offered(database: Database, clock: Clock) -> Callable[..., OfferedService]:
    return lambda name="Bridal Makeup Services", **more: database.tx_now(
        catalogue.create, terms(name, **more), clock.now()
    )
