"""Events of a reply as the frames that clients read: the same JSON in server-sent events and over sockets.

The text so far, which the documents want in every token, grows with the square of the reply. It is left out for
clients that say so; for the others small pieces are held back as the reply grows, so that all frames of one together
stay below four megabytes.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from frontdesk.assistant.writing import Done, Event, Failed, Piece, ToolState
from frontdesk.kit.clock import iso
from frontdesk.kit.ids import ConversationId
from frontdesk.web.errors import sentence

# Of the text so far this share must be new before it is sent again; from `_LONG` bytes on a growing one.
_NEW_SHARE = 80
_LONG = 10_000


@dataclass(frozen=True, slots=True)
class Frame:
    """`id` says where to go on after it: message, character, and behind them how many events that are no text have been
    told, where any have. So no two events that differ share one."""

    name: str
    id: str
    data: bytes

    def sse(self) -> bytes:
        return b"event: %b\nid: %b\ndata: %b\n\n" % (self.name.encode(), self.id.encode(), self.data)


@dataclass(slots=True)
class Frames:
    """One a reader, whose first frame names reply and conversation: what it needs to go on after an interruption. `at`
    is how many characters it has already, `so_far` is their text: only with `include_content`; `told` is how many
    tools' states."""

    message_id: int
    conversation_id: ConversationId
    include_content: bool
    so_far: str = ""
    at: int = 0
    told: int = 0
    _held: list[str] = field(default_factory=list)
    _held_bytes: int = 0
    _sent_bytes: int = 0
    _is_named: bool = False

    def of(self, event: Event) -> Iterator[Frame]:
        if isinstance(event, Piece):
            yield from self._piece(event)
            return
        yield from self._flush()
        self.told += 1
        if isinstance(event, ToolState):
            yield self._frame("tool", {"name": event.name, "arguments": event.arguments, "state": event.state})
        elif isinstance(event, Done):
            yield self._frame("done", finished(event))
        else:
            yield self._frame("error", failed(event))

    def _piece(self, piece: Piece) -> Iterator[Frame]:
        if not piece.text:
            return
        self.at = piece.end
        if not self.include_content:
            yield self._frame("token", {"delta": piece.text})
            return
        self._held.append(piece.text)
        self._held_bytes += len(piece.text.encode("utf-8", "surrogatepass"))
        size = self._sent_bytes + self._held_bytes
        if self._held_bytes * _NEW_SHARE >= size * max(1.0, size / _LONG):
            yield from self._flush()

    def _flush(self) -> Iterator[Frame]:
        if self._held:
            delta = "".join(self._held)
            self.so_far += delta
            self._sent_bytes += self._held_bytes
            self._held, self._held_bytes = [], 0
            yield self._frame("token", {"content": self.so_far, "delta": delta})

    def _frame(self, name: str, members: dict[str, Any]) -> Frame:
        place = f"{self.message_id}:{self.at}:{self.told}" if self.told else f"{self.message_id}:{self.at}"
        whose: dict[str, Any] = {}
        if not self._is_named:
            self._is_named = True
            whose = {"message_id": str(self.message_id), "session_id": self.conversation_id}
        return Frame(name, place, orjson.dumps({"type": name, **whose, **members}))


def finished(done: Done) -> dict[str, Any]:
    usage = done.usage
    members: dict[str, Any] = {
        "message_id": str(done.message_id),
        "session_id": done.conversation_id,
        "usage": {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "total_tokens": usage.total_tokens,
            "tokens": usage.total_tokens,
        },
        "model": done.model,
        "provider": done.provider,
        "memories_used": done.memories_used,
        "created_at": iso(done.created_at),
    }
    return {**members, "incomplete": True} if done.incomplete else members


def failed(failure: Failed) -> dict[str, Any]:
    error = failure.error
    members: dict[str, Any] = {"code": error.code, "detail": sentence(error, failure.language)[0]}
    if error.retry_after is not None:
        members["retry_after"] = max(1, math.ceil(error.retry_after))
    return members | kept(failure)


def kept(failure: Failed) -> dict[str, str]:
    """What is stored all the same: the last message of it is the reply, or else the question."""
    if failure.done is not None:
        return {"message_id": str(failure.done.message_id), "session_id": failure.done.conversation_id}
    if failure.conversation_id is None:
        return {}
    asked = {} if failure.asked_id is None else {"message_id": str(failure.asked_id)}
    return {**asked, "session_id": failure.conversation_id}
