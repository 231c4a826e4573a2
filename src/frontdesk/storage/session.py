"""Transactions as plain functions.

`await database.tx(fn, …)` runs `fn(tx, …)` in one writing transaction on a thread and returns when it is
committed. `fn` cannot await, so no transaction outlives a model call, a stream or a socket (ADR 0002).

On SQLite every writing transaction runs on one thread, which commits several at once when several wait: each
in its own savepoint, all acknowledged after the shared commit. On PostgreSQL each takes a pooled connection, and one
that lost a serialization race or a deadlock is run again. `fn` may therefore run more than once and must touch nothing
but `tx`; what is to happen after the commit goes through `tx.after_commit`.
"""

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from frontdesk.kit.errors import Unavailable
from frontdesk.storage.engine import Target, postgres_engine, sqlite_engine

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]

log = structlog.get_logger()

# More than this many waiting transactions never share one commit: the first would wait too long for its answer.
_GROUP = 64
_READERS = 4
# Locked, out of memory or disk, not writable, unreadable, damaged.
_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOTADB,
    }
)  # fmt: skip
_PARAMETER = re.compile(r":([a-z_][a-z0-9_]*)")


class DatabaseAway(Unavailable):
    code = "database_unavailable"
    detail = "The database cannot be reached at the moment. Please try again shortly."

    def __init__(self) -> None:
        super().__init__(retry_after=2)


class Sql:
    """A hot statement, written once with `:name` parameters and kept in both databases' spelling.

    Drivers prepare and cache such statements by their text, so it must never be built from values.
    """

    __slots__ = ("postgresql", "sqlite")

    def __init__(self, text: str, *, postgresql: str | None = None) -> None:
        self.sqlite = text
        self.postgresql = _PARAMETER.sub(r"%(\1)s", (postgresql or text).replace("%", "%%"))


class Tx:
    """One open transaction. Valid only inside the function it was handed to."""

    __slots__ = ("_connection", "_cursor", "_hooks", "dialect")

    def __init__(self, connection: Connection, dialect: Literal["sqlite", "postgresql"]) -> None:
        self._connection = connection
        self.dialect: Literal["sqlite", "postgresql"] = dialect
        self._hooks: list[Callable[[], None]] = []
        self._cursor: Any = None

    def run(self, statement: Sql, **values: Any) -> list[Row]:
        """A prepared hot statement on the bare driver; rows come as tuples, none for a write without RETURNING."""
        cursor = self._driver_cursor()
        cursor.execute(getattr(statement, self.dialect), values)
        return cursor.fetchall() if cursor.description else []

    def one(self, statement: Sql, **values: Any) -> Row | None:
        rows = self.run(statement, **values)
        return rows[0] if rows else None

    def changed(self, statement: Sql, **values: Any) -> int:
        """How many rows a prepared UPDATE or DELETE touched."""
        cursor = self._driver_cursor()
        cursor.execute(getattr(statement, self.dialect), values)
        return int(cursor.rowcount)

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """A SQLAlchemy Core statement: for everything that is not on the per-message path."""
        return self._connection.execute(statement, values)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """`hook` runs on the transaction's thread once the commit is durable, never if it is not. It must be quick."""
        self._hooks.append(hook)

    def _driver_cursor(self) -> Any:
        if self._cursor is None:
            driver = self._connection.connection.driver_connection
            assert driver is not None
            self._cursor = driver.cursor()
        return self._cursor

    def _run_hooks(self) -> None:
        """What is committed stays so whatever a hook does: its failure is logged and reaches nobody who waits."""
        for hook in self._hooks:
            try:
                hook()
            except Exception:
                log.exception("storage.hook_failed")


