"""What models may cost a day, in tokens: promised before a call, settled after it, so that no cap is ever overshot.

A promise is an upper bound: no tokenizer makes more tokens of a text than it has bytes. Days are UTC. What a process
that died had promised counts as spent: the vendor may well charge for it.
"""

from collections.abc import Iterator
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
# Its own rows and those of its parts: what begins with an id and a colon is before the same with the next sign.
_ERASE = Sql("DELETE FROM spending WHERE scope = :account OR (scope > :low AND scope < :high)")
# Larger than any day's tokens, smaller than what a column holds.
_NO_CAP = 2**53


@dataclass(frozen=True, slots=True)
class Part:
    """A purpose for which each account may spend `most` a day, of what it may spend at all."""

    name: str
    most: int

    def of(self, account_id: AccountId) -> str:
        return f"{account_id}:{self.name}"


@dataclass(frozen=True, slots=True)
class Caps:
    """Tokens a day, of everybody together, of each account and of a part of what an account spends; None is no cap."""

    everybody: int | None = None
    account: int | None = None
    part: Part | None = None

    @property
    def are_set(self) -> bool:
        return self.everybody is not None or self.account is not None or self.part is not None

    def of(self, account_id: AccountId) -> Iterator[tuple[str, int]]:
        """The rows that a call counts in. Everybody's comes first, always: two that lock several in the same order
        never wait for each other. Where only a part is capped, nobody waits for a row that all have in common."""
        if self.everybody is not None or self.account is not None or self.part is None:
            for scope, cap in zip(scopes(account_id), (self.everybody, self.account), strict=True):
                yield scope, _NO_CAP if cap is None else cap
        if self.part is not None:
            yield self.part.of(account_id), self.part.most


@dataclass(frozen=True, slots=True)
class Promise:
    scopes: tuple[str, ...]
    day: str
    tokens: int


def scopes(account_id: AccountId) -> tuple[str, str]:
    """Those of a call that is for no part."""
    return EVERYBODY, account_id


def reserve(tx: Tx, account_id: AccountId, tokens: int, caps: Caps, now: datetime) -> Promise | None:
    """None, and nothing is promised, if it would go beyond a cap."""
    day = now.date().isoformat()
    done: list[str] = []
    for scope, cap in caps.of(account_id):
        row = tx.one(_RESERVE, scope=scope, day=day, tokens=tokens, cap=cap) if tokens <= cap else None
        if row is None:
            settle(tx, Promise(tuple(done), day, tokens), 0)
            return None
        done.append(scope)
    return Promise(tuple(done), day, tokens)


def settle(tx: Tx, promise: Promise, spent: int) -> None:
    for scope in promise.scopes:
        tx.run(_SETTLE, scope=scope, day=promise.day, reserved=promise.tokens, spent=spent)


def of(tx: Tx, scope: str, now: datetime) -> tuple[int, int]:
    """Tokens promised and spent today."""
    row = tx.one(_SPENT, scope=scope, day=now.date().isoformat())
    return (0, 0) if row is None else (row[0], row[1])


def erase(tx: Tx, account_id: AccountId) -> None:
    """What the account has spent; everybody's sum keeps it."""
    tx.run(_ERASE, account=account_id, low=f"{account_id}:", high=f"{account_id};")


def forget_old(tx: Tx, before: datetime) -> None:
    tx.run(_FORGET, day=before.date().isoformat())
