"""What a person decides about memories: confirmed, rejected, corrected, undone; conflicts, merges, dates."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.conftest import SetClock
from tests.surfaces.personal_chat.memories import MEMORY, Json, listed, write

from frontdesk.bootstrap import Desk
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.memory import memories
from frontdesk.memory.deciding import truth
from frontdesk.memory.learning.extract import rules
from frontdesk.memory.memories import Draft, Kind, Origin, Scope, Source, Status
from frontdesk.storage.session import Database


async def overheard(desk: Desk, client: httpx.AsyncClient, *said: str, confidence: float = 0.75) -> list[str]:
    """Ids of memories that wait, as a message leaves them."""
    scope = Scope(AccountId((await client.get("/api/v1/auth/me")).json()["id"]))
    draft = Draft(
        "", Kind.TOPIC, 0.6, confidence, status=Status.PENDING, origin=Origin.MESSAGE, source=Source(quote="tennis")
    )
    made = [await desk.tx(truth.add, scope, replace(draft, content=one), desk.clock.now()) for one in said]
    return [one.id for one in made]


async def verify(client: httpx.AsyncClient, memory: str, action: str, **more: object) -> Json:
    answer = await client.post(f"{MEMORY}/{memory}/verify", json={"action": action, **more})
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def pending(client: httpx.AsyncClient) -> list[str]:
    return [one["content"] for one in (await client.get(f"{MEMORY}/pending")).json()]


async def test_what_was_overheard_waits_and_is_confirmed(
    desk: Desk, person: httpx.AsyncClient, hands: SetClock
) -> None:
    (tennis,) = await overheard(desk, person, "Enjoys playing tennis")
    (shown,) = (await person.get(f"{MEMORY}/pending", params={"limit": 10})).json()
    assert (shown["id"], shown["status"], shown["confidence"]) == (tennis, "pending", 0.75)
    assert (shown["metadata"]["origin"], shown["metadata"]["quote"]) == ("message", "tennis")
    hands.forward(minutes=5)
    told = await verify(person, tennis, "confirm")
    assert (told["id"], told["status"], told["content"]) == (tennis, "confirmed", "Enjoys playing tennis")
    assert told["verified_at"] == "2026-11-23T06:35:00.000Z"
    assert await pending(person) == []
    assert await verify(person, tennis, "confirm") == told


async def test_rejected_leaves_lists_and_comes_back_by_undo(desk: Desk, person: httpx.AsyncClient) -> None:
    (tennis,) = await overheard(desk, person, "Enjoys playing tennis")
    assert (await verify(person, tennis, "reject", feedback="This is incorrect"))["status"] == "rejected"
    assert await listed(person) == await pending(person) == []
    assert await listed(person, status="rejected") == ["Enjoys playing tennis"]
    (former,) = (await person.get(f"{MEMORY}/{tennis}")).json()["history"]
    assert (former["action"], former["feedback"], former["status"]) == ("reject", "This is incorrect", "pending")
    undone = await person.post(f"{MEMORY}/{tennis}/undo")
    assert (undone.status_code, undone.json()["status"]) == (200, "pending")
    again = await person.post(f"{MEMORY}/{tennis}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_undo")


async def test_corrected_is_confirmed_and_keeps_what_it_was(desk: Desk, person: httpx.AsyncClient) -> None:
    (tennis,) = await overheard(desk, person, "Enjoys playing tennis")
    told = await verify(
        person,
        tennis,
        "correct",
        corrected_content="Enjoys playing tennis and badminton",
        corrected_importance=0.7,
        feedback="Added badminton",
    )
    assert (told["content"], told["importance"], told["status"]) == (
        "Enjoys playing tennis and badminton",
        0.7,
        "confirmed",
    )
    (former,) = (await person.get(f"{MEMORY}/{tennis}")).json()["history"]
    assert (former["content"], former["importance"], former["feedback"]) == (
        "Enjoys playing tennis",
        0.6,
        "Added badminton",
    )


async def test_an_inbox_is_answered_at_once(desk: Desk, person: httpx.AsyncClient) -> None:
    tennis, chess, jazz = await overheard(desk, person, "Enjoys playing tennis", "Plays chess", "Likes jazz")
    answer = await person.post(
        f"{MEMORY}/verify/batch",
        json={
            "decisions": [
                {"memory_id": tennis, "action": "confirm"},
                {"memory_id": "0" * 32, "action": "confirm"},
                {"memory_id": chess, "action": "reject", "feedback": "Never"},
                {"memory_id": jazz, "action": "correct", "corrected_content": "My card is 4111 1111 1111 1111"},
            ]
        },
        headers={"Accept-Language": "hi"},
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["done"], told["refused"]) == (2, 2)
    assert [one["memory_id"] for one in told["results"]] == [tennis, "0" * 32, chess, jazz]
    confirmed, unknown, rejected, secret = told["results"]
    assert (confirmed["memory"]["status"], rejected["memory"]["status"]) == ("confirmed", "rejected")
    assert (unknown["memory"], unknown["error"]["code"]) == (None, "memory_not_found")
    assert unknown["error"]["detail"] != "Memory not found"
    assert [problem["field"] for problem in secret["error"]["errors"]] == ["corrected_content"]
    assert await pending(person) == ["Likes jazz"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "delete"},
        {"action": "correct"},
        {"action": "correct", "corrected_content": " "},
        {"action": "correct", "corrected_content": "x" * 2_001},
        {"action": "correct", "corrected_content": "My password is hunter2"},
        {"action": "correct", "corrected_importance": 1.5},
        {"action": "confirm", "corrected_content": "Something else"},
        {"action": "confirm", "feedback": "x" * 501},
        {"action": "confirm", "status": "rejected"},
    ],
)
async def test_what_is_no_decision(desk: Desk, person: httpx.AsyncClient, body: Json) -> None:
    (tennis,) = await overheard(desk, person, "Enjoys playing tennis")
    assert (await person.post(f"{MEMORY}/{tennis}/verify", json=body)).status_code == 422
    decisions: Sequence[Json] = [{"memory_id": tennis, **body}]
    if set(body) - {"action", "corrected_content", "corrected_importance"} or body.get("action") != "correct":
        assert (await person.post(f"{MEMORY}/verify/batch", json={"decisions": decisions})).status_code == 422
    twice = [{"memory_id": tennis, "action": "confirm"}] * 2
    assert (await person.post(f"{MEMORY}/verify/batch", json={"decisions": twice})).status_code == 422
    assert (await person.post(f"{MEMORY}/verify/batch", json={"decisions": []})).status_code == 422
    assert await pending(person) == ["Enjoys playing tennis"]


async def test_secrets_are_not_remembered(person: httpx.AsyncClient) -> None:
    for content in ("My password is hunter2", "मेरा पासवर्ड hunter2 है", "My card number is 4111 1111 1111 1111"):
        answer = await person.post(MEMORY, json={"content": content, "memory_type": "fact"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "content"), content
    made = await write(person, "Has a cat")
    answer = await person.put(f"{MEMORY}/{made['id']}", json={"content": "My password is hunter2"})
    assert answer.status_code == 422
    assert await listed(person) == ["Has a cat"]


async def test_secrets_beside_the_content_are_not_remembered_either(person: httpx.AsyncClient) -> None:
    secret = "my password is hunter2"
    new = {"content": "Has a dog", "memory_type": "fact", "contexts": ["pets", secret]}
    answer = await person.post(MEMORY, json=new)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "contexts")
    made = await write(person, "Has a cat")
    answer = await person.put(f"{MEMORY}/{made['id']}", json={"contexts": [secret]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "contexts")
    for action in ("confirm", "reject"):
        answer = await person.post(f"{MEMORY}/{made['id']}/verify", json={"action": action, "feedback": secret})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "feedback"), action
    decision = {"memory_id": made["id"], "action": "reject", "feedback": secret}
    (told,) = (await person.post(f"{MEMORY}/verify/batch", json={"decisions": [decision]})).json()["results"]
    assert [problem["field"] for problem in told["error"]["errors"]] == ["feedback"]
    assert (await person.get(f"{MEMORY}/{made['id']}")).json()["contexts"] == []
    assert await listed(person) == ["Has a cat"]


async def test_what_is_true_now_ends_what_was(person: httpx.AsyncClient, hands: SetClock) -> None:
    delhi = await write(person, "I live in Delhi")
    hands.forward(days=3)
    pune = await write(person, "I moved to Pune")
    assert await listed(person) == ["I moved to Pune"], "what she writes down is confirmed"
    assert (await person.get(f"{MEMORY}/conflicts/detect")).json() == []
    over = (await person.get(f"{MEMORY}/{delhi['id']}")).json()
    assert (over["status"], over["superseded_by"], over["valid_to"]) == ("expired", pune["id"], pune["valid_from"])
    assert await listed(person, include_expired=True) == ["I moved to Pune", "I live in Delhi"]
    assert await listed(person, known_at="2026-11-24") == ["I live in Delhi"]
    assert await listed(person, known_at="2026-11-27") == ["I moved to Pune"]
    await verify(person, pune["id"], "reject")
    assert await listed(person) == ["I live in Delhi"], "what had ended it does not hold"


async def test_conflicts_are_pairs_to_choose_from(desk: Desk, person: httpx.AsyncClient) -> None:
    likes = (await write(person, "I like cats", "preference"))["id"]
    hates = (await write(person, "I hate cats", "preference"))["id"]
    await write(person, "I like long walks", "preference")
    (found,) = (await person.get(f"{MEMORY}/conflicts/detect")).json()
    assert found["conflict_count"] == 1
    (other,) = found["conflicting_memories"]
    assert {found["memory_id"], other["id"]} == {likes, hates}
    assert other["conflict_type"] == "contradicts"
    assert 0 <= other["similarity_score"] <= 1
    (of_one,) = (await person.get(f"{MEMORY}/conflicts/detect", params={"memory_id": likes})).json()
    assert of_one["memory_id"] == likes
    assert [one["id"] for one in of_one["conflicting_memories"]] == [hates]
    kept = await person.post(f"{MEMORY}/conflicts/keep", json={"memory_ids": [likes, hates]})
    assert kept.status_code == 200
    assert (await person.get(f"{MEMORY}/conflicts/detect")).json() == []
    (nothing,) = (await person.get(f"{MEMORY}/conflicts/detect", params={"memory_id": likes})).json()
    assert (nothing["conflicting_memories"], nothing["conflict_count"]) == ([], 0)
    for bad in ([likes], [likes, likes], [likes, hates, likes], "x"):
        assert (await person.post(f"{MEMORY}/conflicts/keep", json={"memory_ids": bad})).status_code == 422


async def test_several_are_made_one_and_come_back(person: httpx.AsyncClient) -> None:
    ids = [
        (await write(person, content, "preference", importance=importance, contexts=[context]))["id"]
        for content, importance, context in (("Likes Italian food", 0.4, "food"), ("Loves pasta", 0.9, "kitchen"))
    ]
    answer = await person.post(f"{MEMORY}/consolidate", json={"memory_ids": ids})
    assert answer.status_code == 200, answer.text
    made = answer.json()["consolidated_memory"]
    assert made["merged_from"] == ids
    assert (made["importance"], made["status"], made["metadata"]["origin"]) == (0.9, "confirmed", "merge")
    assert sorted(made["contexts"]) == ["food", "kitchen"]
    assert await listed(person) == [made["content"]]
    merged = (await person.get(f"{MEMORY}/{ids[0]}")).json()
    assert (merged["status"], merged["merged_into"]) == ("merged", made["id"])
    assert (await person.get(f"{MEMORY}/{made['id']}")).json()["merged_from"] == ids
    again = await person.post(f"{MEMORY}/consolidate", json={"memory_ids": ids})
    assert (again.status_code, again.json()["code"]) == (409, "memory_not_mergeable")
    for action in ("confirm", "reject"):
        refused = await person.post(f"{MEMORY}/{ids[0]}/verify", json={"action": action})
        assert (refused.status_code, refused.json()["code"]) == (409, "memory_merged")
    assert (await person.put(f"{MEMORY}/{ids[0]}", json={"importance": 0.1})).status_code == 409
    restored = await person.post(f"{MEMORY}/{made['id']}/unmerge")
    assert (restored.status_code, restored.json()) == (200, {"restored": ids})
    assert sorted(await listed(person)) == ["Likes Italian food", "Loves pasta"]
    assert (await person.get(f"{MEMORY}/{made['id']}")).status_code == 404
    refused = await person.post(f"{MEMORY}/{ids[0]}/unmerge")
    assert (refused.status_code, refused.json()["code"]) == (409, "memory_not_merged")
    for bad in ([], ids[:1], [ids[0], ids[0]], [f"{place:032}" for place in range(51)]):
        assert (await person.post(f"{MEMORY}/consolidate", json={"memory_ids": bad})).status_code == 422


async def test_what_says_the_same_is_suggested(person: httpx.AsyncClient) -> None:
    ids = {
        (await write(person, content, "preference"))["id"]
        for content in ("I really like italian food a lot", "I like Italian food a lot")
    }
    await write(person, "I play chess", "topic")
    (found,) = (await person.get(f"{MEMORY}/consolidate/suggestions", params={"limit": 10})).json()
    assert set(found["memory_ids"]) == ids
    assert found["memory_type"] == "preference"
    assert found["suggested_content"] in ("I really like italian food a lot", "I like Italian food a lot")
    assert 0.8 < found["similarity"] <= 1
    told = await person.get(f"{MEMORY}/consolidate/suggestions", headers={"Accept-Language": "bn"})
    assert told.json()[0]["reason"] != found["reason"]
    assert (await person.get(f"{MEMORY}/consolidate/suggestions", params={"limit": 0})).status_code == 422


async def test_what_will_be_over_is_dated(person: httpx.AsyncClient) -> None:
    lasting = await write(person, "Prefers dark mode", "preference")
    goal = await write(person, "I want to finish the course by 1 June 2027", "goal")
    answer = await person.post(f"{MEMORY}/classify-expiration", json={"memory_ids": [lasting["id"], goal["id"]]})
    assert answer.json() == [
        {
            "memory_id": lasting["id"],
            "should_expire": False,
            "expiration_date": None,
            "reason": "Permanent preference",
        },
        {
            "memory_id": goal["id"],
            "should_expire": True,
            "expiration_date": "2027-06-02",
            "reason": "Temporary goal",
        },
    ]
    dated = (await person.get(f"{MEMORY}/{goal['id']}")).json()
    assert dated["expires_at"] == "2027-06-01T18:30:00.000Z"
    for bad in ([], ["x"] * 1_001, None):
        body = {"memory_ids": bad}
        assert (await person.post(f"{MEMORY}/classify-expiration", json=body)).status_code == 422


async def test_figures_say_how_the_memory_is(desk: Desk, person: httpx.AsyncClient) -> None:
    await write(person, "Likes tea", "preference", importance=0.3, confidence=0.9)
    await write(person, "Learns Python", "goal", importance=0.9, confidence=0.5)
    await overheard(desk, person, "Enjoys playing tennis", confidence=0.6)
    shown = (await person.get(f"{MEMORY}/analytics/dashboard", params={"time_range": "30d"})).json()
    assert shown["overview"] == {
        "total_memories": 3,
        "verified_count": 2,
        "pending_count": 1,
        "rejected_count": 0,
        "avg_confidence": 0.67,
        "avg_importance": 0.6,
    }
    assert shown["by_type"] | {"preference": 1, "goal": 1, "topic": 1} == shown["by_type"]
    assert shown["by_status"] | {"confirmed": 2, "pending": 1} == shown["by_status"]
    assert shown["health_score"] == round(100 * (0.4 * 2 / 3 + 0.3 * 2 / 3 + 0.15 * 3 / 6 + 0.15 * 1))
    assert [one["type"] for one in shown["insights"]] == ["low_verification_rate"]
    top = (await person.get(f"{MEMORY}/analytics/top", params={"metric": "importance", "limit": 2})).json()
    assert [one["content"] for one in top] == ["Learns Python", "Enjoys playing tennis"]
    assert (await person.get(f"{MEMORY}/analytics/dashboard", params={"time_range": "2d"})).status_code == 422
    assert (await person.get(f"{MEMORY}/analytics/top", params={"metric": "beauty"})).status_code == 422
    empty = await person.get(f"{MEMORY}/analytics/dashboard", params={"time_range": "7d"})
    assert empty.json()["overview"]["total_memories"] == 3


async def test_one_who_has_nothing_has_no_health(person: httpx.AsyncClient) -> None:
    shown = (await person.get(f"{MEMORY}/analytics/dashboard")).json()
    assert (shown["health_score"], shown["overview"]["avg_confidence"]) == (0, 0)
    for path in ("pending", "conflicts/detect", "consolidate/suggestions", "analytics/top"):
        assert (await person.get(f"{MEMORY}/{path}")).json() == []


async def test_what_was_used_is_counted(desk: Desk, person: httpx.AsyncClient) -> None:
    made = await write(person, "Likes tea", "preference")
    await desk.tx(memories.used, Scope(AccountId(made["user_id"])), [made["id"]], desk.clock.now())
    shown = (await person.get(f"{MEMORY}/{made['id']}")).json()
    assert (shown["access_count"], shown["last_accessed"]) == (1, "2026-11-23T06:30:00.000Z")


async def test_rules_are_compiled_before_a_transaction_and_not_in_it(
    person: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the seconds that they take nobody else could write."""
    one, other = [(await write(person, said))["id"] for said in ("Plays tennis", "Has a red bicycle")]
    compiled: list[int] = []
    run = Database.tx

    async def watched(database: Database, *arguments: Any, **more: Any) -> Any:
        compiled.append(rules.of.cache_info().currsize)
        return await run(database, *arguments, **more)

    monkeypatch.setattr(Database, "tx", watched)
    # Compiled once for all five requests.
    known = {language: rules.of(language) for language in Language}
    monkeypatch.setattr(rules, "read_words", lambda _, language: language)
    monkeypatch.setattr(rules, "compiled", known.__getitem__)
    correction = {"action": "correct", "corrected_content": "Plays tennis on Sundays"}
    for method, path, body in (
        ("POST", MEMORY, {"content": "Has two cats", "memory_type": "fact"}),
        ("PUT", f"{MEMORY}/{one}", {"content": "Plays a lot of tennis"}),
        ("POST", f"{MEMORY}/{one}/verify", correction),
        ("POST", f"{MEMORY}/verify/batch", {"decisions": [{"memory_id": other, "action": "confirm"}]}),
        ("POST", f"{MEMORY}/consolidate", {"memory_ids": [one, other]}),
    ):
        rules.of.cache_clear()
        compiled.clear()
        answer = await person.request(method, path, json=body)
        assert answer.status_code < 300, answer.text
        assert set(compiled) == {len(Language)}, path
