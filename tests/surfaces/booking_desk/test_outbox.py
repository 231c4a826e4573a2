"""What was sent, for admins and in development."""

import httpx
import pytest
from tests import served
from tests.conftest import SetClock

from frontdesk.bootstrap import Desk
from frontdesk.kit.languages import Language
from frontdesk.notifications.messages import OtpCode
from frontdesk.notifications.models import Channel
from frontdesk.storage.session import Tx

PHONE = "+9779876543210"


def send(desk: Desk, code: str, *, to: str = PHONE, channel: Channel = Channel.WHATSAPP) -> None:
    def write(tx: Tx) -> None:
        now = desk.clock.now()
        message = OtpCode(code=code, minutes=5, business="Asha", not_after=now)
        desk.mailbox.send(tx, message, channel=channel, to=to, language=Language.EN, about=f"booking:{code}", now=now)

    desk.database.tx_now(write)


async def test_development_reads_along(desk: Desk, hands: SetClock, client: httpx.AsyncClient) -> None:
    send(desk, "111111")
    hands.forward(seconds=1)
    send(desk, "222222", to="priya@example.com", channel=Channel.EMAIL)
    messages = (await client.get("/dev/outbox")).json()
    assert [message["channel"] for message in messages] == ["email", "whatsapp"]
    assert messages[0].keys() == {"channel", "to", "subject", "body", "status", "created_at"}
    assert "222222" in messages[0]["body"]
    assert (messages[0]["status"], messages[0]["created_at"]) == ("captured", "2026-11-23T06:30:01.000Z")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?to=%2B9779876543210", 1),
        ("?to=+9779876543210", 1),
        ("?to=9779876543210", 0),
        ("?channel=whatsapp", 1),
        ("?channel=sms", 0),
        ("?channel=email&to=priya@example.com", 1),
        ("?channel=email&to=%2B9779876543210", 0),
        ("?limit=1", 1),
        ("?skip=2", 0),
    ],
)
async def test_filters_are_exact(desk: Desk, client: httpx.AsyncClient, query: str, count: int) -> None:
    send(desk, "111111")
    send(desk, "222222", to="priya@example.com", channel=Channel.EMAIL)
    assert len((await client.get(f"/dev/outbox{query}")).json()) == count


@pytest.mark.parametrize("query", ["?channel=pigeon", "?limit=0", "?limit=201", "?skip=-1"])
async def test_bad_filters_are_refused(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"/dev/outbox{query}")).status_code == 422


async def test_admins_see_the_log_of_deliveries(desk: Desk, admin: httpx.AsyncClient) -> None:
    send(desk, "111111")
    send(desk, "222222", to="priya@example.com", channel=Channel.EMAIL)
    answer = (await admin.get("/admin/outbox", params={"channel": "email", "status": "captured"})).json()
    assert (answer["total"], answer["limit"], answer["skip"]) == (1, 50, 0)
    assert answer["messages"][0]["kind"] == "otp"
    assert answer["messages"][0]["to"] == "priya@example.com"


@pytest.mark.parametrize("environment", ["test", "production"])
async def test_elsewhere_the_route_does_not_exist(sqlite_url, tmp_path, clock, environment: str) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, ENVIRONMENT=environment)
    async with served.client_of(desk) as client:
        assert (await client.get("/dev/outbox")).status_code == 404
        assert "/dev/outbox" not in (await client.get("/openapi.json")).json()["paths"]
    desk.close()
