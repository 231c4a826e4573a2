"""What a person writes into her memory herself, without having said it in a conversation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from frontdesk.kit.errors import BadInput, FieldProblem
from frontdesk.kit.languages import Language, text
from frontdesk.memory import memories, room
from frontdesk.memory.deciding import truth, verify
from frontdesk.memory.learning import gate
from frontdesk.memory.memories import Draft, Memory, Scope, Status
from frontdesk.memory.problems import refused
from frontdesk.storage.session import Tx

_PASSED = "problems.past_moment"


def write(tx: Tx, scope: Scope, draft: Draft, now: datetime, *, most: int = room.MOST) -> Memory:
    """Confirmed, since she wrote it. What she has said already is the same memory, seen again: one that waited is
    confirmed, one that was rejected holds after all. What is over, or became part of another, is a new one. A new one
    ends what it excludes, as a confirmed one does. BadInput, also for a secret; MemoryFull beyond `most`.
    """
    _check_secrets("content", draft.content)
    _check_secrets("contexts", *draft.contexts)
    _check_end(draft.expires_at, now)
    # Takes the shelf: who else writes the same at this moment has done so, or waits.
    memories.raise_revision(tx, scope)
    found = memories.same(tx, scope, draft.content)
    if found is None or found.status in (Status.EXPIRED, Status.MERGED):
        room.check(tx, scope, most)
        return verify.follow(tx, scope, truth.add(tx, scope, draft, now), now)
    if found.status is not Status.CONFIRMED:
        verify.affirm(tx, scope, found.id, now)
    memories.seen(tx, scope, found.id, now)
    return memories.get(tx, scope, found.id)


def change(tx: Tx, scope: Scope, memory_id: str, edit: Callable[[Memory], Memory], now: datetime) -> Memory:
    """As `edit` makes it; what it was is kept. MemoryNotFound, Merged, BadInput."""
    memories.raise_revision(tx, scope)
    before = memories.get(tx, scope, memory_id)
    after = edit(before)
    if after.content != before.content:
        _check_secrets("content", after.content)
    if after.contexts != before.contexts:
        _check_secrets("contexts", *after.contexts)
    after = replace(after, source=memories.in_other_words(before, after.content).source)
    if after.expires_at != before.expires_at:
        _check_end(after.expires_at, now)
        after = replace(after, expiry_reason=None)
    return before if after == before else verify.change(tx, before, after, now)


def _check_secrets(name: str, *texts: str) -> None:
    if gate.check(*texts) is not None:
        raise refused(name, "secret")


def _check_end(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise BadInput(problems=[FieldProblem("expires_at", text(_PASSED, Language.EN), _PASSED)])
