"""A booking whose messages really leave the house: codes, accidents on the way, reports, and what staff see of it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from tests import served
from tests.conftest import SetClock
from tests.simulators.brevo import KEY, Brevo
from tests.simulators.twilio import ACCOUNT, TOKEN, Taken, Twilio, report
from tests.simulators.vendor import Answers
from tests.surfaces.booking_desk.customer import Customer, furnish

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    async with Twilio() as started:
        yield started


@pytest.fixture
async def brevo() -> AsyncIterator[Brevo]:
    async with Brevo() as started:
        yield started


@pytest.fixture
async def desk(twilio: Twilio, brevo: Brevo, database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    opened = served.desk_for(
        database_url,
        tmp_path,
        clock,
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_AUTH_TOKEN=TOKEN,
        TWILIO_WHATSAPP_FROM="whatsapp:+14155238886",
        TWILIO_SMS_FROM="+14155550100",
        TWILIO_BASE_URL=twilio.url,
        BREVO_API_KEY=KEY,
        BREVO_SENDER_EMAIL="desk@studio.example",
        BREVO_BASE_URL=f"{brevo.url}/v3",
        PUBLIC_URL="https://desk.example",
    )
    yield opened
    opened.close()


@pytest.fixture
async def customer(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> Customer:
    await furnish(admin)
    return Customer(client)


def _code(taken: Taken) -> str:
    found = re.search(r"\b\d{6}\b", taken.form["Body"])
    assert found is not None
    return found.group()


async def _report(client: httpx.AsyncClient, taken: Taken, status: str, error: str | None = None) -> int:
    told = report(taken, status, error)
    parts = urlsplit(told.url)
    answer = await client.post(f"{parts.path}?{parts.query}", data=told.form, headers=told.headers)
    return answer.status_code


async def test_a_code_that_whatsapp_loses_comes_by_text_message_and_books(
    desk: Desk, twilio: Twilio, brevo: Brevo, client: httpx.AsyncClient, admin: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.answer_until("otp_sent")
    await desk.worker.drain()
    (by_whatsapp,) = twilio.messages
    assert by_whatsapp.form["To"] == "whatsapp:+9779876543210"
    for status, error in (("sent", None), ("undelivered", "63016"), ("undelivered", "63016"), ("sent", None)):
        assert await _report(client, by_whatsapp, status, error) == 204
    await desk.worker.drain()
    by_sms = twilio.messages[1]
    assert (by_sms.form["To"], _code(by_sms)) == ("+9779876543210", _code(by_whatsapp))
    booked = await customer.say(_code(by_sms))
    assert booked["action"] == "booking_confirmed"
    await desk.worker.drain()
    assert [mail["to"] for mail in brevo.mails] == [[{"email": "priya@example.com"}]]

    sent = (await admin.get("/admin/outbox")).json()
    codes = [row for row in sent["messages"] if row["kind"] == "otp"]
    assert {(row["channel"], row["status"]) for row in codes} == {("whatsapp", "failed"), ("sms", "sent")}
    assert _code(by_sms) not in str(sent)


async def test_each_change_of_status_reaches_the_customer_once(
    desk: Desk, twilio: Twilio, client: httpx.AsyncClient, admin: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.answer_until("otp_sent")
    await desk.worker.drain()
    booking = (await customer.say(_code(twilio.messages[0])))["booking_id"]
    for status, answered in (("approved", 200), ("approved", 409), ("completed", 200), ("cancelled", 409)):
        answer = await admin.patch(f"/admin/bookings/{booking}/status", json={"status": status})
        assert answer.status_code == answered
        await desk.worker.drain()
    told = [taken.form["Body"] for taken in twilio.messages[1:]]
    assert ["has confirmed your booking" in told[0], "Thank you for choosing" in told[1], len(told)] == [True, True, 2]


@pytest.mark.parametrize(
    "fault", [Answers(500, {"code": 20500, "message": "…"}), Answers(429, {"code": 20429}, {"Retry-After": "5"})]
)
async def test_a_busy_vendor_costs_a_moment_and_no_booking(
    desk: Desk, twilio: Twilio, customer: Customer, hands: SetClock, fault: Answers
) -> None:
    twilio.script.append(fault)
    sent = await customer.answer_until("otp_sent")
    assert sent["action"] == "send_otp"
    await desk.worker.drain()
    assert twilio.messages == []
    hands.forward(seconds=10)
    await desk.worker.drain()
    booked = await customer.say(_code(twilio.messages[0]))
    assert booked["action"] == "booking_confirmed"


async def test_after_a_lost_answer_the_customer_asks_for_another_code(
    desk: Desk, twilio: Twilio, admin: httpx.AsyncClient, customer: Customer, hands: SetClock
) -> None:
    twilio.script.append(Answers(504, text="late"))
    await customer.answer_until("otp_sent")
    await desk.worker.drain()
    hands.forward(seconds=60)
    await desk.worker.drain()
    assert len(twilio.seen) == 1
    await customer.say("resend the code please")
    await desk.worker.drain()
    booked = await customer.say(_code(twilio.messages[0]))
    assert booked["action"] == "booking_confirmed"
    statuses = [row["status"] for row in (await admin.get("/admin/outbox?channel=whatsapp")).json()["messages"]]
    assert statuses == ["sent", "unknown"]
