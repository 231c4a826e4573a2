"""A vendor's HTTP interface on a local port: it answers by its own rules, unless the script says otherwise.

A fault may strike before the vendor has acted or after: `acts=True` is the accident that matters, a message taken whose
answer is lost.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import orjson
from aiohttp import web

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answers:
    """This instead of what the vendor would say."""

    status: int
    document: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    acts: bool = False


@dataclass(frozen=True, slots=True)
class Hangs:
    acts: bool = False


@dataclass(frozen=True, slots=True)
class Resets:
    acts: bool = False


@dataclass(frozen=True, slots=True)
class Breaks:
    """The connection ends in the middle of an answer that had begun well."""

    acts: bool = False


Fault = Answers | Hangs | Resets | Breaks


@dataclass(frozen=True, slots=True)
class Seen:
    path: str
    headers: Mapping[str, str]
    body: bytes


class Vendor:
    """`async with Twilio() as twilio: twilio.url`; `script` is used up from the left, one entry a request."""

    def __init__(self) -> None:
        self.script: deque[Fault] = deque()
        self.seen: list[Seen] = []
        self._release = asyncio.Event()
        self._came = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self.url = ""

    def routes(self) -> list[tuple[str, Callable[[web.Request, bytes], Awaitable[web.Response]]]]:
        """Path and what the vendor does there, each for POST."""
        return []

    def gets(self) -> list[tuple[str, Callable[[web.Request, bytes], Awaitable[web.Response]]]]:
        """The same for GET."""
        return []

    async def __aenter__(self) -> Self:
        app = web.Application()
        for path, act in self.routes():
            app.router.add_post(path, self._scripted(act))
        for path, act in self.gets():
            app.router.add_get(path, self._scripted(act), allow_head=False)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release.set()
        assert self._runner is not None
        await self._runner.cleanup()

    async def took(self, requests: int) -> None:
        """Waits until so many requests have come, and fails rather than wait for ever."""
        async with self._came, asyncio.timeout(_PATIENCE):
            await self._came.wait_for(lambda: len(self.seen) >= requests)

    def _scripted(
        self, act: Callable[[web.Request, bytes], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.read()
            self.seen.append(Seen(request.path, dict(request.headers), body))
            fault = self.script.popleft() if self.script else None
            answer = await act(request, body) if fault is None or fault.acts else None
            async with self._came:
                self._came.notify_all()
            match fault:
                case Answers():
                    return web.Response(
                        status=fault.status,
                        headers=fault.headers,
                        body=fault.text.encode() if fault.document is None else orjson.dumps(fault.document),
                    )
                case Hangs():
                    await self._release.wait()
                case Resets():
                    assert request.transport is not None
                    request.transport.abort()
                case Breaks():
                    begun = web.StreamResponse(headers={"Content-Length": "1000"})
                    await begun.prepare(request)
                    await begun.write(b'{"choices": [')
                    assert request.transport is not None
                    request.transport.abort()
                    return begun
            return answer or web.Response(status=500)

        return handle


def answer(status: int, document: Mapping[str, Any], **headers: str) -> web.Response:
    return web.Response(
        status=status, body=orjson.dumps(document), content_type="application/json", headers=headers or None
    )
