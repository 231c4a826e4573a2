"""HTTP/1.1 as bare as it can be: the answers of a server that breaks off on purpose are bytes, not responses.

One token is one `write` of bytes that stand ready, so one process plays hundreds of paced streams.
"""

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httptools
import orjson

_REASONS = {
    200: "OK", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required",
    403: "Forbidden", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 529: "Overloaded",
}  # fmt: skip
# On, for no seconds: what is closed so is reset, not ended.
_RESETTING = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class Seen:
    """A request as it came. `headers` are in lower case. `ended` is set when the answer is out or broken off,
    `left` when the client went before that; `pieces` of the answer had gone out by then."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    pieces: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def disconnected(self) -> bool:
        return self.left.is_set()

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


class Connection(asyncio.Protocol):
    """Hands each complete request to `answer`, one after another."""

    def __init__(self, answer: Callable[["Exchange"], None], open_ones: "set[Connection]") -> None:
        self._answer = answer
        self._open_ones = open_ones
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: list[Seen] = []
        self._current: Exchange | None = None
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self.transport: asyncio.Transport
        self.is_paused = False
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is no descendant of asyncio's.
        self.transport = cast(asyncio.Transport, transport)
        self._open_ones.add(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.is_lost = True
        self._open_ones.discard(self)
        if self._current is not None:
            if not self._current.is_over:
                self._current.seen.left.set()
            self._current.seen.ended.set()

    def pause_writing(self) -> None:
        self.is_paused = True

    def resume_writing(self) -> None:
        self.is_paused = False

    # What the parser calls.

    def on_message_begin(self) -> None:
        self._url, self._headers, self._body = b"", {}, []

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, data: bytes) -> None:
        self._body.append(data)

    def on_message_complete(self) -> None:
        target = urlsplit(self._url.decode("latin-1"))
        method = self._parser.get_method().decode("latin-1")
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        self._waiting.append(Seen(method, target.path, query, self._headers, b"".join(self._body)))
        self._next()

    def over(self) -> None:
        """The answer that was under way is out."""
        self._current = None
        self._next()

    def _next(self) -> None:
        if self._current is None and self._waiting and not self.transport.is_closing():
            self._current = Exchange(self, self._waiting.pop(0))
            self._answer(self._current)


class Exchange:
    """One request and the answer to it."""

    __slots__ = ("_connection", "_is_chunked", "_write", "is_over", "seen")

    def __init__(self, connection: Connection, seen: Seen) -> None:
        self._connection = connection
        self._write = connection.transport.write
        self._is_chunked = False
        self.seen = seen
        self.is_over = False

    @property
    def is_lost(self) -> bool:
        return self._connection.is_lost

    @property
    def is_paused(self) -> bool:
        """The client does not read as fast as it is written to."""
        return self._connection.is_paused

    def head(self, status: int, headers: Mapping[str, str], length: int | None = None) -> None:
        """Without a length the body goes out in chunks."""
        self._is_chunked = length is None
        framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}", *(f"{k}: {v}" for k, v in headers.items())]
        self._write("\r\n".join((*lines, framing, "\r\n")).encode("latin-1"))

    def send(self, packets: Sequence[bytes]) -> None:
        """What is given together leaves together."""
        if self._is_chunked:
            packets = [b"%x\r\n%b\r\n" % (len(data), data) for data in packets if data]
        self._write(packets[0] if len(packets) == 1 else b"".join(packets))

    def finish(self) -> None:
        if self._is_chunked:
            self._write(b"0\r\n\r\n")
        self._end()
        self._connection.over()

    def close(self) -> None:
        """What was promised does not come: the connection ends as after a crash of an orderly system."""
        self._end()
        self._connection.transport.close()

    def reset(self) -> None:
        self._end()
        end = self._connection.transport.get_extra_info("socket")
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESETTING)
        self._connection.transport.abort()

    def _end(self) -> None:
        self.is_over = True
        self.seen.ended.set()

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.head(status, {"Content-Type": "application/json", **headers}, len(body))
        if body:
            self._write(body)
        self.finish()
