"""`Idempotency-Key`: the same key and body are answered with the first answer, byte for byte."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response
from pydantic import BaseModel

from frontdesk.bootstrap import Desk
from frontdesk.kit.errors import BadInput, FieldProblem
from frontdesk.storage.idempotency import Answer, Key, once
from frontdesk.storage.session import Tx
from frontdesk.web.exchange import Exchange, exchange_of, route_of

HEADER = b"idempotency-key"
REPLAYED = "Idempotent-Replayed"

_LONGEST = 255
_MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Sealed:
    """For routes that take or give what must not lie in a table: `told` stands for the request's body, and `complete`
    makes the answer of what `work` gives."""

    told: bytes
    complete: Callable[[str], str]

    @staticmethod
    async def of(request: Request, desk: Desk, complete: Callable[[str], str] = str) -> "Sealed":
        """For a body with a password in it, which could be guessed from a plain hash."""
        return Sealed(hmac.digest(desk.secret.encode(), await request.body(), hashlib.sha256), complete)


async def created(
    request: Request, desk: Desk, work: Callable[[Tx], BaseModel], *, status: int = 201, sealed: Sealed | None = None
) -> Response:
    """Runs `work` in one transaction and answers what it gives; a repeated key runs nothing and answers as before.

    The key belongs to the caller (account, else address) and the route. `work` may run more than once, as every
    transaction may.
    """
    exchange = exchange_of(request)
    route = f"{request.method} {route_of(request.scope) or request.url.path}"
    key = key_of(exchange, route, sealed.told if sealed else await request.body())
    complete = sealed.complete if sealed else str
    if key is None:
        model = await desk.tx(work)
        return Response(complete(_json(model)), status, media_type=_MEDIA_TYPE)
    ran = False

    def step(tx: Tx) -> Answer:
        nonlocal ran
        ran = True
        return Answer(status, _json(work(tx)))

    def whole(tx: Tx) -> Answer:
        nonlocal ran
        ran = False
        return once(tx, key, desk.clock.now(), step)

    answer = await desk.tx(whole)
    headers = {} if ran else {REPLAYED: "true"}
    return Response(complete(answer.body), answer.status, headers, _MEDIA_TYPE)


def key_of(exchange: Exchange, route: str, body: bytes) -> Key | None:
    """The request's key; None without the header, BadInput if it is not one."""
    offered = exchange.headers.get(HEADER)
    if offered is None:
        return None
    if not 1 <= len(offered) <= _LONGEST or not all(0x20 <= byte <= 0x7E for byte in offered):
        message = f"A key has 1 to {_LONGEST} printable ASCII characters."
        raise BadInput(problems=[FieldProblem("Idempotency-Key", message)])
    return Key.of(exchange.caller, route, offered.decode("ascii"), body)


def _json(model: BaseModel) -> str:
    return model.model_dump_json(by_alias=True)
