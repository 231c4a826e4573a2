"""How many memories a person may have, whatever has become of each: what is over takes room as well."""

from frontdesk.kit.errors import Conflict
from frontdesk.memory.memories import Scope
from frontdesk.storage.session import Sql, Tx

MOST = 20_000

_COUNT = Sql("SELECT count(*) FROM memories WHERE account_id = :owner")


class MemoryFull(Conflict):
    code = "memory_full"
    detail = "There is no room for more memories. Delete some that are no longer needed."


def left(tx: Tx, scope: Scope, most: int) -> int:
    """0 where a lowered bound has been passed already."""
    row = tx.one(_COUNT, owner=scope.owner)
    return max(0, most - (int(row[0]) if row else 0))


def check(tx: Tx, scope: Scope, most: int) -> None:
    """MemoryFull. To be asked behind the lock of the shelf, so that two do not take the last place."""
    if not left(tx, scope, most):
        raise MemoryFull
