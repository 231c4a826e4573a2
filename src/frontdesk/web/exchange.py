"""One HTTP request under way: what the outer layer found out about it, for everybody further in."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from starlette.requests import Request
from starlette.types import Receive

from frontdesk.booking.dialogue import understand
from frontdesk.identity.actor import Actor
from frontdesk.identity.tokens import Claims
from frontdesk.kit import languages
from frontdesk.kit.languages import Language

KEY = "frontdesk"
# Characters that tell a language.
_ENOUGH = 4_000

# For log lines that are written while the request is under way.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class Exchange:
    """`address` is the client's own, whatever proxies lie between; `claims` come from a token that is signed and not
    expired, and say nothing yet about the account; `actor` is set once the account has been looked at."""

    __slots__ = ("_house", "actor", "address", "body", "claims", "headers", "receive", "request_id", "route", "said")

    def __init__(
        self, address: str, request_id: str, headers: dict[bytes, bytes], house: Language = Language.EN
    ) -> None:
        self.address = address
        self.request_id = request_id
        self.headers = headers
        self.claims: Claims | None = None
        self.actor: Actor | None = None
        self.route: str | None = None
        self.body = b""
        self._house = house
        # what the customer wrote, once that is known
        self.said: str | None = None
        # where the client's leaving is heard, once the body has been read whole
        self.receive: Receive | None = None

    def header(self, name: bytes) -> str | None:
        """By its lower-case name; repeated ones are joined by commas."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def language(self) -> Language:
        """What problems are told in: the message's language, else the client's, else the house's own."""
        inherited = languages.from_header(self.header(b"accept-language")) or self._house
        return understand.language_of(self.said[:_ENOUGH], inherited) if self.said else inherited

    @property
    def bearer(self) -> str | None:
        """The token that came with it; None if none did."""
        scheme, _, token = (self.header(b"authorization") or "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None

    @property
    def caller(self) -> str:
        """Whom limits and idempotency keys belong to: the account, else the address."""
        if self.actor is not None:
            return str(self.actor.account_id)
        return self.address if self.claims is None else str(self.claims.account_id)


def exchange_of(request: Request) -> Exchange:
    exchange: Exchange = request.scope[KEY]
    return exchange


def route_of(scope: Mapping[str, Any]) -> str | None:
    """The template that the router chose, as "/admin/bookings/{booking_id}"."""
    template = getattr(scope.get("route"), "path_format", None)
    return template if isinstance(template, str) else None
