"""Twilio's reports: repeated, out of order, for messages that we do not know, and before our own write."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.conftest import SetClock
from tests.simulators.twilio import Taken, status_form

from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.notifications import callbacks, deliver, queries
from frontdesk.notifications.deliver import Mailbox, Routes
from frontdesk.notifications.messages import OtpCode
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.notifications.ports import OutcomeUnknown, OutgoingMessage, Sent
from frontdesk.notifications.queries import OutgoingRow
from frontdesk.storage import outbox
from frontdesk.storage.bus import Bus
from frontdesk.storage.session import Database
from frontdesk.storage.worker import Worker

SENT, DELIVERED, FAILED = DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED


class _Phones:
    """A vendor that takes everything, as Twilio's answer would name it, or loses its answer."""

    name = "twilio"
    repeatable = False

    def __init__(self) -> None:
        self.taken: list[OutgoingMessage] = []
        self.loses_answers = False

    async def send(self, message: OutgoingMessage) -> Sent:
        self.taken.append(message)
        if self.loses_answers:
            raise OutcomeUnknown("twilio timeout")
        return Sent(f"SM{len(self.taken)}")


class _House:
    def __init__(self, database: Database, clock: Clock, *, sms: bool = True) -> None:
        self.database, self.clock = database, clock
        self.phones = _Phones()
        self.mailbox = Mailbox(Bus(), Routes(whatsapp=self.phones, sms=self.phones if sms else None))

    def send(self, code: str = "042917") -> str:
        now = self.clock.now()
        message = OtpCode(code, 5, "Studio", now + timedelta(minutes=5))
        return self.database.tx_now(
            lambda tx: self.mailbox.send(
                tx, message, channel=Channel.WHATSAPP, to="+9779876543210", language=Language.MR, about="b:1", now=now
            )
        )

    async def work(self) -> None:
        handlers = deliver.jobs(self.database, self.mailbox, self.clock)
        await Worker(self.database, self.mailbox.bus, self.clock, handlers).drain()

    def report(self, sid: str, status: str, error: str | None = None, *, message_id: str | None = None) -> bool:
        form = status_form(Taken(sid, {"To": "whatsapp:+9779876543210"}), status, error)
        return self.database.tx_now(
            callbacks.apply_twilio_status, self.mailbox, form, now=self.clock.now(), message_id=message_id
        )

    def rows(self) -> list[OutgoingRow]:
        page = self.database.read_now(lambda tx: queries.listing(tx, paging=Paging()))
        return sorted(page.items, key=lambda row: row.fallback_for is not None)

    def outcomes(self, message_id: str) -> list[str]:
        return [attempt.outcome for attempt in self.database.read_now(queries.attempts, message_id)]


@pytest.fixture
def house(database: Database, clock: Clock) -> Iterator[_House]:
    return _House(database, clock)


@pytest.mark.parametrize(
    ("reports", "end"),
    [
        (["queued", "sent", "delivered", "read"], DELIVERED),
        (["delivered", "sent", "queued"], DELIVERED),
        (["delivered", "delivered"], DELIVERED),
        (["read", "delivered"], DELIVERED),
        (["delivered", "undelivered"], DELIVERED),
        (["sent", "undelivered", "delivered"], FAILED),
        (["failed", "sent"], FAILED),
        (["canceled"], FAILED),
        (["queued", "sending"], SENT),
        (["receiving", "partially_delivered", "nonsense", ""], SENT),
    ],
)
async def test_reports_in_any_order_end_where_they_must(house: _House, reports: list[str], end: DeliveryStatus) -> None:
    house.send()
    await house.work()
    for status in reports:
        house.report("SM1", status)
    assert house.rows()[0].status is end


async def test_a_repeated_report_changes_nothing(house: _House) -> None:
    message_id = house.send()
    await house.work()
    answers = [house.report("SM1", status) for status in ("sent", "delivered", "delivered", "sent")]
    assert answers == [False, True, False, False]
    assert house.outcomes(message_id) == ["sent", "delivered"]


@pytest.mark.parametrize("sid", ["SM404", "", "SM1'; DROP TABLE outgoing_messages; --", "\u0661"])
async def test_a_report_about_a_stranger_is_ignored(house: _House, sid: str) -> None:
    house.send()
    await house.work()
    assert house.report(sid, "failed") is False
    assert house.report(sid, "failed", message_id="not one of ours") is False
    assert [row.status for row in house.rows()] == [SENT]


