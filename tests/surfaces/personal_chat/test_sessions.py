"""Conversations: whose they are, how they are changed, branched and found again."""

import httpx
import pytest
from tests.surfaces.personal_chat.person import say

from frontdesk.simulator.script import Script, status
from frontdesk.simulator.server import Simulator

SESSIONS = "/api/v1/chat/sessions"


async def listed(client: httpx.AsyncClient, **params: str) -> list[str]:
    return [one["id"] for one in (await client.get(SESSIONS, params=params)).json()["sessions"]]


async def test_somebody_elses_conversation_is_not_there(
    person: httpx.AsyncClient, stranger: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    said = await say(person, "Hello")
    session = said["session_id"]
    requests: list[tuple[str, str, dict[str, object]]] = [
        ("GET", f"/api/v1/chat/history?session_id={session}", {}),
        ("PUT", f"{SESSIONS}/{session}", {"json": {"title": "Mine"}}),
        ("DELETE", f"{SESSIONS}/{session}", {}),
        ("POST", f"{SESSIONS}/{session}/restore", {}),
        ("GET", f"{SESSIONS}/{session}/stream", {}),
        ("POST", "/api/v1/chat", {"json": {"message": "Hello", "session_id": session}}),
        ("POST", "/api/v1/chat/stream", {"json": {"message": "Hello", "session_id": session}}),
        ("POST", "/api/v1/chat/branch", {"json": {"session_id": session, "from_message_id": said["message_id"]}}),
    ]
    for other in (stranger, admin):
        for method, path, more in requests:
            absent = await other.request(method, path.replace(session, "0" * 32), **more)  # type: ignore[arg-type]
            answer = await other.request(method, path, **more)  # type: ignore[arg-type]
            assert answer.status_code == absent.status_code == 404, (method, path)
            assert answer.json()["detail"] == absent.json()["detail"]
        assert await listed(other) == []
        assert (await other.get("/api/v1/chat/search", params={"q": "Hello"})).json()["total"] == 0


async def test_without_a_token_there_is_nothing(client: httpx.AsyncClient) -> None:
    for method, path in (
        ("POST", "/api/v1/chat"),
        ("POST", "/api/v1/chat/stream"),
        ("POST", "/api/v1/chat/branch"),
        ("GET", SESSIONS),
        ("GET", "/api/v1/chat/history?session_id=x"),
        ("GET", "/api/v1/chat/search?q=x"),
        ("GET", "/api/v1/settings/settings"),
        ("GET", "/api/v1/analytics/activity"),
        ("GET", "/api/v1/auth/me/export"),
        ("POST", "/api/v1/auth/ticket"),
    ):
        body = {"message": "Hello", "session_id": "x", "from_message_id": "1"} if method == "POST" else None
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}):
            assert (await client.request(method, path, json=body, headers=headers)).status_code == 401, path


async def test_pinned_ones_first_then_the_last_spoken_in(person: httpx.AsyncClient) -> None:
    first, second, third = [(await say(person, text))["session_id"] for text in ("One", "Two", "Three")]
    await person.put(f"{SESSIONS}/{first}", json={"is_pinned": True})
    assert await listed(person) == [first, third, second]
    assert await listed(person, limit="1", skip="1") == [third]
    await person.put(f"{SESSIONS}/{second}", json={"status": "archived"})
    assert await listed(person) == [first, third]
    assert await listed(person, status="archived") == [second]


async def test_a_deleted_one_vanishes_and_comes_back(person: httpx.AsyncClient) -> None:
    session = (await say(person, "Remember the zebra"))["session_id"]
    assert (await person.delete(f"{SESSIONS}/{session}")).status_code == 204
    assert (await person.delete(f"{SESSIONS}/{session}")).status_code == 404
    assert await listed(person) == []
    assert await listed(person, status="deleted") == [session]
    assert (await person.get("/api/v1/chat/history", params={"session_id": session})).status_code == 404
    assert (await person.get("/api/v1/chat/search", params={"q": "zebra"})).json()["total"] == 0
    again = await person.post("/api/v1/chat", json={"message": "And?", "session_id": session})
    assert again.status_code == 404
    back = await person.post(f"{SESSIONS}/{session}/restore")
    assert (back.status_code, back.json()["status"]) == (200, "active")
    assert await listed(person) == [session]
    await person.put(f"{SESSIONS}/{session}", json={"status": "archived"})
    assert (await person.post(f"{SESSIONS}/{session}/restore")).json()["status"] == "archived"


@pytest.mark.parametrize(
    "body", [{}, {"title": ""}, {"title": "   "}, {"title": "x" * 201}, {"title": None}, {"status": "lost"}, {"x": 1}]
)
async def test_a_bad_change_is_refused(person: httpx.AsyncClient, body: dict[str, object]) -> None:
    session = (await say(person, "Hello"))["session_id"]
    assert (await person.put(f"{SESSIONS}/{session}", json=body)).status_code == 422


@pytest.mark.parametrize("point", ["0", "999999", "99999999999999999999999", "-1", "abc", "", "1:2"])
async def test_an_unknown_message_is_no_place_to_branch_from(person: httpx.AsyncClient, point: str) -> None:
    session = (await say(person, "Hello"))["session_id"]
    answer = await person.post("/api/v1/chat/branch", json={"session_id": session, "from_message_id": point})
    assert (answer.status_code, answer.json()["detail"]) == (404, "Message not found")


@pytest.mark.parametrize(("message", "status"), [("", 400), ("  \n ", 400), ("x" * 4001, 413), (7, 422)])
async def test_a_branch_with_a_bad_message_is_not_made(person: httpx.AsyncClient, message: object, status: int) -> None:
    said = await say(person, "Hello")
    answer = await person.post(
        "/api/v1/chat/branch",
        json={"session_id": said["session_id"], "from_message_id": said["message_id"], "new_message": message},
    )
    assert answer.status_code == status
    assert await listed(person) == [said["session_id"]]


