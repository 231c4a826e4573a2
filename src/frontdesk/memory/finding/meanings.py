"""The vectors of memories, for owners who ask to see them."""

import struct
from collections.abc import Collection

from sqlalchemy import select

from frontdesk.memory.memories import MemoryId, Scope
from frontdesk.memory.models import memory_vectors
from frontdesk.storage.session import Tx

_NUMBER = struct.calcsize("<e")


def of(tx: Tx, scope: Scope, ids: Collection[MemoryId]) -> dict[MemoryId, list[float]]:
    """As they are stored, of whichever model; those that have none, or another owner, are left out."""
    columns = memory_vectors.c
    rows = tx.execute(
        select(columns.memory_id, columns.vector).where(columns.account_id == scope.owner, columns.memory_id.in_(ids))
    ).all()
    return {MemoryId(one): list(struct.unpack(f"<{len(vector) // _NUMBER}e", vector)) for one, vector in rows}
