"""Every memory request of the requirements document as it stands there, but for the ids, and what its answers name."""

import httpx
import pytest
from tests.surfaces.personal_chat.memories import MEMORY, write
from tests.surfaces.personal_chat.test_memory_lifecycle import overheard

from frontdesk.bootstrap import Desk

LISTED = {
    "id", "user_id", "content", "memory_type", "importance", "confidence", "status", "embedding", "contexts",
    "created_at", "verified_at",
}  # fmt: skip


@pytest.fixture
async def mem(person: httpx.AsyncClient) -> dict[str, str]:
    """The document's ids, and ours."""
    return {
        "mem_123": (await write(person, "Likes pizza", "preference", importance=0.8, contexts=["ui"]))["id"],
        "mem_456": (await write(person, "Italian restaurants", "topic", importance=0.2))["id"],
        "mem_789": (await write(person, "Prefers tea over coffee", "preference"))["id"],
    }


async def test_list_memories(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    params = "limit=50&skip=0&memory_type=preference&include_expired=false"
    shown = (await person.get(f"{MEMORY}?{params}")).json()
    assert {one["id"] for one in shown} == {mem["mem_123"], mem["mem_789"]}
    assert all(one.keys() >= LISTED - {"embedding"} for one in shown)
    assert all(one["created_at"].endswith("Z") for one in shown)
    (first, *_) = (await person.get(f"{MEMORY}?include_embedding=true")).json()
    assert first.keys() >= LISTED


async def test_get_pending_memories(desk: Desk, person: httpx.AsyncClient) -> None:
    await overheard(desk, person, "Enjoys playing tennis")
    (shown,) = (await person.get(f"{MEMORY}/pending?limit=10")).json()
    assert (shown["content"], shown["memory_type"], shown["status"]) == ("Enjoys playing tennis", "topic", "pending")
    assert (shown["importance"], shown["confidence"]) == (0.6, 0.75)
    assert "created_at" in shown


@pytest.mark.parametrize(
    ("body", "status", "content"),
    [
        ({"action": "confirm"}, "confirmed", "Enjoys playing tennis"),
        ({"action": "reject", "feedback": "This is incorrect"}, "rejected", "Enjoys playing tennis"),
        (
            {
                "action": "correct",
                "corrected_content": "I prefer dark blue, not dark mode",
                "corrected_importance": 0.7,
            },
            "confirmed",
            "I prefer dark blue, not dark mode",
        ),
        (
            {
                "action": "correct",
                "corrected_content": "Enjoys playing tennis and badminton",
                "corrected_importance": 0.7,
                "feedback": "Added badminton",
            },
            "confirmed",
            "Enjoys playing tennis and badminton",
        ),
    ],
)
async def test_verify_memory(
    desk: Desk, person: httpx.AsyncClient, body: dict[str, object], status: str, content: str
) -> None:
    (memory,) = await overheard(desk, person, "Enjoys playing tennis")
    answer = await person.post(f"{MEMORY}/{memory}/verify", json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["id"], told["status"], told["content"]) == (memory, status, content)
    assert told["verified_at"]


@pytest.mark.parametrize(
    "body",
    [
        {"query": "What do I like to eat?", "use_semantic_search": True, "limit": 5},
        {"query": "pizza", "use_semantic_search": False},
        {"query": "food preferences", "memory_type": "preference", "min_importance": 0.7, "use_semantic_search": True},
        {
            "query": "What are my food preferences?",
            "limit": 5,
            "use_semantic_search": True,
            "memory_type": "preference",
            "min_importance": 0.5,
        },
    ],
)
async def test_search_memories(person: httpx.AsyncClient, mem: dict[str, str], body: dict[str, object]) -> None:
    answer = await person.post(f"{MEMORY}/search", json=body)
    assert answer.status_code == 200
    for hit in answer.json():
        assert hit.keys() >= {"memory", "similarity_score", "relevance_reason"}
        assert 0 <= hit["similarity_score"] <= 1
        assert hit["relevance_reason"]
        assert hit["memory"]["memory_type"] == body.get("memory_type", hit["memory"]["memory_type"])
    if body["query"] == "pizza":
        assert answer.json()[0]["memory"]["id"] == mem["mem_123"]


async def test_link_related_and_graph(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    source, target = mem["mem_123"], mem["mem_456"]
    body = {"source_id": source, "target_id": target, "relationship_type": "relates_to"}
    made = await person.post(f"{MEMORY}/link", json=body)
    assert made.status_code == 201
    assert made.json() == body | {"created_at": "2026-11-23T06:30:00.000Z"}
    (found,) = (await person.get(f"{MEMORY}/{source}/related?relationship_type=relates_to&depth=2")).json()
    assert (found["memory"]["id"], found["relationship"], found["distance"]) == (target, "relates_to", 1)
    graph = (await person.get(f"{MEMORY}/{source}/graph?max_depth=3")).json()
    assert graph["nodes"] == [
        {"id": source, "content": "Likes pizza", "type": "preference"},
        {"id": target, "content": "Italian restaurants", "type": "topic"},
    ]
    assert graph["edges"] == [{"source": source, "target": target, "type": "relates_to"}]


async def test_detect_conflicts(person: httpx.AsyncClient) -> None:
    cats = (await write(person, "I like cats", "preference"))["id"]
    hated = (await write(person, "I hate cats", "preference"))["id"]
    (found,) = (await person.get(f"{MEMORY}/conflicts/detect?memory_id={cats}")).json()
    assert (found["memory_id"], found["conflict_count"]) == (cats, 1)
    (other,) = found["conflicting_memories"]
    assert other.keys() == {"id", "content", "similarity_score", "conflict_type"}
    assert (other["id"], other["content"], other["conflict_type"]) == (hated, "I hate cats", "contradicts")


async def test_consolidate_memories(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    answer = await person.post(f"{MEMORY}/consolidate", json={"memory_ids": list(mem.values())})
    assert answer.status_code == 200
    made = answer.json()["consolidated_memory"]
    assert made.keys() >= {"id", "content", "merged_from"}
    assert made["merged_from"] == list(mem.values())
    assert (await person.get(f"{MEMORY}/consolidate/suggestions?limit=10")).json() == []


async def test_analytics(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    shown = (await person.get(f"{MEMORY}/analytics/dashboard?time_range=30d")).json()
    assert shown.keys() == {"overview", "by_type", "by_status", "health_score", "insights"}
    assert shown["overview"].keys() == {
        "total_memories",
        "verified_count",
        "pending_count",
        "rejected_count",
        "avg_confidence",
        "avg_importance",
    }
    assert shown["by_type"]["preference"] == 2
    assert shown["by_status"]["confirmed"] == 3
    for metric in ("importance", "confidence", "access_frequency", "recency"):
        top = await person.get(f"{MEMORY}/analytics/top?metric={metric}&limit=10")
        assert len(top.json()) == 3, metric


async def test_export_memories(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    for body in (
        {
            "format": "json",
            "include_relationships": True,
            "filter_by_status": "confirmed",
            "filter_by_type": "preference",
        },
        {"format": "json", "include_relationships": True, "filter_by_status": "confirmed"},
    ):
        answer = await person.post(f"{MEMORY}/export", json=body)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        assert mem["mem_123"] in {one["id"] for one in answer.json()["memories"]}


async def test_import_memories(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    rows = [
        {"content": "Likes pizza", "memory_type": "preference"},
        {"content": "Learning Python", "memory_type": "goal"},
    ]
    for strategy, imported in (("skip_duplicates", 1), ("overwrite", 0), ("merge", 0)):
        answer = await person.post(
            f"{MEMORY}/import", json={"memories": rows, "format": "json", "merge_strategy": strategy}
        )
        assert answer.status_code == 200
        told = answer.json()
        assert told.keys() >= {"imported", "skipped", "errors"}
        assert (told["errors"], told["imported"] + told["skipped"]) == ([], 2)
        assert told["imported"] >= imported


async def test_privacy_settings(person: httpx.AsyncClient, stranger: httpx.AsyncClient, mem: dict[str, str]) -> None:
    reader = (await stranger.get("/api/v1/auth/me")).json()["id"]
    body = {"memory_ids": [mem["mem_123"], mem["mem_456"]], "is_private": True, "shared_with": [reader]}
    answer = await person.post(f"{MEMORY}/privacy", json=body)
    assert (answer.status_code, answer.json()["updated"]) == (200, 2)
    assert len((await stranger.get(f"{MEMORY}?shared=true")).json()) == 2


async def test_bulk_delete(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    criteria = {"memory_type": "topic", "importance_lt": 0.3, "created_before": "2024-01-01"}
    for body, deleted in (
        ({"filter_criteria": criteria}, 0),
        ({"memory_ids": [mem["mem_123"], mem["mem_456"]]}, 2),
    ):
        answer = await person.request("DELETE", f"{MEMORY}/bulk", json=body)
        assert (answer.status_code, answer.json()) == (200, {"deleted": deleted})


async def test_classify_expiration(person: httpx.AsyncClient, mem: dict[str, str]) -> None:
    ids = [mem["mem_123"], mem["mem_456"]]
    told = (await person.post(f"{MEMORY}/classify-expiration", json={"memory_ids": ids})).json()
    assert [one["memory_id"] for one in told] == ids
    assert all(one.keys() == {"memory_id", "should_expire", "expiration_date", "reason"} for one in told)
    assert told[0] | {"should_expire": False, "expiration_date": None, "reason": "Permanent preference"} == told[0]
