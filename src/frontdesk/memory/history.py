"""What memories were before each change: kept when it is made, shown to their owner, and what "undo" brings back.

Read after the memory has been found as hers.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from sqlalchemy import select

from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.memory import context, memories
from frontdesk.memory.memories import NAMES, Memory, Scope, Status
from frontdesk.memory.models import memory_history
from frontdesk.storage.session import Tx

# What a person's decision can change, and so what is kept of how it was.
_KEPT = (
    "content", "kind", "status", "importance", "confidence", "language", "contexts", "attribute",
    "value", "is_negated", "valid_from", "valid_to", "superseded_by", "expires_at", "expiry_reason", "merged_into",
    "verified_at", "quote", "quote_start", "quote_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Former:
    """A memory as it was before `action`."""

    action: str
    content: str
    importance: float
    status: Status
    feedback: str | None
    changed_at: datetime


def change(tx: Tx, before: Memory, after: Memory, action: str, now: datetime, *, feedback: str | None = None) -> Memory:
    """Stores `after` in place of `before`, of which a copy is kept. Both are of one id and one owner."""
    scope = Scope(before.owner)
    _keep(tx, before, action, feedback, now)
    after = replace(after, updated_at=now)
    _store(tx, scope, before, after, now)
    return after


def of(tx: Tx, scope: Scope, memory_id: str) -> list[Former]:
    """What it was before each change, newest first. MemoryNotFound."""
    memories.get(tx, scope, memory_id)
    rows = tx.execute(
        select(memory_history.c.action, memory_history.c.feedback, memory_history.c.former, memory_history.c.changed_at)
        .where(memory_history.c.memory_id == memory_id)
        .order_by(memory_history.c.id.desc())
    ).all()
    found = [(action, feedback, orjson.loads(former), changed) for action, feedback, former, changed in rows]
    return [
        Former(
            action, former["content"], former["importance"], Status(former["status"]), feedback, from_micros(changed)
        )
        for action, feedback, former, changed in found
    ]


def undo(tx: Tx, scope: Scope, memory_id: str, now: datetime) -> Memory | None:
    """As it was before the last change, which is forgotten; None where nothing was changed. MemoryNotFound."""
    present = memories.get(tx, scope, memory_id)
    last = tx.execute(
        select(memory_history.c.id, memory_history.c.former)
        .where(memory_history.c.memory_id == memory_id)
        .order_by(memory_history.c.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    values = dict(zip(NAMES, memories.row(present), strict=True)) | orjson.loads(last[1])
    restored = replace(memories.memory(tuple(values[name] for name in NAMES)), updated_at=now)
    _store(tx, scope, present, restored, now)
    tx.execute(memory_history.delete().where(memory_history.c.id == last[0]))
    return restored


def _store(tx: Tx, scope: Scope, before: Memory, after: Memory, now: datetime) -> None:
    memories.store(tx, scope, before, after, now)
    if before.content != after.content:
        context.forget(tx, scope, [before], now)


def _keep(tx: Tx, before: Memory, action: str, feedback: str | None, now: datetime) -> None:
    values = dict(zip(NAMES, memories.row(before), strict=True))
    former = {name: values[name] for name in _KEPT}
    tx.execute(
        memory_history.insert().values(
            memory_id=before.id,
            action=action,
            feedback=feedback,
            former=orjson.dumps(former).decode(),
            changed_at=to_micros(now),
        )
    )
