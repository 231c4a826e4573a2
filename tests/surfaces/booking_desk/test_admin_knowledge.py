"""The knowledge base over HTTP."""

import asyncio
from typing import Any

import httpx
import pytest
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.identity.actor import Role
from frontdesk.kit.languages import Language
from frontdesk.knowledge import gaps

PATH = "/admin/knowledge"
DRAFT: dict[str, Any] = {
    "title": "Bridal Makeup Packages",
    "content": "We offer 3 bridal packages: Basic (₹15,999), Premium (₹49,999), and Luxury (₹99,999).",
    "category": "Services",
    "language": "en",
    "is_active": True,
}


async def write(admin: httpx.AsyncClient, **changes: object) -> str:
    answer = await admin.post(PATH, json=DRAFT | changes)
    assert answer.status_code == 201, answer.text
    entry_id: str = answer.json()["id"]
    return entry_id


async def test_an_entry_is_written_and_read(admin: httpx.AsyncClient) -> None:
    answer = await admin.post(PATH, json=DRAFT)
    assert answer.status_code == 201
    entry_id = answer.json()["id"]
    assert answer.json() == {"message": "Knowledge entry created", "id": entry_id}
    read = await admin.get(f"{PATH}/{entry_id}")
    assert read.json() == DRAFT | {
        "id": entry_id,
        "_id": entry_id,
        "created_at": "2026-11-23T06:30:00.000Z",
        "updated_at": "2026-11-23T06:30:00.000Z",
    }


async def test_the_list_filters_and_pages(admin: httpx.AsyncClient) -> None:
    for number in range(5):
        await write(admin, title=f"Entry {number}", language="hi" if number % 2 else "en", is_active=number != 4)
    hindi = (await admin.get(PATH, params={"language": "hi", "limit": 1})).json()
    assert (hindi["total"], hindi["limit"], hindi["skip"], len(hindi["entries"])) == (2, 1, 0, 1)
    active = (await admin.get(PATH, params={"is_active": "true"})).json()
    assert active["total"] == 4
    assert (await admin.get(PATH, params={"category": "Nothing"})).json()["entries"] == []
    rest = (await admin.get(PATH, params={"skip": 4})).json()
    assert (rest["total"], len(rest["entries"])) == (5, 1)


async def test_a_change_changes_only_what_it_names(admin: httpx.AsyncClient) -> None:
    entry_id = await write(admin)
    answer = await admin.patch(f"{PATH}/{entry_id}", json={"content": " New words. ", "is_active": False})
    assert answer.status_code == 200
    after = (await admin.get(f"{PATH}/{entry_id}")).json()
    assert answer.json() == after
    assert after["content"] == "New words."
    assert after["is_active"] is False
    assert {name: after[name] for name in ("title", "category", "language")} == {
        name: DRAFT[name] for name in ("title", "category", "language")
    }


async def test_a_deleted_entry_is_gone(admin: httpx.AsyncClient) -> None:
    entry_id = await write(admin)
    assert (await admin.delete(f"{PATH}/{entry_id}")).json() == {"message": "Knowledge entry deleted"}
    for method in ("GET", "DELETE"):
        assert (await admin.request(method, f"{PATH}/{entry_id}")).status_code == 404
    assert (await admin.patch(f"{PATH}/{entry_id}", json={"title": "x"})).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 7}, "title"),
        ({"title": None}, "title"),
        ({"content": ""}, "content"),
        ({"content": "x" * 20_001}, "content"),
        ({"category": "x" * 101}, "category"),
        ({"language": "fr"}, "language"),
        ({"is_active": "perhaps"}, "is_active"),
        ({"is_active": 1}, "is_active"),
    ],
)
async def test_what_is_not_valid_is_named(admin: httpx.AsyncClient, change: dict[str, object], field: str) -> None:
    answer = await admin.post(PATH, json=DRAFT | change)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]
    entry_id = await write(admin)
    changed = await admin.patch(f"{PATH}/{entry_id}", json=change)
    assert changed.status_code == 422
    assert [problem["field"] for problem in changed.json()["errors"]] == [field]


