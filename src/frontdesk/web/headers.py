"""Headers that every answer carries, written once at start."""

from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]

# Names of request headers that are looked at; the rest is passed over.
SEEN = frozenset(
    {
        b"accept-language", b"access-control-request-method", b"authorization", b"content-length", b"content-type",
        b"idempotency-key", b"origin", b"x-forwarded-for", b"x-forwarded-proto",
        b"x-request-id",
    }
)  # fmt: skip

_ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_NO_FRAME = (b"x-frame-options", b"DENY")
_ANSWER_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_PAGE_POLICY = (
    b"content-security-policy",
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    b" connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
)
_NO_STORE = (b"cache-control", b"no-store")
# Two years, as the preload lists ask for; only said where the connection is already secure.
_HSTS = (b"strict-transport-security", b"max-age=63072000")
_EXPOSED = (
    b"Content-Disposition, Idempotent-Replayed, Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining,"
    b" X-RateLimit-Reset, X-Request-ID"
)


def protect(headers: Headers, *, secure: bool) -> None:
    """Adds what an answer does not already say itself: pages may run our own scripts, answers nothing at all."""
    is_page = has_policy = has_caching = False
    for name, value in headers:
        if name == b"content-type":
            is_page = value.startswith(b"text/html")
        elif name == b"content-security-policy":
            has_policy = True
        elif name == b"cache-control":
            has_caching = True
    headers.extend(_ALWAYS)
    if not has_policy:
        headers.append(_NO_FRAME)
        headers.append(_PAGE_POLICY if is_page else _ANSWER_POLICY)
    if not has_caching:
        headers.append(_NO_STORE)
    if secure:
        headers.append(_HSTS)


class Cors:
    """Which sites' pages may read our answers. Cookies are never allowed together with "any site"."""

    def __init__(
        self, origins: Iterable[str], methods: Iterable[str], headers: Iterable[str], *, credentials: bool
    ) -> None:
        known = {origin.rstrip("/").encode() for origin in origins}
        self._any = b"*" in known
        self._origins = known
        self._credentials = credentials and not self._any
        self._preflight: Headers = [
            (b"access-control-allow-methods", ", ".join(methods).encode()),
            (b"access-control-allow-headers", ", ".join(headers).encode()),
            (b"access-control-max-age", b"600"),
        ]

    def answer(self, origin: bytes) -> Headers:
        """For an actual request from a page of `origin`."""
        allowed = self._allow(origin)
        return [*allowed, (b"access-control-expose-headers", _EXPOSED)] if allowed else [(b"vary", b"Origin")]

    def preflight(self, origin: bytes) -> Headers | None:
        """For the browser's question beforehand; None where this site may not call us."""
        allowed = self._allow(origin)
        return [*allowed, *self._preflight] if allowed else None

    def _allow(self, origin: bytes) -> Headers:
        if self._any:
            return [(b"access-control-allow-origin", b"*")]
        if origin not in self._origins:
            return []
        headers = [(b"access-control-allow-origin", origin), (b"vary", b"Origin")]
        if self._credentials:
            headers.append((b"access-control-allow-credentials", b"true"))
        return headers
