"""From "tell the customer" to the vendor's answer.

`Mailbox.send` writes the message in the caller's transaction. Where no vendor serves the channel that row is the whole
delivery (captured). Else a job carries it out: the row says `sending`, durably, before the vendor is called, so that
a crash in between is known to have an unknown outcome. A vendor that takes our row id as a key is then called again;
any other is not, since a message twice is worse than one the customer asks for again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from frontdesk.kit.clock import Clock, to_micros
from frontdesk.kit.ids import new_id
from frontdesk.kit.languages import Language
from frontdesk.notifications import messages, rows
from frontdesk.notifications.messages import Message
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.notifications.ports import (
    Busy,
    EmailSender,
    OutcomeUnknown,
    OutgoingMessage,
    Refused,
    Sender,
    Sent,
    SmsSender,
    WhatsAppSender,
)
from frontdesk.notifications.rows import Outgoing
from frontdesk.storage import outbox
from frontdesk.storage.bus import Bus
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.worker import TOPIC, GiveUp, Handler, Periodic, Retry

log = structlog.get_logger()

JOB = "notifications.deliver"
# Fewer than the worker's own, so that the row learns of the end before the job is parked.
_TRIES = 7
_BLOT_EVERY = 60.0


@dataclass(frozen=True, slots=True)
class Routes:
    """Which vendor serves which channel; None: captured. The `…_codes` carry one-time codes in the channel's place."""

    whatsapp: WhatsAppSender | None = None
    sms: SmsSender | None = None
    email: EmailSender | None = None
    whatsapp_codes: WhatsAppSender | None = None
    sms_codes: SmsSender | None = None

    def serving(self, channel: Channel, kind: str) -> Sender | None:
        is_code = kind == messages.OtpCode.kind
        match channel:
            case Channel.WHATSAPP:
                return (self.whatsapp_codes if is_code else None) or self.whatsapp
            case Channel.SMS:
                return (self.sms_codes if is_code else None) or self.sms
            case Channel.EMAIL:
                return self.email


@dataclass(frozen=True, slots=True)
class Mailbox:
    bus: Bus
    routes: Routes = field(default_factory=Routes)

    def send(
        self,
        tx: Tx,
        message: Message,
        *,
        channel: Channel,
        to: str,
        language: Language,
        about: str | None,
        now: datetime,
    ) -> str:
        """Sends exactly if the transaction commits; returns the message's id.

        A code or link replaces earlier ones of its kind about the same thing. A house without WhatsApp but with text
        messages sends one of those instead.
        """
        if about is not None and messages.is_secret(message.kind):
            rows.supersede(tx, message.kind, about, now)
        if channel is Channel.WHATSAPP and self.routes.serving(channel, message.kind) is None:
            channel = Channel.SMS if self.routes.serving(Channel.SMS, message.kind) else channel
        sender = self.routes.serving(channel, message.kind)
        expires = messages.expiry(message)
        new = rows.New(
            id=new_id(),
            channel=channel,
            to=to,
            kind=message.kind,
            language=language,
            rendered=messages.render(message, channel, language),
            vendor=sender.name if sender else None,
            about=about,
            not_after=to_micros(expires) if expires else None,
        )
        rows.write(tx, new, now)
        if sender is not None:
            self._enqueue(tx, new.id, now)
        return new.id

    def withdraw_code(self, tx: Tx, about: str, now: datetime) -> None:
        """For a code that has been revoked: what is still queued of it does not go out any more."""
        rows.supersede(tx, messages.OtpCode.kind, about, now)

    def stand_in(self, tx: Tx, row: Outgoing, now: datetime) -> bool:
        """A text message in place of a WhatsApp message that did not arrive, once; False where that cannot be."""
        sender = self.routes.serving(Channel.SMS, row.kind)
        if row.channel is not Channel.WHATSAPP or sender is None or row.is_blotted or row.is_expired(now):
            return False
        new = rows.New(
            id=new_id(),
            channel=Channel.SMS,
            to=row.to,
            kind=row.kind,
            language=row.language,
            rendered=messages.render_again(row.kind, Channel.SMS, row.language, row.variables),
            vendor=sender.name,
            about=row.about,
            not_after=row.not_after,
            fallback_for=row.id,
        )
        if not rows.write(tx, new, now):
            return False
        self._enqueue(tx, new.id, now)
        return True

    def may_stand_in(self, row: Outgoing) -> bool:
        return row.channel is Channel.WHATSAPP and self.routes.serving(Channel.SMS, row.kind) is not None

    def _enqueue(self, tx: Tx, message_id: str, now: datetime) -> None:
        outbox.enqueue(tx, JOB, {"message_id": message_id}, now=now)
        tx.after_commit(lambda: self.bus.publish(TOPIC))


def jobs(database: Database, mailbox: Mailbox, clock: Clock) -> dict[str, Handler]:
    return {JOB: _Delivery(database, mailbox, clock).run}


