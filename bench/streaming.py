"""Readers of event streams, thin enough not to be what is measured: they look for marks in the bytes and no more."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

_HEAD_ENDS = b"\r\n\r\n"
# Of a chunked body.
_BODY_ENDS = b"\r\n0\r\n\r\n"
_STAMP = re.compile(rb" (\d+\.\d{6})")


@dataclass(frozen=True, slots=True)
class Target:
    """Who is asked, and how. `shows` begins a token in what it sends, `ends` is in its last words; `body` makes a
    request of what is said."""

    port: int
    path: str
    body: Callable[[str], Mapping[str, Any]]
    shows: bytes
    ends: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def request(self, said: str) -> bytes:
        body = json.dumps(self.body(said)).encode()
        sent = {"Host": "localhost", "Content-Length": str(len(body)), "Content-Type": "application/json"}
        lines = [f"POST {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in (sent | self.headers).items())]
        return "\r\n".join(lines).encode() + _HEAD_ENDS + body


@dataclass(slots=True)
class Reading:
    """One reply as it came: `first` in seconds after it was asked for, `lags` the time at which each token left that
    says so, and the seconds that it was under way, `size` in bytes with its chunks."""

    asked: float
    first: float | None = None
    size: int = 0
    lags: list[tuple[float, float]] = field(default_factory=list)
    status: int = 0


class Connection(asyncio.Protocol):
    """Asks one thing after the other over one connection."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._transport: asyncio.Transport | None = None
        self._tail = b""
        self._done: asyncio.Future[Reading] | None = None
        self._first: asyncio.Future[Reading] | None = None
        self._reading = Reading(0.0)

    @classmethod
    async def open(cls, target: Target) -> "Connection":
        made = cls(target)
        await asyncio.get_running_loop().create_connection(lambda: made, "127.0.0.1", target.port)
        return made

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    async def ask(self, said: str) -> Reading:
        """Waits for the end of the reply."""
        self.begin(said)
        assert self._done is not None
        return await self._done

    def turn_to(self, target: Target) -> None:
        """What is asked next is asked there, over the same connection."""
        self._target = target

    async def refused(self, said: str) -> float:
        """Seconds until an answer that is no reply, whatever it says, has come whole."""
        try:
            await self.ask(said)
        except ConnectionError:
            return time.monotonic() - self._reading.asked
        raise AssertionError("nothing was refused")

    async def begun(self, said: str) -> Reading:
        """Waits for its first token."""
        self.begin(said)
        assert self._first is not None
        return await self._first

    def begin(self, said: str) -> None:
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        request = self._target.request(said)
        self._tail, self._done, self._first = b"", loop.create_future(), loop.create_future()
        self._reading = Reading(time.monotonic())
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        now, reading = time.monotonic(), self._reading
        reading.size += len(data)
        if not reading.status:
            self._tail += data
            if _HEAD_ENDS not in self._tail:
                return
            reading.status, data = int(self._tail[9:12]), self._tail
        if reading.first is None and self._target.shows in data:
            reading.first = now - reading.asked
            if self._first is not None and not self._first.done():
                self._first.set_result(reading)
        reading.lags += [(left, now - left) for left in map(float, _STAMP.findall(data))]
        self._tail = (self._tail + data)[-512:] if len(data) < 512 else data[-512:]
        if reading.status != 200:
            self._fail(f"answered {reading.status}: {data[-300:]!r}")
        elif self._tail.endswith(_BODY_ENDS) and self._done is not None and not self._done.done():
            if self._target.ends in self._tail:
                self._done.set_result(reading)
            else:
                self._fail(f"ended with {self._tail[-300:]!r}")

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(f"closed the connection: {error}")

    def _fail(self, why: str) -> None:
        for future in (self._done, self._first):
            if future is not None and not future.done():
                future.set_exception(ConnectionError(f"{self._target.path} {why}"))
                future.exception()  # not everybody waits for both

    def close(self) -> None:
        assert self._transport is not None
        self._transport.abort()


async def ask_all(target: Target, said: str, *, clients: int, each: int = 1, apart: float = 0.0) -> list[Reading]:
    """`clients` connections that ask `each` times, and begin so many seconds one after the other."""

    async def client(number: int) -> list[Reading]:
        await asyncio.sleep(number * apart)
        connection = await Connection.open(target)
        try:
            return [await connection.ask(said) for _ in range(each)]
        finally:
            connection.close()

    return [
        reading
        for readings in await asyncio.gather(*(client(number) for number in range(clients)))
        for reading in readings
    ]
