"""What a connection may cost, tried over real sockets."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from frontdesk.bootstrap import Desk
from frontdesk.web.app import create_app
from frontdesk.web.protocol import BoundedHttp

_SAID = b'{"message":"hello"}'
_CHAT = b"POST /agent/chat HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(
    _SAID
)


class Hasty(BoundedHttp):
    head_seconds = 0.2
    body_seconds = 0.2
    stalled_seconds = 0.2
    look_every = 0.05


@contextmanager
def _listening(desk: Desk, http: type[BoundedHttp]) -> Iterator[int]:
    config = uvicorn.Config(
        create_app(desk), port=0, http=http, log_config=None, access_log=False, ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the server did not start"
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def port(desk: Desk) -> Iterator[int]:
    with _listening(desk, BoundedHttp) as number:
        yield number


def _exchange(port: int, *pieces: bytes) -> bytes:
    """Everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            return _rest(connection)
        except ConnectionError:  # closed while we were still sending
            return b""


def _rest(connection: socket.socket) -> bytes:
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except ConnectionError:
        pass
    return received


@pytest.mark.parametrize(
    "head",
    [
        b"GET /health HTTP/1.1\r\nHost: desk\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: desk\r\nX-Endless: " + b"a" * 70_000,
        b"GET /health HTTP/1.1\r\nHost: desk\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(8_000)) + b"\r\n",
        b"GET /health?" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: desk\r\n\r\n",
    ],
    ids=["one long header", "a header without an end", "many headers", "a long address"],
)
def test_a_head_beyond_64_kib_is_refused_before_it_is_kept(port: int, head: bytes) -> None:
    assert _exchange(port, head).startswith(b"HTTP/1.1 431 ")
    assert _exchange(port, _CHAT + b"Connection: close\r\n\r\n" + _SAID).startswith(b"HTTP/1.1 200 OK")


def test_a_long_body_or_a_row_of_requests_is_no_long_head(port: int) -> None:
    long = b'{"message":"hello","extra":"' + b"x" * 200_000 + b'"}'
    head = b"POST /agent/chat HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    one = head % len(long) + long
    ask = b"GET /health HTTP/1.1\r\nHost: desk\r\nX-Fill: " + b"y" * 30_000 + b"\r\n"
    answered = _exchange(port, one, one, ask + b"\r\n", ask + b"\r\n", ask + b"Connection: close\r\n\r\n")
    assert answered.count(b"HTTP/1.1 200 OK") == 5


@pytest.mark.parametrize("offer", [b"websocket", b"h2c"])
@pytest.mark.parametrize("name", [b"Upgrade", b"upgrade", b"UPGRADE"])
def test_an_offer_to_speak_another_protocol_is_passed_over(port: int, offer: bytes, name: bytes) -> None:
    offering = b"Connection: Upgrade, HTTP2-Settings\r\n" + name + b": " + offer + b"\r\nHTTP2-Settings: AA\r\n\r\n"
    closing = _CHAT + b"Connection: close\r\n\r\n" + _SAID
    answered = _exchange(port, _CHAT + offering + _SAID, closing)
    assert answered.count(b"HTTP/1.1 200 OK") == 2


_HANDSHAKE = (
    b"GET /api/v1/chat/stream HTTP/1.1\r\nHost: desk\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
# "{}" under a mask of zeros: nobody who may talk here.
_NOBODY = b"\x81\x82\x00\x00\x00\x00{}"


@pytest.mark.parametrize("cut", [0, 30, 75, 95, 110, 160, len(_HANDSHAKE) - 2])
def test_a_handshake_may_come_in_parts(port: int, cut: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(_HANDSHAKE[:cut])
        connection.sendall(_HANDSHAKE[cut:])
        answered = connection.recv(4096)
        assert answered.startswith(b"HTTP/1.1 101 ")
        connection.sendall(_NOBODY)
        assert b"unauthorized" in _rest(connection)


def test_a_socket_may_be_silent_for_longer_than_a_request(desk: Desk) -> None:
    with _listening(desk, Hasty) as port, socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(_HANDSHAKE)
        assert connection.recv(4096).startswith(b"HTTP/1.1 101 ")
        connection.settimeout(1)
        with pytest.raises(TimeoutError):
            connection.recv(4096)
        connection.settimeout(15)
        connection.sendall(_NOBODY)
        assert b"unauthorized" in _rest(connection)


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET /health HTT", _CHAT + b"\r\n", _CHAT + b"\r\n" + _SAID[:5]],
    ids=["nothing", "half a head", "no body", "half a body"],
)
def test_what_does_not_arrive_in_time_is_given_up(desk: Desk, begun: bytes) -> None:
    with _listening(desk, Hasty) as port:
        assert _exchange(port, begun) == b""


def test_a_client_that_takes_no_answer_is_given_up(desk: Desk) -> None:
    with _listening(desk, Hasty) as port, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(15)
        connection.connect(("127.0.0.1", port))
        asks = b"GET /docs/redoc.standalone.js HTTP/1.1\r\nHost: desk\r\n\r\n"
        try:
            while True:  # until the other side has gone
                connection.sendall(asks)
        except ConnectionError:
            pass


def test_a_quiet_connection_between_two_requests_is_kept(desk: Desk) -> None:
    with _listening(desk, Hasty) as port, socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.sendall(_CHAT + b"\r\n" + _SAID)
        answer = b""
        while not answer.endswith(b"}") and (piece := connection.recv(65_536)):  # head and body may come apart
            answer += piece
        assert answer.startswith(b"HTTP/1.1 200 OK")
        for _ in range(10):  # longer than any of Hasty's limits
            with socket.create_connection(("127.0.0.1", port), timeout=15) as other:
                assert _rest(other) == b""
        connection.sendall(_CHAT + b"Connection: close\r\n\r\n" + _SAID)
        assert _rest(connection).startswith(b"HTTP/1.1 200 OK")
