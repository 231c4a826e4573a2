"""Says *that* something is new, never what: listeners read the database by sequence number.

A lost or doubled notification therefore costs a moment and never a message. This bus reaches the
listeners of one process; other processes poll, or share one through Redis (keyvalue.py).
"""

import asyncio
from collections import defaultdict
from contextlib import suppress


class Bus:
    """Topics are plain strings ("jobs", "conversation:<id>"). `publish` may be called from any thread."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(list)

    def publish(self, topic: str) -> None:
        self.ring(topic)

    def ring(self, topic: str) -> None:
        """Tells this process alone."""
        for loop, event in tuple(self._listeners.get(topic, ())):
            with suppress(RuntimeError):  # a listener whose loop has closed no longer listens
                loop.call_soon_threadsafe(event.set)

    def ring_all(self) -> None:
        """Has every listener of this process look: something may have been missed."""
        for topic in tuple(self._listeners):
            self.ring(topic)

    def listen(self, topic: str) -> "Listener":
        return Listener(self, topic)

    def close(self) -> None:
        """Nothing is published afterwards."""

    def _add(self, topic: str, loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
        self._listeners[topic].append((loop, event))

    def _remove(self, topic: str, loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
        self._listeners[topic].remove((loop, event))
        if not self._listeners[topic]:
            del self._listeners[topic]


class Listener:
    """`async with bus.listen(topic) as news: await news.wait(timeout)`; then read what is new."""

    def __init__(self, bus: Bus, topic: str) -> None:
        self._bus = bus
        self._topic = topic
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> "Listener":
        self._loop = asyncio.get_running_loop()
        self._bus._add(self._topic, self._loop, self._event)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._loop is not None:
            self._bus._remove(self._topic, self._loop, self._event)

    async def wait(self, seconds: float) -> None:
        """Returns at the next news, or after `seconds` so that the caller looks anyway."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()
