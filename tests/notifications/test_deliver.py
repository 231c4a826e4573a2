"""From the mailbox through the worker to vendors of the real form, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.conftest import SetClock
from tests.simulators import brevo, twilio
from tests.simulators.vendor import Answers, Fault, Hangs, Resets

from frontdesk.integrations.brevo import Brevo as BrevoSender
from frontdesk.integrations.brevo import BrevoConfig
from frontdesk.integrations.twilio import TwilioConfig, TwilioKeys, TwilioMessages, TwilioVerify, VerifyConfig
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.notifications import deliver, queries
from frontdesk.notifications.deliver import Mailbox, Routes
from frontdesk.notifications.messages import BookingApproved, Message, OtpCode, PasswordReset
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.notifications.ports import OutgoingMessage, Sent
from frontdesk.notifications.queries import OutgoingRow
from frontdesk.storage import outbox
from frontdesk.storage.bus import Bus
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.worker import TOPIC, Worker

_PHONE = "+9779876543210"
_NEWS = BookingApproved("Priya", "Bridal", date(2026, 12, 25), None, "Studio")


@dataclass
class House:
    """A mailbox, its worker, and both vendors."""

    database: Database
    clock: Clock
    hands: SetClock
    twilio: twilio.Twilio
    brevo: brevo.Brevo
    mailbox: Mailbox

    async def send(self, message: Message, channel: Channel = Channel.WHATSAPP, about: str = "booking:1") -> str:
        to = "priya@example.com" if channel is Channel.EMAIL else _PHONE
        return await self.database.tx(
            lambda tx: self.mailbox.send(
                tx, message, channel=channel, to=to, language=Language.HI, about=about, now=self.clock.now()
            )
        )

    def code(self, digits: str = "042917") -> OtpCode:
        return OtpCode(digits, 5, "Studio", self.clock.now() + timedelta(minutes=5))

    def worker(self) -> Worker:
        return Worker(
            self.database, self.mailbox.bus, self.clock, deliver.jobs(self.database, self.mailbox, self.clock)
        )

    async def work(self) -> None:
        await self.worker().drain()

    async def work_until_settled(self) -> int:
        """Lets time pass until nothing waits any more; how many rounds it took."""
        rounds = 0
        while True:
            await self.work()
            rounds += 1
            if not (await self.database.read(outbox.counts))["waiting"]:
                return rounds
            self.hands.forward(minutes=16)

    async def rows(self) -> list[OutgoingRow]:
        """Oldest first."""
        page = await self.database.read(lambda tx: queries.listing(tx, paging=Paging()))
        return sorted(page.items, key=lambda row: (row.fallback_for is not None, row.created_at))

    async def row(self) -> OutgoingRow:
        (one,) = await self.rows()
        return one

    async def outcomes(self, message_id: str) -> list[str]:
        return [attempt.outcome for attempt in await self.database.read(queries.attempts, message_id)]

    async def stored(self, message_id: str) -> str:
        """Everything the row holds, as it stands in the database."""

        def read(tx: Tx) -> str:
            row = tx.execute(text("SELECT * FROM outgoing_messages WHERE id = :id"), {"id": message_id}).one()
            tried = tx.execute(text("SELECT * FROM delivery_attempts WHERE message_id = :id"), {"id": message_id})
            return str(tuple(row)) + str(tried.all())

        return await self.database.read(read)


@pytest.fixture
async def house(database: Database, clock: Clock, hands: SetClock) -> AsyncIterator[House]:
    async with twilio.Twilio() as phones, brevo.Brevo() as mails:
        texts = TwilioMessages(
            TwilioConfig(
                TwilioKeys(twilio.ACCOUNT, twilio.TOKEN),
                whatsapp_from="whatsapp:+14155238886",
                sms_from="+14155550100",
                base_url=phones.url,
                timeout=1.0,
            )
        )
        letters = BrevoSender(BrevoConfig(brevo.KEY, "desk@studio.example", None, f"{mails.url}/v3", timeout=1.0))
        mailbox = Mailbox(Bus(), Routes(whatsapp=texts, sms=texts, email=letters))
        yield House(database, clock, hands, phones, mails, mailbox)


def _without_sms(house: House) -> House:
    return replace(house, mailbox=Mailbox(Bus(), replace(house.mailbox.routes, sms=None)))


async def test_a_message_is_queued_then_sent_and_its_attempt_logged(house: House) -> None:
    message_id = await house.send(_NEWS)
    assert (await house.row()).status is DeliveryStatus.QUEUED
    await house.work()
    row = await house.row()
    (taken,) = house.twilio.messages
    assert (row.status, row.vendor, row.vendor_id, row.attempts) == (DeliveryStatus.SENT, "twilio", taken.sid, 1)
    assert taken.form["Body"] == row.body
    assert await house.outcomes(message_id) == ["sent"]
    assert await house.database.read(outbox.counts) == {"waiting": 0, "running": 0, "dead": 0}


async def test_email_goes_its_own_way(house: House) -> None:
    await house.send(_NEWS, Channel.EMAIL)
    await house.work()
    assert (await house.row()).status is DeliveryStatus.SENT
    assert house.brevo.mails[0]["to"] == [{"email": "priya@example.com"}]
    assert house.twilio.seen == []


async def test_a_running_worker_hears_of_a_message_at_once(house: House) -> None:
    async with house.mailbox.bus.listen(TOPIC) as news:
        await house.send(_NEWS)
        await news.wait(30)
    worker = house.worker()
    running = asyncio.create_task(worker.run())
    await house.send(_NEWS)
    async with asyncio.timeout(30):
        await house.twilio.took(2)
    worker.stop()
    await running


async def test_what_was_a_code_is_blotted_once_it_is_gone(house: House) -> None:
    house = _without_sms(house)
    message_id = await house.send(house.code())
    assert "042917" in await house.stored(message_id)
    assert "042917" not in (await house.row()).body
    await house.work()
    assert "042917" in house.twilio.messages[0].form["Body"]
    assert "042917" not in await house.stored(message_id)
    assert "••••••" in (await house.row()).body


async def test_a_reset_link_is_blotted_too(house: House) -> None:
    link = "https://desk.example/reset-password?token=abc"
    message = PasswordReset(link, 30, "Studio", house.clock.now() + timedelta(minutes=30))
    message_id = await house.send(message, Channel.EMAIL, "account:1")
    await house.work()
    assert link in house.brevo.mails[0]["textContent"]
    assert link not in await house.stored(message_id)


async def test_a_code_kept_for_a_text_message_is_blotted_when_it_dies(house: House) -> None:
    message_id = await house.send(house.code())
    await house.work()
    (chore,) = deliver.chores(house.database, house.clock)
    await chore.run()
    assert "042917" in await house.stored(message_id)
    house.hands.forward(minutes=5)
    await chore.run()
    assert "042917" not in await house.stored(message_id)


_TWILIO_BUSY: list[Fault] = [
    Answers(429, {"code": 20429, "message": "Too Many Requests", "status": 429}, {"Retry-After": "3"}),
    Answers(500, {"code": 20500, "message": "Internal Server Error", "status": 500}),
    Answers(503, text="<html>"),
]


@pytest.mark.parametrize("fault", _TWILIO_BUSY)
async def test_what_twilio_did_not_take_is_sent_again(house: House, fault: Fault) -> None:
    house.twilio.script.append(fault)
    message_id = await house.send(_NEWS)
    await house.work()
    assert (await house.row()).status is DeliveryStatus.QUEUED
    assert await house.work_until_settled() == 2
    row = await house.row()
    assert (row.status, row.attempts) == (DeliveryStatus.SENT, 2)
    assert await house.outcomes(message_id) == ["postponed", "sent"]
    assert len(house.twilio.messages) == 1


async def test_the_vendors_hint_is_waited_for(house: House) -> None:
    house.twilio.script.append(Answers(429, {"code": 20429}, {"Retry-After": "40"}))
    await house.send(_NEWS)
    await house.work()
    house.hands.forward(seconds=39)
    await house.work()
    assert len(house.twilio.seen) == 1
    house.hands.forward(seconds=22)
    await house.work()
    assert len(house.twilio.messages) == 1


_TWILIO_LOST: list[Fault] = [Hangs(acts=True), Resets(acts=True), Answers(504, text="late"), Answers(201, text="<p>")]


@pytest.mark.parametrize("fault", _TWILIO_LOST)
async def test_what_twilio_may_have_taken_is_not_sent_again(house: House, fault: Fault) -> None:
    house.twilio.script.append(fault)
    message_id = await house.send(house.code())
    await house.work_until_settled()
    house.hands.forward(hours=1)
    await house.work_until_settled()
    assert (await house.row()).status is DeliveryStatus.UNKNOWN
    assert await house.outcomes(message_id) == ["unknown"]
    assert len(house.twilio.seen) == 1


@pytest.mark.parametrize("fault", [Hangs(acts=True), Resets(acts=True), Resets(), Answers(500, text="oops", acts=True)])
async def test_brevo_is_asked_again_and_sends_once(house: House, fault: Fault) -> None:
    house.brevo.script.append(fault)
    await house.send(_NEWS, Channel.EMAIL)
    await house.work_until_settled()
    assert (await house.row()).status is DeliveryStatus.SENT
    assert len(house.brevo.mails) == 1
    assert len(house.brevo.seen) == 2


async def test_a_vendor_that_stays_away_ends_visibly(house: House) -> None:
    house.brevo.script += [Answers(503, text="")] * 20
    message_id = await house.send(_NEWS, Channel.EMAIL)
    await house.work_until_settled()
    row = await house.row()
    assert (row.status, row.error, row.attempts) == (DeliveryStatus.FAILED, "brevo 503", 7)
    assert await house.outcomes(message_id) == ["postponed"] * 6 + ["failed"]
    dead = await house.database.read(outbox.dead, Paging())
    assert [job.last_error for job in dead.items] == ["brevo 503"]

    house.brevo.script.clear()
    await house.database.tx(outbox.revive, dead.items[0].id, now=house.clock.now())
    await house.work()
    assert (await house.row()).status is DeliveryStatus.SENT


async def test_a_refusal_is_final_and_says_why(house: House) -> None:
    house = _without_sms(house)
    house.twilio.script.append(Answers(400, {"code": 21211, "message": "Invalid 'To' number, code 042917"}))
    message_id = await house.send(house.code())
    await house.work_until_settled()
    row = await house.row()
    assert (row.status, row.error) == (DeliveryStatus.FAILED, "twilio 21211")
    assert "Invalid 'To' number" in await house.stored(message_id)
    assert "042917" not in await house.stored(message_id)
    assert len(house.twilio.seen) == 1


class _Crashing:
    """The process dies after the vendor has acted and before we could write that down."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.name, self.repeatable = real.name, real.repeatable

    async def send(self, message: OutgoingMessage) -> Sent:
        await self._real.send(message)
        raise asyncio.CancelledError


