"""Opens the database for commands other than the server: up to date, and closed again afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from frontdesk import settings
from frontdesk.bootstrap import Desk, open_desk
from frontdesk.kit.errors import Conflict, Unavailable
from frontdesk.settings import Settings
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target, postgres_engine, sqlite_engine
from frontdesk.storage.migrate import SqliteLock
from frontdesk.web import logs


class NotMigrated(Conflict):
    code = "not_migrated"


class Unreachable(Unavailable):
    code = "database_unreachable"


class NoDatabase(Conflict):
    code = "no_database"


@contextmanager
def opened() -> Iterator[Desk]:
    """The wired house on the configured database, which may be in use by a running server."""
    configured = settings.load()
    quiet(configured)
    make_ready(Target.of(configured.database_url))
    desk = open_desk(configured)
    try:
        yield desk
    finally:
        desk.close()


def must_exist() -> None:
    """NoDatabase where a command that only reads would find an empty house, most likely in the wrong directory."""
    target = Target.of(settings.load().database_url)
    if revision(target) is None:
        raise NoDatabase(
            f"There is no desk at {shown(target)}. Name the right FRONTDESK_DATA_DIR or DATABASE_URL, or begin one with"
            " frontdesk init."
        )


def quiet(configured: Settings) -> None:
    """Log lines of a command: what matters, beside its answer and never in it."""
    logs.configure("WARNING", configured.logging.file, out=2)


def revision(target: Target) -> str | None:
    """Where the database stands; None for an empty or missing one."""
    if target.path is not None and not target.path.exists():
        return None
    engine = sqlite_engine(target.path) if target.path is not None else postgres_engine(target.url, pool_size=1)
    try:
        with reaching(target), engine.connect() as connection:
            return migrate.current(connection)
    finally:
        engine.dispose()


@contextmanager
def reaching(target: Target) -> Iterator[None]:
    """Unreachable, with the reason in one line, for a database that is away, foreign or not ours to open."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()
        raise Unreachable(
            f"The database {shown(target)} cannot be used: {reason[0] if reason else 'no answer'}"
        ) from error


def shown(target: Target) -> str:
    """The database's name for people, without its password."""
    return str(target.path) if target.path is not None else make_url(target.url).render_as_string(hide_password=True)


def make_ready(target: Target) -> None:
    """An SQLite database is brought up to date here, unless a server of another version holds it; so is an empty
    PostgreSQL database. One that other servers may be using is left to `migrate` and `serve`."""
    present = revision(target)
    if present == migrate.HEAD:
        return
    if target.path is None:
        if present is None:
            with reaching(target):
                migrate.upgrade(target)
            return
        raise NotMigrated("The database is not up to date: run frontdesk migrate.")
    with reaching(target):
        lock = SqliteLock(target.path)
        try:
            migrate.upgrade(target)
        finally:
            lock.release()
