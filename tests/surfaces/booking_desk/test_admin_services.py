"""The catalogue over HTTP."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import served
from tests.surfaces.booking_desk.customer import PACKAGES, Customer, furnish

from frontdesk.kit.clock import Clock

PATH = "/admin/services"
SERVICE: dict[str, Any] = {
    "name": "Bridal Makeup Services",
    "names": {"hi": "दुल्हन का मेकअप"},
    "aliases": ["shaadi ka makeup"],
    "currency": "INR",
    "duration_minutes": 180,
    "daily_capacity": 2,
    "packages": PACKAGES,
}


async def test_a_fresh_database_offers_nothing_and_says_so(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    assert (await admin.get(PATH)).json() == {"services": [], "total": 0, "limit": 50, "skip": 0}
    answer = await Customer(client).say("I want bridal makeup")
    assert answer["choices"] == []
    assert answer["collected_info"] == {}


async def test_a_service_is_made_read_and_offered_at_once(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    answer = await admin.post(PATH, json=SERVICE)
    assert answer.status_code == 201
    made = answer.json()
    assert made["packages"][0] == {"name": "Basic", "names": {}, "price": "15999.00"}
    assert {name: made[name] for name in SERVICE if name != "packages"} == {
        name: SERVICE[name] for name in SERVICE if name != "packages"
    }
    assert (await admin.get(f"{PATH}/{made['id']}")).json() == made
    said = await Customer(client).say("shaadi ka makeup chahiye")
    assert said["collected_info"]["service"] == "Bridal Makeup Services"


async def test_services_are_offered_in_the_order_given(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    made = await furnish(admin)
    listed = (await admin.get(PATH, params={"limit": 2, "skip": 1})).json()
    assert [service["id"] for service in listed["services"]] == [service["id"] for service in made[1:3]]
    customer = Customer(client)
    await customer.say("hello")
    assert (await customer.say("4"))["collected_info"]["service"] == made[3]["name"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"currency": "RUPEES"}, "currency"),
        ({"currency": "inr"}, "currency"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"duration_minutes": True}, "duration_minutes"),
        ({"duration_minutes": "60"}, "duration_minutes"),
        ({"duration_minutes": 60.5}, "duration_minutes"),
        ({"daily_capacity": -1}, "daily_capacity"),
        ({"daily_capacity": False}, "daily_capacity"),
        ({"daily_capacity": "2"}, "daily_capacity"),
        ({"minimum_notice_hours": False}, "minimum_notice_hours"),
        ({"slot_minutes": "30"}, "slot_minutes"),
        ({"slot_capacity": True}, "slot_capacity"),
        ({"is_active": "yes"}, "is_active"),
        ({"is_active": 1}, "is_active"),
        ({"packages": [{"name": "A", "price": "12.345"}]}, "packages.0.price"),
        ({"packages": [{"name": "A", "price": "-1"}]}, "packages.0.price"),
        ({"packages": [{"name": "A", "price": "1"}, {"name": "B", "price": "1e3"}]}, "packages.1.price"),
        ({"packages": [{"name": "A", "price": 0.1 + 0.2}]}, "packages.0.price"),
        ({"packages": [{"name": "A", "price": "1"}, {"name": "B", "price": True}]}, "packages.1.price"),
        ({"packages": [{"name": "A", "price": None}]}, "packages.0.price"),
        ({"packages": [{"name": "A", "price": "1"}, {"name": "a", "price": "2"}]}, "packages.1.name"),
        ({"packages": [{"name": "A"}]}, "packages.0.price"),
        ({"names": {"fr": "Maquillage"}}, "names.fr"),
        ({"opening_hours": {"mon": [["18:00", "10:00"]]}}, "opening_hours"),
        ({"opening_hours": {"funday": []}}, "opening_hours"),
        ({"closed_days": ["31-12-2026"]}, "closed_days.0"),
        ({"closed_days": [0]}, "closed_days.0"),
        ({"closed_days": ["1798675200"]}, "closed_days.0"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_service_that_cannot_be_is_refused_by_field(
    admin: httpx.AsyncClient, change: dict[str, Any], field: str
) -> None:
    answer = await admin.post(PATH, json=SERVICE | change)
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["errors"]
    assert problem["message"]
    assert problem["field"] == field


@pytest.mark.parametrize("price", ["15999", "15999.00", "0", 15999, 15999.5])
async def test_prices_may_come_as_exact_numbers(admin: httpx.AsyncClient, price: Any) -> None:
    answer = await admin.post(PATH, json=SERVICE | {"packages": [{"name": "A", "price": price}]})
    assert answer.status_code == 201, answer.text
    assert float(answer.json()["packages"][0]["price"]) == float(price)


async def test_a_service_that_names_no_currency_has_the_businesss(
    database_url: str, tmp_path: Path, clock: Clock
) -> None:
    desk = served.desk_for(database_url, tmp_path, clock, BUSINESS__CURRENCY="NPR")
    body = {"name": "Bridal", "packages": [{"name": "Basic", "price": "15999.5"}]}
    async with served.client_of(desk, headers=served.bearer(desk)) as admin:
        made = await admin.post(PATH, json=body)
        odd = await admin.post(PATH, json={"name": "Party", "packages": [{"name": "Basic", "price": "1.001"}]})
    desk.close()
    assert (made.status_code, made.json()["currency"]) == (201, "NPR")
    assert made.json()["packages"][0]["price"] == "15999.50"
    assert (odd.status_code, odd.json()["errors"][0]["field"]) == (422, "packages.0.price")


async def test_of_two_who_make_a_service_of_one_name_at_once_one_does(admin: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(admin.post(PATH, json=SERVICE) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


async def test_two_services_of_one_name_are_refused(admin: httpx.AsyncClient) -> None:
    await admin.post(PATH, json=SERVICE)
    answer = await admin.post(PATH, json=SERVICE)
    assert (answer.status_code, answer.json()["code"]) == (409, "service_exists")


async def test_the_same_key_makes_one_service(admin: httpx.AsyncClient) -> None:
    sent = [admin.post(PATH, json=SERVICE, headers={"Idempotency-Key": "catalogue-1"}) for _ in range(4)]
    answers = await asyncio.gather(*sent)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.text for answer in answers}) == 1
    assert (await admin.get(PATH)).json()["total"] == 1
    other = await admin.post(PATH, json=SERVICE | {"name": "Other"}, headers={"Idempotency-Key": "catalogue-1"})
    assert other.status_code == 409


async def test_a_change_changes_what_it_names(admin: httpx.AsyncClient) -> None:
    made = (await admin.post(PATH, json=SERVICE)).json()
    path = f"{PATH}/{made['id']}"
    changed = (await admin.patch(path, json={"daily_capacity": None, "aliases": []})).json()
    assert changed == made | {"daily_capacity": None, "aliases": []}
    moved = (await admin.patch(path, json={"currency": "JPY"})).json()
    assert moved["packages"][0]["price"] == "15999"
    assert (await admin.patch(path, json={"name": "Bridal"})).json()["name"] == "Bridal"
    assert (await admin.get(path)).json()["packages"] == moved["packages"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"currency": "XXQ"}, "currency"),
        ({"packages": None}, "packages"),
        ({"packages": [{"name": "A", "price": "1"}, {"name": "B", "price": "1.234"}]}, "packages.1.price"),
        ({"is_active": "maybe"}, "is_active"),
        ({"is_active": None}, "is_active"),
        ({"daily_capacity": False}, "daily_capacity"),
        ({"slot_capacity": None}, "slot_capacity"),
    ],
)
async def test_a_change_that_cannot_be_is_refused(admin: httpx.AsyncClient, body: Any, field: str) -> None:
    made = (await admin.post(PATH, json=SERVICE)).json()
    answer = await admin.patch(f"{PATH}/{made['id']}", json=body)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]
    assert (await admin.get(f"{PATH}/{made['id']}")).json() == made


async def test_a_paused_service_is_not_offered_and_a_removed_one_is_gone(
    client: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    first, second, *_ = await furnish(admin)
    await admin.patch(f"{PATH}/{first['id']}", json={"is_active": False})
    assert first["name"] not in (await Customer(client).say("hello"))["reply"]
    assert (await admin.get(PATH, params={"is_active": "false"})).json()["total"] == 1
    assert (await admin.delete(f"{PATH}/{second['id']}")).status_code == 204
    assert (await admin.delete(f"{PATH}/{second['id']}")).status_code == 404
    assert (await admin.get(f"{PATH}/{second['id']}")).status_code == 404
    assert second["name"] not in (await Customer(client).say("hello"))["reply"]


async def test_a_service_that_goes_in_the_middle_of_a_conversation_is_asked_for_anew(
    client: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    first, *_ = await furnish(admin)
    customer = Customer(client)
    await customer.answer_until("confirming")
    await admin.delete(f"{PATH}/{first['id']}")
    answer = await customer.say("yes")
    assert answer["stage"] != "otp_sent"
    assert answer["missing_fields"][0] == "service"
    customer.answers["service"] = "Party Makeup Services"
    assert (await customer.book())["action"] == "booking_confirmed"


async def test_a_price_that_changes_while_a_code_is_open_changes_nothing(
    client: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    first, *_ = await furnish(admin)
    customer = Customer(client)
    await customer.answer_until("otp_sent")
    await admin.patch(f"{PATH}/{first['id']}", json={"packages": [{"name": "Other", "price": "1.00"}]})
    booked = await customer.say(await customer.code())
    assert booked["action"] == "booking_confirmed"
    stored = (await admin.get(f"/admin/bookings/{booked['booking_id']}")).json()
    assert (stored["package"], stored["price"]) == ("Premium", "49999.00")


async def test_a_service_with_times_asks_for_one(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    hours = {day: [["10:00", "14:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    await furnish(admin, slot_minutes=120, duration_minutes=120, opening_hours=hours)
    first, second = Customer(client), Customer(client)
    first.answers["event_time"] = "10 am"
    second.answers |= {"phone": "+977-9841234567", "event_time": "12:00"}
    booked = await first.book()
    assert booked["action"] == "booking_confirmed"
    assert (await admin.get(f"/admin/bookings/{booked['booking_id']}")).json()["time"] == "10:00"
    await second.say("bridal makeup, premium, on 25 December 2026")
    assert second.last["missing_fields"][0] == "event_time"
    taken = await second.say("10 am")
    assert taken["missing_fields"][0] == "event_time"
    assert "12:00" in taken["reply"]
    assert (await second.book())["action"] == "booking_confirmed"
    third = Customer(client)
    await third.say("bridal makeup, premium, on 25 December 2026")
    assert third.last["missing_fields"][0] == "event_date", "both times of the day are gone"
