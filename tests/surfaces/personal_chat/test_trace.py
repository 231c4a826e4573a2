"""Why did it say that? Asked by whoever it was said to, and by nobody else."""

import httpx
import orjson
import pytest
from tests.surfaces.personal_chat.person import events, say

from frontdesk.bootstrap import Desk
from frontdesk.memory import memories
from frontdesk.memory.learning import learn
from frontdesk.simulator.script import Call, Script
from frontdesk.simulator.server import Simulator

MEMORY = "/api/v1/memory"


async def remember(client: httpx.AsyncClient, content: str) -> str:
    answer = await client.post(MEMORY, json={"content": content, "memory_type": "fact"})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def path(said: dict[str, object]) -> str:
    return f"/api/v1/chat/messages/{said['message_id']}/trace"


async def test_a_reply_says_what_it_rests_on(person: httpx.AsyncClient, simulator: Simulator) -> None:
    pune = await remember(person, "I live in Pune")
    call = Call("knowledge_search", '{"query": "opening hours"}')
    simulator.script(Script(calls=(call,)), Script(reply="In Pune.", usage=(40, 3)))
    said = await say(person, "Where do I live?")
    assert said["memories_used"] == 1
    answer = await person.get(path(said))
    assert answer.status_code == 200, answer.text
    why = answer.json()
    assert why["answered_by"] == "model"
    assert (why["provider"], why["session_id"]) == (said["provider"], said["session_id"])
    assert why["usage"] == said["usage"]
    assert why["memories"][0] | {"score": 0} == {
        "id": pune,
        "content": "I live in Pune",
        "score": 0,
        "reason": "Is about the same thing",
    }
    assert 0 < why["memories"][0]["score"] <= 1
    assert [(one["name"], one["arguments"], one["state"]) for one in why["tools"]] == [
        (call.name, call.arguments, "done")
    ]
    assert why["tools"][0]["ms"] >= 0
    assert why["rules"][0].startswith("You are the personal assistant")
    assert why["prompt"]["memories"] > 0
    assert why["durations"]["look_up"] <= why["durations"]["first_token"] <= why["durations"]["all"]
    hindi = await person.get(path(said), headers={"Accept-Language": "hi"})
    assert hindi.json()["memories"][0]["reason"] != why["memories"][0]["reason"]


async def test_the_end_of_a_stream_says_how_many_memories_it_used(
    person: httpx.AsyncClient, simulator: Simulator
) -> None:
    await remember(person, "I live in Pune")
    simulator.script(Script(reply="In Pune."), Script(reply="I do not know."))
    for wanted, expected in ((True, 1), (False, 0)):
        body = {"message": "Where do I live?", "enable_memory": wanted}
        told = events((await person.post("/api/v1/chat/stream", json=body)).text)
        assert told[-1][0] == "done"
        assert told[-1][2]["memories_used"] == expected
        session = told[-1][2]["session_id"]
        again = events((await person.get(f"/api/v1/chat/sessions/{session}/stream")).text)
        assert again[-1][2]["memories_used"] == expected


async def test_what_quotes_a_memory_says_so(keyless: httpx.AsyncClient) -> None:
    pune = await remember(keyless, "I live in Pune")
    said = await say(keyless, "where do I live?")
    assert "“I live in Pune”" in said["reply"]
    assert (said["provider"], said["memories_used"]) == ("local", 1)
    why = (await keyless.get(path(said))).json()
    assert (why["answered_by"], [one["id"] for one in why["memories"]]) == ("memory", [pune])
    await keyless.delete(f"{MEMORY}/{pune}")
    why = (await keyless.get(path(said))).json()
    assert [(one["id"], one["content"], one["reason"]) for one in why["memories"]] == [(pune, None, None)]


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 20, "x", "-1", "1.5"])
async def test_what_is_not_a_reply_of_ones_own_is_not_there(
    person: httpx.AsyncClient, stranger: httpx.AsyncClient, admin: httpx.AsyncClient, number: str
) -> None:
    said = await say(person, "Hello")
    asked = int(said["message_id"]) - 1
    absent = await person.get(f"/api/v1/chat/messages/{number}/trace")
    assert absent.status_code == 404
    for client, wanted in ((stranger, said["message_id"]), (admin, said["message_id"]), (person, asked)):
        answer = await client.get(f"/api/v1/chat/messages/{wanted}/trace")
        assert (answer.status_code, answer.json()["detail"]) == (404, "Message not found")
    await person.delete(f"/api/v1/chat/sessions/{said['session_id']}")
    assert (await person.get(path(said))).status_code == 404


async def test_what_is_said_is_remembered_for_its_writer_to_confirm(
    desk: Desk, person: httpx.AsyncClient, stranger: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.script(*(Script(reply="I see.") for _ in range(4)))
    first = await say(person, "I live in Pune")
    await desk.worker.drain()
    listed = (await person.get(MEMORY, params={"status": "pending"})).json()
    assert [one["content"] for one in listed] == ["I live in Pune"]
    assert listed[0]["metadata"]["source_session"] == first["session_id"]
    await desk.worker.drain()
    await say(stranger, "Where do I live? Where does user@example.com live?")
    assert "Pune" not in orjson.dumps(simulator.requests[-1].json).decode()
    assert (await stranger.get(MEMORY)).json() == []
    assert {learn.JOB, memories.EMBED} <= set(desk.worker.handlers)
