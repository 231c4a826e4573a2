"""Memories handed over and taken in, at the door; what files may hold is tested in tests/memory."""

import csv
import io

import httpx
import orjson
import pytest
from tests import served
from tests.surfaces.personal_chat.memories import MEMORY, Json, listed, write

from frontdesk.bootstrap import Desk
from frontdesk.web.asgi import MAX_BODY, MAX_IMPORT

EXPORT, IMPORT = f"{MEMORY}/export", f"{MEMORY}/import"


async def take(client: httpx.AsyncClient, **body: object) -> Json:
    answer = await client.post(IMPORT, json=body)
    assert answer.status_code == 200, answer.text
    report: Json = answer.json()
    return report


async def fill(client: httpx.AsyncClient) -> list[str]:
    tea = await write(client, "Likes tea", "preference", importance=0.3, contexts=["drink"])
    formula = await write(client, '=HYPERLINK("http://evil.test", "Likes jazz")', "topic")
    body = {"source_id": tea["id"], "target_id": formula["id"], "relationship_type": "supports"}
    assert (await client.post(f"{MEMORY}/link", json=body)).status_code == 201
    return [tea["id"], formula["id"]]


async def test_a_file_goes_out_and_comes_in_elsewhere(person: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    await fill(person)
    answer = await person.post(EXPORT, json={"format": "json", "include_relationships": True})
    assert answer.headers["content-disposition"] == 'attachment; filename="memories.json"'
    assert answer.headers["cache-control"] == "no-store"
    file = answer.json()
    assert file.keys() == {"exported_at", "memories", "relationships"}
    assert len(file["memories"]) == 2
    report = await take(stranger, **file)
    assert report == {"imported": 2, "updated": 0, "skipped": 0, "errors": [], "ignored": []}
    assert sorted(await listed(stranger)) == sorted(await listed(person))
    tea = next(one for one in (await stranger.get(MEMORY)).json() if one["content"] == "Likes tea")
    (link,) = (await stranger.get(f"{MEMORY}/{tea['id']}/related")).json()
    assert link["relationship"] == "supports"
    assert (await take(stranger, **file))["skipped"] == 2
    assert (await take(person, **file))["skipped"] == 2


async def test_a_spreadsheet_runs_nothing_and_brings_all_back(
    person: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await fill(person)
    answer = await person.post(EXPORT, json={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="memories.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert not [cell for line in lines for cell in line.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert (await take(stranger, memories=answer.text, format="csv"))["imported"] == 2
    assert sorted(await listed(stranger)) == sorted(await listed(person))


async def test_exports_are_filtered(person: httpx.AsyncClient) -> None:
    tea, _ = await fill(person)
    await person.post(f"{MEMORY}/{tea}/verify", json={"action": "reject"})
    for body, found in (
        ({}, 2),
        ({"filter_by_status": "confirmed"}, 1),
        ({"filter_by_status": ["confirmed", "rejected"]}, 2),
        ({"filter_by_type": "preference"}, 1),
        ({"filter_by_status": "confirmed", "filter_by_type": "preference"}, 0),
        ({"memory_ids": [tea, "0" * 32]}, 1),
    ):
        file = (await person.post(EXPORT, json=body)).json()
        assert len(file["memories"]) == found, body
    assert (await person.post(EXPORT, json={"include_relationships": False})).json()["relationships"] == []
    for bad in ({"format": "xml"}, {"format": "mem0"}, {"filter_by_status": "done"}, {"filter": "x"}):
        assert (await person.post(EXPORT, json=bad)).status_code == 422


async def test_bad_rows_are_named_and_good_ones_stored(person: httpx.AsyncClient) -> None:
    rows = [
        {"content": "Likes tea", "memory_type": "preference"},
        {"content": "", "memory_type": "preference"},
        {"content": "Likes jazz", "memory_type": "secret", "importance": 7},
        {"content": "My password is hunter2", "memory_type": "fact"},
        "Likes chess",
        {"content": "Has a cat", "memory_type": "fact", "colour": "red"},
    ]
    answer = await person.post(IMPORT, json={"memories": rows, "atomic": True}, headers={"Accept-Language": "bn"})
    assert answer.status_code == 422
    assert await listed(person) == []
    report = await take(person, memories=rows)
    assert (report["imported"], report["skipped"], report["ignored"]) == (2, 0, ["colour"])
    assert [(one["row"], one["field"]) for one in report["errors"]] == [
        (2, "content"),
        (3, "memory_type"),
        (3, "importance"),
        (4, "content"),
        (5, "row"),
    ]
    assert sorted(await listed(person)) == ["Has a cat", "Likes tea"]
    told = await person.post(IMPORT, json={"memories": rows}, headers={"Accept-Language": "bn"})
    assert all("\u0980" <= max(one["message"]) <= "\u09ff" for one in told.json()["errors"])


async def test_what_is_there_already_is_left_replaced_or_joined(person: httpx.AsyncClient) -> None:
    await write(person, "Likes tea", "preference", importance=0.3, contexts=["drink"])
    row = {"content": "Likes tea", "memory_type": "preference", "importance": 0.2, "contexts": ["hot"]}
    for strategy, importance, contexts in (
        ("skip_duplicates", 0.3, ["drink"]),
        ("merge", 0.3, ["drink", "hot"]),
        ("overwrite", 0.2, ["hot"]),
    ):
        await take(person, memories=[row], merge_strategy=strategy)
        (one,) = (await person.get(MEMORY)).json()
        assert (one["importance"], one["contexts"]) == (importance, contexts), strategy


@pytest.mark.parametrize(
    ("form", "memories"),
    [
        ("mem0", {"results": [{"id": "1", "memory": "Likes tea", "created_at": "2025-01-15T10:00:00Z"}]}),
        ("chatgpt", [{"content": "Likes tea", "enabled": True}]),
        ("chatgpt", "- Likes tea"),
        ("csv", "content,memory_type\r\nLikes tea,preference\r\n"),
        ("json", '[{"content": "Likes tea", "memory_type": "preference"}]'),
    ],
)
async def test_other_assistants_files_are_taken(person: httpx.AsyncClient, form: str, memories: object) -> None:
    assert (await take(person, memories=memories, format=form))["imported"] == 1
    assert await listed(person) == ["Likes tea"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"memories": 7},
        {"memories": 'content\n"', "format": "csv"},
        {"memories": "a,b\n1,2\n", "format": "csv"},
        {"memories": "{", "format": "json"},
        {"memories": [], "format": "xml"},
        {"memories": [], "merge_strategy": "replace"},
        {"memories": [], "atomic": "yes"},
        {"memories": [], "owner": "0" * 32},
        {"memories": [{}] * 10_001},
    ],
)
async def test_what_is_no_file(person: httpx.AsyncClient, body: Json) -> None:
    assert (await person.post(IMPORT, json=body)).status_code == 422


@pytest.mark.parametrize(
    "raw",
    [
        *(b"{", b'{"memories": [NaN]}', b'{"memories": ["\\u0000"]}', b'{"memories": ["\\ud800"]}', b"\xff"),
        b'{"memories": ' + b"[" * 100_000,
    ],
)
async def test_what_is_no_json(person: httpx.AsyncClient, raw: bytes) -> None:
    answer = await person.post(IMPORT, content=raw, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


async def test_ten_thousand_rows_come_in_at_once(person: httpx.AsyncClient) -> None:
    rows = [
        {"content": f"Visited place number {number}, {'and much was there to see ' * 4}", "memory_type": "experience"}
        for number in range(10_000)
    ]
    body = orjson.dumps({"memories": rows, "atomic": True})
    assert len(body) > MAX_BODY
    answer = await person.post(IMPORT, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text[:500]
    assert answer.json()["imported"] == 10_000


async def test_only_a_known_sender_may_bring_much(desk: Desk, person: httpx.AsyncClient) -> None:
    large = b'{"memories": "' + b"x" * MAX_BODY + b'"}'
    headers = {"Content-Type": "application/json"}
    async with served.client_of(desk) as nobody:
        assert (await nobody.post(IMPORT, content=large, headers=headers)).status_code == 413
        bad = headers | {"Authorization": "Bearer x"}
        assert (await nobody.post(IMPORT, content=large, headers=bad)).status_code == 413
    assert (await person.post(IMPORT, content=large, headers=headers)).status_code == 422
    assert (await person.post(MEMORY, content=large, headers=headers)).status_code == 413
    larger = b'{"memories": "' + b"x" * MAX_IMPORT + b'"}'
    assert (await person.post(IMPORT, content=larger, headers=headers)).status_code == 413
