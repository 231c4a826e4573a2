"""How often who may call: a token bucket for each caller and group of routes."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frontdesk.kit.bucket import TokenBuckets, Verdict
from frontdesk.kit.errors import TooMany
from frontdesk.settings import RateLimit
from frontdesk.web.address import shared_by


@dataclass(frozen=True, slots=True)
class Group:
    """Routes that share a bucket. `per_minute` and `burst` are at least 1."""

    name: str
    per_minute: int
    burst: int


# By the whole path, else by its first segments (three below /api, else two), else by the first; whatever is not named
# shares one bucket.
_AUTH = (
    "admin/login", "admin/forgot-password", "admin/reset-password", "api/v1/auth/login", "api/v1/auth/register",
    "api/v1/auth/request-otp", "api/v1/auth/verify-otp", "auth/register", "auth/token",
)  # fmt: skip
_FREE = (
    "",
    "health",
    "metrics",
    "docs",
    "redoc",
    "openapi.json",
    "static",
    "favicon.ico",
    "agent/health",
    "api/v1/health",
)
_NAMED = (
    "agent/chat", "agent/welcome", "agent/sessions", "agent/cleanup", "admin/verify-token", "admin/bookings",
    "admin/knowledge", "admin/services", "admin/analytics", "admin/outbox", "dev/outbox", "page",
    "api/v1/auth", "api/v1/chat", "api/v1/memory", "api/v1/settings", "api/v1/analytics", "api/v1/admin",
    "conversations",
)  # fmt: skip
_OTHER = "other"
# A vendor reports on every message from a few addresses; each report is signed.
_CALLBACKS = Group("callbacks", 6_000, 1_000)


def _groups(rate: RateLimit) -> Mapping[str, Group | None]:
    plain = {name: Group(name, rate.requests_per_minute, rate.burst_size) for name in (*_NAMED, _OTHER)}
    # Tries are counted by identity.guard, which knows an owner's own address; this only stops floods beside it.
    auth = Group("auth", rate.requests_per_minute, max(rate.burst_size, rate.auth_per_address))
    return {**plain, **dict.fromkeys(_AUTH, auth), **dict.fromkeys(_FREE), "callbacks": _CALLBACKS}


class Limits:
    """All buckets of the process. `clock` gives the epoch seconds that headers name."""

    def __init__(self, rate: RateLimit, buckets: TokenBuckets, clock: Callable[[], float] = time.time) -> None:
        self._groups = _groups(rate)
        self._buckets = buckets
        self._clock = clock
        self._enabled = rate.enabled

    def group(self, path: str) -> Group | None:
        """None for probes, documentation and static files, and for everything when limits are off."""
        return self._find(path) if self._enabled else None

    def covers(self, path: str) -> bool:
        """Whether a route is limited when limits are on."""
        return self._find(path) is not None

    def _find(self, path: str) -> Group | None:
        whole = path[1:]
        if whole and whole in self._groups:
            return self._groups[whole]
        segments = path.split("/", 3)
        first = segments[1] if len(segments) > 1 else _OTHER
        pair = f"{first}/{segments[2]}" if len(segments) > 2 else first
        if first == "api" and len(segments) > 3:
            pair = f"{pair}/{segments[3].partition('/')[0]}"
        if pair in self._groups:
            return self._groups[pair]
        return self._groups[first] if first and first in self._groups else self._groups[_OTHER]

    def take(self, group: Group, caller: str) -> Verdict:
        return self._buckets.take(
            f"{group.name} {shared_by(caller)}", rate_per_minute=group.per_minute, burst=group.burst
        )

    def headers(self, verdict: Verdict, retry_after: int | None) -> list[tuple[bytes, bytes]]:
        """The bucket as the caller sees it; the reset is the epoch second at which it is full again.

        `retry_after` is what a 429 says. One that a limit beside the route's own has given counts as the empty bucket.
        """
        remaining, reset = verdict.remaining, verdict.reset_after_seconds
        if retry_after is not None:
            remaining, reset = 0, max(reset, retry_after)
        return [
            (b"x-ratelimit-limit", b"%d" % verdict.limit),
            (b"x-ratelimit-remaining", b"%d" % remaining),
            (b"x-ratelimit-reset", b"%d" % math.ceil(self._clock() + reset)),
        ]


def require(rate: RateLimit, buckets: TokenBuckets, key: str) -> None:
    """A bucket beside the route's own, such as one for each conversation: TooMany when it is used up."""
    if rate.enabled:
        verdict = buckets.take(key, rate_per_minute=rate.requests_per_minute, burst=rate.burst_size)
        if not verdict.allowed:
            raise exceeded(verdict)


def exceeded(verdict: Verdict) -> TooMany:
    seconds = max(1, math.ceil(verdict.retry_after))
    return TooMany(f"Rate limit exceeded. Try again in {seconds} seconds.", retry_after=seconds)
