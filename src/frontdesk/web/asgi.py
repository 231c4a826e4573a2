"""The one outer layer: every HTTP request passes here first and every answer last.

Request id, client address, limits, body size, security headers, CORS, the log line and the figures. Plain ASGI, since
it is paid for on every message: nothing is looked up that cannot be prepared when the process starts.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontdesk.bootstrap import Desk
from frontdesk.kit.bucket import Verdict
from frontdesk.kit.errors import DeskError, TooLarge, Unauthorized
from frontdesk.kit.ids import new_id
from frontdesk.kit.languages import Language
from frontdesk.web import exchange as exchanges
from frontdesk.web import sockets
from frontdesk.web.address import Proxies
from frontdesk.web.errors import Malformed, Unexpected, is_json, render
from frontdesk.web.exchange import KEY, Exchange, route_of
from frontdesk.web.fast import ClientGone, FastJson, check_json, read_body
from frontdesk.web.headers import SEEN, Cors, Headers, protect
from frontdesk.web.limits import Limits, exceeded
from frontdesk.web.metrics import UNMATCHED, Metrics
from frontdesk.web.sockets import Line, Socket
from frontdesk.web.streams import FastStream

log = structlog.get_logger()

MAX_BODY = 1024 * 1024
# What somebody brings along from elsewhere, ten thousand memories for example.
MAX_IMPORT = 20 * 1024 * 1024

_JSON = (b"content-type", b"application/json")
_ID_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
# What logs show for a client that left before it was answered, after nginx's example.
_CLIENT_GONE = 499
_SWITCHED = 101
_IMPORTS = frozenset({"/api/v1/memory/import"})
_FAILED = 1011


@dataclass(frozen=True, slots=True)
class Layer:
    """What the layer works with; all of it lives as long as the process."""

    desk: Desk
    proxies: Proxies
    cors: Cors
    limits: Limits
    metrics: Metrics
    fast: Mapping[str, FastJson[Any, Any] | FastStream[Any]]
    sockets: Mapping[str, Socket]

    @property
    def house(self) -> Language:
        return self.desk.settings.business.language


class Front:
    """The application as a server sees it."""

    # Seconds of a server's grace that a reply may take; the rest is for storing and telling its end.
    replies_end_after = 15.0

    def __init__(self, app: ASGIApp, layer: Layer) -> None:
        self.app = app
        self._ending: asyncio.TimerHandle | None = None
        self._layer = layer
        self._warming: asyncio.Future[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._talk(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        exchange, secure = self._open(scope)
        reply = _Reply(send, exchange, self._layer, scope["method"], secure=secure)
        token = exchanges.request_id.set(exchange.request_id)
        try:
            await self._answer(scope, receive, reply, exchange)
        finally:
            self._record(scope["method"], exchange.route or UNMATCHED, reply.status, time.perf_counter() - started)
            exchanges.request_id.reset(token)

    def stopping(self) -> None:
        """The server takes no more requests. Replies that go on for longer than it waits are ended, not cut off."""
        if self._ending is None:
            stop = self._layer.desk.assistant.stop
            self._ending = asyncio.get_running_loop().call_later(self.replies_end_after, stop)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A WebSocket, from its first byte to its last."""
        started = time.perf_counter()
        exchange, _ = self._open(scope)
        line = Line(scope, receive, send, exchange)
        token = exchanges.request_id.set(exchange.request_id)
        try:
            await sockets.answer(self._layer.sockets, scope["path"], self._layer.desk, self._layer.limits, line)
        except Exception:  # the last line, as for requests
            log.exception("socket.failed")
            with suppress(ClientGone):
                await line.close(_FAILED)
        finally:
            seconds = time.perf_counter() - started
            route = exchange.route or UNMATCHED
            self._layer.metrics.seen("GET", route, _SWITCHED, seconds)
            log.info("socket.closed", route=route, status=line.code, duration_ms=round(seconds * 1000, 2))
            exchanges.request_id.reset(token)

    def _open(self, scope: Scope) -> tuple[Exchange, bool]:
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in SEEN:
                headers[name] = headers[name] + b"," + value if name in headers else value
        peer = scope["client"][0] if scope.get("client") else ""
        address = self._layer.proxies.client(peer, headers.get(b"x-forwarded-for"))
        secure = scope.get("scheme") in ("https", "wss")
        if b"x-forwarded-proto" in headers and self._layer.proxies.trusts(peer):
            secure = headers[b"x-forwarded-proto"] == b"https"
        exchange = Exchange(address, _request_id(headers.get(b"x-request-id")), headers, self._layer.house)
        scope[KEY] = exchange
        return exchange, secure

    async def _answer(self, scope: Scope, receive: Receive, reply: "_Reply", exchange: Exchange) -> None:
        try:
            if await self._is_preflight(scope, reply, exchange):
                return
            self._limit(scope["path"], reply, exchange)
            if self._warming is None and self._layer.limits.covers(scope["path"]):
                self._warming = asyncio.ensure_future(self._warm_up())
            if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
                raise Malformed
            fast = self._layer.fast.get(scope["path"]) if scope["method"] == "POST" else None
            if fast is not None:
                await self._shortcut(fast, receive, reply, exchange)
            else:
                await self._routed(scope, receive, reply, exchange)
        except ClientGone:
            reply.status = _CLIENT_GONE
        except DeskError as error:
            await reply.problem(error)
        except Exception:  # the last line: whatever it is, the client gets an answer and we the trace
            log.exception("http.failed")
            if not reply.has_begun:
                await reply.problem(Unexpected())

    async def _warm_up(self) -> None:
        """Begun by whoever comes first and is no probe: who only asks for health leaves a desk at rest small."""
        try:
            await self._layer.desk.warm_up()
        except DeskError as error:
            log.warning("warm_up.failed", error=error.code)

    async def _is_preflight(self, scope: Scope, reply: "_Reply", exchange: Exchange) -> bool:
        """Answers a browser's question before a request from another site."""
        headers = exchange.headers
        if scope["method"] != "OPTIONS" or not {b"origin", b"access-control-request-method"} <= headers.keys():
            return False
        allowed = self._layer.cors.preflight(headers[b"origin"])
        reply.origin = None
        await reply.whole(204 if allowed else 403, allowed or [(b"vary", b"Origin")], b"")
        return True

    def _limit(self, path: str, reply: "_Reply", exchange: Exchange) -> None:
        group = self._layer.limits.group(path)
        if group is None:
            return
        self._look_at_token(exchange)
        reply.verdict = verdict = self._layer.limits.take(group, exchange.caller)
        if not verdict.allowed:
            raise exceeded(verdict)

    def _look_at_token(self, exchange: Exchange) -> None:
        """Whether one is needed at all is the route's business; a bad one counts for the address."""
        if exchange.claims is None and (token := exchange.bearer) is not None:
            with suppress(Unauthorized):
                exchange.claims = self._layer.desk.tokens.read(token)

    def _most(self, path: str, exchange: Exchange) -> int:
        """Bytes that a body may have: read whole before the route asks who sends it, so many are for the known."""
        if path not in _IMPORTS:
            return MAX_BODY
        self._look_at_token(exchange)
        return MAX_BODY if exchange.claims is None else MAX_IMPORT

    async def _shortcut(
        self, fast: FastJson[Any, Any] | FastStream[Any], receive: Receive, reply: "_Reply", exchange: Exchange
    ) -> None:
        exchange.route = fast.path
        exchange.body = await read_body(receive, exchange.headers.get(b"content-length"), MAX_BODY)
        exchange.receive = receive
        if isinstance(fast, FastStream):
            await fast.answer(self._layer.desk, exchange, receive, reply)
            return
        body = await fast.answer(self._layer.desk, exchange)
        await reply.whole(200, [_JSON], body)

    async def _routed(self, scope: Scope, receive: Receive, reply: "_Reply", exchange: Exchange) -> None:
        declared = exchange.headers.get(b"content-length", b"")
        most = self._most(scope["path"], exchange)
        if declared.isdigit() and int(declared) > most:
            raise TooLarge
        # A copy, since the server itself reads the method again: the answer to HEAD is GET's without its body.
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            is_whole = scope["path"] not in _IMPORTS and is_json(exchange.header(b"content-type"))
            checked = _Checked(receive, most, is_json=is_whole)
            await self.app(inner, checked, reply)
        finally:
            exchange.route = route_of(inner)

    def _record(self, method: str, route: str, status: int, seconds: float) -> None:
        self._layer.metrics.seen(method, route, status, seconds)
        log.info("http.request", method=method, route=route, status=status, duration_ms=round(seconds * 1000, 2))


