"""Brings a database to the schema that this version needs.

SQLite is migrated at every start of the server. PostgreSQL by `frontdesk migrate`, or at start: several
processes that start together queue at an advisory lock and all but the first find nothing to do.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from frontdesk.kit.errors import DeskError
from frontdesk.storage.base import metadata
from frontdesk.storage.engine import Target, postgres_engine, sqlite_engine

# The newest revision under migrations/versions; a test holds it to what is there.
HEAD = "0007"
_LOCK = 0x46726F6E74  # "Front"


class DatabaseInUse(DeskError):
    code = "database_in_use"


class UnknownRevision(DeskError):
    code = "unknown_revision"


def upgrade(target: Target, revision: str = "head") -> bool:
    """Migrates to `revision`; False if nothing was to do. Locks out other migrators while it runs."""
    engine = sqlite_engine(target.path) if target.path is not None else postgres_engine(target.url, pool_size=1)
    if target.path is not None:
        target.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with engine.connect() as connection:
            if revision == "head" and current(connection) == HEAD:
                return False
            if not target.is_sqlite:
                # Neither the wait for another migrator nor a large table fits into the limits of a request.
                connection.execute(text("SET statement_timeout = 0"))
                connection.execute(text("SET lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
                connection.commit()
                if revision == "head" and current(connection) == HEAD:
                    return False
            with _all_or_nothing(connection):
                _refuse_unknown(connection)
                if revision == "head" and not connection.dialect.get_table_names(connection):
                    _make_all(connection)
                else:
                    _alembic(connection, "upgrade", revision)
            return True
    finally:
        engine.dispose()


def downgrade(target: Target, revision: str) -> None:
    engine = sqlite_engine(target.path) if target.path is not None else postgres_engine(target.url, pool_size=1)
    try:
        with engine.connect() as connection, _all_or_nothing(connection):
            _alembic(connection, "downgrade", revision)
    finally:
        engine.dispose()


@contextmanager
def _all_or_nothing(connection: Connection) -> Iterator[None]:
    """A migration that is killed half way must not leave half its tables: nothing could go on from there.

    SQLite's connection commits each statement by itself unless told otherwise. Its foreign keys are off meanwhile, else
    replacing a table, as Alembic must do to change one, would delete what refers to it.
    """
    if connection.dialect.name != "sqlite":
        yield
        connection.commit()
        return
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _refuse_unknown(connection: Connection) -> None:
    present = current(connection)
    if present is not None and present not in revisions():
        raise UnknownRevision(
            f"The database stands at revision {present}, which this version of Frontdesk does not know: it was written"
            " by a newer one. Run that version, or restore a copy from before it."
        )


def current(connection: Connection) -> str | None:
    """The revision that the database stands at; None for an empty one."""
    exists = connection.dialect.has_table(connection, "alembic_version")
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if exists else None


def config(connection: Connection | None = None) -> Any:
    # Alembic and its template engine are only loaded when there is something to migrate.
    made = import_module("alembic.config").Config()
    made.set_main_option("script_location", str(files("frontdesk") / "migrations"))
    made.attributes["connection"] = connection
    return made


def _make_all(connection: Connection) -> None:
    """An empty database gets the present tables at once, which spares the first start from loading Alembic.

    A test holds the tables of the code to what the migrations make.
    """
    import_module("frontdesk.migrations.tables")
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _alembic(connection: Connection, verb: str, revision: str) -> None:
    getattr(import_module("alembic.command"), verb)(config(connection), revision)


def revisions() -> list[str]:
    """All revisions that ship, newest first."""
    scripts = import_module("alembic.script").ScriptDirectory.from_config(config())
    return [script.revision for script in scripts.walk_revisions()]


class SqliteLock:
    """Held by the one server process that may use an SQLite file; the kernel drops it however the process ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise DatabaseInUse(
                f"Another Frontdesk server already uses {path}. One SQLite file serves one server process:"
                " stop the other one, or set DATABASE_URL to a PostgreSQL database to run several."
            ) from None

    def release(self) -> None:
        os.close(self._file)


def integrity(target: Target) -> str:
    """ "ok", or what SQLite finds wrong with its file."""
    if target.path is None:
        return "ok"
    with closing(sqlite_engine(target.path).raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("PRAGMA quick_check")
        row = cursor.fetchone()
        return str(row[0]) if row else "no answer"
