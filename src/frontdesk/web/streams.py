"""A reply as server-sent events: plain ASGI, since every token of every reader passes here."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from fastapi import FastAPI, Response
from starlette.types import Message, Receive, Scope, Send

from frontdesk.assistant.writing import Event, Failed
from frontdesk.bootstrap import Desk
from frontdesk.kit.errors import DeskError
from frontdesk.web.exchange import Exchange
from frontdesk.web.fast import ClientGone, In, add_route, parse
from frontdesk.web.frames import Frames, kept

T = TypeVar("T")

MEDIA_TYPE = "text/event-stream"

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx would collect tokens into blocks
    (b"x-accel-buffering", b"no"),
]
# Proxies close what is silent for a minute.
_QUIET_SECONDS = 15.0
_STILL_THERE: Message = {"type": "http.response.body", "body": b": still there\n\n", "more_body": True}
_END: Message = {"type": "http.response.body", "body": b"", "more_body": False}


_EXAMPLE = (
    b'event: token\nid: 412:4\ndata: {"type":"token","message_id":"412",'
    b'"session_id":"4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e","content":"Once","delta":"Once"}\n\n'
    b'event: token\nid: 412:9\ndata: {"type":"token","content":"Once upon","delta":" upon"}\n\n'
    b'event: done\nid: 412:9:1\ndata: {"type":"done","message_id":"412",'
    b'"session_id":"4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",'
    b'"usage":{"prompt_tokens":45,"completion_tokens":2,"total_tokens":47,"tokens":47},"model":"gpt-4",'
    b'"provider":"openrouter","memories_used":0,"created_at":"2026-11-21T09:30:00.000Z"}\n\n'
)
# One event. Its `data` is JSON, whose `type` is the event's name.
_EVENT = {
    "type": "object",
    "required": ["event", "id", "data"],
    "properties": {
        "event": {"type": "string", "enum": ["token", "tool", "done", "error"]},
        "id": {"type": "string", "pattern": r"^\d+:\d+(:\d+)?$"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
# What a route that answers events says of its 200.
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `token`, `tool`, `done` and `error`. The `id` of each says where to go on after it.",
        "content": {MEDIA_TYPE: {"schema": _EVENT, "example": _EXAMPLE.decode()}},
    }
}


@dataclass(frozen=True, slots=True)
class Stream:
    """A reply that is about to be shown. `events` is closed whatever becomes of it."""

    events: AsyncGenerator[Event, None]
    frames: Frames


class EventResponse(Response):
    """A stream as the answer of an ordinary route."""

    media_type = MEDIA_TYPE

    def __init__(self, stream: Stream, status_code: int = 200) -> None:
        super().__init__(status_code=status_code)
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send_events(self._stream, receive, send)


@dataclass(frozen=True, slots=True)
class FastStream(Generic[In]):
    """POST `path`, answered with events past the router, as `fast.FastJson` is. What `handle` raises is a problem."""

    path: str
    take: type[In]
    handle: Callable[[Desk, Exchange, In], Awaitable[Stream]]
    about: Mapping[str, Any] = field(default_factory=dict)
    responses: Mapping[int | str, dict[str, Any]] = field(default_factory=dict)

    async def answer(self, desk: Desk, exchange: Exchange, receive: Receive, send: Send) -> None:
        """The body has been read into `exchange`."""
        await send_events(await self.handle(desk, exchange, parse(self.take, exchange)), receive, send)

    def mount(self, app: FastAPI) -> None:
        """The ordinary route of the same handler."""
        described = {**EVENTS, **self.responses}
        add_route(
            app,
            self.path,
            self.take,
            self.handle,
            EventResponse,
            response_class=EventResponse,
            response_model=None,
            responses=described,
            **self.about,
        )


async def send_events(stream: Stream, receive: Receive, send: Send) -> None:
    """Sends everything until the end. A reply that fails before its first piece is a DeskError, and nothing was sent;
    ClientGone as soon as the reader leaves."""
    frames = stream.frames
    async with aclosing(stream.events) as events, _Reader(receive) as reader:
        first = await anext(events)
        if isinstance(first, Failed) and first.done is None:
            raise refusal(first)
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        reader.keep_awake(send)
        await _send(frames, first, send)
        async for event in events:
            reader.spoke = True
            await _send(frames, event, send)
        await send(_END)


def refusal(failure: Failed) -> DeskError:
    """The failure as an answer of its own, which names what is stored all the same."""
    failure.error.members |= kept(failure)
    return failure.error


async def _send(frames: Frames, event: Event, send: Send) -> None:
    body = b"".join([frame.sse() for frame in frames.of(event)])
    if body:
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def waited(answer: Coroutine[Any, Any, T], receive: Receive | None) -> T:
    """`answer`, unless whoever asked leaves before it is there: ClientGone. `receive` is None where nobody can tell."""
    if receive is None:
        return await answer
    answering, leaving = asyncio.ensure_future(answer), asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ClientGone
        return answering.result()
    finally:
        for task in (answering, leaving):
            task.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Reader:
    """Watches the one who reads: whoever leaves ends the stream, and silence is broken now and then."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._tasks: list[asyncio.Task[None]] = []
        self._has_left = False
        self._stream: asyncio.Task[None] | None = None
        self.spoke = False

    async def __aenter__(self) -> "_Reader":
        self._stream = asyncio.current_task()
        self._tasks.append(asyncio.create_task(self._watch()))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if kind is asyncio.CancelledError and self._has_left and self._stream is not None:
            self._stream.uncancel()
            raise ClientGone

    def keep_awake(self, send: Send) -> None:
        self._tasks.append(asyncio.create_task(self._break_silence(send)))

    async def _watch(self) -> None:
        await _left(self._receive)
        self._has_left = True
        if self._stream is not None:
            self._stream.cancel()

    async def _break_silence(self, send: Send) -> None:
        with suppress(OSError):
            while True:
                self.spoke = False
                await asyncio.sleep(_QUIET_SECONDS)
                if not self.spoke:
                    await send(_STILL_THERE)
