"""Accounts and tokens of the app's users."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.conftest import SetClock
from tests.surfaces.app_support.phone import PASSWORD, begin, register, sign_in

from frontdesk.bootstrap import Desk
from frontdesk.identity import accounts
from frontdesk.kit.clock import Clock


@pytest.fixture
async def phone(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody is signed in."""
    async with served.client_of(desk) as client:
        yield client


@pytest.mark.parametrize("typed", ["john_doe", "  John_Doe ", "JOHN_DOE"])
async def test_a_name_is_found_however_it_is_typed(phone: httpx.AsyncClient, typed: str) -> None:
    await register(phone, " John_doe")
    assert await sign_in(phone, typed)


async def test_a_name_is_taken_once_whatever_its_case(phone: httpx.AsyncClient) -> None:
    assert (await register(phone, "john_doe")).status_code == 201
    again = await register(phone, " JOHN_doe ", "another_password")
    assert (again.status_code, again.json()["code"]) == (409, "username_taken")
    assert await sign_in(phone, "john_doe")


async def test_of_two_at_once_one_gets_the_name(phone: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(register(phone, "john_doe", f"password_of_{number}") for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_an_email_is_the_same_account_at_every_door(desk: Desk, phone: httpx.AsyncClient) -> None:
    await register(phone, "Priya@Example.com")
    found = desk.database.read_now(accounts.find, "priya@example.com")
    assert found is not None
    assert found.role == "customer"
    elsewhere = await phone.post("/api/v1/auth/login", data={"username": "priya@example.com", "password": PASSWORD})
    assert elsewhere.status_code == 200
    taken = {"email": "priya@example.com", "password": "SecurePass123!", "name": "Priya"}
    assert (await phone.post("/api/v1/auth/register", json=taken)).json()["code"] == "email_taken"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "john doe", "password": PASSWORD}, "username"),
        ({"username": "  ", "password": PASSWORD}, "username"),
        ({"username": "", "password": PASSWORD}, "username"),
        ({"username": "j" * 255, "password": PASSWORD}, "username"),
        ({"username": "j\u200b \u2003k", "password": PASSWORD}, "username"),
        ({"username": "john", "password": "1234567"}, "password"),
        ({"username": "john", "password": "x" * 129}, "password"),
        ({"username": "john", "password": ""}, "password"),
        ({"username": "john"}, "password"),
        ({"password": PASSWORD}, "username"),
        ({"username": 5, "password": PASSWORD}, "username"),
        ({"username": None, "password": PASSWORD}, "username"),
    ],
)
async def test_what_is_no_account_is_refused_by_its_member(
    phone: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await phone.post("/auth/register", json=body)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("body", ['{"username": "a\\u0000b", "password": "12345678"}', '{"username": "a\\ud800"}', "{"])
async def test_what_no_database_takes_is_refused(phone: httpx.AsyncClient, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert (await phone.post("/auth/register", content=body, headers=headers)).status_code == 400


async def test_registering_again_with_the_key_is_harmless(phone: httpx.AsyncClient) -> None:
    first, again = [await register(phone, "asha", **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    other = await register(phone, "asha", "another_password", **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("username", "password"), [("asha", "a_wrong_password"), ("nobody", PASSWORD), ("asha\u200d", "x"), ("ASHA", "")]
)
async def test_a_mistaken_sign_in_tells_nothing(phone: httpx.AsyncClient, username: str, password: str) -> None:
    await register(phone, "asha")
    answer = await phone.post("/auth/token", data={"username": username, "password": password or "x"})
    assert (answer.status_code, answer.json()["detail"]) == (401, "Invalid authentication credentials")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        ('{"username": "asha", "password": "x"}', "application/json", 415),
        ("username=asha", "application/x-www-form-urlencoded", 422),
        ("username=&password=", "application/x-www-form-urlencoded", 422),
        ("username=%00&password=x", "application/x-www-form-urlencoded", 422),
        ("username=%ff&password=x", "application/x-www-form-urlencoded", 422),
        ("&".join(f"a{number}=1" for number in range(99)), "application/x-www-form-urlencoded", 422),
        ("", "", 415),
    ],
)
async def test_what_is_no_form_is_refused(phone: httpx.AsyncClient, content: str, media_type: str, status: int) -> None:
    answer = await phone.post("/auth/token", content=content, headers={"Content-Type": media_type})
    assert answer.status_code == status


async def test_the_whole_form_of_oauth_is_taken(phone: httpx.AsyncClient) -> None:
    await register(phone, "asha")
    form = {"grant_type": "password", "username": "asha", "password": PASSWORD, "scope": "", "client_id": ""}
    assert (await phone.post("/auth/token", data=form)).status_code == 200


async def test_a_token_is_good_for_a_day(asha: httpx.AsyncClient, hands: SetClock) -> None:
    hands.forward(hours=23, minutes=59)
    await begin(asha)
    hands.forward(minutes=1)
    answer = await asha.get("/conversations/")
    assert (answer.status_code, answer.json()["detail"]) == (401, "Invalid authentication credentials")


async def test_guessing_is_slowed_down(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true")
    async with served.client_of(desk) as phone:
        body = {"username": "asha", "password": "guess"}
        statuses = [(await phone.post("/auth/token", data=body)).status_code for _ in range(6)]
        assert statuses == [401] * 5 + [429]
        # Each takes a while, in which the bucket refills a little: how many go through is not told to the last one.
        made = [201]
        while made[-1] == 201 and len(made) < 60:
            made.append((await register(phone, f"user{len(made)}")).status_code)
        assert made[-1] == 429
        assert len(made) > 10
    desk.close()


async def test_asking_has_a_limit_of_its_own(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true", RATE_LIMIT__REQUESTS_PER_MINUTE="1")
    async with served.client_of(desk) as phone:
        for name in ("asha", "rahim"):
            await register(phone, name)
            phone.headers["Authorization"] = f"Bearer {await sign_in(phone, name)}"
            number = await begin(phone)
            path = f"/conversations/{number}/messages"
            statuses = [(await phone.get(path if place % 2 else "/conversations/")).status_code for place in range(10)]
            assert statuses == [200] * 9 + [429], name
    await desk.hang_up()
    desk.close()
