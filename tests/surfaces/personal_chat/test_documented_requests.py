"""Every request of the requirements document as it stands there, and the members that its answers name."""

import re

import httpx
import jwt
from tests import served
from tests.surfaces.personal_chat.person import PASSWORD, events, register, say, text_of

from frontdesk.bootstrap import Desk
from frontdesk.simulator.script import Script
from frontdesk.simulator.server import Simulator

SETTINGS = {
    "memory_settings": {"auto_memory_extraction", "memory_importance_threshold", "enable_semantic_search"},
    "chat_settings": {"default_provider", "default_model", "temperature", "max_tokens"},
}


async def test_register_user(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/v1/auth/register",
        json={"email": "user@example.com", "password": "SecurePass123!", "name": "John Doe"},
    )
    assert answer.status_code == 201
    made = answer.json()
    assert made["token_type"] == "bearer"
    assert made["user"] == {"id": made["user"]["id"], "email": "user@example.com", "name": "John Doe"}
    claims = jwt.decode(made["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["role"]) == (made["user"]["id"], "customer")
    assert claims["exp"] - claims["iat"] == 10080 * 60


async def test_login(client: httpx.AsyncClient) -> None:
    await register(client)
    answer = await client.post(
        "/api/v1/auth/login",
        content="username=user@example.com&password=SecurePass123!",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in"}
    assert answer.json()["expires_in"] == 604800
    assert answer.json()["token_type"] == "bearer"


async def test_get_current_user(person: httpx.AsyncClient) -> None:
    shown = (await person.get("/api/v1/auth/me")).json()
    assert shown.keys() >= {"id", "email", "name", "is_active", "created_at"}
    assert (shown["email"], shown["name"], shown["is_active"]) == ("user@example.com", "John Doe", True)
    assert shown["created_at"].endswith("Z")


async def test_otp_verification(desk: Desk, person: httpx.AsyncClient) -> None:
    asked = await person.post("/api/v1/auth/request-otp", json={"email": "user@example.com"})
    assert (asked.status_code, asked.json()) == (200, {"message": "OTP sent to email", "expires_in": 300})
    (letter,) = (await person.get("/dev/outbox", params={"to": "user@example.com"})).json()
    assert letter["channel"] == "email"
    code = re.findall(r"\b\d{6}\b", letter["body"])[0]
    proved = await person.post("/api/v1/auth/verify-otp", json={"email": "user@example.com", "otp": code})
    assert (proved.status_code, proved.json()) == (200, {"message": "Email verified successfully"})
    assert (await person.get("/api/v1/auth/me")).json()["is_verified"] is True
    again = await person.post("/api/v1/auth/verify-otp", json={"email": "user@example.com", "otp": code})
    assert (again.status_code, again.json()["code"]) == (400, "invalid_otp")


async def test_send_message(person: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.script(
        Script(reply="Hello there.", usage=(40, 3)), Script(reply="The capital of France is Paris.", usage=(45, 12))
    )
    session = (await say(person, "Hello"))["session_id"]
    answer = await person.post(
        "/api/v1/chat",
        json={
            "message": "What is the capital of France?",
            "session_id": session,
            "provider": "openrouter",
            "model": "openai/gpt-4-turbo",
            "temperature": 0.7,
            "max_tokens": 2000,
            "enable_memory": True,
        },
    )
    assert answer.status_code == 200
    said = answer.json()
    assert said.keys() >= {
        "message_id", "session_id", "reply", "model", "provider", "usage", "memories_used", "created_at",
    }  # fmt: skip
    assert (said["session_id"], said["reply"]) == (session, "The capital of France is Paris.")
    assert said["provider"] == "openrouter"
    assert said["usage"] == {"prompt_tokens": 45, "completion_tokens": 12, "total_tokens": 57}


async def test_stream_message(person: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.script(Script(pieces=("Hello", " there", "!"), usage=(42, 3)))
    answer = await person.post(
        "/api/v1/chat/stream", headers={"Accept": "text/event-stream"}, json={"message": "Hello"}
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert {name for name, _, _ in told} == {"token", "done"}
    assert text_of(told) == "Hello there!"
    so_far = ""
    for name, _, data in told[:-1]:
        assert name == "token"
        so_far += data["delta"]
        assert data["content"] == so_far
    done = told[-1][2]
    assert done["usage"] == {"prompt_tokens": 42, "completion_tokens": 3, "total_tokens": 45, "tokens": 45}
    assert done["model"]
    assert done.keys() >= {"message_id", "session_id", "provider", "memories_used"}


async def test_chat_history(person: httpx.AsyncClient) -> None:
    said = await say(person, "Hello")
    answer = await person.get("/api/v1/chat/history", params={"session_id": said["session_id"], "limit": 50, "skip": 0})
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["total"], shown["session_id"]) == (2, said["session_id"])
    asked, replied = shown["messages"]
    assert (asked["role"], asked["content"]) == ("user", "Hello")
    assert (replied["role"], replied["content"]) == ("assistant", said["reply"])
    assert (replied["id"], replied["model"]) == (said["message_id"], said["model"])


async def test_list_update_and_delete_sessions(person: httpx.AsyncClient) -> None:
    session = (await say(person, "Conversation about AI"))["session_id"]
    listed = (await person.get("/api/v1/chat/sessions", params={"limit": 20, "skip": 0, "status": "active"})).json()
    (only,) = listed["sessions"]
    assert only.keys() >= {"id", "title", "message_count", "created_at", "updated_at", "status", "is_pinned"}
    assert (only["id"], only["title"], only["message_count"], only["status"], only["is_pinned"]) == (
        session, "Conversation about AI", 2, "active", False,
    )  # fmt: skip
    assert listed["total"] == 1
    changed = await person.put(
        f"/api/v1/chat/sessions/{session}", json={"title": "New Title", "status": "archived", "is_pinned": True}
    )
    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in ("id", "title", "status", "is_pinned")} == {
        "id": session,
        "title": "New Title",
        "status": "archived",
        "is_pinned": True,
    }
    gone = await person.delete(f"/api/v1/chat/sessions/{session}")
    assert (gone.status_code, gone.content) == (204, b"")


async def test_branch_conversation(person: httpx.AsyncClient) -> None:
    said = await say(person, "Let us plan")
    answer = await person.post(
        "/api/v1/chat/branch",
        json={
            "session_id": said["session_id"],
            "from_message_id": said["message_id"],
            "new_message": "What if we tried a different approach?",
        },
    )
    assert answer.status_code == 200
    made = answer.json()
    assert made.keys() >= {"new_session_id", "parent_session_id", "branch_point", "message_id", "reply"}
    assert (made["parent_session_id"], made["branch_point"]) == (said["session_id"], said["message_id"])
    history = (await person.get("/api/v1/chat/history", params={"session_id": made["new_session_id"]})).json()
    assert [one["content"] for one in history["messages"]] == [
        "Let us plan",
        said["reply"],
        "What if we tried a different approach?",
        made["reply"],
    ]
    assert history["messages"][-1]["id"] == made["message_id"]


async def test_settings(person: httpx.AsyncClient) -> None:
    shown = (await person.get("/api/v1/settings/settings")).json()
    for group, names in SETTINGS.items():
        assert shown[group].keys() >= names
    answer = await person.put("/api/v1/settings/settings", json={"memory_settings": {"auto_memory_extraction": False}})
    assert answer.status_code == 200
    shown["memory_settings"]["auto_memory_extraction"] = False
    assert answer.json() == shown == (await person.get("/api/v1/settings/settings")).json()


async def test_activity_and_models(person: httpx.AsyncClient) -> None:
    await say(person, "Hello", provider="openrouter")
    await say(person, "Hello", provider="gemini")
    activity = (await person.get("/api/v1/analytics/activity", params={"time_range": "7d"})).json()
    assert activity == {
        "total_messages": 2,
        "total_sessions": 2,
        "avg_messages_per_session": 1.0,
        "active_days": 1,
        "by_day": [{"date": "2026-11-23", "messages": 2, "sessions": 2}],
    }
    models = (await person.get("/api/v1/analytics/models")).json()
    assert models["by_provider"] == {
        "openrouter": {"count": 1, "percentage": 50.0},
        "gemini": {"count": 1, "percentage": 50.0},
    }
    assert sum(models["by_model"].values()) == 2


async def test_admin_users(desk: Desk, admin: httpx.AsyncClient, client: httpx.AsyncClient) -> None:
    made = await register(client)
    listed = (await admin.get("/api/v1/admin/users")).json()
    assert (listed["total"], listed["limit"], listed["skip"]) == (2, 50, 0)
    assert {one["email"] for one in listed["users"]} == {"user@example.com", "admin@example.com"}
    off = await admin.patch(f"/api/v1/admin/users/{made['user']['id']}", json={"is_active": False})
    assert (off.status_code, off.json()["is_active"]) == (200, False)
    token = {"Authorization": f"Bearer {made['access_token']}"}
    assert (await client.get("/api/v1/auth/me", headers=token)).status_code == 401
    assert (
        await client.post("/api/v1/auth/login", data={"username": "user@example.com", "password": PASSWORD})
    ).status_code == 401
    on = await admin.patch(f"/api/v1/admin/users/{made['user']['id']}", json={"is_active": True, "role": "operator"})
    assert (on.json()["is_active"], on.json()["role"]) == (True, "operator")
    assert (await client.get("/api/v1/auth/me", headers=token)).status_code == 401, "no old token comes back"
    assert (
        await client.get("/api/v1/admin/users", headers=served.bearer(desk, email="x@example.com"))
    ).status_code == 200
