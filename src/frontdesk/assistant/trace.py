"""Why a reply says what it says: what the assistant was told, what it could know, what was done, by whom, how fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdesk.assistant.grounds import Entry
from frontdesk.assistant.local import By
from frontdesk.conversations import replies
from frontdesk.conversations.replies import Followed
from frontdesk.conversations.transcript import Door
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.memory import memories
from frontdesk.memory.finding import reasons
from frontdesk.memory.finding.question import Parts
from frontdesk.memory.memories import Memory, Scope
from frontdesk.storage.session import Tx


@dataclass(frozen=True, slots=True)
class Used:
    """A memory that the reply could rest on. `memory` is None if it has been erased since, `reason` then too."""

    id: str
    score: float
    memory: Memory | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """Of a tool. `ms` is None for one that did not come to its end."""

    name: str
    arguments: str
    state: str
    ms: float | None


@dataclass(frozen=True, slots=True)
class Span:
    entry_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Trace:
    """`by`: what the reply was made of; None for one that came to nothing, or from before this was kept. `prompt` is in
    tokens, `durations` in milliseconds since the question came; `quoted` says of which entry the reply is, and from
    which character of its content to before which; `failure` the code of what broke the reply off."""

    reply: Followed
    by: By | None
    rules: tuple[str, ...]
    entries: tuple[Entry, ...]
    memories: tuple[Used, ...]
    tools: tuple[Run, ...]
    prompt: Mapping[str, int]
    durations: Mapping[str, float]
    quoted: tuple[Span, ...]
    failure: str | None


def of(tx: Tx, account: AccountId, door: Door, message_id: int, language: Language, now: datetime) -> Trace:
    """Of one's own replies. ChatNotFound for whatever else. `language` is the reader's."""
    found = replies.find(tx, account, door, message_id, now)
    detail = found.outcome.detail or {}
    return Trace(
        found,
        By(detail["by"]) if "by" in detail else None,
        tuple(detail.get("rules", ())),
        tuple(Entry(*one) for one in detail.get("entries", ())),
        _used(tx, Scope(account), detail.get("memories", ()), language),
        _runs(detail.get("steps", ())),
        detail.get("prompt", {}),
        detail.get("ms", {}),
        tuple(Span(one["entry_id"], one["start"], one["end"]) for one in detail.get("citations", ())),
        detail.get("failure"),
    )


def _used(tx: Tx, scope: Scope, kept: list[dict[str, Any]], language: Language) -> tuple[Used, ...]:
    if not kept:
        return ()
    present = memories.present(tx, scope, [one["id"] for one in kept])
    return tuple(_one(one, present.get(one["id"]), language) for one in kept)


def _one(kept: dict[str, Any], memory: Memory | None, language: Language) -> Used:
    reason = None if memory is None else reasons.say(memory, Parts(*kept["parts"]), language)
    return Used(kept["id"], kept["score"], memory, reason)


def _runs(steps: list[dict[str, Any]]) -> tuple[Run, ...]:
    """Each tool once, as it ended: that it began is told before."""
    last = {(step["name"], step["arguments"]): step for step in steps}
    return tuple(Run(step["name"], step["arguments"], step["state"], step.get("ms")) for step in last.values())
