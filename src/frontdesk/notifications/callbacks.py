"""What vendors report back about a message, in whatever order and however often."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from frontdesk.notifications import rows
from frontdesk.notifications.deliver import Mailbox
from frontdesk.notifications.models import DeliveryStatus
from frontdesk.notifications.rows import Outgoing
from frontdesk.storage.session import Tx

log = structlog.get_logger()

_TWILIO = {
    "accepted": DeliveryStatus.SENT,
    "scheduled": DeliveryStatus.SENT,
    "queued": DeliveryStatus.SENT,
    "sending": DeliveryStatus.SENT,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.DELIVERED,
    "undelivered": DeliveryStatus.FAILED,
    "failed": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}
# What a report may still change; the rest is final, or was never given to a vendor.
_OPEN = frozenset({DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.SENT, DeliveryStatus.UNKNOWN})


def apply_twilio_status(
    tx: Tx, mailbox: Mailbox, form: Mapping[str, str], *, now: datetime, message_id: str | None = None
) -> bool:
    """Takes a report over; False if it changes nothing (unknown, repeated, late). The signature is checked before.

    `message_id` is the `message` of the callback's query: our own id, which finds the row also when the answer that
    would have named Twilio's was lost. A WhatsApp message that did not arrive gets a text message in its place.
    """
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    status = _TWILIO.get((form.get("MessageStatus") or "").lower())
    if not sid or status is None:
        return False
    row = rows.lock(tx, message_id) if message_id else rows.lock_by_vendor_id(tx, sid)
    if row is None or row.status not in _OPEN or row.vendor_id not in (None, sid):
        return False
    if status is row.status and row.vendor_id == sid:
        return False
    error = _number(form.get("ErrorCode")) if status is DeliveryStatus.FAILED else None
    rows.log_attempt(tx, row, status.value, error, vendor=row.vendor or "twilio", now=now)
    rows.move(tx, row, status, now=now, vendor_id=sid, error=error)
    _close(tx, mailbox, row, status, now)
    return True


def _close(tx: Tx, mailbox: Mailbox, row: Outgoing, status: DeliveryStatus, now: datetime) -> None:
    if status is DeliveryStatus.FAILED and mailbox.stand_in(tx, row, now):
        log.info("notification.stand_in", message_id=row.id, kind=row.kind)
    if status in (DeliveryStatus.FAILED, DeliveryStatus.DELIVERED):
        rows.blot(tx, row, now)


def _number(code: str | None) -> str:
    return f"twilio {code}" if code and code.isascii() and code.isdigit() and len(code) <= 6 else "twilio undelivered"
