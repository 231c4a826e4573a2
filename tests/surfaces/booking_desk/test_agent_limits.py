"""What a stranger can make the desk send, however many conversations he opens."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.surfaces.booking_desk.customer import ANSWERS, Customer, furnish

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock

_LIMITED = {
    "RATE_LIMIT__ENABLED": "true",
    "RATE_LIMIT__BURST_SIZE": "10000",
    "RATE_LIMIT__REQUESTS_PER_MINUTE": "10000",
    "RATE_LIMIT__AUTH_PER_ADDRESS": "3",
}


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    opened = served.desk_for(sqlite_url, tmp_path, clock, **_LIMITED)
    async with served.client_of(opened, headers=served.bearer(opened)) as admin:
        await furnish(admin)
    yield opened
    opened.close()


async def test_codes_to_ever_new_numbers_end_at_the_limit_of_the_address(desk: Desk, client: httpx.AsyncClient) -> None:
    for number in range(3):
        customer = Customer(client, ANSWERS | {"phone": f"+977-984123456{number}"})
        assert (await customer.answer_until("otp_sent"))["action"] == "send_otp"
    customer = Customer(client, ANSWERS | {"phone": "+977-9841234569"})
    await customer.answer_until("confirming")
    body = {"message": "yes", "session_id": customer.session}
    refused = await client.post("/agent/chat", json=body)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) >= 1
    assert (await client.get("/dev/outbox", params={"to": "+9779841234569"})).json() == []
    # The turn was not taken: the same word from elsewhere goes on where she stood.
    async with served.client_of(desk, peer="198.51.100.7") as elsewhere:
        assert (await elsewhere.post("/agent/chat", json=body)).json()["stage"] == "otp_sent"


async def test_calls_for_a_person_do_not_fill_the_mailbox_of_the_staff(desk: Desk, client: httpx.AsyncClient) -> None:
    answers = [await client.post("/agent/chat", json={"message": "I want to talk to a human"}) for _ in range(22)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 2
    letters = (await client.get("/dev/outbox", params={"channel": "email"})).json()
    assert len(letters) == 20
