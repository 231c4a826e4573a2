"""Who answers: the first provider in order that is configured, rested and able, with the first of its keys that is.

What fails before its first piece is tried elsewhere, an empty reply included; after the first piece nothing is: nobody
is shown two beginnings.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from frontdesk.llm.cooldown import Clock, Cooldown, Noticeboard
from frontdesk.llm.failures import ModelFailed, NoProvider
from frontdesk.llm.messages import ChatRequest, Chosen, End, StreamEvent
from frontdesk.llm.profiles import Profile

log = structlog.get_logger()

AUTO = "auto"
# A reply that was cut off before anything came is worth one more call at the same provider, with another key.
_TRIES_A_PROVIDER = 3
# Seconds until the first piece: of one call, and of all that are tried for one question.
_OF_ONE, _BEFORE_THE_FIRST = 12.0, 24.0
# What our estimate of tokens may be off by.
_MARGIN = 1.2


class ChatProvider(Protocol):
    """A vendor's wire form. Streams end with End or raise ModelFailed; closing one closes its connection."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def profile(self) -> Profile: ...

    def stream(self, request: ChatRequest, key: str) -> AsyncGenerator[StreamEvent, None]: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Route:
    """A provider with its keys, in the order of trying; a local server that wants none has one empty key."""

    provider: ChatProvider
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Attempt:
    provider: ChatProvider
    key: str
    id: str


@dataclass(slots=True)
class _Talk:
    """`is_settled`: what it says of the key has been noted."""

    has_begun: bool = False
    is_settled: bool = False


class Router:
    """One a process. Keys of a provider are taken in turn."""

    def __init__(
        self, routes: Sequence[Route], *, now: Clock = time.monotonic, noticeboard: Noticeboard | None = None
    ) -> None:
        self._routes = {route.provider.name: route for route in routes}
        self._now = now
        self._cooldown = Cooldown(now, noticeboard)
        self._turns = dict.fromkeys(self._routes, 0)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._routes)

    def states(self) -> dict[str, str]:
        """ "ready" or "resting" for each provider, for probes."""
        return {
            name: "ready" if any(self._cooldown.left(_id(name, key)) <= 0 for key in route.keys) else "resting"
            for name, route in self._routes.items()
        }

    async def stream(
        self, request: ChatRequest, *, provider: str = AUTO, size: int = 0
    ) -> AsyncGenerator[Chosen | StreamEvent, None]:
        """Chosen, then what the chosen one says. `size` is the request's estimated tokens, for the choice.

        NoProvider if nobody has said anything; ModelFailed if the one who had begun breaks off.
        """
        failures: dict[str, str] = {}
        until = self._now() + _BEFORE_THE_FIRST
        for attempt in self._attempts(request, provider, size, failures):
            asked = self._fitted(request, attempt, provider)
            talk = _Talk()
            self._cooldown.begins(attempt.id)
            try:
                async with aclosing(attempt.provider.stream(asked, attempt.key)) as events:
                    opening = await _first(events, seconds=min(_OF_ONE, until - self._now()))
                    talk.has_begun = True
                    yield Chosen(attempt.provider.name, asked.model or attempt.provider.model)
                    yield opening
                    async for event in events:
                        yield event
                self._cooldown.works(attempt.id)
                talk.is_settled = True
                return
            except ModelFailed as failure:
                talk.is_settled = True
                self._cooldown.fails(attempt.id, failure)
                failures[attempt.provider.name] = failure.reason
                log.warning("llm.failed", provider=attempt.provider.name, reason=failure.reason, begun=talk.has_begun)
                if talk.has_begun:
                    raise
            finally:
                if not talk.is_settled:
                    self._cooldown.given_up(attempt.id)
            if self._now() >= until:
                break
        raise NoProvider(failures)

    async def close(self) -> None:
        for route in self._routes.values():
            await route.provider.close()

    def _attempts(self, request: ChatRequest, wanted: str, size: int, failures: dict[str, str]) -> Iterator[_Attempt]:
        """What to try next, judged anew each time it is asked: a failure may have put the rest to sleep."""
        for name, route in self._routes.items():
            if wanted not in (AUTO, name):
                continue
            if (lack := _lacks(route.provider.profile, request, size)) is not None:
                failures[name] = lack
                continue
            tries = 0
            for key in self._in_turn(name, route.keys):
                if tries == _TRIES_A_PROVIDER or failures.get(name) in ("too_long", "refused"):
                    break
                if self._cooldown.is_free(_id(name, key)):
                    tries += 1
                    yield _Attempt(route.provider, key, _id(name, key))
                else:
                    failures.setdefault(name, "resting")

    def _fitted(self, request: ChatRequest, attempt: _Attempt, wanted: str) -> ChatRequest:
        """A model that is named belongs to one provider: to the one that is named with it or has it configured, else
        to the first in order. The others answer with their own."""
        if request.model is None or wanted != AUTO:
            return request
        owners = [name for name, route in self._routes.items() if route.provider.model == request.model]
        owner = owners[0] if owners else self.names[0]
        return request if attempt.provider.name == owner else replace(request, model=None)

    def _in_turn(self, name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        first = self._turns[name] % len(keys)
        self._turns[name] += 1
        return keys[first:] + keys[:first]


async def _first(events: AsyncGenerator[StreamEvent, None], *, seconds: float) -> StreamEvent:
    """The first event; a stream that ends with nothing in it has failed."""
    try:
        async with asyncio.timeout(seconds):
            event = await anext(events)
    except TimeoutError:
        raise ModelFailed("timeout") from None
    except StopAsyncIteration:
        raise ModelFailed("disconnected") from None
    if isinstance(event, End):
        raise ModelFailed("empty")
    return event


def _lacks(profile: Profile, request: ChatRequest, size: int) -> str | None:
    if request.tools and profile.tools == "none":
        return "no_tools"
    if size * _MARGIN + (request.max_tokens or 0) > profile.context_tokens:
        return "too_long"
    return None


def _id(name: str, key: str) -> str:
    """Tells keys apart, in memory and between processes, without being one."""
    return f"{name}:{hashlib.sha256(key.encode()).hexdigest()[:16]}"
