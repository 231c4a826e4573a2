"""A desk and its application for tests: in process over ASGI, or behind real sockets."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from frontdesk import settings
from frontdesk.bootstrap import Desk, open_desk
from frontdesk.cli import serve
from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.kit.clock import Clock
from frontdesk.storage.engine import Target
from frontdesk.storage.migrate import upgrade
from frontdesk.web.app import create_app
from frontdesk.web.asgi import Front
from tests.described import Description

PASSWORD = "Right-Horse-7"
PEER = "203.0.113.9"


def desk_for(url: str, folder: Path, clock: Clock | None = None, **environ: str) -> Desk:
    """Limits are off unless a test is about them."""
    configured = settings.load(
        {
            "DATABASE_URL": url,
            "FRONTDESK_DATA_DIR": str(folder),
            "ENVIRONMENT": "development",
            "SECRET_KEY": "a-secret-for-tests-of-48-characters-0123456789ab",
            "RATE_LIMIT__ENABLED": "false",
            **environ,
        },
        env_file=None,
    )
    return open_desk(configured, clock=clock)


def account(desk: Desk, role: Role = Role.ADMIN, email: str = "asha@example.com") -> accounts.Account:
    password_hash = desk.passwords.hash(PASSWORD)
    return desk.database.tx_now(accounts.create, email, None, password_hash, role, desk.clock.now())


def bearer(desk: Desk, role: Role = Role.ADMIN, email: str | None = None) -> dict[str, str]:
    """Headers of a new account that has signed in."""
    made = account(desk, role, email or f"{role}@example.com")
    return {"Authorization": f"Bearer {desk.tokens.issue(made, timedelta(hours=24))}"}


@asynccontextmanager
async def client_of(app: Desk | Front, *, peer: str = PEER, **options: object) -> AsyncIterator[httpx.AsyncClient]:
    """Every answer that it gets is held against the description, see described.py."""
    front = app if isinstance(app, Front) else create_app(app)
    transport = httpx.ASGITransport(app=front, raise_app_exceptions=False, client=(peer, 50_000))
    hooks = {"response": [_described(front.app).check]}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk.test", event_hooks=hooks, **options
    ) as client:
        yield client


_DESCRIPTIONS: dict[tuple[str, ...], Description] = {}


def _described(app: FastAPI) -> Description:
    """Made once for each set of routes: describing costs more than most tests."""
    routes = tuple(str(route.path_format) for route in iter_route_contexts(app.routes))
    if routes not in _DESCRIPTIONS:
        _DESCRIPTIONS[routes] = Description(app.openapi())
    return _DESCRIPTIONS[routes]


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The base URL of a real server on a free port, with its worker."""
    config = serve.config_of(create_app(desk), 1)
    config.port = 0
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def migrate(url: str) -> None:
    upgrade(Target.of(url))
