"""The server, and the worker apart from it."""

import asyncio
import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
import uvicorn
from uvicorn.supervisors import Multiprocess

from frontdesk import settings
from frontdesk.bootstrap import Desk, open_desk
from frontdesk.cli import console, house, lean
from frontdesk.identity import accounts
from frontdesk.kit.errors import DeskError
from frontdesk.settings import Settings, SettingsError
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target
from frontdesk.storage.migrate import SqliteLock
from frontdesk.web import logs
from frontdesk.web.app import create_app
from frontdesk.web.asgi import Front
from frontdesk.web.protocol import BoundedHttp, BoundedSocket

log = structlog.get_logger()

# What is under way when the server is told to stop gets this long to end.
_GRACE_SECONDS = 20
# Longer than the 60 seconds for which proxies keep idle connections: theirs must be the side that closes first.
_KEEP_ALIVE_SECONDS = 75
# Of a WebSocket; beyond it the connection is closed.
_LONGEST_FRAME = 1024 * 1024
# Of Linux's prctl: the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


class CannotListen(DeskError):
    code = "cannot_listen"


def serve(*, host: str | None, port: int | None, workers: int) -> None:
    """Returns when the server has been told to stop and has."""
    configured = settings.load()
    host = host or configured.server.host
    _refuse_unfit(configured, host)
    target = Target.of(configured.database_url)
    if target.is_sqlite and workers > 1:
        raise SettingsError(
            f"--workers {workers} needs a PostgreSQL database (DATABASE_URL):"
            " one SQLite file serves one server process."
        )
    if target.is_sqlite and not configured.server.embedded_worker:
        raise SettingsError(
            "WORKER__EMBEDDED=false needs a PostgreSQL database (DATABASE_URL): with SQLite nothing would be sent."
        )
    _begin_logging(configured)
    with _locked(target), _listen(host, configured.server.port if port is None else port) as listener:
        with house.reaching(target):
            migrate.upgrade(target)
        if workers == 1:
            _serve_here(configured, listener)
        else:
            _serve_many(configured, listener, workers)


def application() -> Front:
    """What each process of `serve --workers N` runs; it lives as long as the process."""
    _end_with_parent()
    gc.disable()
    configured = settings.load()
    _begin_logging(configured)
    made = create_app(open_desk(configured))
    _settle()
    return made


def _end_with_parent() -> None:
    """Whoever kills the first process means all of them: left alone, they would keep the port from its successor."""
    parent = multiprocessing.parent_process()
    if parent is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent.pid:  # it went before it could be said
        os.kill(os.getpid(), signal.SIGTERM)


def _settle() -> None:
    """What stands now stays to the end: the collector never looks at it again, which keeps its pauses short."""
    lean.give_back_large_blocks()
    gc.collect()
    gc.freeze()
    gc.enable()


def worker() -> None:
    """Works until SIGTERM or SIGINT, and finishes what is under way."""
    configured = settings.load()
    _refuse_unfit(configured, "localhost")
    target = Target.of(configured.database_url)
    if target.is_sqlite:
        raise SettingsError(
            "frontdesk worker needs a PostgreSQL database (DATABASE_URL): with SQLite the server does its work itself."
        )
    _begin_logging(configured)
    house.make_ready(target)
    desk = open_desk(configured)
    try:
        asyncio.run(_work(desk))
    finally:
        desk.close()


def _refuse_unfit(configured: Settings, host: str) -> None:
    found = settings.problems(configured, host=host)
    if found:
        raise SettingsError(*found)
    for sentence in settings.warnings(configured):
        console.note(f"Note: {sentence}")


def _begin_logging(configured: Settings) -> None:
    logs.configure(configured.logging.threshold, configured.logging.file)


@contextmanager
def _locked(target: Target) -> Iterator[None]:
    """One SQLite file belongs to this process alone until it ends."""
    if target.path is None:
        yield
        return
    with house.reaching(target):
        lock = SqliteLock(target.path)
    try:
        yield
    finally:
        lock.release()


def _listen(host: str, port: int) -> socket.socket:
    """Opened before anything else, so that a taken port is one sentence and --port 0 is known."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server((str(address[0]), int(address[1])), family=family, backlog=2048)
    except OSError as error:
        # Some calls append the address once more, in brackets.
        reason = str(error.strerror).partition(" (")[0]
        raise CannotListen(
            f"Cannot listen at {host}:{port} ({reason}): choose another --host or --port, or set HOST or PORT."
        ) from error
    # Worker processes are handed it.
    listener.set_inheritable(True)
    return listener


def config_of(application: Front | str, workers: int) -> uvicorn.Config:
    """How connections are served, here and in tests."""
    return uvicorn.Config(
        application,
        factory=isinstance(application, str),
        workers=workers,
        loop="uvloop",
        http=BoundedHttp,
        ws=BoundedSocket,
        ws_max_size=_LONGEST_FRAME,
        # Its memory for each connection costs more than it saves on small frames.
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        # Client addresses are the outer layer's affair: it knows the trusted proxies.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _serve_here(configured: Settings, listener: socket.socket) -> None:
    # Links that no PUBLIC_URL begins lead to the port that --port gave.
    here = configured.server.model_copy(update={"port": listener.getsockname()[1]})
    desk = open_desk(configured.model_copy(update={"server": here}))
    # uvicorn gives a stop signal back when it is done; then it is ours to end in order.
    signal.signal(signal.SIGTERM, _noted)
    signal.signal(signal.SIGINT, _noted)
    try:
        asyncio.run(make_first_admin(desk))
        server = _Announced(config_of(create_app(desk), 1), listener)
        _settle()
        server.run(sockets=[listener])
    finally:
        desk.close()
    if not server.started:
        raise CannotListen("The server could not start; the log says why.")


def _serve_many(configured: Settings, listener: socket.socket, workers: int) -> None:
    desk = open_desk(configured)
    try:
        asyncio.run(make_first_admin(desk))
    finally:
        desk.close()
    gc.enable()
    config = config_of("frontdesk.cli.serve:application", workers)
    _announce(listener)
    Multiprocess(config, [listener]).run()


async def make_first_admin(desk: Desk) -> None:
    """From ADMIN_USERNAME and ADMIN_PASSWORD, while there is no admin."""
    security = desk.settings.security
    if security.admin_email is None or security.admin_password is None:
        return
    made = await accounts.ensure_first_admin(
        desk.database,
        desk.passwords,
        security.admin_email,
        security.admin_password.get_secret_value(),
        desk.clock.now(),
    )
    if made is not None:
        log.info("admin.made", account_id=made.id)


class _Announced(uvicorn.Server):
    """Says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        super().__init__(config)
        self._listener = listener

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _announce(self._listener)


def _announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if listener.family is socket.AF_INET6 else host
    console.note(f"Frontdesk listens on http://{shown}:{port} (process {os.getpid()}). Stop it with Ctrl-C.")


def _noted(_: int, __: FrameType | None) -> None:
    """The signal has done its work by the time it comes here."""


async def _work(desk: Desk) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, desk.worker.stop)
    log.info("worker.started")
    await desk.worker.run()
    log.info("worker.stopped")
