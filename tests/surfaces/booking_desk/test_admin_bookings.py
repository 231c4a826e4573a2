"""Bookings over HTTP: list, search, status changes with their messages, deletion, and who may."""

import asyncio
from typing import Any

import httpx
import pytest
from tests import served
from tests.conftest import SetClock
from tests.surfaces.booking_desk.customer import Customer, furnish

from frontdesk.bootstrap import Desk
from frontdesk.identity.actor import Role

PATH = "/admin/bookings"


async def booked(client: httpx.AsyncClient, **answers: str) -> str:
    customer = Customer(client)
    customer.answers |= answers
    return str((await customer.book())["booking_id"])


@pytest.fixture
async def two(client: httpx.AsyncClient, admin: httpx.AsyncClient, hands: SetClock) -> list[str]:
    """Priya's, then a minute later Sunita's."""
    await furnish(admin, names={"hi": "दुल्हन का मेकअप"})
    first = await booked(client)
    hands.forward(minutes=1)
    second = await booked(
        client,
        name="Sunita Rai",
        email="sunita%rai@example.org",
        phone="+91 98765 43210",
        event_date="3 January 2027",
        service="Party Makeup Services",
        pincode="560001",
        service_country="India",
        address="12 MG Road, Bengaluru",
    )
    return [first, second]


async def test_the_list_is_newest_first_and_filters(admin: httpx.AsyncClient, two: list[str]) -> None:
    page = (await admin.get(PATH)).json()
    assert [booking["id"] for booking in page["bookings"]] == two[::-1]
    assert (page["total"], page["limit"], page["skip"]) == (2, 50, 0)
    assert (await admin.get(PATH, params={"status": "approved"})).json()["total"] == 0
    rest = (await admin.get(PATH, params={"limit": 1, "skip": 1})).json()
    assert ([booking["id"] for booking in rest["bookings"]], rest["total"]) == (two[:1], 2)


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"skip": -1}, {"limit": "many"}, {"status": "lost"}, {"skip": 10**20}]
)
async def test_a_listing_out_of_bounds_is_refused(admin: httpx.AsyncClient, query: dict[str, Any]) -> None:
    answer = await admin.get(PATH, params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [1, 0]),
        ({"search": "Priya"}, [0]),
        ({"search": "PRIYA@EXAMPLE"}, [0]),
        ({"search": "98765"}, [1, 0]),
        ({"search": "+977-987 654"}, [0]),
        ({"search": "+91 (98765) 43210"}, [1]),
        ({"search": "९८७६५"}, [1, 0]),
        ({"search": "party"}, [1]),
        ({"search": "%"}, [1]),
        ({"search": "_"}, []),
        ({"search": "nobody"}, []),
        ({"date_from": "2027-01-01"}, [1]),
        ({"date_to": "2026-12-25"}, [0]),
        ({"date_from": "2026-12-25", "date_to": "2027-01-03"}, [1, 0]),
        ({"status": "pending", "search": "Sunita"}, [1]),
        ({"status": "cancelled"}, []),
    ],
)
async def test_search_takes_any_subset(
    admin: httpx.AsyncClient, two: list[str], wanted: dict[str, str], found: list[int]
) -> None:
    answer = await admin.post(f"{PATH}/search", json=wanted)
    assert answer.status_code == 200, answer.text
    assert [booking["id"] for booking in answer.json()["bookings"]] == [two[place] for place in found]
    assert answer.json()["total"] == len(found)


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": True},
        {"limit": "5"},
        {"skip": -1},
        {"skip": False},
        {"status": "lost"},
        {"search": 5},
        {"date_from": "yesterday"},
        {"date_to": 20261225},
        {"date_to": "1798156800"},
    ],
)
async def test_a_search_that_cannot_be_is_refused_by_field(admin: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await admin.post(f"{PATH}/search", json=body)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == list(body)


async def test_search_finds_by_id(admin: httpx.AsyncClient, two: list[str]) -> None:
    answer = (await admin.post(f"{PATH}/search", json={"search": two[1]})).json()
    assert [booking["id"] for booking in answer["bookings"]] == [two[1]]


async def test_each_permitted_change_tells_the_customer_once(
    client: httpx.AsyncClient, admin: httpx.AsyncClient, two: list[str], hands: SetClock
) -> None:
    to = {"to": "+9779876543210", "channel": "whatsapp"}
    before = len((await client.get("/dev/outbox", params=to)).json())
    for number, status in enumerate(("approved", "completed"), start=1):
        hands.forward(minutes=1)
        answer = await admin.patch(f"{PATH}/{two[0]}/status", json={"status": status})
        assert (answer.status_code, answer.json()["status"]) == (200, status)
        messages = (await client.get("/dev/outbox", params=to)).json()
        assert len(messages) == before + number
        assert "Priya" in messages[0]["body"]
    hands.forward(minutes=1)
    assert (await admin.patch(f"{PATH}/{two[1]}/status", json={"status": "cancelled"})).status_code == 200
    (sorry, *_) = (await client.get("/dev/outbox", params={"to": "+919876543210"})).json()
    assert "Sunita" in sorry["body"]


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ([], "completed"),
        ([], "pending"),
        (["approved"], "approved"),
        (["approved"], "pending"),
        (["cancelled"], "approved"),
        (["cancelled"], "cancelled"),
        (["approved", "completed"], "cancelled"),
    ],
)
async def test_any_other_change_is_409_and_sends_nothing(
    client: httpx.AsyncClient, admin: httpx.AsyncClient, two: list[str], path: list[str], refused: str
) -> None:
    for status in path:
        await admin.patch(f"{PATH}/{two[0]}/status", json={"status": status})
    before = len((await client.get("/dev/outbox")).json())
    answer = await admin.patch(f"{PATH}/{two[0]}/status", json={"status": refused})
    assert (answer.status_code, answer.json()["code"]) == (409, "status_not_permitted")
    assert len((await client.get("/dev/outbox")).json()) == before


