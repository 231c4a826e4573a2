"""What models may cost a day, in tokens: promised before a call, settled after it, so that no cap is ever overshot.

A promise is an upper bound: no tokenizer makes more tokens of a text than it has bytes. Days are UTC. What a process
that died had promised counts as spent: the vendor may well charge for it.
"""

from dataclasses import dataclass
from datetime import datetime

from frontdesk.kit.ids import AccountId
from frontdesk.storage.session import Sql, Tx

EVERYBODY = "all"

_RESERVE = Sql(
    "INSERT INTO spending (scope, day, reserved, spent) VALUES (:scope, :day, :tokens, 0)"
    " ON CONFLICT (scope, day) DO UPDATE SET reserved = spending.reserved + excluded.reserved"
    " WHERE spending.reserved + spending.spent + excluded.reserved <= :cap RETURNING reserved"
)
_SETTLE = Sql(
    "UPDATE spending SET reserved = reserved - :reserved, spent = spent + :spent WHERE scope = :scope AND day = :day"
)
_SPENT = Sql("SELECT reserved, spent FROM spending WHERE scope = :scope AND day = :day")
_FORGET = Sql("DELETE FROM spending WHERE day < :day")
# Larger than any day's tokens, smaller than what a column holds.
_NO_CAP = 2**53


@dataclass(frozen=True, slots=True)
class Caps:
    """Tokens a day, of everybody together and of each account; None is no cap."""

    everybody: int | None = None
    account: int | None = None

    @property
    def are_set(self) -> bool:
        return self.everybody is not None or self.account is not None


@dataclass(frozen=True, slots=True)
class Promise:
    account_id: AccountId
    day: str
    tokens: int


def reserve(tx: Tx, account_id: AccountId, tokens: int, caps: Caps, now: datetime) -> Promise | None:
    """None, and nothing is promised, if it would go beyond a cap."""
    day = now.date().isoformat()
    # Everybody's row first, always: two that lock both in the same order never wait for each other.
    for scope, cap in ((EVERYBODY, caps.everybody), (account_id, caps.account)):
        limit = _NO_CAP if cap is None else cap
        row = tx.one(_RESERVE, scope=scope, day=day, tokens=tokens, cap=limit) if tokens <= limit else None
        if row is None:
            if scope != EVERYBODY:
                tx.run(_SETTLE, scope=EVERYBODY, day=day, reserved=tokens, spent=0)
            return None
    return Promise(account_id, day, tokens)


def settle(tx: Tx, promise: Promise, spent: int) -> None:
    for scope in (EVERYBODY, promise.account_id):
        tx.run(_SETTLE, scope=scope, day=promise.day, reserved=promise.tokens, spent=spent)


def of(tx: Tx, scope: str, now: datetime) -> tuple[int, int]:
    """Tokens promised and spent today."""
    row = tx.one(_SPENT, scope=scope, day=now.date().isoformat())
    return (0, 0) if row is None else (row[0], row[1])


def forget_old(tx: Tx, before: datetime) -> None:
    tx.run(_FORGET, day=before.date().isoformat())
