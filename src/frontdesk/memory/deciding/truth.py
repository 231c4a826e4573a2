"""What a statement is about, and whether two of them can, or need, both stand.

What excludes one another is told by what it is about (opposed.py); what is alike is the same thing said twice, unless
it denies it or names others. What the person keeps both is not asked again.
"""

import asyncio
import re
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from frontdesk.kit.languages import Language
from frontdesk.memory import links, memories
from frontdesk.memory.deciding import another, opposed, timeline
from frontdesk.memory.learning.extract import by_rules, prepare, rules
from frontdesk.memory.memories import About, Draft, Memory, MemoryNotFound, Scope, Status
from frontdesk.memory.problems import refused
from frontdesk.storage.session import Tx

_CAPITAL = re.compile(r"(?<=[\w,] )[A-Z][a-z]\w*")
_LONGEST_STATEMENT = 500
# From here on two statements are alike, be it in meaning (cosine) or in words.
ALIKE = 0.85
# Two values of these are two things that are true: two pets, two journeys.
_PEOPLE = "relation:"
_MANY = frozenset(
    {"relation", "pet", "owns", "experience", "language", "interest", "learning", "allergy", "goal", "health", "study"}
)


class ConflictKind(StrEnum):
    CONTRADICTS = "contradicts"
    # the same thing in other words: to be merged
    DUPLICATES = "duplicates"
    # the newer one waits to be confirmed, and then ends the older
    UPDATES = "updates"


async def ready() -> None:
    """To be awaited before a transaction that reads statements: the first reading of a language reads its rules, and
    meanwhile nobody else could write. All of them, since letters may belong to several languages."""
    for language in Language:
        await asyncio.to_thread(prepare, language)


def about(content: str, language: Language) -> About:
    """Of several statements in one content the surest, and of those the longest. A page is about nothing."""
    if len(content) > _LONGEST_STATEMENT:
        return About()
    for said in opposed.wordings(content, language):
        found = max(by_rules(said, language), key=lambda one: (one.confidence, one.end - one.start), default=None)
        if found is not None:
            return About(found.attribute, found.value, found.is_negated)
    return About()


def add(tx: Tx, scope: Scope, draft: Draft, now: datetime) -> Memory:
    """`memories.add` for what comes without an attribute: written by the person, or imported."""
    if draft.about.attribute is None:
        draft = replace(draft, about=about(draft.content, draft.language))
    return memories.add(tx, scope, draft, now)


def keep_both(tx: Tx, scope: Scope, one: str, other: str, now: datetime) -> None:
    """The person says that both are right: they are no conflict any more, and neither will end the other.
    MemoryNotFound; BadInput for one memory twice."""
    if one == other:
        raise refused("memory_ids", "not_enough", least=2, most=2)
    timeline.lock(tx, scope)
    if len(links.hold(tx, scope, {one, other})) < 2:
        raise MemoryNotFound
    first, second = sorted((one, other))
    links.put(tx, scope, first, second, timeline.DISTINCT, now)
    # What was counted of their conflicts does not hold any more.
    memories.raise_revision(tx, scope)


def judge(one: Memory, other: Memory, similarity: float) -> ConflictKind | None:
    """None where both may stand."""
    older, newer = sorted((one, other), key=timeline.order)
    if older.status is Status.CONFIRMED and newer.status is Status.PENDING and opposed.ends(newer, older):
        return ConflictKind.UPDATES
    if opposed.excludes(older, newer):
        return ConflictKind.CONTRADICTS
    if _is_denied(one) == _is_denied(other) and another.turned_round(one.content, other.content):
        return ConflictKind.CONTRADICTS
    if similarity < ALIKE:
        return None
    mine, theirs = one.about, other.about
    if mine.attribute is None or mine.attribute != theirs.attribute:
        if _is_denied(one) != _is_denied(other) or _names_others(one.content, other.content):
            return ConflictKind.CONTRADICTS
        is_another = _are_others(mine.attribute, theirs.attribute) or another.one_word_another(one, other)
        return None if is_another else ConflictKind.DUPLICATES
    if (said := opposed.value(one)) and (meant := opposed.value(other)):
        is_another = not (opposed.same_value(said, meant) or another.same_but_for_endings(said, meant))
    elif another.one_word_another(one, other) and not _names_others(one.content, other.content):
        return None
    else:
        is_another = _names_others(one.content, other.content)
    if is_another:
        return None if mine.attribute.partition(":")[0] in _MANY else ConflictKind.CONTRADICTS
    return ConflictKind.DUPLICATES if mine.is_negated == theirs.is_negated else ConflictKind.CONTRADICTS


def _are_others(one: str | None, other: str | None) -> bool:
    """Attributes of two people: what is said of a brother is not said of a sister."""
    people = [name for name in (one, other) if name is not None and name.startswith(_PEOPLE)]
    return len(people) == 2 and one != other


def _is_denied(one: Memory) -> bool:
    if one.about.attribute is not None:
        return one.about.is_negated
    return rules.of(one.language).negative.search(opposed.line(one.content)) is not None


def _names_others(one: str, other: str) -> bool:
    """Each names a number, or a name, that the other does not."""
    return any(
        bool(mine - theirs) and bool(theirs - mine)
        for mine, theirs in ((opposed.numbers(one), opposed.numbers(other)), (_names(one), _names(other)))
    )


def _names(text: str) -> frozenset[str]:
    """Words with a capital letter, but for the first of a sentence."""
    return frozenset(_CAPITAL.findall(text))
