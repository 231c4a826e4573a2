"""Which keys are left alone for how long after what went wrong, and the one call that finds out how they are.

A pause belongs to one key at one provider. Where several processes serve, what one has learnt can be told to the others
through a `Noticeboard`; without one each learns by itself.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from frontdesk.llm.failures import ModelFailed

# Seconds, where the vendor names none.
_PAUSES = {"limited": 20.0, "quota": 3_600.0, "credits": 3_600.0, "auth": 3_600.0}
_FIRST, _LONGEST = 2.0, 60.0
# No hint is taken for longer than this, nor for less than a moment.
_LONGEST_HINT, _SHORTEST_HINT = 6 * 3_600.0, 0.5
# So that a crowd that was turned away does not come back in the same second.
_SPREAD = 0.1
# One request that a vendor does not understand is that request's fault, so many in a row are the settings'.
_OF_A_REQUEST = frozenset({"rejected", "unknown_model"})
_REJECTIONS = 3
# People may name models that nobody has, and each has rests of its own.
_MOST = 1_000


@dataclass(slots=True)
class _Rest:
    """`is_doubted`: nothing has come of the key since it failed; `is_tried`: somebody is finding out."""

    until: float = float("-inf")
    faults: int = 0
    is_doubted: bool = False
    is_tried: bool = False


class Noticeboard(Protocol):
    """What processes tell each other. It may forget, and may be away: then everybody learns by themselves."""

    def tell(self, key: str, seconds: float) -> None:
        """Leave `key` alone for so long. Returns at once."""

    def left(self, key: str) -> float:
        """Seconds that somebody said to leave it alone for yet, as last heard; 0 if nobody did."""


class Cooldown:
    """`now` counts seconds from anywhere."""

    def __init__(self, now: Callable[[], float], noticeboard: Noticeboard | None = None) -> None:
        self._now = now
        self._noticeboard = noticeboard
        self._rests: dict[str, _Rest] = {}

    def is_free(self, key: str) -> bool:
        """Whether the key may be used. After a pause one call alone goes first; others wait for how it begins."""
        rest = self._rests.get(key)
        if rest is not None and (self._now() < rest.until or (rest.is_doubted and rest.is_tried)):
            return False
        return self._noticeboard is None or self._noticeboard.left(key) <= 0

    def left(self, key: str) -> float:
        """Seconds until the key may be used again, 0 if it may be."""
        rest = self._rests.get(key)
        own = max(0.0, rest.until - self._now()) if rest is not None else 0.0
        return max(own, self._noticeboard.left(key) if self._noticeboard else 0.0)

    def begins(self, key: str) -> None:
        if (rest := self._rests.get(key)) is not None and rest.is_doubted:
            rest.is_tried = True

    def answers(self, key: str) -> None:
        """The reply has begun: the key is good. What breaks off before its end still counts as one fault more."""
        if (rest := self._rests.get(key)) is not None:
            rest.is_doubted = rest.is_tried = False

    def works(self, key: str) -> None:
        self._rests.pop(key, None)

    def given_up(self, key: str) -> None:
        """The call ended without saying anything about the key: its caller left, or the message was at fault."""
        if (rest := self._rests.get(key)) is not None:
            rest.is_tried = False

    def fails(self, key: str, failure: ModelFailed, *, is_alone: bool = False) -> None:
        """`is_alone`: the provider has no other key."""
        if failure.is_of_the_model:
            self.given_up(key)
            return
        rest = self._of(key)
        rest.is_tried = False
        # Of calls that were under way at once and failed together, the first one counts.
        if self._now() >= rest.until:
            rest.faults += 1
        if failure.reason in _OF_A_REQUEST and rest.faults < _REJECTIONS:
            return
        rest.is_doubted = True
        seconds = _pause(failure, rest.faults, is_alone=is_alone) * random.uniform(1.0, 1.0 + _SPREAD)  # noqa: S311  # no secret
        rest.until = max(rest.until, self._now() + seconds)
        if self._noticeboard is not None:
            self._noticeboard.tell(key, seconds)

    def _of(self, key: str) -> _Rest:
        if len(self._rests) >= _MOST:
            over = [known for known, rest in self._rests.items() if rest.until <= self._now() and not rest.is_tried]
            for known in over or list(self._rests)[: _MOST // 2]:
                del self._rests[known]
        return self._rests.setdefault(key, _Rest())


def _pause(failure: ModelFailed, faults: int, *, is_alone: bool) -> float:
    if failure.wait is not None:
        return min(_LONGEST_HINT, max(_SHORTEST_HINT, failure.wait))
    fixed = _PAUSES.get(failure.reason)
    # Nobody could be asked in its place meanwhile, so it is worth finding out sooner.
    if fixed is not None and not (is_alone and failure.reason == "limited"):
        return fixed
    growing: float = _FIRST * 2 ** min(faults - 1, 10)
    return min(_LONGEST, growing)
