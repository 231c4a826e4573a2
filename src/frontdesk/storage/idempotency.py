"""The same key and body give the first answer again, across a crash and across workers.

The key is claimed inside the transaction that does the work, so either both stand or neither. On PostgreSQL a second
request with the key waits at the unique row until the first has committed or gone; SQLite's one writer orders them.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from frontdesk.kit.clock import to_micros
from frontdesk.kit.errors import Conflict
from frontdesk.storage.session import Sql, Tx

LIFETIME = timedelta(hours=24)

_CLAIM = Sql(
    "INSERT INTO idempotency_keys (id, body_hash, created_at) VALUES (:id, :body_hash, :now)"
    " ON CONFLICT (id) DO NOTHING"
)
# Locked, since of two requests that find the key's day over only one may take it anew.
_READ = Sql(
    "SELECT body_hash, status, answer, created_at FROM idempotency_keys WHERE id = :id",
    postgresql="SELECT body_hash, status, answer, created_at FROM idempotency_keys WHERE id = :id FOR UPDATE",
)
_RENEW = Sql(
    "UPDATE idempotency_keys SET body_hash = :body_hash, status = NULL, answer = NULL, created_at = :now WHERE id = :id"
)
_ANSWERED = Sql("UPDATE idempotency_keys SET status = :status, answer = :answer WHERE id = :id")
_ANSWER = Sql(
    "SELECT status, answer FROM idempotency_keys"
    " WHERE id = :id AND body_hash = :body_hash AND status IS NOT NULL AND created_at >= :since"
)
_PEEK = Sql("SELECT 1 FROM idempotency_keys WHERE id = :id AND status IS NOT NULL AND created_at >= :since")
_DROP = Sql("DELETE FROM idempotency_keys WHERE id = :id")
_FORGET = Sql("DELETE FROM idempotency_keys WHERE created_at < :before")


class KeyReused(Conflict):
    code = "idempotency_key_reused"
    detail = "This Idempotency-Key was used with another request body."


@dataclass(frozen=True, slots=True)
class Key:
    """`id` names caller, route and key together; `body_hash` the request that it stands for."""

    id: str
    body_hash: str

    @staticmethod
    def of(caller: str, route: str, key: str, body: bytes) -> "Key":
        whole = "\x00".join((caller, route, key)).encode("utf-8", "surrogatepass")
        return Key(hashlib.sha256(whole).hexdigest(), hashlib.sha256(body).hexdigest())


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str


def once(tx: Tx, key: Key, now: datetime, work: Callable[[Tx], Answer]) -> Answer:
    """`work`'s answer, or the one it gave the first time. KeyReused if the body differs."""
    claimed = tx.changed(_CLAIM, id=key.id, body_hash=key.body_hash, now=to_micros(now))
    if not claimed:
        row = tx.one(_READ, id=key.id)
        if row is not None and row[3] >= to_micros(now - LIFETIME):
            if row[0] != key.body_hash:
                raise KeyReused
            if row[1] is not None:
                return Answer(row[1], row[2])
        tx.run(_RENEW, id=key.id, body_hash=key.body_hash, now=to_micros(now))
    answer = work(tx)
    tx.run(_ANSWERED, id=key.id, status=answer.status, answer=answer.body)
    return answer


def is_answered(tx: Tx, key: Key, now: datetime) -> bool:
    """Whether `once` would do no work any more; a mere look, which locks nothing."""
    return tx.one(_PEEK, id=key.id, since=to_micros(now - LIFETIME)) is not None


def answer_of(tx: Tx, key: Key, now: datetime) -> Answer | None:
    """What `once` would give without doing any work; a mere look, which locks nothing."""
    row = tx.one(_ANSWER, id=key.id, body_hash=key.body_hash, since=to_micros(now - LIFETIME))
    return None if row is None else Answer(row[0], row[1])


def forget(tx: Tx, key: Key) -> None:
    """Frees a key whose answer is worth nothing any more."""
    tx.run(_DROP, id=key.id)


def forget_old(tx: Tx, now: datetime) -> None:
    tx.run(_FORGET, before=to_micros(now - LIFETIME))
