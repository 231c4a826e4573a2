"""From a database URL to SQLAlchemy engines, with each database's own settings."""

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from frontdesk.kit.errors import DeskError

# How long a statement waits for somebody else's lock on the SQLite file before it gives up (milliseconds).
_BUSY_MS = 4_000
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    # FULL, not NORMAL: an acknowledged booking survives a power cut, not only a killed process.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -768",
)


class UnknownDatabase(DeskError):
    code = "unknown_database"


@dataclass(frozen=True, slots=True)
class Target:
    """Which database: `path` is set for SQLite alone."""

    url: str
    path: Path | None

    @property
    def is_sqlite(self) -> bool:
        return self.path is not None

    @staticmethod
    def of(database_url: str) -> "Target":
        """Accepts sqlite:///…, postgresql://… and the older postgres://… spelling; drivers are chosen here."""
        url = make_url(database_url)
        backend = url.get_backend_name()
        if backend == "sqlite":
            if not url.database or url.database == ":memory:":
                raise UnknownDatabase("DATABASE_URL must name a file: an in-memory SQLite database loses everything.")
            return Target(database_url, Path(url.database))
        if backend in ("postgresql", "postgres"):
            return Target(url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False), None)
        raise UnknownDatabase(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {backend}.")


def connect_sqlite(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode: transactions are begun and ended by `Database` alone. A new file is its owner's
    alone to read, and so are the files that SQLite puts beside it."""
    if not path.exists():
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    try:
        for pragma in _PRAGMAS:
            raw.execute(pragma)
    except sqlite3.Error:  # a damaged or foreign file; dropped unclosed it would hold the file for an unknown time
        raw.close()
        raise
    return raw


def sqlite_engine(path: Path) -> Engine:
    """An engine whose connections the caller owns; SQLAlchemy itself neither begins nor commits on them."""
    return create_engine(
        "sqlite://", creator=lambda: connect_sqlite(path), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )


def postgres_engine(url: str, *, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        # A pool that is dry this long means the database hangs: say so instead of queueing for ever.
        pool_timeout=8,
        pool_pre_ping=False,
        # The one used last has the statements prepared.
        pool_use_lifo=True,
        connect_args={
            "connect_timeout": 4,
            "options": "-c statement_timeout=10000 -c lock_timeout=8000 -c idle_in_transaction_session_timeout=30000",
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "application_name": "frontdesk",
        },
    )
