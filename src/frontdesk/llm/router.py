"""Who answers: the first provider in order that is configured, rested and able, with the first of its keys that is.

What fails before its first piece is tried elsewhere, an empty reply included; after the first piece nothing is: nobody
is shown two beginnings.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import structlog

from frontdesk.llm import figures
from frontdesk.llm.cooldown import Cooldown, Noticeboard
from frontdesk.llm.failures import ModelFailed, NoProvider
from frontdesk.llm.figures import Figures
from frontdesk.llm.messages import Calls, ChatRequest, Chosen, End, StreamEvent
from frontdesk.llm.profiles import Profile

log = structlog.get_logger()

AUTO = "auto"
_TRIES_A_PROVIDER = 3
# What is no fault of a key is the same with the provider's others.
_OF_THE_PROVIDER = frozenset({"timeout", "connection"})
_OF_THE_REQUEST = frozenset({"too_long", "refused", "unknown_model"})
# Chance has a part in these: worth another call, with the same key where there is but one.
_WORTH_ANOTHER = frozenset({"empty", "cut", "unreadable"})
# Seconds until the first piece: of a call that somebody else could take over, and of all that are tried for one
# question; the last of them has what is left.
_OF_ONE, _OF_ALL = 12.0, 60.0
# What our estimate of tokens may be off by.
_MARGIN = 1.2
# Tokens that a reply needs at least, and the part of a context that is left to it.
_SHORTEST_REPLY, _FOR_THE_REPLY = 500, 0.25


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


@dataclass(frozen=True, slots=True)
class _Attempt:
    """`id` tells keys apart, and models at one key: vendors limit each of them."""

    route: Route
    key: str
    id: str
    request: ChatRequest

    @property
    def name(self) -> str:
        return self.route.provider.name


class Router:
    """One a process. Keys of a provider are taken in turn."""

    def __init__(
        self,
        routes: Sequence[Route],
        *,
        now: Callable[[], float] = time.monotonic,
        noticeboard: Noticeboard | None = None,
    ) -> None:
        self.figures = Figures()
        self._routes = {route.provider.name: route for route in routes}
        self._now = now
        self._cooldown = Cooldown(now, noticeboard)
        self._turns = dict.fromkeys(self._routes, 0)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._routes)

    def states(self) -> dict[str, Literal["ready", "resting"]]:
        """Of each provider, for probes."""
        return {
            name: "ready" if any(self._cooldown.left(_id(name, key)) <= 0 for key in route.keys) else "resting"
            for name, route in self._routes.items()
        }

    def rests(self) -> float:
        """Seconds until the first of those that are left alone may be asked again; 0 if nobody is."""
        left = (self._cooldown.left(_id(name, key)) for name, route in self._routes.items() for key in route.keys)
        return min((seconds for seconds in left if seconds > 0), default=0.0)

    def free_in(self, provider: str, request: ChatRequest) -> float:
        """Seconds until the first key of `provider` may be asked; 0 if one may be now, or there is none."""
        route = self._routes.get(provider)
        keys = route.keys if route is not None else ()
        return min((self._cooldown.left(_id_of(route, key, request)) for key in keys if route), default=0.0)

    async def stream(
        self, request: ChatRequest, *, provider: str = AUTO, size: int = 0, without: Collection[str] = ()
    ) -> AsyncGenerator[Chosen | StreamEvent, None]:
        """Chosen, then what the chosen one says. `size` is the request's estimated tokens, for the choice. Whoever
        is named in `without` is not asked.

        NoProvider if nobody has said anything; ModelFailed if the one who had begun breaks off.
        """
        failures: dict[str, str] = {}
        until = self._now() + _OF_ALL
        able = [one for one in self._able(request, provider, size, failures) if one.provider.name not in without]
        for attempt in self._attempts(request, provider, size, able, failures):
            seconds = until - self._now()
            if seconds <= 0:
                break
            if self._has_another(attempt, able):
                seconds = min(seconds, _OF_ONE)
            async with aclosing(self._tried(attempt, seconds, failures)) as events:
                async for event in events:
                    yield event
            if attempt.name not in failures:
                return
        raise NoProvider(failures)

    def room(self, provider: str = AUTO) -> int | None:
        """The most tokens, as we estimate them, that whoever takes the most can be sent; None if nobody is there."""
        contexts = [
            route.provider.profile.context_tokens for name, route in self._routes.items() if provider in (AUTO, name)
        ]
        return int(max(contexts) * (1 - _FOR_THE_REPLY) / _MARGIN) if contexts else None

    async def close(self) -> None:
        for route in self._routes.values():
            await route.provider.close()

    async def _tried(
        self, attempt: _Attempt, seconds: float, failures: dict[str, str]
    ) -> AsyncGenerator[Chosen | StreamEvent, None]:
        """One call. Failing before its first event it ends without any, and says why in `failures`."""
        has_begun, outcome = False, figures.LEFT
        failures.pop(attempt.name, None)
        self._cooldown.begins(attempt.id)
        started = self._now()
        try:
            async with aclosing(attempt.route.provider.stream(attempt.request, attempt.key)) as events:
                event = await _first(events, seconds=seconds)
                if isinstance(event, Calls) and not attempt.request.tools:
                    raise ModelFailed("empty")  # calls what nobody offered, and says nothing
                has_begun = True
                self._cooldown.answers(attempt.id)
                self.figures.began(attempt.name, self._now() - started)
                yield Chosen(attempt.name, attempt.request.model or attempt.route.provider.model)
                yield event
                async for event in events:
                    if attempt.request.tools or not isinstance(event, Calls):
                        yield event
            if isinstance(event, End) and event.usage is not None:
                self.figures.counted(attempt.name, event.usage)
            outcome = figures.ANSWERED
            self._cooldown.works(attempt.id)
        except Exception as error:
            failure = error if isinstance(error, ModelFailed) else ModelFailed("unreadable")
            if failure is not error:  # whatever a vendor sent: the others are asked all the same
                log.exception("llm.misread", provider=attempt.name)
            outcome = failures[attempt.name] = failure.reason
            self._note(attempt, failure)
            log.warning("llm.failed", provider=attempt.name, reason=failure.reason, begun=has_begun)
            if has_begun:
                raise failure from None
        finally:
            if outcome == figures.LEFT and not has_begun and self._now() - started >= _OF_ONE:
                outcome = "timeout"  # whoever asked gave up first
                self._note(attempt, ModelFailed(outcome))
            self.figures.ended(attempt.name, outcome)
            if outcome == figures.LEFT:
                self._cooldown.given_up(attempt.id)

    def _note(self, attempt: _Attempt, failure: ModelFailed) -> None:
        keys = attempt.route.keys if failure.reason in _OF_THE_PROVIDER else (attempt.key,)
        for key in keys:
            id = _id_of(attempt.route, key, attempt.request)
            if failure.reason == "unknown_model" and attempt.request.model is not None:
                self._cooldown.given_up(id)  # whoever names a model again is to hear again that there is none
            else:
                self._cooldown.fails(id, failure, is_alone=len(attempt.route.keys) == 1)

    def _able(self, request: ChatRequest, wanted: str, size: int, failures: dict[str, str]) -> tuple[Route, ...]:
        """In the order of asking: whoever can call tools before those who can only talk, and first of all the owner of
        the model that is named."""
        able = []
        for name, route in self._routes.items():
            if wanted not in (AUTO, name):
                continue
            if _left(route, size) < min(request.max_tokens or _SHORTEST_REPLY, _SHORTEST_REPLY):
                failures[name] = "too_long"
            else:
                able.append(route)
        owner = self._owner(request)

        def rank(route: Route) -> tuple[bool, bool]:
            only_talks = bool(request.tools) and route.provider.profile.tools == "none"
            return route.provider.name != owner, only_talks

        return tuple(sorted(able, key=rank))

    def _attempts(
        self, request: ChatRequest, wanted: str, size: int, able: Sequence[Route], failures: dict[str, str]
    ) -> Iterator[_Attempt]:
        """What to try next, judged anew each time it is asked: a failure may have put the rest to sleep."""
        for route in able:
            name = route.provider.name
            asked = self._fitted(request, route, wanted, size)
            keys = self._in_turn(name, route.keys)
            tries = 0
            for number, key in enumerate(keys * 2 if len(keys) == 1 else keys):
                if tries == _TRIES_A_PROVIDER or failures.get(name) in _OF_THE_REQUEST:
                    break
                if number == len(keys) and failures.get(name) not in _WORTH_ANOTHER:
                    break
                id = _id_of(route, key, asked)
                if self._cooldown.is_free(id):
                    tries += 1
                    yield _Attempt(route, key, id, asked)
                else:
                    failures.setdefault(name, "resting")

    def _has_another(self, attempt: _Attempt, able: Sequence[Route]) -> bool:
        """Whether somebody else could answer in its place now."""
        behind = able[able.index(attempt.route) + 1 :]
        return any(
            self._cooldown.is_free(_id_of(route, key, replace(attempt.request, model=None)))
            for route in behind
            for key in route.keys
        )

    def _fitted(self, request: ChatRequest, route: Route, wanted: str, size: int) -> ChatRequest:
        """Whoever does not own the model that is named answers with its own, and nobody is asked for more than fits."""
        if request.model is not None and wanted == AUTO and route.provider.name != self._owner(request):
            request = replace(request, model=None)
        if request.max_tokens is not None and request.max_tokens > (left := _left(route, size)):
            request = replace(request, max_tokens=left)
        return request

    def _owner(self, request: ChatRequest) -> str | None:
        """A model belongs to the provider that has it configured, else to the first in order."""
        if request.model is None or not self._routes:
            return None
        owners = (name for name, route in self._routes.items() if route.provider.model == request.model)
        return next(owners, self.names[0])

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


def _left(route: Route, size: int) -> int:
    """Tokens of the provider's context that a reply may have."""
    return int(route.provider.profile.context_tokens - size * _MARGIN)


def _id_of(route: Route, key: str, request: ChatRequest) -> str:
    provider = route.provider
    named = request.model if request.model not in (None, provider.model) else ""
    return _id(provider.name, f"{key}\n{named}" if named else key)


def _id(name: str, key: str) -> str:
    """Tells keys apart, in memory and between processes, without being one."""
    return f"{name}:{hashlib.sha256(key.encode()).hexdigest()[:16]}"
