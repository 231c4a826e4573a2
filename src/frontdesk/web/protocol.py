"""What uvicorn leaves open between a socket and a request: how large a head may be, and how long things may take.

Behind a proxy all of this is the proxy's business; a desk that stands in the open has to see to it itself.
"""

import asyncio
import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

# Of request line and headers together, as most servers have it.
_LONGEST_HEAD = 64 * 1024
# From the connection, or the first byte of a further request, to the end of the head; then to the end of the body.
_HEAD_SECONDS = 30.0
_BODY_SECONDS = 60.0
# A client that takes nothing of its answer for this long is not there.
_STALLED_SECONDS = 60.0
_LOOK_EVERY = 5.0
# Frames of a WebSocket that are no message, in so many seconds: clients ping every few, and cut no message to pieces.
_MOST_FRAMES, _FRAMES_SECONDS = 300, 10.0
# Read at once. A frame has at least six bytes, and all of a portion are taken apart before anybody else has a turn.
_PORTION = 4 * 1024
_TOO_MANY = 1008

# Whole lines alone: the rest of one that was cut may still say "websocket".
_UPGRADE = re.compile(rb"\r\nupgrade:(?=[^\r]*\r)", re.IGNORECASE)
_OTHER_UPGRADE = re.compile(rb"\r\nupgrade:(?![ \t]*websocket[ \t]*\r)(?=[^\r]*\r)", re.IGNORECASE)
_SOCKET_KEY = re.compile(rb"\r\nsec-websocket-key:", re.IGNORECASE)
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 31\r\nconnection: close\r\n\r\nThe request's head is too long."
)


class HeadTooLong(Exception):
    """Ends the parser's work in the middle of a head."""


class BoundedHttp(HttpToolsProtocol):
    """One connection. Times are looked at now and then, which costs a request nothing but two notes of the time."""

    longest_head = _LONGEST_HEAD
    head_seconds = _HEAD_SECONDS
    body_seconds = _BODY_SECONDS
    stalled_seconds = _STALLED_SECONDS
    look_every = _LOOK_EVERY

    _watch: asyncio.TimerHandle | None = None
    # When what is under way must have arrived; None while nothing is awaited that this is about.
    _due: float | None = None
    _stalled_since: float | None = None
    _in_head = True
    # Bytes of the present head: as they came, and as they were understood.
    _raw = 0
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._due = self.loop.time() + self.head_seconds
        self._watch = self.loop.call_later(self.look_every, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            if b"pgrade:" in data or b"PGRADE:" in data:
                # An offer that nobody here takes up, unless it is a WebSocket. The parser would take it for accepted,
                # and the body for the other protocol: Java's client makes it with every plain request.
                is_handshake = _SOCKET_KEY.search(data) or b"\r\n\r\n" not in data
                data = (_OTHER_UPGRADE if is_handshake else _UPGRADE).sub(b"\r\nIgnored:", data)
            self._raw += len(data)
        super().data_received(data)
        # A header is handed over only when it is complete, so one that never ends is seen here alone.
        if self._in_head and self._raw > self.longest_head and not self.transport.is_closing():
            self._refuse()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head = True, 0
        self._due = self.loop.time() + self.head_seconds

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        self._in_head, self._raw = False, 0
        self._due = self.loop.time() + self.body_seconds
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._raw, self._due = True, 0, None
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """From here another protocol has the connection; it watches over it by pings."""
        if self._watch is not None:
            self._watch.cancel()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        if self._head > self.longest_head:
            self._refuse()
        else:
            super().send_400_response(msg)

    def shutdown(self) -> None:
        """The server stops, and tells every connection. An application may have something to bring to its end."""
        super().shutdown()
        if (stopping := getattr(self.app, "stopping", None)) is not None:
            stopping()

    def pause_writing(self) -> None:
        self._stalled_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stalled_since = None
        super().resume_writing()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > self.longest_head:
            raise HeadTooLong

    def _refuse(self) -> None:
        self.logger.warning("Request head too long.")
        self.transport.write(_TOO_LARGE)
        self.transport.close()

    def _look(self) -> None:
        now = self.loop.time()
        is_late = self._due is not None and now > self._due
        is_stalled = self._stalled_since is not None and now > self._stalled_since + self.stalled_seconds
        if is_late or is_stalled:
            self.logger.info("Connection given up.")
            self.transport.abort()
            return
        self._watch = self.loop.call_later(self.look_every, self._look)


class BoundedSocket(WebSocketsSansIOProtocol):
    """One WebSocket. Pings, pongs and pieces of messages are many before they are a message, and cost as much: whoever
    floods us with them is shown out."""

    most_frames = _MOST_FRAMES

    _frames_left = 0
    _frames_until = 0.0

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), _PORTION):
            super().data_received(data[start : start + _PORTION])
            if self.transport.is_closing():
                return

    def handle_ping(self) -> None:
        if self._is_welcome():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._is_welcome():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if self._is_welcome():
            super().handle_cont(event)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._end_soon()

    def _is_welcome(self) -> bool:
        if self.close_sent or self.transport.is_closing():
            return False
        now = self.loop.time()
        if now >= self._frames_until:
            self._frames_left, self._frames_until = self.most_frames, now + _FRAMES_SECONDS
        self._frames_left -= 1
        if self._frames_left >= 0:
            return True
        self.logger.info("Connection given up.")
        self.conn.fail(_TOO_MANY, "too many frames")
        self.handle_parser_exception()
        self._end_soon()
        return False

    def _end_soon(self) -> None:
        """Closing waits for what is not read yet, and whoever reads nothing would keep the connection."""
        self.loop.call_later(self.close_timeout, self.transport.abort)
