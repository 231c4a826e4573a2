"""Figures over HTTP, against bookings whose days and prices are known."""

from datetime import UTC, datetime

import httpx
import pytest
from tests import served
from tests.booking.conftest import book, terms
from tests.conftest import SetClock
from tests.surfaces.booking_desk.customer import Customer, furnish

from frontdesk.booking.catalogue import OfferedService
from frontdesk.bootstrap import Desk
from frontdesk.kit.ids import ServiceId

PATH = "/admin/analytics"


@pytest.fixture
def history(desk: Desk) -> None:
    """The clock stands at noon of 23 November 2026 in Kolkata."""
    bridal = OfferedService(ServiceId("s1"), 1, terms())
    party = OfferedService(ServiceId("s2"), 2, terms("Party Makeup Services"))

    def at(day: str) -> tuple[datetime, dict[str, str]]:
        return datetime.fromisoformat(day).replace(tzinfo=UTC), {"created_on": day[:10]}

    for service, day, status in (
        (bridal, "2026-11-23T05:00", "pending"),
        (bridal, "2026-11-17T05:00", "approved"),
        (bridal, "2026-11-16T05:00", "completed"),
        (bridal, "2026-10-02T05:00", "cancelled"),
        (party, "2026-10-02T05:00", "completed"),
    ):
        moment, more = at(day)
        desk.database.tx_now(book, service, "2026-12-25", moment, status=status, **more)


async def test_the_overview(admin: httpx.AsyncClient, history: None) -> None:
    assert (await admin.get(f"{PATH}/overview")).json() == {
        "total_bookings": 5,
        "pending_bookings": 1,
        "approved_bookings": 1,
        "completed_bookings": 2,
        "cancelled_bookings": 1,
        "recent_bookings_7_days": 2,
        "today_bookings": 1,
    }


async def test_by_service(admin: httpx.AsyncClient, history: None) -> None:
    assert (await admin.get(f"{PATH}/by-service")).json() == [
        {"service": "Bridal Makeup Services", "count": 4, "revenue": "31998.00", "currency": "INR"},
        {"service": "Party Makeup Services", "count": 1, "revenue": "15999.00", "currency": "INR"},
    ]


async def test_by_month(admin: httpx.AsyncClient, history: None) -> None:
    assert (await admin.get(f"{PATH}/by-month")).json() == [
        {"month": "2026-11", "count": 3, "revenue": "31998.00", "currency": "INR"},
        {"month": "2026-10", "count": 2, "revenue": "15999.00", "currency": "INR"},
    ]


async def test_an_empty_business_has_figures_too(admin: httpx.AsyncClient) -> None:
    assert (await admin.get(f"{PATH}/overview")).json()["total_bookings"] == 0
    assert (await admin.get(f"{PATH}/by-service")).json() == []
    assert (await admin.get(f"{PATH}/by-month")).json() == []


async def test_a_booking_late_in_the_evening_counts_for_the_day_of_the_business(
    client: httpx.AsyncClient, admin: httpx.AsyncClient, desk: Desk, hands: SetClock
) -> None:
    await furnish(admin)
    hands.moment = datetime(2026, 11, 30, 19, 0, tzinfo=UTC)  # half past midnight in Kolkata
    await Customer(client).book()
    admin.headers.update(served.bearer(desk, email="late@example.com"))
    assert (await admin.get(f"{PATH}/by-month")).json()[0]["month"] == "2026-12"
    assert (await admin.get(f"{PATH}/overview")).json()["today_bookings"] == 1


async def test_the_funnel_counts_each_session_up_to_its_furthest_stage(
    client: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    await furnish(admin)
    await Customer(client).book()
    await Customer(client).answer_until("confirming")
    cancelled = Customer(client)
    await cancelled.say("I want bridal makeup")
    await cancelled.say("cancel")
    stages = {one["stage"]: one["sessions"] for one in (await admin.get(f"{PATH}/funnel")).json()["stages"]}
    assert stages == {
        "greeting": 3,
        "selecting_service": 3,
        "selecting_package": 3,
        "collecting_details": 2,
        "confirming": 2,
        "otp_sent": 1,
        "completed": 1,
    }
