"""JSON Web Tokens for whoever has signed in: HS256 and nothing else.

A token carries the account's generation. A password reset, a role change or a deactivation raises it, and `current`
refuses every token of an older one, so nothing has to be listed or remembered for a token to become void.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt

from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.clock import Clock, from_micros
from frontdesk.kit.errors import Unauthorized
from frontdesk.kit.ids import AccountId, new_id
from frontdesk.storage.session import Sql, Tx

_ALGORITHM = "HS256"
# The last second of the year 9999: what a datetime can hold.
_LAST_SECOND = 253_402_300_799
# Time is judged by our own clock below. `iat` never is: after a clock is set back, fresh tokens must go on working.
_OPTIONS: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
# Good tokens whose signature need not be computed again.
_REMEMBERED = 2_048

_CURRENT = Sql("SELECT email, role, is_active, generation FROM accounts WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token with a good signature says; `current` compares it with the account."""

    account_id: AccountId
    email: str
    role: Role
    issued_at: datetime
    expires_at: datetime
    jti: str
    generation: int


class Tokens:
    """`secret` signs and reads; whoever has it can be anybody, so it never leaves the settings."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock
        # A conversation sends the same token with every message.
        self._verified = lru_cache(maxsize=_REMEMBERED)(self._verify)

    def issue(self, account: Account, lifetime: timedelta) -> str:
        now = int(self._clock.now().timestamp())
        claims: dict[str, str | int] = {
            "sub": account.id,
            "email": account.email,
            "role": account.role.value,
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
            "jti": new_id(),
            "gen": account.generation,
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def unsigned(self, token: str) -> str:
        """The token without what makes it good, for where it has to be kept; `signed` makes it the same again."""
        return token.rpartition(".")[0]

    def signed(self, unsigned: str) -> str:
        signature = hmac.digest(self._secret.encode(), unsigned.encode(), hashlib.sha256)
        return f"{unsigned}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"

    def read(self, token: str) -> Claims:
        """Unauthorized, always in the same words, for whatever is wrong with it."""
        claims = self._verified(token)
        if claims.expires_at <= self._clock.now():
            raise Unauthorized
        return claims

    def _verify(self, token: str) -> Claims:
        """What a good signature holds for, whatever the time is."""
        try:
            payload = jwt.decode(token, self._secret, algorithms=[_ALGORITHM], options=_OPTIONS)
        except (jwt.InvalidTokenError, UnicodeError):
            raise Unauthorized from None
        return _claims_of(payload)


def current(tx: Tx, claims: Claims) -> Actor:
    """The person behind the token as the database knows them now; Unauthorized if the token is void."""
    row = tx.one(_CURRENT, id=claims.account_id)
    if row is None:
        raise Unauthorized("User not found")
    email, role, is_active, generation = row
    if not is_active or generation != claims.generation:
        raise Unauthorized
    return Actor(claims.account_id, email, Role(role))


def _claims_of(payload: dict[str, Any]) -> Claims:
    role = _text(payload, "role")
    if role not in tuple(Role):
        raise Unauthorized
    return Claims(
        AccountId(_text(payload, "sub")),
        _text(payload, "email"),
        Role(role),
        from_micros(_number(payload, "iat") * 1_000_000),
        from_micros(_number(payload, "exp") * 1_000_000),
        _text(payload, "jti"),
        _number(payload, "gen"),
    )


def _text(payload: dict[str, Any], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise Unauthorized
    return value


def _number(payload: dict[str, Any], name: str) -> int:
    value = payload.get(name)
    if type(value) is not int or not 0 <= value <= _LAST_SECOND:  # not isinstance: true and false are ints too
        raise Unauthorized
    return value
