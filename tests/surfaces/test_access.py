"""Who may call what: every route with every kind of caller. A new route is for whoever is signed in, until listed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.conversations import privacy
from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.kit.clock import Clock
from frontdesk.storage.session import Tx
from frontdesk.web.app import create_app
from frontdesk.web.asgi import Front

_FOR_EVERYBODY = {
    "GET /health",
    "GET /api/v1/health",
    "GET /agent/health",
    "GET /agent/welcome",
    "GET /page/texts",
    "POST /agent/chat",
    "POST /admin/login",
    "POST /admin/forgot-password",
    "POST /admin/reset-password",
    "POST /api/v1/auth/register",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/request-otp",
    "POST /api/v1/auth/verify-otp",
    "POST /auth/register",
    "POST /auth/token",
    # there while one develops, and nowhere else
    "GET /dev/outbox",
    # where there is a token of Twilio's, and then for Twilio alone
    "POST /callbacks/twilio/status",
}
# Hidden from those it is not for.
_HIDDEN = {"GET /metrics"}
_FOR_ADMINS = (
    "/admin/",
    "/agent/sessions",
    "/agent/cleanup",
    "/api/v1/admin/",
)
_BODY = {"message": "Hello", "session_id": "0", "from_message_id": "1"}


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, clock: Clock) -> Desk:
    return served.desk_for(sqlite_url, tmp_path, clock)


@pytest.fixture
def front(desk: Desk) -> Front:
    made = create_app(desk)
    assert isinstance(made, Front)
    return made


def _routes(front: Front, *, guarded: bool) -> list[tuple[str, str]]:
    described = front.app.openapi()["paths"]  # type: ignore[attr-defined]  # the application inside
    routes = [(method.upper(), path) for path, methods in described.items() for method in methods]
    assert {f"{method} {path}" for method, path in routes} >= _FOR_EVERYBODY | _HIDDEN
    return [one for one in routes if (" ".join(one) not in _FOR_EVERYBODY | _HIDDEN) is guarded]


async def _status(client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]) -> int:
    for name, value in (("conv_id", "7"), ("booking_id", "7"), ("entry_id", "7"), ("service_id", "7")):
        path = path.replace(f"{{{name}}}", value)
    path = path.replace("{session_id}", "0" * 32).replace("{user_id}", "0" * 32)
    path = path.replace("{memory_id}", "0" * 32)
    body = _BODY if method == "POST" else None
    return (await client.request(method, path, json=body, headers=headers)).status_code


async def test_every_route_knows_whom_it_is_for(desk: Desk, front: Front) -> None:
    who = {role: served.bearer(desk, role) for role in Role}
    async with served.client_of(front) as client:
        for method, path in _routes(front, guarded=True):
            assert await _status(client, method, path, {}) == 401, (method, path)
            if (method, path) == ("DELETE", "/api/v1/auth/me"):
                continue
            for role, headers in who.items():
                may = role is Role.ADMIN or not path.startswith(_FOR_ADMINS)
                answered = await _status(client, method, path, headers)
                assert (answered == 403) is not may, (method, path, role)
                assert answered != 401, (method, path, role)
        for method, path in _routes(front, guarded=False):
            statuses = {role: await _status(client, method, path, headers) for role, headers in who.items()}
            assert not {401, 403} & set(statuses.values()), (method, path)
            if f"{method} {path}" in _HIDDEN:
                assert [statuses[role] for role in Role if role is not Role.ADMIN] == [404, 404]


def _role(tx: Tx, account: accounts.Account, desk: Desk) -> None:
    accounts.change(tx, account.id, desk.clock.now(), role=Role.OPERATOR)


def _switched_off(tx: Tx, account: accounts.Account, desk: Desk) -> None:
    accounts.change(tx, account.id, desk.clock.now(), is_active=False)


def _switched_off_and_on(tx: Tx, account: accounts.Account, desk: Desk) -> None:
    accounts.change(tx, account.id, desk.clock.now(), is_active=False)
    accounts.change(tx, account.id, desk.clock.now(), is_active=True)


def _reset(tx: Tx, account: accounts.Account, desk: Desk) -> None:
    accounts.set_password(tx, account.id, "another hash", desk.clock.now())


def _erased(tx: Tx, account: accounts.Account, desk: Desk) -> None:
    privacy.erase_now(tx, account.id)


@pytest.mark.parametrize("happened", [_role, _switched_off, _switched_off_and_on, _reset, _erased])
async def test_a_void_token_opens_nothing(
    desk: Desk, front: Front, happened: Callable[[Tx, accounts.Account, Desk], None]
) -> None:
    served.account(desk, Role.ADMIN, "another@example.com")
    account = served.account(desk, Role.ADMIN)
    headers = {"Authorization": f"Bearer {desk.tokens.issue(account, timedelta(hours=24))}"}
    async with served.client_of(front) as client:
        assert (await client.get("/admin/verify-token", headers=headers)).status_code == 200

        desk.database.tx_now(happened, account, desk)
        for method, path in _routes(front, guarded=True):
            assert await _status(client, method, path, headers) == 401, (method, path)
        assert (await client.get("/metrics", headers=headers)).status_code == 404
