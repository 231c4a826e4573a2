"""What a person says of what is remembered: it is so, it is not, it is otherwise; and takes that back again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from frontdesk.kit.errors import Conflict, DeskError
from frontdesk.kit.text import is_storable
from frontdesk.memory import history, memories
from frontdesk.memory.deciding import timeline, truth
from frontdesk.memory.learning import gate
from frontdesk.memory.memories import LONGEST, Memory, Scope, Status
from frontdesk.memory.problems import refused
from frontdesk.storage.session import Sql, Tx

# Of one request: as many as an inbox shows.
MOST = 100


_LAST = Sql("SELECT id, action FROM memory_history WHERE memory_id = :id ORDER BY id DESC LIMIT 1")


class Action(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"
    CORRECT = "correct"


# What the person does, and so what she may undo; the rest follows from it, or is undone in its own way (unmerge).
_UNDONE = frozenset({*Action, "change", "classify"})


class Merged(Conflict):
    """It lives on in another memory, and is that one's to decide about."""

    code = "memory_merged"
    detail = "This memory has become part of another one."


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    detail = "There is no decision about this memory that could be undone."


@dataclass(frozen=True, slots=True)
class Decision:
    """`content` and `importance` belong to a correction, which needs one of them. `feedback` is kept in the history."""

    memory_id: str
    action: Action
    content: str | None = None
    importance: float | None = None
    feedback: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of `memory` and `error` is there."""

    memory_id: str
    memory: Memory | None
    error: DeskError | None


def decide(tx: Tx, scope: Scope, decision: Decision, now: datetime) -> Memory:
    """Said twice it changes nothing the second time. MemoryNotFound; Merged; BadInput."""
    timeline.lock(tx, scope)
    before = memories.get(tx, scope, decision.memory_id)
    if before.status is Status.MERGED:
        raise Merged
    if gate.check(decision.feedback) is not None:
        raise refused("feedback", "secret")
    match decision.action:
        case Action.CONFIRM:
            return _confirm(tx, scope, before, decision.feedback, now)
        case Action.REJECT:
            return _reject(tx, scope, before, decision.feedback, now)
        case Action.CORRECT:
            return _correct(tx, scope, before, decision, now)


def affirm(tx: Tx, scope: Scope, memory_id: str, now: datetime) -> Memory:
    """She says it herself, at this moment: confirmed, whatever was said since it was first remembered."""
    timeline.lock(tx, scope)
    before = memories.get(tx, scope, memory_id)
    if before.status is Status.MERGED:
        raise Merged
    return _settle(tx, scope, before, _standing(before, now), Action.CONFIRM, None, now, holds_now=True)


def follow(tx: Tx, scope: Scope, written: Memory, now: datetime) -> Memory:
    """What follows from a confirmed memory that has just been added: what it excludes is over."""
    if written.status is not Status.CONFIRMED:
        return written
    others = timeline.held(tx, scope, written.about.attribute)
    planned = timeline.plan(written, others, now, holds_now=False, is_newest=True)
    timeline.end(tx, planned.ended, written.id, now)
    if planned.placed == written:
        return written
    return history.change(tx, written, planned.placed, "supersede", now)


def batch(tx: Tx, scope: Scope, decisions: Sequence[Decision], now: datetime) -> list[Outcome]:
    """Each for itself, in their order: what cannot be done leaves the others as they are. The memories are as they have
    become when all is done, for one may end another. BadInput for none, too many, or two about one memory."""
    ids = [decision.memory_id for decision in decisions]
    if not 1 <= len(ids) <= MOST:
        raise refused("decisions", "not_named", most=MOST)
    if len(set(ids)) < len(ids):
        raise refused("decisions", "named_twice")
    wrong: dict[str, DeskError] = {}
    for decision in decisions:
        # Refusals come before anything is written.
        try:
            decide(tx, scope, decision, now)
        except DeskError as error:
            wrong[decision.memory_id] = error
    return [Outcome(one, None if one in wrong else memories.get(tx, scope, one), wrong.get(one)) for one in ids]


def change(tx: Tx, before: Memory, after: Memory, now: datetime) -> Memory:
    """Whatever else the person changes of it: what it is about is read anew, and what it ends follows from that."""
    scope = Scope(before.owner)
    timeline.lock(tx, scope)
    if before.status is Status.MERGED:
        raise Merged
    if after.content != before.content:
        after = replace(after, about=truth.about(after.content, after.language))
    return _settle(tx, scope, before, after, "change", None, now, holds_now=after.content != before.content)


def undo(tx: Tx, scope: Scope, memory_id: str, now: datetime) -> Memory:
    """As it was before the person's last decision about it, and so all that followed from that decision, unless
    something else has happened to it since. NothingToUndo; MemoryNotFound."""
    timeline.lock(tx, scope)
    present = memories.get(tx, scope, memory_id)
    last = _last(tx, present)
    if last is None or last[1] not in _UNDONE:
        raise NothingToUndo
    timeline.take_back(tx, scope, present.id, last[0], now)
    restored = history.undo(tx, scope, memory_id, now)
    if restored is None:
        return present
    timeline.release(tx, scope, restored, now)
    return timeline.place_again(tx, scope, restored, last[0], now)


def _confirm(tx: Tx, scope: Scope, before: Memory, feedback: str | None, now: datetime) -> Memory:
    """What was pending takes its place in the order in which things were said; what was confirmed or over is said to
    hold at this moment. Whoever presses twice has said nothing new, though the first time may have shown it over."""
    last = _last(tx, before) if before.status is Status.EXPIRED else None
    if last is not None and last[1] == Action.CONFIRM:
        return before
    after = _standing(before, now)
    is_waiting = before.status in (Status.PENDING, Status.REJECTED)
    return _settle(tx, scope, before, after, Action.CONFIRM, feedback, now, holds_now=not is_waiting)


def _last(tx: Tx, one: Memory) -> tuple[int, str] | None:
    """Number and action of what happened to it last."""
    row = tx.one(_LAST, id=one.id)
    return None if row is None else (row[0], row[1])


def _reject(tx: Tx, scope: Scope, before: Memory, feedback: str | None, now: datetime) -> Memory:
    if before.status is Status.REJECTED:
        return before
    after = replace(_free(before), status=Status.REJECTED, verified_at=now)
    stored = history.change(tx, before, after, Action.REJECT, now, feedback=feedback)
    timeline.release(tx, scope, stored, now)
    return stored


def _correct(tx: Tx, scope: Scope, before: Memory, decision: Decision, now: datetime) -> Memory:
    content = before.content if decision.content is None else decision.content.strip()
    if decision.content is None and decision.importance is None:
        raise refused("corrected_content", "nothing_corrected")
    if not 1 <= len(content) <= LONGEST or not is_storable(content):
        raise refused("corrected_content", "bad_length", most=LONGEST)
    if content != before.content and gate.check(content) is not None:
        raise refused("corrected_content", "secret")
    importance = before.importance if decision.importance is None else decision.importance
    if not 0 <= importance <= 1:
        raise refused("corrected_importance", "no_share")
    after = replace(memories.in_other_words(_standing(before, now), content), importance=importance)
    if content != before.content:
        # Her own words, and she is sure of them.
        after = replace(after, about=truth.about(content, before.language), confidence=1.0)
    return _settle(tx, scope, before, after, Action.CORRECT, decision.feedback, now, holds_now=True)


def _standing(before: Memory, now: datetime) -> Memory:
    """Confirmed, and in force again if it was over."""
    if before.status is Status.CONFIRMED:
        return before
    after = replace(_free(before), status=Status.CONFIRMED, verified_at=now)
    if after.expires_at is not None and after.expires_at <= now:
        after = replace(after, expires_at=None)
    return replace(after, valid_to=None) if after.valid_to is not None and after.valid_to <= now else after


def _free(one: Memory) -> Memory:
    """Without the end that a newer statement has put to it."""
    return one if one.superseded_by is None else replace(one, valid_to=None, superseded_by=None)


def _settle(
    tx: Tx,
    scope: Scope,
    before: Memory,
    after: Memory,
    action: str,
    feedback: str | None,
    now: datetime,
    *,
    holds_now: bool,
) -> Memory:
    """Stores `after` where it belongs in time; nothing if nothing would change."""
    ended: tuple[tuple[Memory, Memory], ...] = ()
    if after.status is Status.CONFIRMED and before.status is not Status.CONFIRMED and after.about.attribute is None:
        # Of what was imported that is found out later; what it ends is decided now.
        after = replace(after, about=truth.about(after.content, after.language))
    if after.status is Status.CONFIRMED:
        besides = timeline.apart(tx, scope, after.id)
        others = [one for one in timeline.held(tx, scope, after.about.attribute) if one.id not in besides]
        planned = timeline.plan(after, others, now, holds_now=holds_now)
        after, ended = planned.placed, planned.ended
    if after == before and not ended:
        return before
    if action == Action.CORRECT:
        after = replace(after, verified_at=now)
    stored = history.change(tx, before, after, action, now, feedback=feedback)
    timeline.end(tx, ended, stored.id, now)
    timeline.release(tx, scope, stored, now)
    return stored