class _Checked:
    """The body on its way in: not larger than agreed, whatever length was declared, and JSON only if it is sound; of a
    large one web/large_bodies.py sees to that.

    HTTPException is what the body parsers let through; errors.py gives it its words.
    """

    __slots__ = ("_is_json", "_most", "_receive", "_size")

    def __init__(self, receive: Receive, most: int, *, is_json: bool) -> None:
        self._receive = receive
        self._most = most
        self._is_json = is_json
        self._size = 0

    async def __call__(self) -> Message:
        if self._is_json:
            self._is_json = False
            return await self._whole()
        message = await self._receive()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > self._most:
                raise HTTPException(413)
        return message

    async def _whole(self) -> Message:
        try:
            body = await read_body(self._receive, None, self._most)
            if body:
                check_json(body)
        except ClientGone:
            return {"type": "http.disconnect"}
        except DeskError as error:
            raise HTTPException(error.status) from None
        return {"type": "http.request", "body": body, "more_body": False}


class _Reply:
    """The answer on its way out: gets the headers that every answer has, and is remembered for the log."""

    __slots__ = ("_exchange", "_head", "_layer", "_secure", "_send", "has_begun", "origin", "status", "verdict")

    def __init__(self, send: Send, exchange: Exchange, layer: Layer, method: str, *, secure: bool) -> None:
        self._send = send
        self._exchange = exchange
        self._layer = layer
        self._secure = secure
        self._head = method == "HEAD"
        self.origin = exchange.headers.get(b"origin")
        self.verdict: Verdict | None = None
        self.status = _CLIENT_GONE
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            self.status = message["status"]
            headers: Headers = list(message.get("headers") or ())
            self._finish(headers)
            message["headers"] = headers
        elif self._head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        length = (b"content-length", b"%d" % len(body))
        headers = headers if status == 204 else [*headers, length]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": body})

    async def problem(self, error: DeskError) -> None:
        if not self.has_begun:
            status, headers, body = render(error, self._exchange)
            await self({"type": "http.response.start", "status": status, "headers": headers})
            await self({"type": "http.response.body", "body": body})

    def _finish(self, headers: Headers) -> None:
        headers.append((b"x-request-id", self._exchange.request_id.encode()))
        if self.verdict is not None:
            headers.extend(self._layer.limits.headers(self.verdict, _wait(headers) if self.status == 429 else None))
        if self.origin is not None:
            headers.extend(self._layer.cors.answer(self.origin))
        protect(headers, secure=self._secure)


def _wait(headers: Headers) -> int:
    return next((int(value) for name, value in headers if name == b"retry-after"), 1)


def _request_id(offered: bytes | None) -> str:
    """The caller's own if it is harmless in logs and headers; digits alone could be somebody's number."""
    if offered and 8 <= len(offered) <= 64 and _ID_ALPHABET.issuperset(offered) and not offered.isdigit():
        return offered.decode("ascii")
    return new_id()
