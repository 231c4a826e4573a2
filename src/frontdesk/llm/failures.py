"""What can go wrong with a model, in one word each."""

from collections.abc import Mapping

# The next message may well succeed: what failed was this one.
_OF_THE_MODEL = frozenset({"refused", "cut", "unreadable", "empty", "too_long"})


class ModelFailed(Exception):
    """`reason` is one word of a closed set, for figures, logs and the choice of what to try next:

    timeout, connection, disconnected, oversize: no answer came, or it broke off. limited: too many requests just now;
    quota: the day's or the plan's are used up; credits: nothing left to pay with; auth: a bad key; broken: a fault of
    the vendor's; rejected: the request itself; too_long: more than the model takes. refused, cut, unreadable, empty:
    the model answered, and not with what was asked for. `wait` is the seconds that the vendor asks to be left alone.
    """

    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        self.reason = reason
        self.wait = wait
        super().__init__(reason)

    @property
    def is_of_the_model(self) -> bool:
        """What one message brought about says nothing of the next one."""
        return self.reason in _OF_THE_MODEL


class NoProvider(Exception):
    """Nobody answered. `failures` has a reason for each provider that was tried, none where none is configured."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        self.failures = dict(failures)
        super().__init__(", ".join(f"{name}: {reason}" for name, reason in self.failures.items()) or "none configured")
