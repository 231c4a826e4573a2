"""Many memories at once: what memories.py does to one, with one revision of the shelf and one job for all of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam

from frontdesk.kit.languages import Language
from frontdesk.memory import memories
from frontdesk.memory.memories import About, Memory, MemoryId, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.retrieval import terms
from frontdesk.storage import outbox
from frontdesk.storage.session import Tx


def add(
    tx: Tx,
    scope: Scope,
    new: Sequence[Memory],
    now: datetime,
    packed: Mapping[tuple[str, Language], bytes] = MappingProxyType({}),
) -> None:
    """New rows as they are given, whatever there is already. All are of this owner. `packed` has the terms of their
    statements, as far as they were made beforehand."""
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
                "terms": packed.get((one.content, one.language)) or terms.pack(one.content, one.language),
                "terms_version": terms.VERSION,
                "revision": revision,
            }
            for one in new
        ],
    )
    outbox.enqueue(tx, memories.EMBED, {"owner": scope.owner}, now=now)


def point(tx: Tx, scope: Scope, ends: Mapping[MemoryId, tuple[MemoryId | None, MemoryId | None]]) -> None:
    """What each that is over has given way to, as (superseded_by, merged_into). What is noted already stays."""
    revision = memories.raise_revision(tx, scope)
    over = table.c.status.in_([Status.EXPIRED.value, Status.MERGED.value])
    for place, column in enumerate((table.c.superseded_by, table.c.merged_into)):
        said = [{"of": one, "by": pair[place]} for one, pair in ends.items() if pair[place] is not None]
        if said:
            mine = (table.c.account_id == scope.owner, table.c.id == bindparam("of"), over, column.is_(None))
            tx.execute(table.update().where(*mine).values({column: bindparam("by"), "revision": revision}), said)


def mark(tx: Tx, scope: Scope, ids: Collection[MemoryId], *, is_private: bool) -> None:
    tx.execute(
        table.update()
        .where(table.c.account_id == scope.owner, table.c.id.in_(ids))
        .values(revision=memories.raise_revision(tx, scope), is_private=is_private)
    )


def tell(tx: Tx, scope: Scope, found: Mapping[MemoryId, tuple[str, About]]) -> None:
    """What statements are about: of those that still read so, and are about nothing yet."""
    if not found or not memories.has_owner(tx, scope):
        return
    statement = (
        table.update()
        .where(table.c.account_id == scope.owner, table.c.id == bindparam("of"), table.c.content == bindparam("said"))
        .where(table.c.attribute.is_(None))
        .values(
            attribute=bindparam("subject"),
            value=bindparam("stated"),
            is_negated=bindparam("denied"),
            revision=memories.raise_revision(tx, scope),
        )
    )
    tx.execute(
        statement,
        [
            {"of": one, "said": said, "subject": about.attribute, "stated": about.value, "denied": about.is_negated}
            for one, (said, about) in found.items()
        ],
    )


def erase(tx: Tx, scope: Scope, ids: Collection[str]) -> int:
    """How many are gone for good, with vectors, links, shares and history. Others' ids are nobody's. What had hung
    on them is erasing.py's."""
    gone = tx.execute(table.delete().where(table.c.account_id == scope.owner, table.c.id.in_(ids))).rowcount
    if gone:
        memories.forget_shelf(tx, scope)
    return gone