@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.EMAIL])
async def test_a_crash_between_sending_and_sent(house: House, channel: Channel) -> None:
    routes = house.mailbox.routes
    dying = Routes(whatsapp=_Crashing(routes.whatsapp), email=_Crashing(routes.email))
    message_id = await house.send(_NEWS, channel)
    await replace(house, mailbox=Mailbox(Bus(), dying)).work()
    assert (await house.row()).status is DeliveryStatus.SENDING
    # The dead worker's lease has to run out first.
    await house.work()
    assert (await house.row()).status is DeliveryStatus.SENDING
    house.hands.forward(minutes=2)
    await house.work()
    row = await house.row()
    if channel is Channel.EMAIL:
        assert row.status is DeliveryStatus.SENT
        assert await house.outcomes(message_id) == ["interrupted", "sent"]
        assert len(house.brevo.mails) == 1
    else:
        assert (row.status, row.error) == (DeliveryStatus.UNKNOWN, "interrupted")
        assert await house.outcomes(message_id) == ["interrupted"]
        assert len(house.twilio.messages) == 1


async def test_a_job_that_comes_twice_sends_once(house: House) -> None:
    message_id = await house.send(_NEWS)
    await house.database.tx(outbox.enqueue, deliver.JOB, {"message_id": message_id}, now=house.clock.now())
    await house.work_until_settled()
    assert len(house.twilio.messages) == 1
    assert (await house.row()).status is DeliveryStatus.SENT


