"""A house without vendors: the row is the whole delivery."""

from datetime import date, timedelta

import pytest
from tests.conftest import SetClock

from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import Conflict
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.notifications import queries
from frontdesk.notifications.deliver import Mailbox, chores, jobs
from frontdesk.notifications.messages import BookingApproved, OtpCode
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.storage import outbox
from frontdesk.storage.bus import Bus
from frontdesk.storage.session import Database, Tx


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(Bus())


def _code(mailbox: Mailbox, clock: Clock, tx: Tx, code: str = "042917") -> str:
    now = clock.now()
    message = OtpCode(code, 5, "Studio", now + timedelta(minutes=5))
    return mailbox.send(
        tx, message, channel=Channel.WHATSAPP, to="+9779876543210", language=Language.NE, about="booking:1", now=now
    )


async def test_a_captured_message_is_readable_at_once_and_makes_no_job(
    database: Database, clock: Clock, mailbox: Mailbox
) -> None:
    message_id = await database.tx(lambda tx: _code(mailbox, clock, tx))
    page = await database.read(lambda tx: queries.listing(tx, paging=Paging()))
    assert page.total == 1
    (row,) = page.items
    assert (row.id, row.channel, row.to, row.status) == (
        message_id,
        Channel.WHATSAPP,
        "+9779876543210",
        DeliveryStatus.CAPTURED,
    )
    assert "042917" in row.body
    assert "Studio" in row.subject
    assert (row.created_at, row.attempts, row.vendor) == (clock.now(), 0, None)
    assert await database.read(outbox.counts) == {"waiting": 0, "running": 0, "dead": 0}


async def test_a_message_of_a_transaction_that_fails_never_was(
    database: Database, clock: Clock, mailbox: Mailbox
) -> None:
    def fail(tx: Tx) -> None:
        _code(mailbox, clock, tx)
        raise Conflict("no")

    with pytest.raises(Conflict):
        await database.tx(fail)
    assert (await database.read(lambda tx: queries.listing(tx, paging=Paging()))).total == 0


async def test_captured_codes_stay_readable_after_their_time_and_their_replacement(
    database: Database, clock: Clock, hands: SetClock, mailbox: Mailbox
) -> None:
    await database.tx(lambda tx: _code(mailbox, clock, tx, "111111"))
    hands.forward(seconds=1)
    await database.tx(lambda tx: _code(mailbox, clock, tx, "222222"))
    hands.forward(minutes=20)
    for chore in chores(database, clock):
        await chore.run()
    page = await database.read(lambda tx: queries.listing(tx, paging=Paging()))
    assert [("111111" in row.body, "222222" in row.body) for row in page.items] == [(False, True), (True, False)]
    assert {row.status for row in page.items} == {DeliveryStatus.CAPTURED}


async def test_the_list_filters_and_pages(database: Database, clock: Clock, hands: SetClock, mailbox: Mailbox) -> None:
    def news(tx: Tx, to: str) -> None:
        message = BookingApproved("Priya", "Bridal", date(2026, 12, 25), None, "Studio")
        mailbox.send(
            tx, message, channel=Channel.EMAIL, to=to, language=Language.EN, about="booking:1", now=clock.now()
        )

    for number in range(3):
        await database.tx(news, f"p{number}@example.com")
        hands.forward(seconds=1)
    await database.tx(lambda tx: _code(mailbox, clock, tx))

    def listed(**wanted: object) -> list[str]:
        page = database.read_now(lambda tx: queries.listing(tx, paging=Paging(2, 0), **wanted))
        assert len(page.items) <= 2
        return [f"{page.total}", *(row.to for row in page.items)]

    assert listed() == ["4", "+9779876543210", "p2@example.com"]
    assert listed(channel=Channel.EMAIL) == ["3", "p2@example.com", "p1@example.com"]
    assert listed(to="p0@example.com") == ["1", "p0@example.com"]
    assert listed(to="p0@example.com", channel=Channel.SMS) == ["0"]
    assert listed(status=DeliveryStatus.SENT) == ["0"]
    assert (await database.read(queries.counts))[DeliveryStatus.CAPTURED] == 4


def test_the_one_job_has_a_handler(database: Database, clock: Clock, mailbox: Mailbox) -> None:
    assert list(jobs(database, mailbox, clock)) == ["notifications.deliver"]
