"""One timer for all streams: hundreds of timers a token would cost more than the tokens."""

import asyncio
import heapq
import math
from collections.abc import Callable
from itertools import count

# A timer that fires later than due is no matter here; one that fires often is.
_GRAIN = 0.004


class Ticker:
    """Calls each of what it was given when it is due; the answer is when that is again, None for never."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._due: list[tuple[float, int, Callable[[float], float | None]]] = []
        self._order = count()
        self._timer: asyncio.Handle | None = None
        self._fires = math.inf

    def now(self) -> float:
        return self._loop.time()

    def add(self, due: float, play: Callable[[float], float | None]) -> None:
        heapq.heappush(self._due, (due, next(self._order), play))
        if due < self._fires:
            self._set()

    def close(self) -> None:
        self._due.clear()
        self._set()

    def _tick(self) -> None:
        self._fires = -math.inf  # nothing that is added meanwhile sets a timer
        now = self._loop.time()
        due: list[Callable[[float], float | None]] = []
        while self._due and self._due[0][0] <= now:
            due.append(heapq.heappop(self._due)[2])
        for play in due:
            again = play(now)
            if again is not None:
                heapq.heappush(self._due, (again, next(self._order), play))
        self._set()

    def _set(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._fires = math.inf
        if not self._due:
            return
        first = self._due[0][0]
        if first <= self._loop.time():
            self._fires = first
            self._timer = self._loop.call_soon(self._tick)
        else:
            self._fires = math.ceil(first / _GRAIN) * _GRAIN
            self._timer = self._loop.call_at(self._fires, self._tick)
