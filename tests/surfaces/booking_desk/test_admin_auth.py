"""Signing in and forgotten passwords, as a client sees them."""

import re
import time

import httpx
import jwt
import pytest
from tests import served
from tests.conftest import SetClock

from frontdesk.bootstrap import Desk
from frontdesk.identity.actor import Role

LOGIN = "/admin/login"


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post(LOGIN, json={"email": email, "password": password})


@pytest.mark.parametrize("typed", ["asha@example.com", "  ASHA@Example.Com "])
async def test_the_email_is_trimmed_and_blind_to_case(desk: Desk, client: httpx.AsyncClient, typed: str) -> None:
    served.account(desk)
    answer = await sign_in(client, typed, served.PASSWORD)
    assert answer.status_code == 200
    body = answer.json()
    assert body == {
        "access_token": body["access_token"],
        "token_type": "bearer",
        "email": "asha@example.com",
        "role": "admin",
    }
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 24 * 3600


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("asha@example.com", "Wrong-Horse-7"),
        ("nobody@example.com", served.PASSWORD),
        ("not an email", "x"),
        ("\u0000", "x"),
        ("asha@example.com", "x" * 1024),
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    desk: Desk, client: httpx.AsyncClient, email: str, password: str
) -> None:
    served.account(desk)
    answer = await sign_in(client, email, password)
    if "\u0000" in email:
        assert answer.status_code == 400
        return
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["detail"] == "Invalid authentication credentials"


async def test_verify_token_says_who_it_is(client: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/admin/verify-token")).json() == {
        "valid": True,
        "email": "admin@example.com",
        "role": "admin",
    }
    assert (await client.get("/admin/verify-token")).status_code == 401


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.OPERATOR])
async def test_too_low_a_role_is_forbidden(desk: Desk, client: httpx.AsyncClient, role: Role) -> None:
    answer = await client.get("/admin/verify-token", headers=served.bearer(desk, role))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "bearer \xff", "Bearer " + "x" * 5000],
)
async def test_a_bad_token_is_nobody(client: httpx.AsyncClient, authorization: str) -> None:
    headers = {"Authorization": authorization.encode("latin-1")}
    answer = await client.get("/admin/verify-token", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Invalid authentication credentials"


async def test_a_token_ends_after_a_day(desk: Desk, hands: SetClock, client: httpx.AsyncClient) -> None:
    headers = served.bearer(desk)
    hands.forward(hours=23, minutes=59)
    assert (await client.get("/admin/verify-token", headers=headers)).status_code == 200
    hands.forward(minutes=1)
    assert (await client.get("/admin/verify-token", headers=headers)).status_code == 401


def link_in(messages: list[dict[str, str]]) -> str:
    found = re.search(r"\S+/reset-password\?token=(\S+)", messages[0]["body"])
    assert found
    return found[1]


async def test_a_forgotten_password_is_reset_once(desk: Desk, client: httpx.AsyncClient) -> None:
    headers = served.bearer(desk, email="asha@example.com")
    asked = await client.post("/admin/forgot-password", json={"email": "ASHA@example.com"})
    assert asked.status_code == 200
    token = link_in((await client.get("/dev/outbox", params={"to": "asha@example.com", "channel": "email"})).json())

    new = {"token": token, "new_password": "Fresh-Horse-8"}
    done = await client.post("/admin/reset-password", json=new)
    assert (done.status_code, list(done.json())) == (200, ["message"])
    assert (await client.get("/admin/verify-token", headers=headers)).status_code == 401
    assert (await sign_in(client, "asha@example.com", served.PASSWORD)).status_code == 401
    assert (await sign_in(client, "asha@example.com", "Fresh-Horse-8")).status_code == 200

    again = await client.post("/admin/reset-password", json=new)
    assert (again.status_code, again.json()["code"]) == (400, "invalid_reset_token")


@pytest.mark.parametrize("password", ["short7A", "no-upper-case-7", "NO-LOWER-CASE-7", "No-digit-here", "Aa1" * 43])
async def test_a_weak_password_is_named_as_such(desk: Desk, client: httpx.AsyncClient, password: str) -> None:
    served.account(desk)
    await client.post("/admin/forgot-password", json={"email": "asha@example.com"})
    token = link_in((await client.get("/dev/outbox")).json())
    answer = await client.post("/admin/reset-password", json={"token": token, "new_password": password})
    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["errors"]} == {"new_password"}


async def test_the_link_is_good_for_half_an_hour(desk: Desk, hands: SetClock, client: httpx.AsyncClient) -> None:
    served.account(desk)
    await client.post("/admin/forgot-password", json={"email": "asha@example.com"})
    token = link_in((await client.get("/dev/outbox")).json())
    hands.forward(minutes=30, seconds=1)
    answer = await client.post("/admin/reset-password", json={"token": token, "new_password": "Fresh-Horse-8"})
    assert answer.status_code == 400


async def test_known_and_unknown_addresses_are_answered_alike(desk: Desk, client: httpx.AsyncClient) -> None:
    served.account(desk)
    bodies, times = [], []
    for email in ("asha@example.com", "nobody@example.com"):
        start = time.monotonic()
        answer = await client.post("/admin/forgot-password", json={"email": email})
        times.append(time.monotonic() - start)
        bodies.append((answer.status_code, answer.content))
    assert bodies[0] == bodies[1]
    # Both wait for the same moment, whatever the machine is doing.
    assert min(times) >= 0.24
    assert len((await client.get("/dev/outbox")).json()) == 1


async def test_links_never_follow_the_host_of_the_request(sqlite_url, tmp_path, clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, FRONTEND_URL="https://studio.example.com")
    served.account(desk)
    async with served.client_of(desk, headers={"Host": "evil.example.net"}) as client:
        await client.post("/admin/forgot-password", json={"email": "asha@example.com"})
        body = (await client.get("/dev/outbox")).json()[0]["body"]
    assert "https://studio.example.com/reset-password?token=" in body
    assert "evil" not in body
    desk.close()


async def test_guessing_is_slowed_and_says_until_when(sqlite_url, tmp_path, clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true")
    served.account(desk)
    async with served.client_of(desk) as client:
        statuses = [(await sign_in(client, "asha@example.com", f"guess-{n}")).status_code for n in range(5)]
        refused = await sign_in(client, "asha@example.com", served.PASSWORD)
    assert statuses == [401] * 5
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert int(refused.headers["x-ratelimit-reset"]) >= int(refused.headers["retry-after"])
    desk.close()


async def test_the_owner_still_gets_in_from_an_address_of_her_own(sqlite_url, tmp_path, clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true")
    served.account(desk)
    async with served.client_of(desk, peer="198.51.100.4") as owner, served.client_of(desk) as stranger:
        assert (await sign_in(owner, "asha@example.com", served.PASSWORD)).status_code == 200
        for n in range(7):
            await sign_in(stranger, "asha@example.com", f"guess-{n}")
        assert (await sign_in(stranger, "asha@example.com", served.PASSWORD)).status_code == 429
        assert (await sign_in(owner, "asha@example.com", served.PASSWORD)).status_code == 200
    desk.close()