async def test_of_two_who_approve_at_once_one_does(admin: httpx.AsyncClient, two: list[str]) -> None:
    answers = await asyncio.gather(
        *(admin.patch(f"{PATH}/{two[0]}/status", json={"status": "approved"}) for _ in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]


async def test_the_news_is_in_the_language_of_the_booking(
    client: httpx.AsyncClient, admin: httpx.AsyncClient, hands: SetClock
) -> None:
    await furnish(admin, names={"hi": "दुल्हन का मेकअप"})
    customer = Customer(client)
    await customer.say("मुझे दुल्हन का मेकअप चाहिए")
    customer.answers |= {"name": "मेरा नाम प्रिया शर्मा है", "event_date": "25 दिसंबर", "service_country": "नेपाल"}
    booking_id = str((await customer.book())["booking_id"])
    hands.forward(minutes=1)
    assert (await admin.patch(f"{PATH}/{booking_id}/status", json={"status": "approved"})).json()["language"] == "hi"
    (news, *_) = (await client.get("/dev/outbox", params={"channel": "whatsapp"})).json()
    assert "दुल्हन का मेकअप" in news["body"]
    assert "दिसंबर" in news["body"]


async def test_a_cancelled_booking_frees_its_place(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    await furnish(admin, daily_capacity=1)
    booking_id = await booked(client)
    other = Customer(client)
    await other.answer_until("collecting_details")
    assert (await other.say("25 December 2026"))["missing_fields"][0] == "event_date"
    await admin.patch(f"{PATH}/{booking_id}/status", json={"status": "cancelled"})
    assert (await other.say("25 December 2026"))["collected_info"]["event_date"] == "2026-12-25"


async def test_a_deleted_booking_is_gone(admin: httpx.AsyncClient, two: list[str]) -> None:
    answer = await admin.delete(f"{PATH}/{two[0]}")
    assert (answer.status_code, answer.json()) == (200, {"message": "Booking deleted"})
    for again in (admin.get(f"{PATH}/{two[0]}"), admin.delete(f"{PATH}/{two[0]}")):
        assert (await again).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", PATH, None),
        ("POST", f"{PATH}/search", {}),
        ("GET", f"{PATH}/x", None),
        ("PATCH", f"{PATH}/x/status", {"status": "approved"}),
        ("DELETE", f"{PATH}/x", None),
        ("GET", "/admin/services", None),
        ("POST", "/admin/services", {"name": "x", "currency": "INR"}),
        ("PATCH", "/admin/services/x", {"is_active": False}),
        ("DELETE", "/admin/services/x", None),
        ("GET", "/admin/analytics/overview", None),
        ("GET", "/admin/analytics/by-service", None),
        ("GET", "/admin/analytics/by-month", None),
        ("GET", "/admin/analytics/funnel", None),
    ],
)
@pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.CUSTOMER, 403), (Role.OPERATOR, 403)])
async def test_all_of_it_is_an_admins(
    desk: Desk, method: str, path: str, body: Any, role: Role | None, status: int
) -> None:
    headers = served.bearer(desk, role) if role else {}
    async with served.client_of(desk, headers=headers) as client:
        answer = await client.request(method, path, json=body)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [{}, {"status": "lost"}, {"status": None}, [], {"status": ["approved"]}])
async def test_a_status_that_is_none_is_refused(admin: httpx.AsyncClient, two: list[str], body: Any) -> None:
    assert (await admin.patch(f"{PATH}/{two[0]}/status", json=body)).status_code == 422
