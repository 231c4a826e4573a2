"""Several memories made one, and that taken back.

The originals are kept as `merged` and name what they have become; `unmerge` makes them what they were.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from frontdesk.kit.errors import Conflict
from frontdesk.kit.languages import Language, text
from frontdesk.memory import erasing, history, links, memories
from frontdesk.memory.deciding import conflicts, opposed, timeline, truth, wording
from frontdesk.memory.deciding.conflicts import Pair
from frontdesk.memory.deciding.truth import ConflictKind
from frontdesk.memory.memories import COLUMNS, LONGEST, SHOWN, Draft, Kind, Memory, MemoryId, Origin, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.memory.problems import refused
from frontdesk.storage.session import Database, Tx

FEWEST = 2
MOST = 50
_MOST_OF_A_GROUP = 10
_ENDS = " .;,।!"


class NotToBeMerged(Conflict):
    """Rejected, over, or part of another one already."""

    code = "memory_not_mergeable"
    detail = "Only memories that are confirmed or pending can be consolidated."


class NotMerged(Conflict):
    code = "memory_not_merged"
    detail = "This memory is not the result of a consolidation that can be undone."


@dataclass(frozen=True, slots=True)
class Consolidated:
    memory: Memory
    merged_from: tuple[MemoryId, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`similarity` is that of the two that are least alike, 0…1."""

    memories: tuple[Memory, ...]
    kind: Kind
    similarity: float
    content: str
    reason: str


def originals(tx: Tx, scope: Scope, ids: Sequence[str]) -> list[Memory]:
    """Those of `ids`, each once, in that order. BadInput for fewer than two or more than fifty; MemoryNotFound;
    NotToBeMerged."""
    chosen = list(dict.fromkeys(ids))
    if not FEWEST <= len(chosen) <= MOST:
        raise refused("memory_ids", "not_enough", least=FEWEST, most=MOST)
    found = memories.several(tx, scope, chosen)
    if any(one.status not in SHOWN for one in found):
        raise NotToBeMerged
    return found


def merge(tx: Tx, scope: Scope, ids: Sequence[str], now: datetime) -> Consolidated:
    """What the new one says is put together from the originals. Of two who merge one memory at the same moment one is
    refused. For errors see `originals`."""
    timeline.lock(tx, scope)
    found = originals(tx, scope, ids)
    made = memories.add(tx, scope, _draft(found), now)
    links.inherit(tx, scope, [one.id for one in found], made.id)
    for one in found:
        history.change(tx, one, replace(one, status=Status.MERGED, merged_into=made.id), "merge", now)
    return Consolidated(made, tuple(one.id for one in found))


def unmerge(tx: Tx, scope: Scope, memory_id: str, now: datetime) -> list[MemoryId]:
    """The originals are what they were, linked also to what the merged one has been linked to since; that one is
    erased. NotMerged; MemoryNotFound."""
    timeline.lock(tx, scope)
    merged = memories.get(tx, scope, memory_id)
    if merged.origin is not Origin.MERGE or merged.status is Status.MERGED:
        raise NotMerged
    found = _merged_into(tx, scope, merged.id)
    if not found:
        # They have been erased: what is left of them is this one.
        raise NotMerged
    links.hand_back(tx, scope, merged.id, [one.id for one in found])
    erasing.erase(tx, scope, [merged.id], now)
    return [one.id for one in found]


def merged_from(tx: Tx, scope: Scope, memory_id: MemoryId) -> tuple[MemoryId, ...]:
    """Of what it was made, in that order; empty for one that was not."""
    return tuple(one.id for one in _merged_into(tx, scope, memory_id))


async def suggestions(
    database: Database, scope: Scope, now: datetime, language: Language, *, count: int = 10
) -> list[Suggestion]:
    """Groups that say the same, the likest first; each memory in one of them at most. `language` is the reader's."""
    material = await database.read(conflicts.gather, scope, now)
    pairs = await asyncio.to_thread(conflicts.find, material)
    return grouped(pairs, language)[:count]