@pytest.mark.parametrize("body", [{}, {"titel": "x"}, {"title": "x", "colour": "red"}, {"title": None}, [], "x"])
async def test_a_change_of_nothing_or_of_something_unknown_is_refused(admin: httpx.AsyncClient, body: object) -> None:
    entry_id = await write(admin)
    assert (await admin.patch(f"{PATH}/{entry_id}", json=body)).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=-1", "limit=x", "skip=-1", "skip=2147483648", "language=fr", "is_active=perhaps"],
)
async def test_a_query_out_of_range_is_never_clamped(admin: httpx.AsyncClient, query: str) -> None:
    answer = await admin.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_entries_of_every_language_keep_their_letters(admin: httpx.AsyncClient) -> None:
    for language, title in [("hi", "दुल्हन मेकअप"), ("ne", "दुलही मेकअप"), ("mr", "नवरीचा मेकअप"), ("bn", "কনের সাজ")]:
        entry_id = await write(admin, language=language, title=title, content=f"{title} 💄 <b>&amp;</b>")
        read = (await admin.get(f"{PATH}/{entry_id}")).json()
        assert (read["title"], read["content"]) == (title, f"{title} 💄 <b>&amp;</b>")


async def test_gaps_are_listed_most_asked_first(desk: Desk, admin: httpx.AsyncClient) -> None:
    for question in ("Do you do henna?", "do you do HENNA", "Is there parking?", "henna?"):
        desk.database.tx_now(gaps.record, question, Language.EN, now=desk.clock.now())
    answer = (await admin.get(f"{PATH}/gaps")).json()
    assert answer["total"] == 2
    moment = {"language": "en", "last_asked_at": "2026-11-23T06:30:00.000Z"}
    assert answer["gaps"][0] == {
        "question": "Do you do henna?",
        "count": 3,
        **moment,
        "examples": [
            {"question": "Do you do henna?", "count": 2, **moment},
            {"question": "henna?", "count": 1, **moment},
        ],
        "variants": 2,
    }


ROUTES = [
    ("POST", PATH),
    ("GET", PATH),
    ("GET", f"{PATH}/gaps"),
    ("GET", f"{PATH}/x"),
    ("PATCH", f"{PATH}/x"),
    ("DELETE", f"{PATH}/x"),
    ("GET", "/admin/outbox"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_only_admins_get_in(desk: Desk, client: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await client.request(method, path, json=DRAFT)).status_code == 401
    assert (await client.request(method, path, json=DRAFT, headers={"Authorization": "Bearer x"})).status_code == 401
    operator = served.bearer(desk, Role.OPERATOR)
    assert (await client.request(method, path, json=DRAFT, headers=operator)).status_code == 403


async def test_the_same_key_writes_once(admin: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "one entry, please"}
    answers = await asyncio.gather(*(admin.post(PATH, json=DRAFT, headers=headers) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.headers.get("idempotent-replayed", "") for answer in answers) == ["", *["true"] * 4]
    assert (await admin.get(PATH)).json()["total"] == 1
    other = await admin.post(PATH, json=DRAFT | {"title": "Other"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_a_key_belongs_to_its_caller_and_a_failure_does_not_use_it_up(
    desk: Desk, admin: httpx.AsyncClient
) -> None:
    headers = {"Idempotency-Key": "k"}
    assert (await admin.post(PATH, json={"title": "x"}, headers=headers)).status_code == 422
    assert (await admin.post(PATH, json=DRAFT, headers=headers)).status_code == 201
    colleague = served.bearer(desk, email="colleague@example.com")
    assert (await admin.post(PATH, json=DRAFT, headers=headers | colleague)).status_code == 201
    assert (await admin.get(PATH)).json()["total"] == 2


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"tab\there", "nötig".encode(), b"\x7f"])
async def test_a_key_that_is_none_is_refused(admin: httpx.AsyncClient, key: bytes) -> None:
    answer = await admin.post(PATH, json=DRAFT, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
