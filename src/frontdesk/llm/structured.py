"""One question to a model, answered as a JSON document of a given form, or not at all.

Never waits longer than it was told to, and leaves a provider that failed alone for a while.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.messages import Usage

# As long as a customer who waits for a booking's next question can be kept waiting.
SECONDS = 3.0
_PAUSE = 30.0
# A flood of messages must not become a flood of open calls.
_MOST_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Ask:
    """`schema` is JSON Schema with nothing but type, enum, items, properties, required and additionalProperties:
    closed objects whose properties are all required. That is what every vendor's strict form understands."""

    name: str
    system: str
    message: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """The JSON document as text, its form not yet checked, and what it cost, if the vendor counts."""

    document: str
    usage: Usage | None = None


class Provider(Protocol):
    @property
    def name(self) -> str: ...

    async def answer(self, ask: Ask) -> Given:
        """ModelFailed without a document."""

    async def close(self) -> None: ...


class Model:
    """A provider behind a time limit and a circuit breaker. `now` counts seconds from anywhere."""

    def __init__(
        self, provider: Provider, *, seconds: float = SECONDS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._provider = provider
        self._seconds = seconds
        self._now = now
        self._rests_until = float("-inf")
        self._asking = 0
        self._is_doubted = False

    @property
    def name(self) -> str:
        return self._provider.name

    @property
    def is_ready(self) -> bool:
        """False while it rests after a failure, and while as many calls are open as may be: after a rest one alone,
        so that not everybody waits to find out."""
        return self._now() >= self._rests_until and self._asking < (1 if self._is_doubted else _MOST_AT_ONCE)

    async def answer(self, ask: Ask) -> Given:
        self._asking += 1
        try:
            async with asyncio.timeout(self._seconds):
                given = await self._provider.answer(ask)
            self._is_doubted = False
            return given
        except TimeoutError:
            failure = ModelFailed("timeout")
        except ModelFailed as error:
            failure = error
        finally:
            self._asking -= 1
        self._is_doubted = not failure.is_of_the_model
        if self._is_doubted:
            self._rests_until = self._now() + max(_PAUSE, failure.wait or 0.0)
        raise failure

    async def close(self) -> None:
        await self._provider.close()
