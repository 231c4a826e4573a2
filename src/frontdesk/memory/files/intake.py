"""Memories out of a file, checked row by row and stored, so that doing it again does nothing more.

A row means a memory that is there if it names its id or makes the same statement; what is over (merged, expired) is
compared with what is over. Rows are stored in portions, each whole or not at all: whoever is interrupted imports again,
and what has been stored is found. Their vectors are made, and what they are about is found out, afterwards by jobs.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from frontdesk.kit.errors import BadInput
from frontdesk.kit.languages import Language
from frontdesk.llm.embeddings import Embedder
from frontdesk.memory import bulk, history, memories, privacy, room
from frontdesk.memory.files import incoming, likeness, rows, subject, ties
from frontdesk.memory.files.incoming import Incoming
from frontdesk.memory.files.matching import Known, Strategy, changed, language_of, made
from frontdesk.memory.files.rows import Row
from frontdesk.memory.files.ties import Tied
from frontdesk.memory.files.transfer import Format
from frontdesk.memory.memories import Memory, MemoryId, Scope
from frontdesk.memory.problems import Problem, problem
from frontdesk.memory.room import MemoryFull
from frontdesk.retrieval import terms
from frontdesk.storage.session import Database, Tx

T = TypeVar("T")

# Others who write wait as long as it takes to store one portion.
_AT_ONCE = 100
# Said of a request that is refused as a whole; its answer shows fewer still.
_MOST_REFUSED = 100


@dataclass(frozen=True, slots=True)
class Report:
    """`imported` counts rows that are stored now, `updated` those of them that were there in another form, `skipped`
    those that changed nothing. `ignored` are members that no memory has."""

    imported: int
    updated: int
    skipped: int
    errors: tuple[Problem, ...]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class _Stored:
    """What has become of the rows: `ids` leads from the file's ids to ours."""

    added: int = 0
    updated: int = 0
    skipped: int = 0
    ids: dict[str, MemoryId] = field(default_factory=dict)
    # rows that there was no room for
    left_out: list[int] = field(default_factory=list)

    def count(self, other: "_Stored") -> None:
        self.added += other.added
        self.updated += other.updated
        self.skipped += other.skipped
        self.ids |= other.ids
        self.left_out += other.left_out


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that is needed to store rows, so that a transaction can be run again."""

    scope: Scope
    strategy: Strategy
    language: Language
    # numbers of rows that say what is remembered in other words
    alike: frozenset[int]
    # what search compares of their statements, made before anybody has to wait for it
    packed: Mapping[tuple[str, Language], bytes]
    now: datetime
    most: int
    is_atomic: bool


async def load(
    database: Database,
    scope: Scope,
    form: Format,
    raw: Any,
    strategy: Strategy,
    now: datetime,
    *,
    relationships: Any = None,
    atomic: bool = False,
    language: Language = Language.EN,
    embedder: Embedder | None = None,
    most: int = room.MOST,
) -> Report:
    """`incoming.read`, aside since a file may be large, and `take`."""
    found = await asyncio.to_thread(incoming.read, form, raw, relationships)
    return await take(
        database, scope, found, strategy, now, atomic=atomic, language=language, embedder=embedder, most=most
    )


async def take(
    database: Database,
    scope: Scope,
    found: Incoming,
    strategy: Strategy,
    now: datetime,
    *,
    atomic: bool = False,
    language: Language = Language.EN,
    embedder: Embedder | None = None,
    most: int = room.MOST,
) -> Report:
    """`language` is that of rows which name none. With an embedder, `skip_duplicates` also leaves out what is already
    remembered in almost the same words.

    BadInput if `atomic` and a single row or link is wrong, MemoryFull if there would be more than `most`: then nothing
    is stored. Else what is right is stored as far as there is room.
    """
    good, links, errors = await asyncio.to_thread(_checked, found, now)
    if atomic and errors:
        raise _refused(errors)
    alike: frozenset[int] = frozenset()
    if strategy is Strategy.SKIP and embedder is not None:
        alike = await likeness.alike(database, scope, embedder, good)
    packed = await asyncio.to_thread(_packed, good, language)
    plan = _Plan(scope, strategy, language, alike, packed, now, most, atomic)
    if atomic:
        stored = await database.tx(_store_all, plan, good, links)
    else:
        stored = _Stored()
        for portion in _portions(good):
            stored.count(await database.tx(_store, plan, portion))
        for portion in _portions(good):
            await database.tx(_point, plan, portion, stored.ids)
        for some in _portions(links):
            await database.tx(ties.store, scope, some, stored.ids, now)
    errors += [Problem(number, "row", "no_room", {"most": most}) for number in stored.left_out]
    errors.sort(key=lambda error: error.row)
    return Report(stored.added + stored.updated, stored.updated, stored.skipped, tuple(errors), found.ignored)


def _checked(found: Incoming, now: datetime) -> tuple[list[Row], list[Tied], list[Problem]]:
    good: list[Row] = []
    errors = list(found.problems)
    seen: dict[str, int] = {}
    for number, raw in found.rows:
        row = rows.read(raw, number, now)
        if isinstance(row, list):
            errors += row
        elif row.id is not None and row.id in seen:
            errors.append(Problem(number, "id", "id_twice", {"row": seen[row.id]}))
        else:
            good.append(row)
            if row.id is not None:
                seen[row.id] = number
    named = {raw["id"].strip() for _, raw in found.rows if isinstance(raw.get("id"), str)}
    links, wrong = ties.read(found.ties, seen, named)
    return good, links, sorted([*errors, *wrong], key=lambda error: error.row)


def _packed(good: Sequence[Row], language: Language) -> dict[tuple[str, Language], bytes]:
    said = {(row.content, language_of(row, language)) for row in good}
    return {(content, tongue): terms.pack(content, tongue) for content, tongue in said}


def _refused(errors: Sequence[Problem]) -> BadInput:
    told = [problem(f"memories.{one.row}.{one.field}", one.key, **one.values) for one in errors[:_MOST_REFUSED]]
    return BadInput(problems=told)


def _portions(listed: Sequence[T]) -> list[Sequence[T]]:
    return [listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE)]


def _store_all(tx: Tx, plan: _Plan, good: Sequence[Row], links: Sequence[Tied]) -> _Stored:
    stored = _Stored()
    for portion in _portions(good):
        stored.count(_store(tx, plan, portion))
    for portion in _portions(good):
        _point(tx, plan, portion, stored.ids)
    for some in _portions(links):
        ties.store(tx, plan.scope, some, stored.ids, plan.now)
    return stored


def _store(tx: Tx, plan: _Plan, portion: Sequence[Row]) -> _Stored:
    scope, stored = plan.scope, _Stored()
    # Takes the shelf: of two that import the same at the same moment the second finds what the first has stored.
    memories.raise_revision(tx, scope)
    known = Known.of(tx, scope, portion)
    chats = ties.own_chats(tx, scope, portion)
    free = room.left(tx, scope, plan.most)
    new: dict[MemoryId, Memory] = {}
    untold: list[MemoryId] = []
    hidden: list[MemoryId] = []
    for row in portion:
        there = known.find(row, plan.strategy)
        if there is None and row.number in plan.alike:
            stored.skipped += 1
            continue
        if there is None and len(new) >= free:
            if plan.is_atomic:
                raise MemoryFull
            stored.left_out.append(row.number)
            continue
        if there is None:
            one = made(scope, row, plan.language, chats, plan.now)
            new[one.id] = one
            stored.added += 1
        else:
            one = changed(there, row, plan.strategy)
            if one == there:
                stored.skipped += 1
            elif there.id in new:
                new[there.id] = one
                stored.skipped += 1
            else:
                one = history.change(tx, there, one, "change", plan.now)
                stored.updated += 1
        known.add(one)
        if there is not None and one.is_private and not there.is_private:
            hidden.append(one.id)
        if not row.says_about and one.about.attribute is None and one != there:
            untold.append(one.id)
        if row.id is not None:
            stored.ids[row.id] = one.id
    bulk.add(tx, scope, list(new.values()), plan.now, plan.packed)
    privacy.unshare(tx, hidden)
    subject.after(tx, scope, untold, plan.now)
    return stored


def _point(tx: Tx, plan: _Plan, portion: Collection[Row], ids: dict[str, MemoryId]) -> None:
    """Says what rows that are over have given way to, now that everything has an id."""
    ends = {
        ids[row.id]: (ids.get(row.values.get("superseded_by", "")), ids.get(row.values.get("merged_into", "")))
        for row in portion
        if row.id in ids and ("superseded_by" in row.values or "merged_into" in row.values)
    }
    if ends:
        bulk.point(tx, plan.scope, ends)