def _is_away(error: BaseException) -> bool:
    """True for a fault of the database or the way to it, false for one of the statement."""
    if isinstance(error, PoolTimeout):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and _is_away(error.orig))
    if isinstance(error, sqlite3.Error):
        # The low byte names the kind, the others the particulars; a plain error ("no such table") is our own.
        return (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR) & 0xFF in _SQLITE_AWAY
    if type(error).__module__.startswith("psycopg"):
        names = {base.__name__ for base in type(error).__mro__}
        return "OperationalError" in names or "AdminShutdown" in names
    return False


def _is_race(error: BaseException) -> bool:
    original = error.orig if isinstance(error, DBAPIError) else error
    return type(original).__name__ in ("SerializationFailure", "DeadlockDetected")


def _deliverable(error: BaseException) -> BaseException:
    """`error` in a form that a future takes and that ends no event loop."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    wrapped = RuntimeError(f"{type(error).__name__}: {error}")
    wrapped.__cause__ = error
    return wrapped


class _Job:
    __slots__ = ("call", "done")

    def __init__(self, call: Callable[[Tx], Any], done: Callable[[Any, BaseException | None], None]) -> None:
        self.call = call
        self.done = done


class _SqliteWriter(threading.Thread):
    """The one thread that writes. Takes what is queued, commits it together, answers each afterwards."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(name="sqlite-writer", daemon=True)
        self._engine = engine
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._entrance = threading.Lock()
        self._is_closed = False

    def submit(self, job: _Job) -> None:
        with self._entrance:
            if not self._is_closed:
                self._queue.put(job)
                return
        job.done(None, DatabaseAway())

    def stop(self) -> None:
        """What is queued is still done; what comes later is refused, since nobody would ever look at it."""
        with self._entrance:
            self._is_closed = True
            self._queue.put(None)
        self.join(timeout=15)

    def run(self) -> None:
        while True:
            job = self._queue.get()
            if job is None:
                break
            group = [job]
            stopping = False
            while len(group) < _GROUP and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    stopping = True
                    break
                group.append(following)
            self._commit_together(group)
            if stopping:
                break
        if self._connection is not None:
            self._connection.close()

    def _commit_together(self, group: list[_Job]) -> None:
        outcomes: list[tuple[_Job, Any, BaseException | None]] = []
        hooks: list[Tx] = []
        try:
            connection = self._open()
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("BEGIN IMMEDIATE")
            try:
                for job in group:
                    outcomes.append((job, *self._savepoint(connection, raw, job, hooks)))
                raw.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    raw.execute("ROLLBACK")
                raise
        except BaseException as error:  # noqa: BLE001  # this thread must outlive it, and everybody who waits is told
            self._drop_connection()
            log.warning("storage.away", error=type(error).__name__, waiting=len(group))
            # Everything that queued up behind the fault has waited as long: answer it too, do not make it wait again.
            while not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    self._queue.put(None)
                    break
                group.append(following)
            for job in group:
                job.done(None, DatabaseAway() if _is_away(error) else _deliverable(error))
            return
        for tx in hooks:
            tx._run_hooks()
        for job, value, failure in outcomes:
            job.done(value, failure)

    @staticmethod
    def _savepoint(
        connection: Connection, raw: sqlite3.Connection, job: _Job, hooks: list[Tx]
    ) -> tuple[Any, BaseException | None]:
        tx = Tx(connection, "sqlite")
        raw.execute("SAVEPOINT one")
        try:
            value = job.call(tx)
        except (sqlite3.Error, DBAPIError) as error:
            if _is_away(error):
                raise
            raw.execute("ROLLBACK TO one")
            raw.execute("RELEASE one")
            return None, error
        except BaseException as error:  # noqa: BLE001  # handed to whoever waits for this transaction
            raw.execute("ROLLBACK TO one")
            raw.execute("RELEASE one")
            return None, _deliverable(error)
        raw.execute("RELEASE one")
        hooks.append(tx)
        return value, None

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _drop_connection(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error, DBAPIError):
                self._connection.close()
            self._connection = None