def chores(database: Database, clock: Clock) -> tuple[Periodic, ...]:
    """Blots codes and links whose time is over in what stays stored."""

    async def blot_expired() -> None:
        while await database.tx(rows.blot_expired, clock.now()):
            pass

    return (Periodic("notifications.blot", _BLOT_EVERY, blot_expired),)


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One job, one try. Retry and GiveUp tell the worker; the row tells people."""

    database: Database
    mailbox: Mailbox
    clock: Clock

    async def run(self, job: Job) -> None:
        started = await self.database.tx(self._start, str(job.payload["message_id"]), is_first=job.attempts == 1)
        if started is None:
            return
        row, sender = started
        try:
            sent = await sender.send(_handed_over(row, self.clock.now()))
        except Refused as error:
            await self.database.tx(self._fail, row.id, sender, error.code, error.detail)
            raise GiveUp(error.code) from error
        except OutcomeUnknown as error:
            if not sender.repeatable:
                await self.database.tx(self._leave_unknown, row.id, sender, error)
                return
            await self._again(job, row, sender, Busy(error.code, error.detail))
        except Busy as error:
            await self._again(job, row, sender, error)
        else:
            await self.database.tx(self._sent, row.id, sender, sent)

    async def _again(self, job: Job, row: Outgoing, sender: Sender, error: Busy) -> None:
        wait = error.retry_after or 0.0
        too_late = row.is_expired(self.clock.now() + timedelta(seconds=wait))
        if too_late or job.attempts >= _TRIES:
            await self.database.tx(self._fail, row.id, sender, error.code, error.detail)
            raise GiveUp(error.code) from error
        await self.database.tx(self._requeue, row.id, sender, error)
        raise Retry(error.code, after=error.retry_after) from error

    def _start(self, tx: Tx, message_id: str, *, is_first: bool) -> tuple[Outgoing, Sender] | None:
        """Marks the message as `sending`; None if it is not to be sent (any more)."""
        row = rows.lock(tx, message_id)
        if row is None:
            return None
        now = self.clock.now()
        sender = self.mailbox.routes.serving(row.channel, row.kind)
        if not self._may_start(tx, row, sender, now, is_first=is_first):
            return None
        if row.is_expired(now) or row.is_blotted or sender is None:
            rows.move(tx, row, DeliveryStatus.FAILED, now=now, error="expired" if sender else "no vendor")
            rows.blot(tx, row, now)
            return None
        rows.move(tx, row, DeliveryStatus.SENDING, now=now, vendor=sender.name, tried=True)
        return row, sender

    def _may_start(self, tx: Tx, row: Outgoing, sender: Sender | None, now: datetime, *, is_first: bool) -> bool:
        if row.status is DeliveryStatus.SENDING:
            rows.log_attempt(tx, row, "interrupted", None, vendor=row.vendor or "", now=now)
            if sender is not None and sender.repeatable:
                return True
            rows.move(tx, row, DeliveryStatus.UNKNOWN, now=now, error="interrupted")
            self._blot_unless_needed(tx, row, now)
            return False
        if row.status is DeliveryStatus.FAILED:
            # A parked job that somebody put back counts from one again; a withdrawn message was never tried.
            return is_first and row.attempts > 0 and not rows.has_stand_in(tx, row.id)
        return row.status is DeliveryStatus.QUEUED

    def _sent(self, tx: Tx, message_id: str, sender: Sender, sent: Sent) -> None:
        row = rows.lock(tx, message_id)
        if row is None:
            return
        now = self.clock.now()
        rows.log_attempt(tx, row, "sent", None, vendor=sender.name, now=now)
        # The vendor's callback may have been faster than its answer, and says more.
        knows_less = row.status in (DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
        status = DeliveryStatus.SENT if knows_less else row.status
        rows.move(tx, row, status, now=now, vendor_id=sent.vendor_id)
        self._blot_unless_needed(tx, row, now)

    def _fail(self, tx: Tx, message_id: str, sender: Sender, code: str, detail: str) -> None:
        row = rows.lock(tx, message_id)
        if row is None:
            return
        now = self.clock.now()
        rows.log_attempt(tx, row, "failed", f"{code} {detail}".strip(), vendor=sender.name, now=now)
        rows.move(tx, row, DeliveryStatus.FAILED, now=now, error=code)
        if self.mailbox.stand_in(tx, row, now):
            log.info("notification.stand_in", message_id=row.id, kind=row.kind)
        rows.blot(tx, row, now)

    def _leave_unknown(self, tx: Tx, message_id: str, sender: Sender, error: OutcomeUnknown) -> None:
        row = rows.lock(tx, message_id)
        if row is None:
            return
        now = self.clock.now()
        log.warning("notification.unknown", message_id=row.id, kind=row.kind, vendor=sender.name, reason=error.code)
        rows.log_attempt(tx, row, "unknown", f"{error.code} {error.detail}".strip(), vendor=sender.name, now=now)
        if row.status is DeliveryStatus.SENDING:
            rows.move(tx, row, DeliveryStatus.UNKNOWN, now=now, error=error.code)
        self._blot_unless_needed(tx, row, now)

    def _requeue(self, tx: Tx, message_id: str, sender: Sender, error: Busy) -> None:
        row = rows.lock(tx, message_id)
        if row is None:
            return
        now = self.clock.now()
        rows.log_attempt(tx, row, "postponed", f"{error.code} {error.detail}".strip(), vendor=sender.name, now=now)
        if row.status is DeliveryStatus.SENDING:
            rows.move(tx, row, DeliveryStatus.QUEUED, now=now, error=error.code)

    def _blot_unless_needed(self, tx: Tx, row: Outgoing, now: datetime) -> None:
        # A callback may still say that it did not arrive, and then a text message carries the code.
        if not self.mailbox.may_stand_in(row):
            rows.blot(tx, row, now)


def _handed_over(row: Outgoing, now: datetime) -> OutgoingMessage:
    left = None if row.not_after is None else (row.not_after - to_micros(now)) // 1_000_000
    return OutgoingMessage(
        id=row.id,
        channel=row.channel,
        to=row.to,
        kind=row.kind,
        language=row.language,
        subject=row.subject,
        body=row.body,
        variables=messages.template_values(row.kind, row.variables),
        expires_in=left,
    )
