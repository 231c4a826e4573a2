"""What imported statements are about, found out after they are stored: a file of ten thousand would keep a person
waiting for it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from frontdesk.kit.ids import AccountId
from frontdesk.memory import bulk, memories
from frontdesk.memory.deciding import truth
from frontdesk.memory.memories import About, Memory, MemoryId, Scope
from frontdesk.memory.models import memories as table
from frontdesk.storage import outbox
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.worker import Handler

JOB = "memory.about"


def after(tx: Tx, scope: Scope, ids: Collection[MemoryId], now: datetime) -> None:
    """Has it found out for these once the transaction stands."""
    if ids:
        outbox.enqueue(tx, JOB, {"owner": scope.owner, "ids": list(ids)}, now=now)


def jobs(database: Database) -> Mapping[str, Handler]:
    async def find_out(job: Job) -> None:
        scope = Scope(AccountId(job.payload["owner"]))
        waiting = await database.read(_waiting, scope, job.payload["ids"])
        found = await asyncio.to_thread(_read, waiting)
        await database.tx(bulk.tell, scope, found)

    return {JOB: find_out}


def _waiting(tx: Tx, scope: Scope, ids: Sequence[str]) -> list[Memory]:
    """Those that are there still and about nothing yet."""
    mine = (table.c.account_id == scope.owner, table.c.id.in_(ids), table.c.attribute.is_(None))
    return [memories.memory(tuple(row)) for row in tx.execute(select(*memories.COLUMNS).where(*mine))]


def _read(waiting: Sequence[Memory]) -> dict[MemoryId, tuple[str, About]]:
    found = {one.id: (one.content, truth.about(one.content, one.language)) for one in waiting}
    return {memory_id: said for memory_id, said in found.items() if said[1].attribute is not None}
