"""Many memories at once: what memories.py does to one, with one revision of the shelf and one job for all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam

from frontdesk.memory import memories
from frontdesk.memory.memories import Memory, MemoryId, Scope
from frontdesk.memory.models import memories as table
from frontdesk.retrieval import terms
from frontdesk.storage import outbox
from frontdesk.storage.session import Tx


@dataclass(frozen=True, slots=True)
class Ends:
    """What a memory gave way to."""

    superseded_by: MemoryId | None
    merged_into: MemoryId | None


def add(tx: Tx, scope: Scope, new: Sequence[Memory], now: datetime) -> None:
    """New rows as they are given, whatever there is already. All are of this owner."""
    if not new:
        return
    revision = memories.raise_revision(tx, scope)
    names = [column.name for column in memories.COLUMNS]
    tx.execute(
        table.insert(),
        [
            dict(zip(names, memories.row(one), strict=True))
            | {
                "account_id": scope.owner,
                "fingerprint": memories.fingerprint(one.content),
                "terms": terms.pack(one.content, one.language),
                "terms_version": terms.VERSION,
                "revision": revision,
            }
            for one in new
        ],
    )
    outbox.enqueue(tx, memories.EMBED, {"owner": scope.owner}, now=now)


def point(tx: Tx, scope: Scope, ends: Mapping[MemoryId, Ends]) -> None:
    """Says what each has given way to."""
    if not ends:
        return
    revision = memories.raise_revision(tx, scope)
    statement = (
        table.update()
        .where(table.c.account_id == scope.owner, table.c.id == bindparam("of"))
        .values(superseded_by=bindparam("by"), merged_into=bindparam("into"), revision=revision)
    )
    tx.execute(
        statement, [{"of": one, "by": end.superseded_by, "into": end.merged_into} for one, end in ends.items()]
    )  # fmt: skip


def mark(tx: Tx, scope: Scope, ids: Collection[MemoryId], *, is_private: bool) -> None:
    tx.execute(
        table.update()
        .where(table.c.account_id == scope.owner, table.c.id.in_(ids))
        .values(revision=memories.raise_revision(tx, scope), is_private=is_private)
    )


def erase(tx: Tx, scope: Scope, ids: Collection[str]) -> int:
    """How many are gone for good, with vectors, links, shares and history. Others' ids are nobody's."""
    gone = tx.execute(table.delete().where(table.c.account_id == scope.owner, table.c.id.in_(ids))).rowcount
    if gone:
        memories.forget_shelf(tx, scope)
    return gone
