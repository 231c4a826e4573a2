"""Memories that one writes oneself: written, looked at, changed, listed, deleted; and whose they are."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import served
from tests.conftest import SetClock
from tests.surfaces.personal_chat.memories import MEMORY, Json, listed, write
from tests.surfaces.personal_chat.person import signed_in

from frontdesk.kit.clock import Clock

NOBODYS = "0" * 32


async def test_what_one_writes_is_confirmed_and_kept(person: httpx.AsyncClient) -> None:
    made = await write(
        person, "  Prefers dark mode ", "preference", importance=0.8, contexts=["ui", "settings", "ui"], is_private=True
    )
    assert made["content"] == "Prefers dark mode"
    assert (made["memory_type"], made["status"], made["importance"], made["confidence"]) == (
        "preference",
        "confirmed",
        0.8,
        1.0,
    )
    assert made["contexts"] == ["ui", "settings"]
    assert made["is_private"] is True
    assert made["verified_at"] == made["created_at"]
    assert made["metadata"]["origin"] == "person"
    assert "embedding" not in made
    shown = (await person.get(f"{MEMORY}/{made['id']}")).json()
    assert shown == made | {"history": [], "shared_with": [], "merged_from": []}


async def test_the_same_statement_twice_is_one_memory(person: httpx.AsyncClient, hands: SetClock) -> None:
    first = await write(person, "Lives in Pune")
    hands.forward(hours=1)
    again = await write(person, "lives in  PUNE!")
    assert again["id"] == first["id"]
    assert again["last_seen"] > first["last_seen"]
    assert await listed(person) == ["Lives in Pune"]


@pytest.mark.parametrize(
    ("content", "language"),
    [
        ("Lives in Pune", "en"),
        ("मुझे चाय पसंद है", "hi"),
        ("मलाई चिया मन पर्छ", "ne"),
        ("मला चहा आवडतो", "mr"),
        ("আমি চা ভালোবাসি", "bn"),
    ],
)
async def test_the_language_is_that_of_the_words(person: httpx.AsyncClient, content: str, language: str) -> None:
    assert (await write(person, content))["language"] == language


async def test_a_repeated_key_writes_once(person: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "memory-1"}
    body = {"content": "Has a cat", "memory_type": "fact"}
    first = await person.post(MEMORY, json=body, headers=headers)
    again = await person.post(MEMORY, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    other = await person.post(MEMORY, json=body | {"content": "Has a dog"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_a_change_keeps_what_it_does_not_name_and_what_was(person: httpx.AsyncClient) -> None:
    made = await write(person, "Prefers dark mode", "preference", importance=0.8, contexts=["ui"])
    answer = await person.put(f"{MEMORY}/{made['id']}", json={"content": "Prefers dark blue", "confidence": 0.4})
    assert answer.status_code == 200, answer.text
    changed = answer.json()
    assert (changed["content"], changed["confidence"]) == ("Prefers dark blue", 0.4)
    assert (changed["importance"], changed["contexts"], changed["status"]) == (0.8, ["ui"], "confirmed")
    shown = (await person.get(f"{MEMORY}/{made['id']}")).json()
    (former,) = shown["history"]
    assert (former["content"], former["importance"], former["action"]) == ("Prefers dark mode", 0.8, "change")


async def test_a_date_to_end_at_is_set_and_taken_away(person: httpx.AsyncClient) -> None:
    made = await write(person, "Is in Pune for a fair", expires_at="2099-01-31")
    assert made["expires_at"] == "2099-01-31T00:00:00.000Z"
    path = f"{MEMORY}/{made['id']}"
    moved = await person.put(path, json={"expires_at": "2099-02-01T05:30:00+05:30"})
    assert moved.json()["expires_at"] == "2099-02-01T00:00:00.000Z"
    assert (await person.put(path, json={"expires_at": None})).json()["expires_at"] is None
    past = await person.put(path, json={"expires_at": "2001-01-01"})
    assert (past.status_code, past.json()["errors"][0]["field"]) == (422, "expires_at")


async def test_deleted_is_gone(person: httpx.AsyncClient) -> None:
    made = await write(person, "Has a cat")
    assert (await person.delete(f"{MEMORY}/{made['id']}")).status_code == 204
    assert (await person.delete(f"{MEMORY}/{made['id']}")).status_code == 404
    assert (await person.get(f"{MEMORY}/{made['id']}")).json()["code"] == "memory_not_found"
    assert await listed(person) == []


async def test_lists_are_filtered_and_paged(person: httpx.AsyncClient, hands: SetClock) -> None:
    await write(person, "Has a cat", "fact", importance=0.2)
    hands.forward(seconds=1)
    await write(person, "Likes tea", "preference", importance=0.6)
    hands.forward(seconds=1)
    await write(person, "Learns Python", "goal", importance=0.9)
    assert await listed(person) == ["Learns Python", "Likes tea", "Has a cat"]
    assert await listed(person, limit=1, skip=1) == ["Likes tea"]
    assert await listed(person, memory_type="goal") == ["Learns Python"]
    assert await listed(person, min_importance=0.6) == ["Learns Python", "Likes tea"]
    assert await listed(person, status="rejected") == []
    assert await listed(person, status="confirmed") == ["Learns Python", "Likes tea", "Has a cat"]
    assert await listed(person, known_at="2001-01-01") == []
    assert await listed(person, known_at="2099-01-01T00:00:00Z") == ["Learns Python", "Likes tea", "Has a cat"]


async def test_vectors_are_shown_to_whoever_asks(person: httpx.AsyncClient) -> None:
    made = await write(person, "Has a cat")
    assert "embedding" not in (await person.get(MEMORY)).json()[0]
    (shown,) = (await person.get(MEMORY, params={"include_embedding": "true"})).json()
    assert shown["embedding"] is None
    one = (await person.get(f"{MEMORY}/{made['id']}", params={"include_embedding": "true"})).json()
    assert one["embedding"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"content": "x"}, "memory_type"),
        ({"memory_type": "fact"}, "content"),
        ({"content": " ", "memory_type": "fact"}, "content"),
        ({"content": "\u200b", "memory_type": "fact"}, "content"),
        ({"content": "x" * 2_001, "memory_type": "fact"}, "content"),
        ({"content": "x" * 1_000_000, "memory_type": "fact"}, "content"),
        ({"content": 7, "memory_type": "fact"}, "content"),
        ({"content": "x", "memory_type": "secret"}, "memory_type"),
        ({"content": "x", "memory_type": "fact", "importance": 1.1}, "importance"),
        ({"content": "x", "memory_type": "fact", "importance": "NaN"}, "importance"),
        ({"content": "x", "memory_type": "fact", "importance": True}, "importance"),
        ({"content": "x", "memory_type": "fact", "confidence": -0.1}, "confidence"),
        ({"content": "x", "memory_type": "fact", "contexts": "ui"}, "contexts"),
        ({"content": "x", "memory_type": "fact", "contexts": ["ui"] * 21}, "contexts"),
        ({"content": "x", "memory_type": "fact", "contexts": [""]}, "contexts.0"),
        ({"content": "x", "memory_type": "fact", "expires_at": "soon"}, "expires_at"),
        ({"content": "x", "memory_type": "fact", "expires_at": 4102444800}, "expires_at"),
        ({"content": "x", "memory_type": "fact", "expires_at": "9999-12-31"}, "expires_at"),
        ({"content": "x", "memory_type": "fact", "expires_at": "2001-01-01"}, "expires_at"),
        ({"content": "x", "memory_type": "fact", "language": "fr"}, "language"),
        ({"content": "x", "memory_type": "fact", "status": "confirmed"}, "status"),
        ({"content": "x", "memory_type": "fact", "user_id": NOBODYS}, "user_id"),
    ],
)
async def test_what_cannot_be_a_memory(person: httpx.AsyncClient, body: Json, field: str) -> None:
    answer = await person.post(MEMORY, json=body)
    assert answer.status_code == 422, answer.text
    assert field in [problem["field"] for problem in answer.json()["errors"]]
    assert await listed(person) == []


@pytest.mark.parametrize(
    ("number", "status"),
    [("1e999", 400), ("-1e999", 400), ("NaN", 400), ("Infinity", 400), ("1.0000001", 422), ("1e300", 422)],
)
async def test_numbers_that_are_none(person: httpx.AsyncClient, number: str, status: int) -> None:
    """What no JSON reader could hold is no JSON, here as everywhere; the rest is out of range."""
    body = f'{{"content": "Has a cat", "memory_type": "fact", "importance": {number}}}'
    answer = await person.post(MEMORY, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    made = await write(person, "Has a dog")
    body = f'{{"importance": {number}}}'
    path = f"{MEMORY}/{made['id']}"
    answer = await person.put(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "body", [{}, {"content": None}, {"content": " "}, {"importance": 2}, {"status": "confirmed"}, {"memory_type": "x"}]
)
async def test_what_cannot_be_a_change(person: httpx.AsyncClient, body: Json) -> None:
    made = await write(person, "Has a cat")
    assert (await person.put(f"{MEMORY}/{made['id']}", json=body)).status_code == 422
    assert (await person.get(f"{MEMORY}/{made['id']}")).json()["history"] == []


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 201},
        {"skip": -1},
        {"memory_type": "secret"},
        {"status": "done"},
        {"min_importance": "NaN"},
        {"min_importance": 1.5},
        {"known_at": "march"},
        {"known_at": "1700000000"},
        {"shared": "perhaps"},
    ],
)
async def test_what_no_list_is_filtered_by(person: httpx.AsyncClient, params: dict[str, Any]) -> None:
    assert (await person.get(MEMORY, params=params)).status_code == 422


async def test_somebody_elses_memory_is_not_there(
    person: httpx.AsyncClient, stranger: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    made = (await write(person, "Has a cat"))["id"]
    own: dict[str, str] = {}
    requests: list[tuple[str, str, Json | None]] = [
        ("GET", f"{MEMORY}/{made}", None),
        ("PUT", f"{MEMORY}/{made}", {"content": "Mine"}),
        ("DELETE", f"{MEMORY}/{made}", None),
        ("GET", f"{MEMORY}/{made}/related", None),
        ("GET", f"{MEMORY}/{made}/graph", None),
        ("POST", f"{MEMORY}/link", {"source_id": made, "target_id": "OWN", "relationship_type": "supports"}),
        ("POST", f"{MEMORY}/link", {"source_id": "OWN", "target_id": made, "relationship_type": "supports"}),
        ("DELETE", f"{MEMORY}/link?source_id={made}&target_id={made}", None),
        ("POST", f"{MEMORY}/{made}/verify", {"action": "reject"}),
        ("POST", f"{MEMORY}/{made}/undo", None),
        ("POST", f"{MEMORY}/{made}/unmerge", None),
        ("GET", f"{MEMORY}/conflicts/detect?memory_id={made}", None),
        ("POST", f"{MEMORY}/conflicts/keep", {"memory_ids": ["OWN", made]}),
        ("POST", f"{MEMORY}/consolidate", {"memory_ids": ["OWN", made]}),
        ("POST", f"{MEMORY}/classify-expiration", {"memory_ids": ["OWN", made]}),
        ("POST", f"{MEMORY}/privacy", {"memory_ids": ["OWN", made], "is_private": True}),
        ("DELETE", f"{MEMORY}/bulk", {"memory_ids": ["OWN", made]}),
    ]
    for name, other in (("stranger", stranger), ("admin", admin)):
        own[name] = (await write(other, "Has a dog"))["id"]
        for method, path, body in requests:
            sent = None if body is None else {key: _named(value, own[name]) for key, value in body.items()}
            absent = None if sent is None else {key: _named(value, NOBODYS, made) for key, value in sent.items()}
            answer = await other.request(method, path, json=sent)
            unknown = await other.request(method, path.replace(made, NOBODYS), json=absent)
            assert answer.status_code == unknown.status_code == 404, (method, path, answer.text)
            assert answer.json()["detail"] == unknown.json()["detail"]
        assert await listed(other) == ["Has a dog"]
        batch = {"decisions": [{"memory_id": made, "action": "reject"}]}
        (refused,) = (await other.post(f"{MEMORY}/verify/batch", json=batch)).json()["results"]
        assert refused["error"]["code"] == "memory_not_found"
    assert await listed(person) == ["Has a cat"]


def _named(value: Any, instead: str, of: str = "OWN") -> Any:
    if isinstance(value, list):
        return [instead if one == of else one for one in value]
    return instead if value == of else value


async def test_shared_is_read_and_never_written(person: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    made = await write(person, "Has a cat")
    reader = (await stranger.get("/api/v1/auth/me")).json()["id"]
    answer = await person.post(f"{MEMORY}/privacy", json={"memory_ids": [made["id"]], "shared_with": [reader]})
    assert answer.json() == {
        "updated": 1,
        "memories": [{"memory_id": made["id"], "is_private": False, "shared_with": [reader]}],
    }
    path = f"{MEMORY}/{made['id']}"
    shown = (await stranger.get(path)).json()
    assert (shown["content"], shown["user_id"]) == ("Has a cat", made["user_id"])
    assert (shown["history"], shown["shared_with"]) == ([], [])
    assert await listed(stranger, shared=True) == ["Has a cat"]
    assert await listed(stranger) == []
    assert (await person.get(path)).json()["shared_with"] == [reader]
    for method, what, body in (
        ("PUT", path, {"content": "Mine"}),
        ("DELETE", path, None),
        ("POST", f"{path}/verify", {"action": "confirm"}),
        ("POST", f"{path}/undo", None),
        ("POST", f"{path}/unmerge", None),
    ):
        refused = await stranger.request(method, what, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "memory_read_only")
    taken = await person.post(f"{MEMORY}/privacy", json={"memory_ids": [made["id"]], "is_private": True})
    assert taken.json()["memories"][0] == {"memory_id": made["id"], "is_private": True, "shared_with": []}
    assert (await stranger.get(path)).status_code == 404
    assert await listed(stranger, shared=True) == []


async def test_sharing_says_of_no_account_whether_it_is_there(
    person: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    made = (await write(person, "Has a cat"))["id"]
    reader = (await stranger.get("/api/v1/auth/me")).json()["id"]
    for bad in ([NOBODYS], [reader, NOBODYS], [(await person.get("/api/v1/auth/me")).json()["id"]]):
        answer = await person.post(f"{MEMORY}/privacy", json={"memory_ids": [made], "shared_with": bad})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "shared_with")
    for body in ({"memory_ids": [made]}, {"memory_ids": [], "is_private": True}, {"is_private": True}):
        assert (await person.post(f"{MEMORY}/privacy", json=body)).status_code == 422
    assert await listed(stranger, shared=True) == []


@pytest.mark.parametrize(("language", "first", "last"), [("mr", "\u0900", "\u097f"), ("bn", "\u0980", "\u09ff")])
async def test_what_is_wrong_is_told_in_the_readers_language(
    person: httpx.AsyncClient, language: str, first: str, last: str
) -> None:
    made = (await write(person, "Has a cat"))["id"]
    whole = {"content": "x", "memory_type": "fact"}
    requests: list[tuple[str, str, Json]] = [
        ("POST", MEMORY, {"content": "\u200b", "memory_type": "x", "importance": 7, "expires_at": "soon", "owner": 1}),
        ("POST", MEMORY, whole | {"expires_at": "2001-01-01"}),
        ("PUT", f"{MEMORY}/{made}", {}),
        ("POST", f"{MEMORY}/{made}/verify", {"action": "confirm", "corrected_importance": 1}),
        ("POST", f"{MEMORY}/{made}/verify", {"action": "correct"}),
        ("POST", f"{MEMORY}/link", {"source_id": made, "target_id": made, "relationship_type": "supports"}),
        ("POST", f"{MEMORY}/conflicts/keep", {"memory_ids": [made, made]}),
        ("POST", f"{MEMORY}/consolidate", {"memory_ids": [made]}),
        ("POST", f"{MEMORY}/privacy", {"memory_ids": [made]}),
        ("POST", f"{MEMORY}/privacy", {"memory_ids": [made], "shared_with": [NOBODYS]}),
        ("DELETE", f"{MEMORY}/bulk", {}),
        ("DELETE", f"{MEMORY}/bulk", {"filter_criteria": {}}),
        ("POST", f"{MEMORY}/import", {"memories": "{"}),
    ]
    for method, path, body in requests:
        answer = await person.request(method, path, json=body, headers={"Accept-Language": language})
        assert answer.status_code == 422, (path, body)
        for problem in answer.json()["errors"]:
            assert any(first <= char <= last for char in problem["message"]), (path, problem)


async def test_there_is_room_for_as_many_as_the_settings_say(database_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(database_url, tmp_path, clock, MEMORY__MOST="2")
    async with served.client_of(desk) as opened:
        person = await signed_in(opened)
        for content in ("Likes tea", "Likes jazz"):
            await write(person, content)
        refused = await person.post(MEMORY, json={"content": "আমার একটা বিড়াল আছে", "memory_type": "fact"})
        assert (refused.status_code, refused.json()["code"], refused.headers["content-language"]) == (
            409, "memory_full", "bn"
        )  # fmt: skip
        report = await person.post(f"{MEMORY}/import", json={"memories": [{"content": "Has a cat"}]})
        assert [one["message"] for one in report.json()["errors"]] == ["There is no room for more than 2 memories."]
        seen = (await person.get(f"{MEMORY}/analytics/dashboard")).json()
        assert "little_room" in [one["type"] for one in seen["insights"]]
    await desk.hang_up()
    desk.close()
