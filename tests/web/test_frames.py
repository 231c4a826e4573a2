"""What readers are sent: bounded in size, whole in the end, and with a place to go on from."""

from datetime import UTC, datetime

import orjson
import pytest

from frontdesk.assistant.writing import Done, Failed, Piece, ToolState
from frontdesk.kit.errors import Unavailable
from frontdesk.kit.ids import ConversationId
from frontdesk.llm.messages import Usage
from frontdesk.web.frames import Frame, Frames

_CHAT = ConversationId("c")
_NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def done(text: str) -> Done:
    return Done(7, _CHAT, text, "openai", "gpt-4", Usage(4, 3), _NOW)


def told(frames: Frames, pieces: list[str], *, begin: int = 0) -> list[Frame]:
    """All frames of a reply, its end among them."""
    found, at = [], begin
    for piece in pieces:
        at += len(piece)
        found += frames.of(Piece(piece, at))
    return [*found, *frames.of(done("".join(pieces)))]


@pytest.mark.parametrize("piece", ["word ", "শব্দ ", "🎉", "x" * 400])
def test_a_reply_of_4000_tokens_never_costs_more_than_four_megabytes(piece: str) -> None:
    found = told(Frames(7, _CHAT, include_content=True), [piece] * 4_000) if len(piece) < 10 else []
    assert sum(len(frame.sse()) for frame in found) < 4_000_000
    without = told(Frames(7, _CHAT, include_content=False), [piece] * 4_000)
    half = told(Frames(7, _CHAT, include_content=False), [piece] * 2_000)
    sizes = [sum(len(frame.sse()) for frame in frames) for frames in (half, without)]
    assert sizes[1] < 2.1 * sizes[0], "without the text so far it grows as the reply does"


@pytest.mark.parametrize("include_content", [True, False])
@pytest.mark.parametrize("pieces", [["a"], ["Hello", " ", "there", "!"], ["ab\n\ncd", "\r\n"], ["नमस्ते "] * 3_000])
def test_nothing_is_lost_and_every_frame_says_how_far_it_is(pieces: list[str], include_content: bool) -> None:
    frames = told(Frames(7, _CHAT, include_content=include_content), pieces)
    so_far = ""
    for frame in frames[:-1]:
        data = orjson.loads(frame.data)
        so_far += data["delta"]
        assert data.get("content", so_far) == so_far
        assert frame.id == f"7:{len(so_far)}"
        assert frame.sse().count(b"\n") == 4, "one line of data"
    assert so_far == "".join(pieces)
    assert (frames[-1].name, frames[-1].id) == ("done", f"7:{len(so_far)}:1")


def test_the_first_frame_says_where_the_rest_can_be_read() -> None:
    """Whoever began a new conversation knows its name from nothing else until the end."""
    frames = Frames(7, _CHAT, include_content=False)
    calls = frames.of(ToolState("weather", "{}", "running"))
    begun, *rest = [orjson.loads(frame.data) for frame in [*calls, *told(frames, ["Once", " upon"])]]
    assert (begun["message_id"], begun["session_id"]) == ("7", "c")
    assert [data for data in rest if data["type"] == "token"] == [
        {"type": "token", "delta": "Once"}, {"type": "token", "delta": " upon"}
    ]  # fmt: skip


def test_who_goes_on_has_what_came_before() -> None:
    frames = Frames(7, _CHAT, include_content=True, so_far="Once", at=4)
    (first, *_) = told(frames, [" upon"], begin=4)
    assert orjson.loads(first.data) == {
        "type": "token", "message_id": "7", "session_id": "c", "content": "Once upon", "delta": " upon"
    }  # fmt: skip
    assert first.id == "7:9"


def test_a_tool_comes_in_its_place() -> None:
    frames = Frames(7, _CHAT, include_content=True)
    found = [
        *frames.of(Piece("x" * 20_000, 20_000)),
        *frames.of(Piece("y", 20_001)),
        *frames.of(ToolState("get_current_weather", "{}", "running")),
    ]
    assert [frame.name for frame in found] == ["token", "token", "tool"]
    assert found[-1].id == "7:20001:1"
    (later,) = frames.of(Piece("z" * 20_000, 40_001))
    assert later.id == "7:40001:1"


def test_a_failure_says_what_was_kept() -> None:
    frames = Frames(7, _CHAT, include_content=False)
    (kept,) = frames.of(Failed(Unavailable("Broke off.", code="provider_failed"), done("x")))
    assert orjson.loads(kept.data) == {
        "type": "error",
        "code": "provider_failed",
        "detail": "Broke off.",
        "message_id": "7",
        "session_id": "c",
    }
    failure = Failed(Unavailable("Nothing came.", retry_after=2.5), None, ConversationId("c"), 6)
    (nothing,) = frames.of(failure)
    assert orjson.loads(nothing.data) == {
        "type": "error",
        "code": "unavailable",
        "detail": "Nothing came.",
        "retry_after": 3,
        "message_id": "6",
        "session_id": "c",
    }