def grouped(pairs: Sequence[Pair], language: Language) -> list[Suggestion]:
    """Every two of a group are alike: what is like something that is like a third need not be like the third."""
    near: dict[str, dict[str, float]] = defaultdict(dict)
    known: dict[str, Memory] = {}
    alike = [pair for pair in pairs if pair.kind is ConflictKind.DUPLICATES and pair.one.kind is pair.other.kind]
    for pair in alike:
        near[pair.one.id][pair.other.id] = near[pair.other.id][pair.one.id] = pair.similarity
        known |= {pair.one.id: pair.one, pair.other.id: pair.other}
    taken: set[str] = set()
    found: list[Suggestion] = []
    for pair in sorted(alike, key=lambda pair: (-pair.similarity, pair.one.id, pair.other.id)):
        if taken & {pair.one.id, pair.other.id}:
            continue
        group: list[str] = [pair.one.id, pair.other.id]
        for other in sorted(near[pair.one.id], key=lambda one: (-near[pair.one.id][one], one)):
            is_free = other not in taken and other not in group and len(group) < _MOST_OF_A_GROUP
            if is_free and all(other in near[one] for one in group):
                group.append(other)
        taken.update(group)
        least = min(near[one][other] for one in group for other in group if one != other)
        found.append(_suggestion([known[one] for one in group], least, language))
    return found


def combined(found: Sequence[Memory]) -> str:
    """What they say together: without those that another one says too, one after the other as they were said.
    BadInput where that is longer than a memory may be."""
    told: list[tuple[Memory, frozenset[str]]] = []
    for one in sorted(found, key=lambda each: (-len(set(opposed.words(each.content))), -each.said_at.timestamp())):
        words = frozenset(opposed.words(one.content))
        if not any(_says(other, one, more, words) for other, more in told):
            told.append((one, words))
    kept = {one.id for one, _ in told}
    statements = [one.content for one in sorted(found, key=lambda each: (each.said_at, each.place)) if one.id in kept]
    content = statements[0] if len(statements) == 1 else "; ".join(said.rstrip(_ENDS) for said in statements)
    if len(content) > LONGEST:
        raise refused("memory_ids", "too_long_together", most=LONGEST)
    return content


def _says(other: Memory, one: Memory, more: frozenset[str], words: frozenset[str]) -> bool:
    """True if `other`, which has at least as many words, leaves nothing of `one` unsaid."""
    return words <= more or truth.judge(one, other, wording.share(words, more)) is ConflictKind.DUPLICATES


def _draft(found: Sequence[Memory]) -> Draft:
    newest = max(found, key=lambda one: (one.said_at, one.place))
    said = combined(found)
    first = found[0].about
    is_one_topic = first.attribute is not None and all(one.about == first for one in found)
    # It is over when the last of them is, and never if one of them is not.
    ending = [(one.expires_at, one.expiry_reason) for one in found if one.expires_at is not None]
    expires_at, reason = max(ending, key=lambda pair: pair[0]) if len(ending) == len(found) else (None, None)
    return Draft(
        said,
        Counter(one.kind for one in (newest, *found)).most_common(1)[0][0],
        max(one.importance for one in found),
        max(one.confidence for one in found),
        Status.CONFIRMED if any(one.status is Status.CONFIRMED for one in found) else Status.PENDING,
        Origin.MERGE,
        newest.language,
        tuple(dict.fromkeys(context for one in found for context in one.contexts)),
        about=first if is_one_topic else truth.about(said, newest.language),
        said_at=newest.said_at,
        place=newest.place,
        valid_from=min(one.valid_from for one in found),
        expires_at=expires_at,
        expiry_reason=reason,
        is_private=any(one.is_private for one in found),
    )


def _suggestion(found: Sequence[Memory], similarity: float, language: Language) -> Suggestion:
    reason = text("consolidation.reason", language, similarity=f"{similarity:.2f}", count=len(found))
    # Paraphrases share few words: the one that says most stands for all, and of equals the newest.
    longest = max(found, key=lambda one: (len(one.content), one.said_at))
    return Suggestion(tuple(found), found[0].kind, similarity, longest.content, reason)


def _merged_into(tx: Tx, scope: Scope, memory_id: MemoryId) -> list[Memory]:
    rows = tx.execute(
        select(*COLUMNS)
        .where(
            table.c.account_id == scope.owner,
            table.c.merged_into == memory_id,
            table.c.status == Status.MERGED.value,
        )
        .order_by(table.c.revision)
    ).all()
    return [memories.memory(tuple(row)) for row in rows]
