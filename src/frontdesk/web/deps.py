"""What handlers ask for: the desk, who is calling, which page of a list."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from frontdesk import bootstrap
from frontdesk.identity import actor, tokens
from frontdesk.identity.actor import Role
from frontdesk.identity.tokens import Claims
from frontdesk.kit.errors import Unauthorized
from frontdesk.kit.pagination import MAX_LIMIT, Paging
from frontdesk.web.exchange import Exchange, exchange_of

_bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    scheme_name="Bearer",
    description="`access_token` of `POST /admin/login` or `POST /api/v1/auth/login`.",
)


async def _desk(request: Request) -> bootstrap.Desk:
    desk: bootstrap.Desk = request.app.state.desk
    return desk


Desk = Annotated[bootstrap.Desk, Depends(_desk)]


async def _current(
    request: Request, desk: Desk, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> actor.Actor:
    """The account as it is now: one that is gone, switched off or signed out by a reset is nobody."""
    if credentials is None:
        raise Unauthorized
    return await actor_of(desk, exchange_of(request))


async def actor_of(desk: bootstrap.Desk, exchange: Exchange) -> actor.Actor:
    """For routes on the shortcut, which name `SIGNED_IN` in their description."""
    exchange.actor = await desk.read(tokens.current, claims_of(desk, exchange))
    return exchange.actor


def claims_of(desk: bootstrap.Desk, exchange: Exchange) -> Claims:
    """As `actor_of`, for those who read who it is now with all the rest: what a good token says."""
    if exchange.claims is None:
        if (token := exchange.bearer) is None:
            raise Unauthorized
        exchange.claims = desk.tokens.read(token)
    return exchange.claims


SIGNED_IN: dict[str, Any] = {"security": [{"Bearer": []}]}

CurrentActor = Annotated[actor.Actor, Depends(_current)]


def _require(role: Role) -> Callable[[actor.Actor], Awaitable[actor.Actor]]:
    async def required(current: CurrentActor) -> actor.Actor:
        current.require(role)
        return current

    return required


# For routes that need somebody, whoever it is.
signed_in = Depends(_current)
# For routes that need an administrator and then nothing of who it is.
admin_only = Depends(_require(Role.ADMIN))

Admin = Annotated[actor.Actor, Depends(_require(Role.ADMIN))]


Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Most to answer.")]
Skip = Annotated[int, Query(ge=0, le=2**31 - 1, description="How many to pass over.")]


async def _fifty(limit: Limit = 50, skip: Skip = 0) -> Paging:
    return Paging(limit, skip)


async def _twenty(limit: Limit = 20, skip: Skip = 0) -> Paging:
    return Paging(limit, skip)


async def _ten(limit: Limit = 10, skip: Skip = 0) -> Paging:
    return Paging(limit, skip)


Pages = Annotated[Paging, Depends(_fifty)]
ShortPages = Annotated[Paging, Depends(_twenty)]
FewPages = Annotated[Paging, Depends(_ten)]
