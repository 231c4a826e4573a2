"""Links between memories, walks along them, and many memories deleted at once."""

import itertools

import httpx
import pytest
from tests.conftest import SetClock
from tests.surfaces.personal_chat.memories import MEMORY, Json, listed, write

LINK = f"{MEMORY}/link"


async def chain(client: httpx.AsyncClient, hands: SetClock, length: int) -> list[str]:
    ids = [(await write(client, f"Number {place}"))["id"] for place in range(length)]
    for source, target in itertools.pairwise(ids):
        await link(client, source, target)
        hands.forward(seconds=1)
    return ids


async def link(client: httpx.AsyncClient, source: str, target: str, relation: str = "relates_to") -> Json:
    body = {"source_id": source, "target_id": target, "relationship_type": relation}
    answer = await client.post(LINK, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def related(client: httpx.AsyncClient, memory: str, **params: object) -> list[tuple[str, str, str, int]]:
    answer = await client.get(f"{MEMORY}/{memory}/related", params=params)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return [(one["memory"]["id"], one["relationship"], one["direction"], one["distance"]) for one in answer.json()]


async def test_walks_go_both_ways_and_meet_each_memory_once(person: httpx.AsyncClient, hands: SetClock) -> None:
    a, b, c, d = await chain(person, hands, 4)
    await link(person, d, a, "supports")
    assert await related(person, a) == [(b, "relates_to", "out", 1), (d, "supports", "in", 1)]
    assert [one[0] for one in await related(person, a, depth=5)] == [b, d, c]
    assert await related(person, a, relationship_type="supports") == [(d, "supports", "in", 1)]
    web = (await person.get(f"{MEMORY}/{a}/graph", params={"max_depth": 5})).json()
    assert [node["id"] for node in web["nodes"]] == [a, b, d, c]
    assert {"source": d, "target": a, "type": "supports"} in web["edges"]
    assert len(web["edges"]) == 4
    assert web["truncated"] is False


async def test_the_same_link_twice_is_one(person: httpx.AsyncClient, hands: SetClock) -> None:
    a, b = await chain(person, hands, 2)
    assert await link(person, a, b) == await link(person, a, b)
    assert len(await related(person, a)) == 1
    await link(person, a, b, "supports")
    params = {"source_id": a, "target_id": b}
    assert (await person.delete(LINK, params=params | {"relationship_type": "caused_by"})).status_code == 404
    assert (await person.delete(LINK, params=params | {"relationship_type": "supports"})).status_code == 204
    assert (await person.delete(LINK, params=params)).status_code == 204
    gone = await person.delete(LINK, params=params)
    assert (gone.status_code, gone.json()["code"]) == (404, "link_not_found")
    assert await related(person, a) == []


async def test_what_cannot_be_linked_or_walked(person: httpx.AsyncClient, hands: SetClock) -> None:
    a, b = await chain(person, hands, 2)
    whole = {"source_id": a, "target_id": b, "relationship_type": "supports"}
    for body in (whole | {"target_id": a}, whole | {"relationship_type": "hates"}, whole | {"weight": 1}, {}):
        assert (await person.post(LINK, json=body)).status_code == 422
    for path in (f"{a}/related?depth=99", f"{a}/related?depth=0", f"{a}/graph?max_depth=6", f"{a}/graph?max_depth=x"):
        assert (await person.get(f"{MEMORY}/{path}")).status_code == 422
    assert (await person.get(f"{MEMORY}/{a}/related?relationship_type=hates")).status_code == 422
    assert (await person.delete(LINK)).status_code == 422


async def delete(client: httpx.AsyncClient, body: Json) -> httpx.Response:
    return await client.request("DELETE", f"{MEMORY}/bulk", json=body)


async def test_many_are_deleted_by_id_or_by_filter(person: httpx.AsyncClient) -> None:
    cat = (await write(person, "Has a cat", importance=0.9))["id"]
    dog = (await write(person, "Has a dog", importance=0.9))["id"]
    await write(person, "Likes tea", "topic", importance=0.2)
    await write(person, "Likes jazz", "topic", importance=0.8)
    assert (await delete(person, {"memory_ids": [cat, dog, cat]})).json() == {"deleted": 2}
    assert (await delete(person, {"filter_criteria": {"memory_type": "topic", "importance_lt": 0.3}})).json() == {
        "deleted": 1
    }
    assert (await delete(person, {"filter_criteria": {"created_before": "2024-01-01"}})).json() == {"deleted": 0}
    assert (await delete(person, {"filter_criteria": {"status": "rejected"}})).json() == {"deleted": 0}
    assert await listed(person) == ["Likes jazz"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"memory_ids": []},
        {"memory_ids": None},
        {"filter_criteria": {}},
        {"filter_criteria": {"memory_type": None}},
        {"filter_criteria": {"type": "topic"}},
        {"filter_criteria": {"importance_lt": 2}},
        {"filter_criteria": {"importance_lt": 0}},
        {"filter_criteria": {"created_before": "2999-01-01"}},
        {"filter_criteria": {"status": ["pending", "confirmed", "rejected", "merged", "expired"]}},
        {"memory_ids": ["x"], "filter_criteria": {"memory_type": "topic"}},
        {"ids": ["x"]},
    ],
)
async def test_nobody_deletes_everything_by_mistake(person: httpx.AsyncClient, body: Json) -> None:
    await write(person, "Likes tea", "topic", importance=0.2)
    answer = await delete(person, body)
    assert answer.status_code == 422, answer.text
    assert await listed(person) == ["Likes tea"]