async def test_a_code_is_not_sent_after_its_death(house: House) -> None:
    message_id = await house.send(house.code())
    house.hands.forward(minutes=5)
    await house.work_until_settled()
    row = await house.row()
    assert (row.status, row.error) == (DeliveryStatus.FAILED, "expired")
    assert house.twilio.seen == []
    assert "042917" not in await house.stored(message_id)


async def test_a_code_that_would_have_to_wait_longer_than_it_lives_goes_by_text_message(house: House) -> None:
    house.twilio.script.append(Answers(429, {"code": 20429}, {"Retry-After": "600"}))
    await house.send(house.code())
    await house.work()
    first, second = await house.rows()
    assert (first.status, first.channel) == (DeliveryStatus.FAILED, Channel.WHATSAPP)
    assert (second.status, second.channel, second.fallback_for) == (DeliveryStatus.SENT, Channel.SMS, first.id)


async def test_a_newer_code_replaces_one_that_still_waits(house: House) -> None:
    old = await house.send(house.code("111111"))
    house.hands.forward(seconds=1)
    other = await house.send(house.code("333333"), about="booking:2")
    new = await house.send(house.code("222222"))
    await house.send(_NEWS)
    await house.work_until_settled()
    status = {row.id: (row.status, row.error) for row in await house.rows()}
    assert status[old] == (DeliveryStatus.FAILED, "superseded")
    assert status[new] == status[other] == (DeliveryStatus.SENT, None)
    bodies = [taken.form["Body"] for taken in house.twilio.messages]
    assert sum("111111" in body for body in bodies) == 0
    assert sum("222222" in body for body in bodies) == 1
    assert "111111" not in await house.stored(old)


