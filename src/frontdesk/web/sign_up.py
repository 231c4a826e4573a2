"""A new account, whichever door it is made at."""

from collections.abc import Callable

from fastapi import Request, Response
from pydantic import BaseModel

from frontdesk.bootstrap import Desk
from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Role
from frontdesk.kit.errors import Conflict
from frontdesk.storage.session import Tx
from frontdesk.web.exchange import exchange_of
from frontdesk.web.idempotent import Sealed, created


async def register(
    request: Request,
    desk: Desk,
    key: str,
    password: str,
    answer: Callable[[Account], BaseModel],
    *,
    name: str | None = None,
    taken: type[Conflict] | None = None,
    complete: Callable[[str], str] = str,
) -> Response:
    """`key` is what one signs in with. `answer` may be kept for a repeated request, so it holds nothing secret:
    `complete` adds that. `taken` is raised in place of the general Conflict where somebody has the key."""
    exchange = exchange_of(request)
    desk.guard.register(exchange.address)
    password_hash = await desk.passwords.hash_aside(password)
    origin, now = desk.guard.address_hash(exchange.address), desk.clock.now()

    def work(tx: Tx) -> BaseModel:
        try:
            account = accounts.create(tx, key, name, password_hash, Role.CUSTOMER, now)
        except Conflict:
            if taken is None:
                raise
            raise taken from None
        accounts.remember_address(tx, account.id, origin, now)
        return answer(account)

    return await created(request, desk, work, sealed=await Sealed.of(request, desk, complete))