class Database:
    """The only way to the data. Open it once a process and close it at the end."""

    def __init__(self, target: Target, *, pool_size: int = 10) -> None:
        self.target = target
        self._local = threading.local()
        self._writer: _SqliteWriter | None = None
        if target.path is not None:
            self.engine = sqlite_engine(target.path)
            self._writer = _SqliteWriter(self.engine)
            self._writer.start()
            self._pool = ThreadPoolExecutor(_READERS, "sqlite-reader")
        else:
            self.engine = postgres_engine(target.url, pool_size=pool_size)
            self._pool = ThreadPoolExecutor(pool_size, "postgres")

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        return "sqlite" if self.target.is_sqlite else "postgresql"

    async def tx(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn` in a writing transaction; returns after the commit. DatabaseAway if there is none to be had."""
        if self._writer is None:
            return await asyncio.wrap_future(self._submit(self._postgres_tx, fn, args, kwargs))
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(value: Any, error: BaseException | None) -> None:
            if future.done():  # the caller has gone; the transaction stands all the same
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(value)

        def done(value: Any, error: BaseException | None) -> None:
            with suppress(RuntimeError):  # the loop closed while the commit was under way
                loop.call_soon_threadsafe(settle, value, error)

        self._writer.submit(_Job(lambda tx: fn(tx, *args, **kwargs), done))
        return await future

    async def read(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn` on one consistent snapshot. It must not write. Readers never wait for the writer on SQLite."""
        return await asyncio.wrap_future(self._submit(self.read_now, fn, *args, **kwargs))

    def tx_now(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `tx`, for callers without an event loop (command line, tests). Blocks the calling thread."""
        if self._writer is None:
            return self._postgres_tx(fn, args, kwargs)
        future: Future[T] = Future()

        def done(value: Any, error: BaseException | None) -> None:
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(value)

        self._writer.submit(_Job(lambda tx: fn(tx, *args, **kwargs), done))
        return future.result()

    def read_now(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, on the calling thread."""
        if self._writer is None:
            return self._postgres_tx(fn, args, kwargs)
        try:
            connection = self._reader()
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("BEGIN")
            try:
                return fn(Tx(connection, "sqlite"), *args, **kwargs)
            finally:
                raw.execute("ROLLBACK")
        except (sqlite3.Error, DBAPIError) as error:
            self._forget_reader()
            if _is_away(error):
                raise DatabaseAway from error
            raise

    def close(self) -> None:
        """Waits for what is under way, then lets the files and sockets go."""
        if self._writer is not None:
            self._writer.stop()
        self._pool.shutdown(wait=True)
        self.engine.dispose()

    def _submit(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        try:
            return self._pool.submit(call, *args, **kwargs)
        except RuntimeError as error:  # the pool is closed
            raise DatabaseAway from error

    def _reader(self) -> Connection:
        connection: Connection | None = getattr(self._local, "reader", None)
        if connection is None:
            connection = self.engine.connect()
            self._local.reader = connection
        return connection

    def _forget_reader(self) -> None:
        connection: Connection | None = getattr(self._local, "reader", None)
        if connection is not None:
            with suppress(sqlite3.Error, DBAPIError):
                connection.close()
            self._local.reader = None

    def _postgres_tx(self, fn: Callable[..., T], args: Iterable[Any], kwargs: dict[str, Any]) -> T:
        for attempt in range(5):
            try:
                with self.engine.connect() as connection:
                    tx = Tx(connection, "postgresql")
                    with connection.begin():
                        value = fn(tx, *args, **kwargs)
                tx._run_hooks()
            except Exception as error:  # sorted here: races run again, faults of the way become DatabaseAway
                if _is_race(error) and attempt < 4:
                    continue
                if _is_away(error):
                    # Every pooled connection went with the server; fresh ones are made when it is back.
                    self.engine.dispose()
                    log.warning("storage.away", error=type(error).__name__)
                    raise DatabaseAway from error
                raise
            return value
        raise AssertionError("unreachable: the last attempt returns or raises")
