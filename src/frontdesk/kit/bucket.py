"""Token buckets: so many at once, refilled so many a minute.

They live in the memory of one process, so with N processes a caller may get up to N times the rate. That is accepted:
they slow floods and guessing; what must hold exactly (tries and sends of one-time codes) is counted in the database.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

# Refilling adds fractions; without it a token that is due exactly now could be missed by the last bit of a float.
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """`limit` is per minute; `reset_after_seconds` until the bucket is full; `retry_after` seconds, 0 if allowed."""

    allowed: bool
    limit: int
    remaining: int
    reset_after_seconds: float
    retry_after: float


class TokenBuckets:
    """One bucket per key, at most `capacity` of them; may be used from any thread.

    When there are too many, the one untouched for longest goes: it has refilled the most, so forgetting it gives the
    least away. `monotonic` counts seconds and never goes back.
    """

    def __init__(self, *, capacity: int = 50_000, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, *, rate_per_minute: int, burst: int) -> Verdict:
        """Takes one token if there is one. Both numbers are at least 1 and stay the same for a key."""
        rate = rate_per_minute / 60
        now = self._monotonic()
        with self._lock:
            tokens, since = self._buckets.pop(key, (float(burst), now))
            tokens = min(float(burst), tokens + (now - since) * rate)
            allowed = tokens >= 1 - _EPSILON
            if allowed:
                tokens = max(0.0, tokens - 1)
            self._buckets[key] = (tokens, now)
            if len(self._buckets) > self._capacity:
                self._buckets.popitem(last=False)
        return Verdict(
            allowed=allowed,
            limit=rate_per_minute,
            remaining=int(tokens + _EPSILON),
            reset_after_seconds=(burst - tokens) / rate,
            retry_after=0.0 if allowed else (1 - tokens) / rate,
        )

    def __len__(self) -> int:
        return len(self._buckets)
