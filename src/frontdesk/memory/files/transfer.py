"""A person's memories as a file of her own, streamed as JSON or CSV. rows.py says how a memory looks in it.

Memories are read and handed over in portions, each in a short transaction: what is written meanwhile may be in it or
not. Only their ids and, in JSON, the links are held whole.
"""

import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import select

from frontdesk.kit.clock import from_micros, iso
from frontdesk.memory import memories
from frontdesk.memory.files import rows
from frontdesk.memory.memories import Kind, Memory, MemoryId, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_links
from frontdesk.storage.session import Database, Tx

_AT_ONCE = 500


class Format(StrEnum):
    """`mem0` and `chatgpt` are only read."""

    JSON = "json"
    CSV = "csv"
    MEM0 = "mem0"
    CHATGPT = "chatgpt"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of them; empty and None: all, those that are over too. Ids that are not the owner's are nobody's."""

    statuses: tuple[Status, ...] = ()
    kind: Kind | None = None
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A link as files hold it: `relation` may also be one of the house's own notes."""

    source: MemoryId
    target: MemoryId
    relation: str
    created_at: datetime

    def shown(self) -> dict[str, Any]:
        return {"source_id": self.source, "target_id": self.target, **self.shown_at_source()}

    def shown_at_source(self) -> dict[str, Any]:
        return {"relationship_type": self.relation, "created_at": iso(self.created_at)}


@dataclass(frozen=True, slots=True)
class Portion:
    """The next memories, oldest first, and the links that begin at them."""

    memories: tuple[Memory, ...]
    ties: tuple[Tie, ...]


async def export(
    database: Database, scope: Scope, chosen: Chosen | None = None, *, with_links: bool = True
) -> AsyncGenerator[Portion, None]:
    """Links are handed over where both their ends are."""
    ids = await database.read(_ids, scope, chosen or Chosen())
    there = frozenset(ids)
    for start in range(0, len(ids), _AT_ONCE):
        portion = await database.read(_portion, scope, ids[start : start + _AT_ONCE], with_links=with_links)
        yield Portion(portion.memories, tuple(tie for tie in portion.ties if tie.target in there))


async def as_json(portions: AsyncGenerator[Portion, None], now: datetime) -> AsyncIterator[bytes]:
    """`{exported_at, memories, relationships}`."""
    yield b'{"exported_at":' + orjson.dumps(iso(now))
    async for piece in members(portions):
        yield piece
    yield b"}"


async def members(portions: AsyncGenerator[Portion, None]) -> AsyncIterator[bytes]:
    """`,"memories":[…],"relationships":[…]`: to go on with in an object that has begun."""
    ties: list[bytes] = []
    begin = b',"memories":['
    async with aclosing(portions):
        async for portion in portions:
            listed = b",".join(orjson.dumps(rows.shown(one)) for one in portion.memories)
            if listed:
                yield begin + listed
                begin = b","
            ties += [orjson.dumps(tie.shown()) for tie in portion.ties]
    yield (begin if begin != b"," else b"") + b'],"relationships":['
    for start in range(0, len(ties), _AT_ONCE):
        yield (b"," if start else b"") + b",".join(ties[start : start + _AT_ONCE])
    yield b"]"


async def as_csv(portions: AsyncGenerator[Portion, None], *, with_links: bool = True) -> AsyncIterator[bytes]:
    """One row a memory, its links in the last cell. UTF-8; what looks like a formula begins with a quotation mark."""
    names = (*rows.NAMES, "relationships") if with_links else rows.NAMES
    yield _lines([names])
    async with aclosing(portions):
        async for portion in portions:
            ties: dict[MemoryId, list[dict[str, Any]]] = {}
            for tie in portion.ties:
                ties.setdefault(tie.source, []).append({"target_id": tie.target, **tie.shown_at_source()})
            told = [{**rows.shown(one), "relationships": ties.get(one.id, [])} for one in portion.memories]
            yield _lines([[rows.cell(row[name]) for name in names] for row in told])


def _lines(listed: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(listed)
    return text.getvalue().encode()


def _ids(tx: Tx, scope: Scope, chosen: Chosen) -> list[MemoryId]:
    listed = select(table.c.id).where(table.c.account_id == scope.owner)
    if chosen.statuses:
        listed = listed.where(table.c.status.in_([status.value for status in chosen.statuses]))
    if chosen.kind is not None:
        listed = listed.where(table.c.kind == chosen.kind.value)
    if chosen.ids is not None:
        listed = listed.where(table.c.id.in_(chosen.ids))
    return list(tx.execute(listed.order_by(table.c.created_at, table.c.place, table.c.id)).scalars())


def _portion(tx: Tx, scope: Scope, ids: Sequence[MemoryId], *, with_links: bool) -> Portion:
    mine = table.c.account_id == scope.owner
    found = {row[0]: tuple(row) for row in tx.execute(select(*memories.COLUMNS).where(mine, table.c.id.in_(ids)))}
    ties = _ties(tx, scope, ids) if with_links else ()
    return Portion(tuple(memories.memory(found[one]) for one in ids if one in found), ties)


def _ties(tx: Tx, scope: Scope, ids: Sequence[MemoryId]) -> tuple[Tie, ...]:
    columns = memory_links.c
    listed = (
        select(columns.source_id, columns.target_id, columns.relation, columns.created_at)
        .where(columns.account_id == scope.owner, columns.source_id.in_(ids))
        .order_by(columns.created_at, columns.source_id, columns.target_id, columns.relation)
    )
    return tuple(Tie(row[0], row[1], row[2], from_micros(row[3])) for row in tx.execute(listed))
