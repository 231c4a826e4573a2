"""WebSockets: accepted before anything is refused, so that the reason reaches the client; JSON in both directions."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope, Send

from frontdesk.bootstrap import Desk
from frontdesk.kit.errors import BadInput, DeskError, Forbidden, NotFound, TooLarge, TooMany, Unauthorized, Unavailable
from frontdesk.web.errors import MalformedJson, problems, sentence
from frontdesk.web.exchange import Exchange
from frontdesk.web.fast import ClientGone
from frontdesk.web.limits import Limits

# Room for 4,000 characters however they are escaped. The server itself closes at a megabyte, with 1009.
_LONGEST_FRAME = 128 * 1024
_MOST_PARAMETERS = 20
_GOING_AWAY, _FAILED, _LATER = 1001, 1011, 1013
_CODES: dict[type[DeskError], int] = {
    Unauthorized: 4401,
    Forbidden: 4403,
    NotFound: 4404,
    TooMany: _LATER,
    Unavailable: _LATER,
}

Json = dict[str, Any]


class Line:
    """One connection. ClientGone from everything once the other side has left."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, exchange: Exchange) -> None:
        self.exchange = exchange
        self.parameters = _parameters(scope)
        self.code: int | None = None
        self._receive = receive
        self._send = send

    async def accept(self) -> None:
        await self._receive()
        await self._out({"type": "websocket.accept"})

    async def hear(self) -> Json:
        """The next message. MalformedJson, BadInput or TooLarge for a frame that is none; the connection stays."""
        # What came together is at hand without waiting: others are to have a turn between two of a thousand messages.
        await asyncio.sleep(0)
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self.code = message.get("code", _GOING_AWAY)
            raise ClientGone
        raw = message.get("text")
        frame = (message.get("bytes") or b"") if raw is None else raw.encode("utf-8", "surrogatepass")
        if len(frame) > _LONGEST_FRAME:
            raise TooLarge
        try:
            said = orjson.loads(frame)
        except orjson.JSONDecodeError:
            raise MalformedJson from None
        if b"\\u0000" in frame:
            raise MalformedJson
        if not isinstance(said, dict):
            raise BadInput("A message is a JSON object.")
        return said

    async def tell(self, data: bytes) -> None:
        """`data` is JSON."""
        await self._out({"type": "websocket.send", "text": data.decode()})

    async def problem(self, error: DeskError) -> None:
        """What is wrong, as an `error` event; the connection stays."""
        language = self.exchange.language
        said: Json = {"type": "error", "code": error.code, "detail": sentence(error, language)[0]}
        if error.problems:
            said["errors"] = problems(error, language)
        if error.retry_after is not None:
            said["retry_after"] = max(1, round(error.retry_after))
        await self.tell(orjson.dumps(_clean(said)))

    async def refuse(self, error: DeskError) -> None:
        """What is wrong, then the end."""
        await self.problem(error)
        await self.close(next((code for kind, code in _CODES.items() if isinstance(error, kind)), _FAILED), error.code)

    async def close(self, code: int, reason: str = "") -> None:
        self.code = code
        await self._out({"type": "websocket.close", "code": code, "reason": reason})

    async def _out(self, message: Json) -> None:
        try:
            await self._send(message)
        except OSError:  # what servers raise when nobody is there any more
            raise ClientGone from None


@dataclass(frozen=True, slots=True)
class Socket:
    """`handle` talks until it returns or raises; a DeskError is told to the client and ends the connection."""

    path: str
    handle: Callable[[Desk, Limits, Line], Awaitable[None]]


async def answer(sockets: Mapping[str, Socket], path: str, desk: Desk, limits: Limits, line: Line) -> None:
    with suppress(ClientGone):
        await line.accept()
        try:
            socket = sockets.get(path)
            if socket is None:
                raise NotFound
            line.exchange.route = socket.path
            await socket.handle(desk, limits, line)
        except DeskError as error:
            await line.refuse(error)
        except asyncio.CancelledError:
            await line.close(_GOING_AWAY)
            raise


def _parameters(scope: Scope) -> dict[str, str]:
    """Of the address. Taken out of it: the server logs where it was called, and tokens are no part of that."""
    query, scope["query_string"] = scope.get("query_string", b""), b""
    try:
        return dict(parse_qsl(query.decode("ascii"), max_num_fields=_MOST_PARAMETERS, errors="strict"))
    except ValueError:
        return {}


def _clean(said: Any) -> Any:
    """Names of members come from the client and may hold what UTF-8 cannot."""
    if isinstance(said, str):
        return said.encode("utf-8", "replace").decode()
    if isinstance(said, list):
        return [_clean(one) for one in said]
    return {name: _clean(value) for name, value in said.items()} if isinstance(said, dict) else said
