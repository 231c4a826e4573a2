"""JSON routes for the per-message path: answered by the outer layer, without the router's share of the time.

A fast route is also an ordinary route, which describes it in OpenAPI and answers wrong methods. It runs on the shortcut
alone as long as the path is exact; the same handler, limits, errors and log lines serve both.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import orjson
from fastapi import FastAPI, Request
from pydantic import BaseModel, ValidationError
from starlette.types import Receive

from frontdesk.bootstrap import Desk
from frontdesk.kit.errors import TooLarge
from frontdesk.web.errors import MalformedJson, WrongMediaType, heard, is_json, of_validation
from frontdesk.web.exchange import Exchange, exchange_of

# The one character that no database takes; inside JSON it can only stand as this escape.
NUL = b"\\u0000"

In = TypeVar("In", bound=BaseModel)
Out = TypeVar("Out", bound=BaseModel)


class ClientGone(Exception):
    """Nobody is left to answer."""


@dataclass(frozen=True, slots=True)
class FastJson(Generic[In, Out]):
    """POST `path`: `take` in, `give` out, 200. `about` goes to the route's description as it is (tags, summary …)."""

    path: str
    take: type[In]
    give: type[Out]
    handle: Callable[[Desk, Exchange, In], Awaitable[Out]]
    about: Mapping[str, Any] = field(default_factory=dict)

    async def answer(self, desk: Desk, exchange: Exchange) -> bytes:
        """DeskError for whatever is wrong with the body in `exchange`."""
        given = await self.handle(desk, exchange, parse(self.take, exchange))
        return given.__pydantic_serializer__.to_json(given, by_alias=True)

    def mount(self, app: FastAPI) -> None:
        """The ordinary route of the same handler."""
        add_route(app, self.path, self.take, self.handle, response_model=self.give, **self.about)


def add_route(
    app: FastAPI,
    path: str,
    take: type[BaseModel],
    handle: Callable[[Desk, Exchange, Any], Awaitable[Any]],
    show: Callable[[Any], Any] = lambda given: given,
    **about: Any,
) -> None:
    """POST `path` past the shortcut: `handle` with what the router has read, described as itself."""

    async def endpoint(request: Request, body: Any) -> Any:
        exchange = exchange_of(request)
        exchange.body = await request.body()
        return show(await handle(request.app.state.desk, exchange, body))

    endpoint.__annotations__.update(body=take)
    endpoint.__name__ = handle.__name__
    endpoint.__module__ = handle.__module__
    endpoint.__doc__ = handle.__doc__
    app.add_api_route(path, endpoint, methods=["POST"], **about)


def parse(take: type[In], exchange: Exchange) -> In:
    """The body that was read into `exchange`; DeskError for whatever is wrong with it."""
    if not is_json(exchange.header(b"content-type")):
        raise WrongMediaType
    if NUL in exchange.body:
        raise MalformedJson
    try:
        return take.model_validate_json(exchange.body)
    except ValidationError as error:
        exchange.said = _heard(exchange.body)
        raise of_validation(
            {**detail, "loc": ("body", *detail["loc"])} for detail in error.errors(include_url=False)
        ) from None


def _heard(body: bytes) -> str | None:
    try:
        return heard(orjson.loads(body))
    except orjson.JSONDecodeError:
        return None


def check_json(body: bytes) -> None:
    """MalformedJson for what Python's own reader would let through: half characters, other encodings, NaN, NUL."""
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        raise MalformedJson from None
    if NUL in body:
        raise MalformedJson


async def read_body(receive: Receive, declared: bytes | None, limit: int) -> bytes:
    """The whole body; TooLarge as soon as it is known to be, ClientGone if the client left in the middle."""
    if declared is not None and declared.isdigit() and int(declared) > limit:
        raise TooLarge
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGone
    body: bytes = message.get("body", b"")
    more = message.get("more_body", False)
    if not more and len(body) <= limit:
        return body
    chunks, size = [body], len(body)
    while more and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        more = message.get("more_body", False)
    if size > limit:
        raise TooLarge
    return b"".join(chunks)
