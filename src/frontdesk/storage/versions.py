"""How a process learns that what it keeps in memory has changed: one number a topic, raised by every writer."""

import secrets

from frontdesk.storage.session import Sql, Tx

_RAISE = Sql(
    "INSERT INTO versions (name, value) VALUES (:name, :step)"
    " ON CONFLICT (name) DO UPDATE SET value = versions.value + excluded.value"
)
_LARGEST_STEP = 1_000_000
_READ = Sql("SELECT value FROM versions WHERE name = :name")


def bump(tx: Tx, name: str) -> None:
    """Raises by a random step: a number that was seen and then rolled back is not met again with other contents."""
    tx.run(_RAISE, name=name, step=1 + secrets.randbelow(_LARGEST_STEP))


def current(tx: Tx, name: str) -> int:
    row = tx.one(_READ, name=name)
    return int(row[0]) if row else 0
