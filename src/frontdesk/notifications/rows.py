"""The stored side of a message: written once, moved from status to status, its attempts logged.

A row that is to change is locked first, so that a worker and a vendor's callback never overwrite one another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from frontdesk.kit.clock import to_micros
from frontdesk.kit.languages import Language
from frontdesk.notifications import messages
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.storage.session import Row, Sql, Tx

_COLUMNS = (
    "id, channel, recipient, kind, language, subject, body, variables, status, attempts, vendor, vendor_id, about,"
    " not_after, secret_until"
)
_INSERT = Sql(
    "INSERT INTO outgoing_messages (id, channel, recipient, kind, language, subject, body, variables, status, attempts,"
    " vendor, vendor_id, about, not_after, secret_until, fallback_for, created_at, updated_at)"
    " VALUES (:id, :channel, :recipient, :kind, :language, :subject, :body, :variables, :status, 0,"
    " :vendor, NULL, :about, :not_after, :secret_until, :fallback_for, :now, :now)"
    " ON CONFLICT (fallback_for) DO NOTHING"
)


def _locking(condition: str) -> Sql:
    read = f"SELECT {_COLUMNS} FROM outgoing_messages WHERE {condition}"  # noqa: S608  # only constants of this file
    return Sql(read, postgresql=f"{read} FOR UPDATE")


_LOCK = _locking("id = :id")
_LOCK_BY_VENDOR = _locking("vendor_id = :vendor_id")
_LOCK_REPLACED = _locking(
    "about = :about AND kind = :kind AND status IN ('queued', 'sending', 'sent', 'unknown') AND not_after > :now"
)
_LOCK_STALE = _locking("secret_until <= :now ORDER BY secret_until LIMIT 200")
_MOVE = Sql(
    "UPDATE outgoing_messages SET status = :status, attempts = :attempts, vendor = :vendor, vendor_id = :vendor_id,"
    " error = :error, updated_at = :now WHERE id = :id"
)
_BLOT = Sql(
    "UPDATE outgoing_messages SET body = :body, variables = :variables, secret_until = NULL, updated_at = :now"
    " WHERE id = :id"
)
_END = Sql("UPDATE outgoing_messages SET not_after = :now WHERE id = :id")
_LOG = Sql(
    "INSERT INTO delivery_attempts (message_id, vendor, outcome, detail, at)"
    " VALUES (:message_id, :vendor, :outcome, :detail, :now)"
)
# What is still to go out stays, however old it is.
_FORGET = Sql(
    "DELETE FROM outgoing_messages WHERE id IN (SELECT id FROM outgoing_messages WHERE created_at < :before"
    " AND status NOT IN ('queued', 'sending') ORDER BY created_at LIMIT :count)"
)
_FORGET_ABOUT = Sql("DELETE FROM outgoing_messages WHERE about = :about")
_STANDS_IN = Sql("SELECT 1 FROM outgoing_messages WHERE fallback_for = :id")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row as it stood when it was locked. Moments are microseconds since 1970."""

    id: str
    channel: Channel
    to: str
    kind: str
    language: Language
    subject: str
    body: str
    variables: Mapping[str, str]
    status: DeliveryStatus
    attempts: int
    vendor: str | None
    vendor_id: str | None
    about: str | None
    not_after: int | None
    secret_until: int | None

    def is_expired(self, now: datetime) -> bool:
        return self.not_after is not None and self.not_after <= to_micros(now)

    @property
    def is_blotted(self) -> bool:
        """True if the code or link that the message was about is gone from it. Captured rows always keep theirs."""
        if self.status is DeliveryStatus.CAPTURED:
            return False
        return messages.is_secret(self.kind) and self.secret_until is None


@dataclass(frozen=True, slots=True)
class New:
    """`vendor` is None for a message that is only captured."""

    id: str
    channel: Channel
    to: str
    kind: str
    language: Language
    rendered: messages.Rendered
    vendor: str | None
    about: str | None
    not_after: int | None
    fallback_for: str | None = None


