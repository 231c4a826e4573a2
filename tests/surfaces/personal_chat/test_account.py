"""Accounts of one's own: what is refused, what is kept secret, what goes with them."""

from pathlib import Path

import httpx
import orjson
import pytest
from tests import served
from tests.conftest import SetClock
from tests.surfaces.personal_chat.person import PASSWORD, register, say, signed_in

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock
from frontdesk.memory import graph, memories, privacy
from frontdesk.memory.memories import Draft, Kind, Scope
from frontdesk.storage.session import Sql
from frontdesk.web.surfaces.personal_chat.account_schemas import ExportOut

REGISTER, LOGIN = "/api/v1/auth/register", "/api/v1/auth/login"
GOOD = {"email": "user@example.com", "password": PASSWORD, "name": "John Doe"}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "x" * 400 + "@example.com"),
        ("email", 7),
        ("email", None),
        ("password", "Short1!"),
        ("password", "nouppercase1"),
        ("password", "NOLOWERCASE1"),
        ("password", "NoDigitsHere"),
        ("password", "Aa1" + "x" * 126),
        ("name", "J"),
        ("name", "  J  "),
        ("name", "x" * 101),
    ],
)
async def test_what_is_no_account_is_refused_by_member(client: httpx.AsyncClient, member: str, value: object) -> None:
    answer = await client.post(REGISTER, json={**GOOD, member: value})
    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["errors"]} == {member}


@pytest.mark.parametrize("email", ["user@x", "u", ""])
async def test_all_that_is_wrong_is_told_at_once(client: httpx.AsyncClient, email: str) -> None:
    answer = await client.post(REGISTER, json={"email": email, "password": "Abc12", "name": "J"})
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == ["email", "password", "name"]
    answer = await client.post("/auth/register", json={"username": "john doe", "password": "short"})
    assert [problem["field"] for problem in answer.json()["errors"]] == ["username", "password"]


async def test_an_email_counts_once_whatever_its_case(client: httpx.AsyncClient) -> None:
    await register(client)
    answer = await client.post(REGISTER, json={**GOOD, "email": " USER@Example.COM "})
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    signed = await client.post(LOGIN, data={"username": " User@EXAMPLE.com ", "password": PASSWORD})
    assert signed.status_code == 200


async def test_a_repeated_registration_is_answered_alike_and_keeps_no_token(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": "once-1"}
    first, second = [await client.post(REGISTER, json=GOOD, headers=key) for _ in range(2)]
    assert (second.status_code, second.headers["idempotent-replayed"]) == (201, "true")
    assert second.content == first.content
    token = first.json()["access_token"]
    me = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert me.status_code == 200
    (kept,) = desk.database.read_now(lambda tx: tx.run(Sql("SELECT answer, body_hash FROM idempotency_keys")))
    assert token not in kept[0]
    other = await client.post(REGISTER, json={**GOOD, "name": "Jane Doe"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("username=user@example.com&password=Wrong-Horse-7", 401),
        ("username=nobody@example.com&password=SecurePass123!", 401),
        ("username=user@example.com", 422),
        ("", 422),
        ("username=%00&password=x", 422),
        ("username=%ff&password=x", 422),
        ("&".join(f"x{n}=1" for n in range(50)), 422),
    ],
)
async def test_a_bad_form_signs_nobody_in(client: httpx.AsyncClient, body: str, status: int) -> None:
    await register(client)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post(LOGIN, content=body, headers=form)).status_code == status
    assert (await client.post(LOGIN, json={"username": "user@example.com", "password": PASSWORD})).status_code == 415


async def test_a_token_ends_with_its_time(person: httpx.AsyncClient, hands: SetClock) -> None:
    hands.forward(minutes=10_079)
    assert (await person.get("/api/v1/auth/me")).status_code == 200
    hands.forward(minutes=2)
    assert (await person.get("/api/v1/auth/me")).status_code == 401


async def test_an_otp_is_asked_alike_for_everybody(client: httpx.AsyncClient) -> None:
    await register(client)
    answers = [
        await client.post("/api/v1/auth/request-otp", json={"email": email})
        for email in ("user@example.com", "nobody@example.com")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    letters = (await client.get("/dev/outbox", params={"channel": "email"})).json()
    assert [letter["to"] for letter in letters] == ["user@example.com"]


@pytest.mark.parametrize(
    "email", ["nonsense", "a@", "a b@example.com", "user@example..com", "x" * 300 + "@example.com"]
)
async def test_no_otp_goes_to_what_is_no_email(client: httpx.AsyncClient, email: str) -> None:
    answer = await client.post("/api/v1/auth/request-otp", json={"email": email})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, ["email"])


@pytest.mark.parametrize("otp", ["000000", "12345", "x", "१२३४५६"])
async def test_a_wrong_otp_proves_nothing(person: httpx.AsyncClient, otp: str) -> None:
    await person.post("/api/v1/auth/request-otp", json={"email": "user@example.com"})
    answer = await person.post("/api/v1/auth/verify-otp", json={"email": "user@example.com", "otp": otp})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_otp")


