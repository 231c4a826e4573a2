"""What people see of the outgoing messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from frontdesk.kit.clock import from_micros
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page, Paging
from frontdesk.notifications import messages
from frontdesk.notifications.models import Channel, DeliveryStatus, outgoing
from frontdesk.notifications.models import attempts as tries
from frontdesk.storage.session import Tx


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """`body` shows a code or link only where the message was captured, that is in a house without that vendor."""

    id: str
    channel: Channel
    to: str
    kind: str
    language: Language
    subject: str
    body: str
    status: DeliveryStatus
    attempts: int
    vendor: str | None
    vendor_id: str | None
    error: str | None
    about: str | None
    fallback_for: str | None
    not_after: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """`outcome`: sent, failed, postponed, unknown, interrupted, or a status that the vendor reported later."""

    vendor: str
    outcome: str
    detail: str | None
    at: datetime


def listing(
    tx: Tx,
    *,
    to: str | None = None,
    channel: Channel | None = None,
    status: DeliveryStatus | None = None,
    paging: Paging,
) -> Page[OutgoingRow]:
    """Newest first. `to` matches exactly."""
    wanted = [
        column == value.value if isinstance(value, Channel | DeliveryStatus) else column == value
        for column, value in ((outgoing.c.recipient, to), (outgoing.c.channel, channel), (outgoing.c.status, status))
        if value is not None
    ]
    found = tx.execute(
        select(outgoing)
        .where(*wanted)
        .order_by(outgoing.c.created_at.desc(), outgoing.c.id)
        .limit(paging.limit)
        .offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(outgoing).where(*wanted)).scalar_one()
    return Page([_row(row) for row in found], total, paging.limit, paging.skip)


def attempts(tx: Tx, message_id: str) -> list[Attempt]:
    """Oldest first."""
    found = tx.execute(select(tries).where(tries.c.message_id == message_id).order_by(tries.c.id)).all()
    return [Attempt(row.vendor, row.outcome, row.detail, row.at) for row in found]


def counts(tx: Tx) -> dict[DeliveryStatus, int]:
    """Messages by status, for figures and for `doctor`."""
    found = tx.execute(select(outgoing.c.status, func.count()).group_by(outgoing.c.status)).all()
    return dict.fromkeys(DeliveryStatus, 0) | {DeliveryStatus(row[0]): row[1] for row in found}


def _row(row: Row[*tuple[Any, ...]]) -> OutgoingRow:
    status = DeliveryStatus(row.status)
    body = row.body if status is DeliveryStatus.CAPTURED else messages.blot(row.kind, row.body, row.variables)
    return OutgoingRow(
        id=row.id,
        channel=Channel(row.channel),
        to=row.recipient,
        kind=row.kind,
        language=Language(row.language),
        subject=row.subject or "",
        body=body,
        status=status,
        attempts=row.attempts,
        vendor=row.vendor,
        vendor_id=row.vendor_id,
        error=row.error,
        about=row.about,
        fallback_for=row.fallback_for,
        not_after=from_micros(row.not_after) if row.not_after is not None else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
