"""What stands in the log, and what never does."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
import structlog
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.web import logs
from frontdesk.web.exchange import request_id

Read = Callable[[], str]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Read]:
    """All lines so far. What other tests configured is put back."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    file = tmp_path / "frontdesk.log"
    logs.configure("INFO", file, out=None)
    yield lambda: file.read_text("utf-8") if file.exists() else ""
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


SECRETS = [
    "482913",
    "+9779876543210",
    "+977-98 7654 3210",
    "(022) 2345-6789",
    "४८२९१३",
    "৪৮২৯১৩",
    "priya@example.com",
    "प्रिया@example.com",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "Bearer abc123",
    "X2tZc0xk9mQvB3rJt6LwYp8HsE1uNfAo4iGdKbC7eRM",
    "gsk_abcdefghijklmnop",
    "xkeysib-0123456789abcdef-xyz",
    "postgresql://desk:hunter2@db/frontdesk",
]
PRIVATE_FIELDS = [
    "password", "new_password", "token", "access_token", "otp", "code", "phone", "email", "message", "text", "body",
    "to", "name", "session_id", "authorization", "api_key", "answer",
]  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "write",
    [
        lambda log, secret: log.info("thing.happened", detail=f"it was {secret} indeed"),
        lambda log, secret: log.info(f"an event with {secret} in it"),
        lambda log, secret: log.warning("thing.happened", where={"inner": [f"x {secret}", {"deep": secret}]}),
        lambda log, secret: log.info("thing.happened", thing=ValueError(f"not {secret}")),
        lambda _, secret: logging.getLogger("uvicorn.error").warning("refused %s", secret),
        lambda _, secret: logging.getLogger("some.library").error("refused %s", secret),
    ],
)
def test_no_secret_reaches_a_line(written: Read, write: Callable[..., None], secret: str) -> None:
    write(structlog.get_logger(), secret)
    line = written()
    assert logs.MASK in line
    assert secret not in line
    assert secret.removeprefix("Bearer ") not in line


@pytest.mark.parametrize("field", PRIVATE_FIELDS)
@pytest.mark.parametrize("value", ["I want bridal makeup", 482913, ["a", "b"], {"a": 1}, b"raw"])
def test_private_fields_are_masked_whole(written: Read, field: str, value: object) -> None:
    structlog.get_logger().info("thing.happened", **{field: value})
    assert orjson.loads(written())[field] == logs.MASK


TYPED = "my number is +9779876543210, call me"
STORED = "[parameters: {'name': 'Priya Sharma'}]\nDETAIL:  Key (name)=(Priya) exists."


def test_a_traceback_is_kept_without_what_it_quotes(written: Read) -> None:
    log = structlog.get_logger()
    typed, stored = TYPED, STORED
    try:
        try:
            int(typed)
        except ValueError as error:
            raise RuntimeError(stored) from error
    except RuntimeError:
        log.exception("http.failed")
    line = orjson.loads(written())
    assert line["level"] == "error"
    assert "test_logs.py" in line["exception"]
    assert "RuntimeError" in line["exception"]
    for quoted in ("Priya", "9876543210", "my number"):
        assert quoted not in line["exception"]


def test_what_is_harmless_stays_readable(written: Read) -> None:
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s (Press CTRL+C to quit)", "http://127.0.0.1:8000")
    structlog.get_logger().info("booking.confirmed", booking_id="4f" * 16, day="2026-12-25", count=1_234_567)
    first, second = map(orjson.loads, written().splitlines())
    assert first["event"] == "Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)"
    assert (second["booking_id"], second["day"], second["count"]) == ("4f" * 16, "2026-12-25", 1_234_567)


def test_lines_carry_the_request_they_belong_to(written: Read) -> None:
    token = request_id.set("req-12345")
    structlog.get_logger().info("thing.happened")
    request_id.reset(token)
    structlog.get_logger().info("thing.happened")
    first, second = map(orjson.loads, written().splitlines())
    assert first["request_id"] == "req-12345"
    assert "request_id" not in second
    assert first["timestamp"].endswith("Z")


def test_a_line_of_anything_is_one_line(written: Read) -> None:
    structlog.get_logger().info("odd", a="x\ny", b=object(), c={1: 2}, d="\udc80", e=float("nan"))
    assert len(written().splitlines()) == 1


def test_the_servers_own_access_lines_are_not_written(written: Read) -> None:
    """They hold whole addresses: the ids of conversations, and whom a query names, percent-encoded past the mask."""
    for each in ("/agent/sessions/4d1c6d0e9f8b7a6c", "/dev/outbox?to=owner%40example.com"):
        logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", each, "1.1", 200)
    assert written() == ""


def test_below_the_level_nothing_is_written(written: Read) -> None:
    structlog.get_logger().debug("detail")
    logging.getLogger("aiohttp").info("chatter")
    assert written() == ""


def test_a_file_that_was_moved_away_is_opened_anew(written: Read, tmp_path: Path, monkeypatch) -> None:
    log = structlog.get_logger()
    log.info("first")
    (tmp_path / "frontdesk.log").rename(tmp_path / "frontdesk.log.1")
    now = logs.time.monotonic()
    monkeypatch.setattr(logs.time, "monotonic", lambda: now + 2)
    log.info("second")
    assert "first" not in written()
    assert "second" in written()


def test_a_log_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    logs.Sink(write_end, tmp_path).write(b"{}\n")
    os.close(write_end)


async def test_a_conversation_leaves_none_of_its_words(written: Read, desk: Desk) -> None:
    words = ["bridal makeup please", "Priya Sharma", "priya@example.com", "+9779876543210", "482913", "Thamel"]
    async with served.client_of(desk) as client:
        session = None
        for word in words:
            answer = await client.post("/agent/chat", json={"message": word, "session_id": session})
            session = answer.json()["session_id"]
        await client.post("/admin/login", json={"email": "priya@example.com", "password": "Wrong-Horse-7"})
        await client.post("/admin/forgot-password?token=in-the-query-1234", json={"email": "priya@example.com"})
        await client.get(f"/admin/bookings/{session}", headers={"Authorization": "Bearer eyJx.eyJy.c2ln"})
    lines = [orjson.loads(line) for line in written().splitlines()]
    assert [line["route"] for line in lines if line["event"] == "http.request"] == [
        *["/agent/chat"] * len(words),
        "/admin/login",
        "/admin/forgot-password",
        "/admin/bookings/{booking_id}",
    ]
    assert lines[0].keys() == {"event", "method", "route", "status", "duration_ms", "level", "timestamp", "request_id"}
    for secret in (*words, session, "Wrong-Horse-7", "in-the-query", "eyJx"):
        assert secret not in written()


async def test_who_opens_a_socket_is_not_in_the_log_of_the_server_below(written: Read) -> None:
    below = logging.getLogger("uvicorn.error")
    below.info('%s - "WebSocket %s" [accepted]', "203.0.113.9:4711", "/api/v1/chat/stream?x=1")
    below.info("Application startup complete.")
    lines = [orjson.loads(line) for line in written().splitlines()]
    assert [line["event"] for line in lines] == ["Application startup complete."]
