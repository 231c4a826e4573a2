"""What reading a person's messages with a model may cost a day, in tokens: promised before a call, settled after it.

A promise is an upper bound: no tokenizer makes more tokens of a text than it has bytes. Days are UTC. What a process
that died had promised counts as spent. Beside the caps of replies, which assistant/spending.py keeps.
"""

from dataclasses import dataclass
from datetime import datetime

from frontdesk.memory.memories import Scope
from frontdesk.storage.session import Sql, Tx

_RESERVE = Sql(
    "INSERT INTO memory_costs (account_id, day, tokens) VALUES (:owner, :day, :tokens)"
    " ON CONFLICT (account_id, day) DO UPDATE SET tokens = memory_costs.tokens + excluded.tokens"
    " WHERE memory_costs.tokens + excluded.tokens <= :cap RETURNING tokens"
)
_SETTLE = Sql("UPDATE memory_costs SET tokens = tokens - :too_many WHERE account_id = :owner AND day = :day")
_SPENT = Sql("SELECT tokens FROM memory_costs WHERE account_id = :owner AND day = :day")
_FORGET = Sql("DELETE FROM memory_costs WHERE day < :day")


@dataclass(frozen=True, slots=True)
class Promise:
    day: str
    tokens: int


def reserve(tx: Tx, scope: Scope, tokens: int, cap: int, now: datetime) -> Promise | None:
    """None, and nothing is promised, if it would go beyond the cap."""
    day = now.date().isoformat()
    if tokens > cap or tx.one(_RESERVE, owner=scope.owner, day=day, tokens=tokens, cap=cap) is None:
        return None
    return Promise(day, tokens)


def settle(tx: Tx, scope: Scope, promise: Promise, spent: int) -> None:
    tx.run(_SETTLE, owner=scope.owner, day=promise.day, too_many=max(promise.tokens - spent, 0))


def of(tx: Tx, scope: Scope, now: datetime) -> int:
    """Tokens promised and spent today."""
    row = tx.one(_SPENT, owner=scope.owner, day=now.date().isoformat())
    return 0 if row is None else int(row[0])


def forget_old(tx: Tx, before: datetime) -> None:
    tx.run(_FORGET, day=before.date().isoformat())