def write(tx: Tx, new: New, now: datetime) -> bool:
    """False if another message already stands in for `fallback_for`; then nothing is written."""
    holds_secret = new.vendor is not None and messages.is_secret(new.kind)
    return bool(
        tx.changed(
            _INSERT,
            id=new.id,
            channel=new.channel.value,
            recipient=new.to,
            kind=new.kind,
            language=new.language.value,
            subject=new.rendered.subject,
            body=new.rendered.body,
            variables=orjson.dumps(new.rendered.variables).decode(),
            status=(DeliveryStatus.QUEUED if new.vendor else DeliveryStatus.CAPTURED).value,
            vendor=new.vendor,
            about=new.about,
            not_after=new.not_after,
            secret_until=new.not_after if holds_secret else None,
            fallback_for=new.fallback_for,
            now=to_micros(now),
        )
    )


def lock(tx: Tx, message_id: str) -> Outgoing | None:
    row = tx.one(_LOCK, id=message_id)
    return _outgoing(row) if row else None


def lock_by_vendor_id(tx: Tx, vendor_id: str) -> Outgoing | None:
    row = tx.one(_LOCK_BY_VENDOR, vendor_id=vendor_id)
    return _outgoing(row) if row else None


def has_stand_in(tx: Tx, message_id: str) -> bool:
    return tx.one(_STANDS_IN, id=message_id) is not None


def move(
    tx: Tx,
    row: Outgoing,
    status: DeliveryStatus,
    *,
    now: datetime,
    vendor_id: str | None = None,
    vendor: str | None = None,
    error: str | None = None,
    tried: bool = False,
) -> None:
    tx.run(
        _MOVE,
        id=row.id,
        status=status.value,
        attempts=row.attempts + tried,
        vendor=vendor or row.vendor,
        vendor_id=vendor_id or row.vendor_id,
        error=error,
        now=to_micros(now),
    )


def blot(tx: Tx, row: Outgoing, now: datetime) -> None:
    """Takes the code or link out of what is stored, once nobody will send it any more."""
    if row.secret_until is None:
        return
    tx.run(
        _BLOT,
        id=row.id,
        body=messages.blot(row.kind, row.body, row.variables),
        variables=orjson.dumps(messages.blot_variables(row.kind, row.variables)).decode(),
        now=to_micros(now),
    )


def blot_expired(tx: Tx, now: datetime) -> int:
    """Blots what has outlived its use, at most 200 rows at a time; returns how many."""
    stale = [_outgoing(row) for row in tx.run(_LOCK_STALE, now=to_micros(now))]
    for row in stale:
        blot(tx, row, now)
    return len(stale)


def supersede(tx: Tx, kind: str, about: str, now: datetime) -> None:
    """From now on earlier messages of this kind about the same thing are worthless: not sent, not repeated."""
    for found in tx.run(_LOCK_REPLACED, about=about, kind=kind, now=to_micros(now)):
        row = _outgoing(found)
        tx.run(_END, id=row.id, now=to_micros(now))
        if row.status is DeliveryStatus.QUEUED:
            move(tx, row, DeliveryStatus.FAILED, now=now, error="superseded")
        blot(tx, row, now)


def forget_old(tx: Tx, *, before: datetime, count: int) -> int:
    """Erases up to `count` messages of that age with their attempts; returns how many."""
    return tx.changed(_FORGET, before=to_micros(before), count=count)


def forget_about(tx: Tx, about: str) -> None:
    """Erases all messages about that thing with their attempts; what is still queued does not go out."""
    tx.run(_FORGET_ABOUT, about=about)


def log_attempt(tx: Tx, row: Outgoing, outcome: str, detail: str | None, *, vendor: str, now: datetime) -> None:
    tx.run(
        _LOG,
        message_id=row.id,
        vendor=vendor,
        outcome=outcome,
        # Vendors quote what they refuse: the code must not survive in their words.
        detail=messages.blot(row.kind, detail, row.variables)[:300] if detail else None,
        now=to_micros(now),
    )


def _outgoing(row: Row) -> Outgoing:
    return Outgoing(
        id=row[0],
        channel=Channel(row[1]),
        to=row[2],
        kind=row[3],
        language=Language(row[4]),
        subject=row[5] or "",
        body=row[6],
        variables=orjson.loads(row[7]),
        status=DeliveryStatus(row[8]),
        attempts=row[9],
        vendor=row[10],
        vendor_id=row[11],
        about=row[12],
        not_after=row[13],
        secret_until=row[14],
    )