async def test_a_code_in_retry_is_not_sent_once_it_was_replaced(house: House) -> None:
    house.twilio.script.append(Answers(500, text="oops"))
    old = await house.send(house.code("111111"))
    await house.work()
    house.hands.forward(seconds=10)
    await house.send(house.code("222222"))
    await house.work_until_settled()
    assert [("222222" in taken.form["Body"]) for taken in house.twilio.messages] == [True]
    assert (await house.outcomes(old)) == ["postponed"]


async def test_a_withdrawn_code_does_not_go_out(house: House) -> None:
    await house.send(house.code())
    await house.database.tx(house.mailbox.withdraw_code, "booking:1", house.clock.now())
    await house.work_until_settled()
    assert house.twilio.seen == []
    assert (await house.row()).error == "superseded"


async def test_a_refused_whatsapp_message_goes_by_text_message_once(house: House) -> None:
    house.twilio.script.append(Answers(400, {"code": 63024, "message": "Invalid message recipient"}))
    await house.send(house.code())
    await house.work_until_settled()
    first, second = await house.rows()
    assert (first.status, first.error) == (DeliveryStatus.FAILED, "twilio 63024")
    assert (second.status, second.channel, second.fallback_for) == (DeliveryStatus.SENT, Channel.SMS, first.id)
    (taken,) = house.twilio.messages
    assert taken.form["To"] == _PHONE
    assert "042917" in taken.form["Body"]
    assert "\n" not in taken.form["Body"]
    for row in (first, second):
        assert "042917" not in await house.stored(row.id)


async def test_a_text_message_that_fails_as_well_is_the_end(house: House) -> None:
    refusal = Answers(400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"})
    house.twilio.script += [refusal, refusal]
    await house.send(house.code())
    await house.work_until_settled()
    assert [row.status for row in await house.rows()] == [DeliveryStatus.FAILED] * 2


async def test_without_text_messages_there_is_no_stand_in(house: House) -> None:
    house = _without_sms(house)
    house.twilio.script.append(Answers(400, {"code": 63024}))
    await house.send(house.code())
    await house.work_until_settled()
    assert (await house.row()).status is DeliveryStatus.FAILED


async def test_a_house_with_text_messages_alone_uses_them(house: House) -> None:
    only = replace(house, mailbox=Mailbox(Bus(), Routes(sms=house.mailbox.routes.sms)))
    await only.send(only.code())
    await only.work()
    row = await only.row()
    assert (row.channel, row.status) == (Channel.SMS, DeliveryStatus.SENT)
    assert "\n" not in house.twilio.messages[0].form["Body"]


async def test_codes_may_take_their_own_way(house: House) -> None:
    keys = TwilioKeys(twilio.ACCOUNT, twilio.TOKEN)
    verify = TwilioVerify(VerifyConfig(keys, twilio.SERVICE, base_url=house.twilio.url))
    routes = replace(house.mailbox.routes, whatsapp_codes=verify, sms_codes=verify)
    house = replace(house, mailbox=Mailbox(Bus(), routes))
    house.twilio.script.append(Answers(400, {"code": 60200, "message": "Invalid parameter"}))
    await house.send(house.code())
    await house.work_until_settled()
    await house.send(_NEWS)
    await house.work_until_settled()
    (taken,) = house.twilio.verifications
    assert (taken.form["Channel"], taken.form["CustomCode"]) == ("sms", "042917")
    assert len(house.twilio.messages) == 1
    assert {row.vendor for row in await house.rows()} == {"twilio", "twilio-verify"}


async def test_a_vendor_that_was_taken_away_fails_what_still_waits(house: House) -> None:
    await house.send(_NEWS, Channel.EMAIL)
    await replace(house, mailbox=Mailbox(Bus())).work()
    row = await house.row()
    assert (row.status, row.error) == (DeliveryStatus.FAILED, "no vendor")


async def test_many_at_once_are_each_sent_once(house: House) -> None:
    await asyncio.gather(*(house.send(_NEWS, about=f"booking:{number}") for number in range(40)))
    one, other = house.worker(), house.worker()
    await asyncio.gather(one.drain(), other.drain())
    assert len(house.twilio.messages) == 40
    assert (await house.database.read(queries.counts))[DeliveryStatus.SENT] == 40
