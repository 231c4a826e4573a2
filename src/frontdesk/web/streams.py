"""A reply as server-sent events: plain ASGI, since every token of every reader passes here."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from starlette.types import Message, Receive, Send

from frontdesk.assistant.writing import Event, Failed
from frontdesk.kit.errors import DeskError, Unavailable
from frontdesk.web.fast import ClientGone
from frontdesk.web.frames import Frames

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


async def send_events(events: AsyncGenerator[Event, None], frames: Frames, receive: Receive, send: Send) -> None:
    """Sends everything until the end. A reply that fails before its first piece is a DeskError, and nothing was sent;
    ClientGone as soon as the reader leaves."""
    async with aclosing(events), _Reader(receive) as reader:
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
    """The failure as an answer of its own."""
    return Unavailable(failure.detail, code=failure.code, retry_after=10)


async def _send(frames: Frames, event: Event, send: Send) -> None:
    body = b"".join([frame.sse() for frame in frames.of(event)])
    if body:
        await send({"type": "http.response.body", "body": body, "more_body": True})


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
        while (await self._receive())["type"] != "http.disconnect":
            pass
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
