"""One-time codes: six digits, a few minutes, a few tries, a few sends.

A subject is what a code is for ("booking:<id>"), a target where it goes (a phone number or an email address). All
limits are counted in the database, under a lock on the row in question, so they hold exactly however many processes
serve and however many requests come at once. Codes and targets are kept as keyed hashes: a million codes are soon tried
by whoever reads a table of plain ones. A code is in the answer of `issue` and nowhere else, logs included.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from frontdesk.kit.clock import to_micros
from frontdesk.kit.ids import new_code
from frontdesk.kit.text import ascii_digits
from frontdesk.storage.session import Sql, Tx

DIGITS = 6
_WINDOW = timedelta(hours=1)
# Much longer than a dialogue lives, so that nobody gets new sends for a subject by waiting.
_KEEP = timedelta(days=7)

# Two subjects may send to one target at once; SQLite's one writer needs no lock for that.
_LOCK_TARGET = Sql("SELECT 1", postgresql="SELECT pg_advisory_xact_lock(:key)")
# Sends later than an hour from now were counted before the clock was set back; they must not block for days.
_RECENT = Sql("SELECT count(*) FROM code_sends WHERE target_hash = :target AND sent_at > :since AND sent_at < :until")
_SENDS = Sql("SELECT sends FROM codes WHERE id = :id")
_ISSUE = Sql(
    "INSERT INTO codes (id, code_hash, tries_left, sends, expires_at)"
    " VALUES (:id, :code_hash, :tries, 1, :expires_at)"
    " ON CONFLICT (id) DO UPDATE SET code_hash = excluded.code_hash, tries_left = excluded.tries_left,"
    " sends = codes.sends + 1, expires_at = excluded.expires_at WHERE codes.sends < :max_sends"
    " RETURNING sends"
)
_SENT = Sql("INSERT INTO code_sends (target_hash, sent_at) VALUES (:target, :now)")
_READ = Sql(
    "SELECT code_hash, tries_left, expires_at FROM codes WHERE id = :id",
    postgresql="SELECT code_hash, tries_left, expires_at FROM codes WHERE id = :id FOR UPDATE",
)
_WRONG = Sql("UPDATE codes SET tries_left = tries_left - 1 WHERE id = :id")
_VOID = Sql("UPDATE codes SET code_hash = NULL, tries_left = 0 WHERE id = :id")
_FORGET = Sql("DELETE FROM codes WHERE expires_at < :before")
_FORGET_SENDS = Sql("DELETE FROM code_sends WHERE sent_at <= :before")


@dataclass(frozen=True, slots=True)
class Issued:
    """`sends` counts this one."""

    code: str = field(repr=False)
    expires_at: datetime
    sends: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was issued; a code issued before is as good as it was. "sends_used" is final for the subject."""

    reason: Literal["sends_used", "target_limit"]


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    # the last try was wrong: no code is good until the next issue
    WRONG_LAST = "wrong_last"
    EXPIRED = "expired"
    # never issued, used, revoked, or out of tries
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Checked:
    outcome: Outcome
    tries_left: int


class Codes:
    """`secret` keys the hashes: with another one all open codes are void and all targets forgotten."""

    def __init__(
        self, secret: str, *, ttl_seconds: int = 300, tries: int = 3, max_sends: int = 3, per_target_hour: int = 5
    ) -> None:
        self._key = hmac.digest(secret.encode(), b"frontdesk.codes", hashlib.sha256)
        self._lifetime = timedelta(seconds=ttl_seconds)
        self._tries = tries
        self._max_sends = max_sends
        self._per_target_hour = per_target_hour

    def issue(self, tx: Tx, subject: str, target: str, now: datetime) -> Issued | Refused:
        """A fresh code with all its tries, in place of the subject's former one."""
        target_hash = self._hash("target", target)
        tx.run(_LOCK_TARGET, key=int(target_hash[:15], 16))
        if self._is_target_full(tx, target_hash, now):
            row = tx.one(_SENDS, id=subject)
            return Refused("sends_used" if row is not None and row[0] >= self._max_sends else "target_limit")
        code = new_code(DIGITS)
        expires_at = now + self._lifetime
        row = tx.one(
            _ISSUE,
            id=subject,
            code_hash=self._hash("code", subject, code),
            tries=self._tries,
            expires_at=to_micros(expires_at),
            max_sends=self._max_sends,
        )
        if row is None:
            return Refused("sends_used")
        tx.run(_SENT, target=target_hash, now=to_micros(now))
        return Issued(code, expires_at, row[0])

    def check(self, tx: Tx, subject: str, code: str, now: datetime) -> Checked:
        """A right code is used up by this. A wrong one costs a try only if the transaction commits: do not raise."""
        row = tx.one(_READ, id=subject)
        if row is None or row[0] is None:
            return Checked(Outcome.NONE, 0)
        code_hash, tries_left, expires_at = row
        if to_micros(now) >= expires_at:
            return Checked(Outcome.EXPIRED, tries_left)
        if hmac.compare_digest(code_hash, self._hash("code", subject, ascii_digits(code.strip()))):
            tx.run(_VOID, id=subject)
            return Checked(Outcome.RIGHT, tries_left)
        if tries_left <= 1:
            tx.run(_VOID, id=subject)
            return Checked(Outcome.WRONG_LAST, 0)
        tx.run(_WRONG, id=subject)
        return Checked(Outcome.WRONG, tries_left - 1)

    def revoke(self, tx: Tx, subject: str) -> None:
        """No code of the subject is good any more; its sends stay counted."""
        tx.run(_VOID, id=subject)

    def forget_old(self, tx: Tx, now: datetime) -> None:
        """Housekeeping. A subject is forgotten a week after its last code expired, and its sends with it."""
        tx.run(_FORGET, before=to_micros(now - _KEEP))
        tx.run(_FORGET_SENDS, before=to_micros(now - _WINDOW))

    def _is_target_full(self, tx: Tx, target_hash: str, now: datetime) -> bool:
        row = tx.one(_RECENT, target=target_hash, since=to_micros(now - _WINDOW), until=to_micros(now + _WINDOW))
        return row is not None and row[0] >= self._per_target_hour

    def _hash(self, *parts: str) -> str:
        whole = "\x00".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._key, whole, hashlib.sha256).hexdigest()
