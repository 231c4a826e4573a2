"""Twilio's reports: believed with its signature, and with nothing else."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tests import served
from twilio.request_validator import RequestValidator

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.notifications import queries
from frontdesk.notifications.messages import OtpCode
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.storage.session import Sql, Tx

TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC = "https://desk.example.com"
PATH = "/callbacks/twilio/status"
SID = "SM0123456789abcdef0123456789abcdef"
SENT = Sql("UPDATE outgoing_messages SET status = 'sent', vendor_id = :sid WHERE id = :id")


@pytest.fixture
def desk(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = served.desk_for(
        database_url,
        tmp_path,
        clock,
        TWILIO_ACCOUNT_SID="AC0123456789abcdef0123456789abcdef",
        TWILIO_AUTH_TOKEN=TOKEN,
        TWILIO_WHATSAPP_FROM="whatsapp:+14155238886",
        PUBLIC_URL=PUBLIC,
    )
    yield opened
    opened.close()


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with served.client_of(desk) as opened:
        yield opened


@pytest.fixture
def message_id(desk: Desk) -> str:
    """One that Twilio has taken over."""

    def write(tx: Tx) -> str:
        now = desk.clock.now()
        message = OtpCode(code="482913", minutes=5, business="Asha", not_after=now)
        made = desk.mailbox.send(
            tx, message, channel=Channel.WHATSAPP, to="+9779876543210", language=Language.EN, about="booking:1", now=now
        )
        tx.run(SENT, sid=SID, id=made)
        return made

    return desk.database.tx_now(write)


def status_of(desk: Desk) -> DeliveryStatus:
    return desk.database.read_now(queries.listing, paging=Paging()).items[0].status


def report(status: str, **more: str) -> dict[str, str]:
    return {"MessageSid": SID, "MessageStatus": status, "AccountSid": "AC0", **more}


async def post(client: httpx.AsyncClient, form: dict[str, str], *, query: str = "", signed: str | None = None):
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{PATH}{query}", form) if signed is None else signed
    return await client.post(PATH + query, data=form, headers={"X-Twilio-Signature": signature})


async def test_a_signed_report_is_taken_over(desk: Desk, client: httpx.AsyncClient, message_id: str) -> None:
    answer = await post(client, report("delivered", NewField="ü & more"), query=f"?message={message_id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert status_of(desk) is DeliveryStatus.DELIVERED
    again = await post(client, report("sent"), query=f"?message={message_id}")
    assert again.status_code == 204
    assert status_of(desk) is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("signed", ["", "bm90IHNpZ25lZA==", "x" * 100])
async def test_an_unsigned_report_changes_nothing(
    desk: Desk, client: httpx.AsyncClient, message_id: str, signed: str
) -> None:
    answer = await post(client, report("failed"), signed=signed)
    assert (answer.status_code, answer.json()["code"]) == (403, "bad_signature")
    assert status_of(desk) is DeliveryStatus.SENT


async def test_the_signature_holds_for_every_field_and_the_query(
    desk: Desk, client: httpx.AsyncClient, message_id: str
) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{PATH}", report("delivered"))
    for form, query in (
        (report("failed"), ""),
        (report("delivered", More="1"), ""),
        (report("delivered"), "?message=x"),
    ):
        assert (await post(client, form, query=query, signed=signature)).status_code == 403
    assert status_of(desk) is DeliveryStatus.SENT


async def test_unknown_messages_are_no_fault(client: httpx.AsyncClient, message_id: str) -> None:
    form = report("delivered") | {"MessageSid": "SMffffffffffffffffffffffffffffffff"}
    assert (await post(client, form)).status_code == 204


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 422),
        (b"a=%ff", "application/x-www-form-urlencoded", 422),
        (b"a=%00", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"a=1" for _ in range(201)), "application/x-www-form-urlencoded", 422),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
async def test_malformed_reports(client: httpx.AsyncClient, content: bytes, content_type: str, status: int) -> None:
    answer = await client.post(PATH, content=content, headers={"Content-Type": content_type})
    assert answer.status_code == status


async def test_without_twilio_there_is_no_such_route(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock)
    async with served.client_of(desk) as client:
        assert (await post(client, report("delivered"))).status_code == 404
    desk.close()