async def test_a_branch_whose_answer_fails_is_named(person: httpx.AsyncClient, simulator: Simulator) -> None:
    first = await say(person, "Hello")
    await person.put("/api/v1/settings/settings", json={"chat_settings": {"default_provider": "openrouter"}})
    simulator.script(status(503), repeats=True)
    body = {"session_id": first["session_id"], "from_message_id": first["message_id"], "new_message": "And?"}
    answer = await person.post("/api/v1/chat/branch", json=body)
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
    made = answer.json()["session_id"]
    assert made != first["session_id"]
    shown = (await person.get("/api/v1/chat/history", params={"session_id": made})).json()["messages"]
    assert (shown[-1]["content"], shown[-1]["id"]) == ("And?", answer.json()["message_id"])


async def test_a_branch_outlives_its_parent(person: httpx.AsyncClient, simulator: Simulator) -> None:
    said = await say(person, "Hello")
    await say(person, "More", session_id=said["session_id"])
    made = (
        await person.post(
            "/api/v1/chat/branch", json={"session_id": said["session_id"], "from_message_id": said["message_id"]}
        )
    ).json()
    assert (made["message_id"], made["reply"]) == (None, None)
    await person.delete(f"{SESSIONS}/{said['session_id']}")
    history = (await person.get("/api/v1/chat/history", params={"session_id": made["new_session_id"]})).json()
    assert [one["content"] for one in history["messages"]] == ["Hello", said["reply"]]
    simulator.script(Script(reply="Yes."))
    assert (await say(person, "Still there?", session_id=made["new_session_id"]))["reply"] == "Yes."


async def test_history_is_read_by_pages(person: httpx.AsyncClient) -> None:
    session = (await say(person, "One"))["session_id"]
    await say(person, "Two", session_id=session)
    page = await person.get("/api/v1/chat/history", params={"session_id": session, "limit": 2, "skip": 2})
    assert page.json()["total"] == 4
    assert page.json()["messages"][0]["content"] == "Two"
    for bad in ({"limit": 0}, {"limit": 201}, {"skip": -1}):
        answer = await person.get("/api/v1/chat/history", params={"session_id": session, **bad})
        assert answer.status_code == 422
    assert (await person.get("/api/v1/chat/history")).status_code == 422


async def test_what_was_said_is_found_again(person: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.script(Script(reply="A quagga is an extinct zebra."))
    said = await say(person, "What is a quagga?")
    found = (await person.get("/api/v1/chat/search", params={"q": "extinct zeb"})).json()
    (hit,) = found["results"]
    assert (hit["session_id"], hit["message_id"], hit["role"]) == (
        said["session_id"], said["message_id"], "assistant",
    )  # fmt: skip
    assert [hit["snippet"][begin:end] for begin, end in hit["hits"]] == ["extinct", "zebra"]
    assert (await person.get("/api/v1/chat/search", params={"q": ""})).status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"chat_settings": {"temperature": 2.1}}, "chat_settings.temperature"),
        ({"chat_settings": {"temperature": "hot"}}, "chat_settings.temperature"),
        ({"chat_settings": {"max_tokens": 0}}, "chat_settings.max_tokens"),
        ({"chat_settings": {"max_tokens": True}}, "chat_settings.max_tokens"),
        ({"chat_settings": {"default_provider": "acme"}}, "chat_settings.default_provider"),
        ({"chat_settings": {"colour": "red"}}, "chat_settings.colour"),
        ({"chat_settings": None}, "chat_settings"),
        ({"memory_settings": {"memory_importance_threshold": 1.5}}, "memory_settings.memory_importance_threshold"),
        ({"memory_settings": {"auto_memory_extraction": None}}, "memory_settings.auto_memory_extraction"),
        ({"other_settings": {}}, "other_settings"),
    ],
)
async def test_bad_settings_are_refused_whole(person: httpx.AsyncClient, body: dict[str, object], field: str) -> None:
    before = (await person.get("/api/v1/settings/settings")).json()
    answer = await person.put("/api/v1/settings/settings", json=body)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]
    assert (await person.get("/api/v1/settings/settings")).json() == before


async def test_settings_decide_who_answers(person: httpx.AsyncClient) -> None:
    await person.put("/api/v1/settings/settings", json={"chat_settings": {"default_provider": "groq"}})
    await person.put("/api/v1/settings/settings", json={"chat_settings": {"max_tokens": 50}})
    assert (await say(person, "Hello"))["provider"] == "groq"
    assert (await say(person, "Hello", provider="gemini"))["provider"] == "gemini"
    shown = (await person.put("/api/v1/settings/settings", json={"chat_settings": {"default_model": None}})).json()
    assert shown["chat_settings"] == {
        "default_provider": "groq",
        "default_model": None,
        "temperature": 0.7,
        "max_tokens": 50,
    }


@pytest.mark.parametrize("time_range", ["7d", "30d", "90d", "12m", "all"])
async def test_activity_of_a_time(person: httpx.AsyncClient, time_range: str) -> None:
    await say(person, "Hello")
    answer = await person.get("/api/v1/analytics/activity", params={"time_range": time_range})
    assert answer.json()["total_messages"] == 1


async def test_activity_of_no_time(person: httpx.AsyncClient) -> None:
    assert (await person.get("/api/v1/analytics/activity", params={"time_range": "5y"})).status_code == 422
    assert (await person.get("/api/v1/analytics/activity")).json() == {
        "total_messages": 0,
        "total_sessions": 0,
        "avg_messages_per_session": 0.0,
        "active_days": 0,
        "by_day": [],
    }
