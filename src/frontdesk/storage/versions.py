"""How a process learns that what it keeps in memory has changed: one number a topic, raised by every writer."""

from frontdesk.storage.session import Sql, Tx

_RAISE = Sql(
    "INSERT INTO versions (name, value) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET value = versions.value + 1"
)
_READ = Sql("SELECT value FROM versions WHERE name = :name")


def bump(tx: Tx, name: str) -> None:
    tx.run(_RAISE, name=name)


def current(tx: Tx, name: str) -> int:
    row = tx.one(_READ, name=name)
    return int(row[0]) if row else 0