def test_a_form_without_its_fields_is_ignored(house: _House) -> None:
    for form in ({}, {"MessageSid": "SM1"}, {"MessageStatus": "failed"}):
        assert house.database.tx_now(callbacks.apply_twilio_status, house.mailbox, form, now=house.clock.now()) is False


@pytest.mark.parametrize("status", ["failed", "undelivered"])
async def test_a_code_that_did_not_arrive_goes_by_text_message_once(house: _House, status: str) -> None:
    message_id = house.send()
    await house.work()
    for _ in range(3):
        house.report("SM1", status, "63016")
    await house.work()
    first, second = house.rows()
    assert (first.status, first.error) == (FAILED, "twilio 63016")
    assert (second.channel, second.status, second.fallback_for) == (Channel.SMS, SENT, message_id)
    assert [message.channel for message in house.phones.taken] == [Channel.WHATSAPP, Channel.SMS]
    assert "042917" in house.phones.taken[1].body
    assert house.outcomes(message_id) == ["sent", "failed"]


async def test_a_text_message_that_does_not_arrive_has_no_further_stand_in(house: _House) -> None:
    house.send()
    await house.work()
    house.report("SM1", "failed", "63016")
    await house.work()
    house.report("SM2", "undelivered", "30003")
    await house.work()
    assert [row.status for row in house.rows()] == [FAILED, FAILED]


async def test_a_code_that_is_dead_by_then_is_not_sent_again(house: _House, hands: SetClock) -> None:
    house.send()
    await house.work()
    hands.forward(minutes=5)
    house.report("SM1", "failed", "63016")
    await house.work()
    assert len(house.phones.taken) == 1


async def test_a_code_that_was_replaced_is_not_sent_again(house: _House, hands: SetClock) -> None:
    house.send("111111")
    await house.work()
    hands.forward(seconds=30)
    house.send("222222")
    await house.work()
    house.report("SM1", "failed", "63016")
    await house.work()
    assert [message.variables["code"] for message in house.phones.taken] == ["111111", "222222"]
    house.report("SM2", "failed", "63016")
    await house.work()
    assert [message.variables["code"] for message in house.phones.taken] == ["111111", "222222", "222222"]


async def test_without_text_messages_a_failure_is_only_noted(database: Database, clock: Clock) -> None:
    house = _House(database, clock, sms=False)
    house.send()
    await house.work()
    house.report("SM1", "undelivered")
    (row,) = house.rows()
    assert (row.status, row.error) == (FAILED, "twilio undelivered")


@pytest.mark.parametrize(
    ("reports", "end"), [(["sent"], SENT), (["delivered"], DELIVERED), (["sent", "failed"], FAILED)]
)
async def test_a_report_settles_what_was_unknown(house: _House, reports: list[str], end: DeliveryStatus) -> None:
    house.phones.loses_answers = True
    message_id = house.send()
    await house.work()
    assert house.rows()[0].status is DeliveryStatus.UNKNOWN
    house.phones.loses_answers = False
    for status in reports:
        house.report("SM9", status, message_id=message_id)
    await house.work()
    row = house.rows()[0]
    assert (row.status, row.vendor_id) == (end, "SM9")
    assert len(house.phones.taken) == (2 if end is FAILED else 1)
    # Another try's report about the same message does not disturb what is known.
    assert house.report("SM8", "failed", message_id=message_id) is False


async def test_a_report_may_be_faster_than_the_answer(house: _House, database: Database) -> None:
    class Fast(_Phones):
        async def send(self, message: OutgoingMessage) -> Sent:
            house.report("SM1", "delivered", message_id=message.id)
            return await super().send(message)

    fast = Fast()
    house.phones, house.mailbox = fast, Mailbox(Bus(), Routes(whatsapp=fast))
    house.send()
    await house.work()
    (row,) = house.rows()
    assert (row.status, row.vendor_id) == (DELIVERED, "SM1")


async def test_a_delivered_code_is_blotted(house: _House) -> None:
    house.send()
    await house.work()
    house.report("SM1", "delivered")
    with house.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT body, variables, secret_until FROM outgoing_messages").one()
    assert "042917" not in str(stored)
    assert stored[2] is None


async def test_no_job_is_left_over(house: _House) -> None:
    house.send()
    await house.work()
    house.report("SM1", "delivered")
    assert await house.database.read(outbox.counts) == {"waiting": 0, "running": 0, "dead": 0}