async def test_the_export_holds_everything_and_nothing_of_others(
    person: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    first, second = await say(person, "Hello"), await say(person, "Namaste")
    await say(person, "And more", session_id=first["session_id"])
    await person.delete(f"/api/v1/chat/sessions/{second['session_id']}")
    await say(stranger, "A secret of mine")
    answer = await person.get("/api/v1/auth/me/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    whole = orjson.loads(answer.content)
    assert whole["account"]["email"] == "user@example.com"
    assert whole["settings"]["chat_settings"]["default_provider"] == "auto"
    said = {one["id"]: [message["content"] for message in one["messages"]] for one in whole["sessions"]}
    assert said.keys() == {first["session_id"], second["session_id"]}
    assert said[first["session_id"]][::2] == ["Hello", "And more"]
    assert b"secret" not in answer.content
    assert (whole["memories"], whole["relationships"]) == ([], [])


async def test_the_export_holds_what_is_remembered_of_oneself(
    desk: Desk, person: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    mine, theirs = [(await who.get("/api/v1/auth/me")).json()["id"] for who in (person, stranger)]
    now = desk.clock.now()
    kept = [
        await desk.tx(memories.add, Scope(owner), Draft(text, Kind.FACT), now)
        for owner, text in ((mine, "Lives in Pune"), (mine, "Likes pizza"), (theirs, "A secret of mine"))
    ]
    await desk.tx(graph.link, Scope(mine), kept[0].id, kept[1].id, graph.Relation.SUPPORTS, now)
    await desk.tx(privacy.share, Scope(theirs), [kept[2].id], now, shared_with=[mine])
    for talks in (False, True):
        if talks:
            await say(person, "Hello")
        answer = await person.get("/api/v1/auth/me/export")
        whole = ExportOut.model_validate_json(answer.content)
        assert {one.content for one in whole.memories} == {"Lives in Pune", "Likes pizza"}
        assert [(one.source_id, one.target_id) for one in whole.relationships] == [(kept[0].id, kept[1].id)]
        assert len(whole.sessions) == int(talks)
        assert b"secret" not in answer.content


async def test_an_account_without_a_word_can_be_exported(person: httpx.AsyncClient) -> None:
    assert (await person.get("/api/v1/auth/me/export")).json()["sessions"] == []


async def test_a_deleted_account_is_gone_with_all_it_said(desk: Desk, person: httpx.AsyncClient) -> None:
    await say(person, "Hello")
    answer = await person.delete("/api/v1/auth/me")
    assert (answer.status_code, answer.content) == (204, b"")
    gone = await person.get("/api/v1/auth/me")
    assert (gone.status_code, gone.json()["detail"]) == (401, "User not found")
    assert desk.database.read_now(lambda tx: tx.run(Sql("SELECT id FROM messages"))) == []
    await register(person)  # the email is free again


async def test_the_last_admin_stays(admin: httpx.AsyncClient) -> None:
    (only,) = (await admin.get("/api/v1/admin/users")).json()["users"]
    for answer in (
        await admin.delete("/api/v1/auth/me"),
        await admin.patch(f"/api/v1/admin/users/{only['id']}", json={"role": "customer"}),
        await admin.patch(f"/api/v1/admin/users/{only['id']}", json={"is_active": False}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")


@pytest.mark.parametrize("body", [{}, {"role": "king"}, {"is_active": None}, {"is_active": "no"}, {"email": "a@b.c"}])
async def test_what_an_admin_cannot_change_is_refused(admin: httpx.AsyncClient, body: dict[str, object]) -> None:
    (only,) = (await admin.get("/api/v1/admin/users")).json()["users"]
    assert (await admin.patch(f"/api/v1/admin/users/{only['id']}", json=body)).status_code == 422
    assert (await admin.patch("/api/v1/admin/users/nobody", json={"is_active": True})).status_code == 404


async def test_users_are_not_for_everybody(person: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
    for method, path in (("GET", "/api/v1/admin/users"), ("PATCH", "/api/v1/admin/users/x")):
        body = None if method == "GET" else {"is_active": False}
        assert (await person.request(method, path, json=body)).status_code == 403
        assert (await client.request(method, path, json=body)).status_code == 401


async def test_accounts_are_not_made_by_the_hundred(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    limited = served.desk_for(
        sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true", RATE_LIMIT__AUTH_PER_ADDRESS="3",
        RATE_LIMIT__BURST_SIZE="50",
    )  # fmt: skip
    async with served.client_of(limited) as client:
        answers = [
            await client.post(REGISTER, json={**GOOD, "email": f"user{number}@example.com"}) for number in range(5)
        ]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        async with served.client_of(limited, peer="198.51.100.7") as elsewhere:
            await signed_in(elsewhere, "else@example.com")
    limited.close()
