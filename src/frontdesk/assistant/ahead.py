"""A model's answer that is asked for while the question is still being committed."""

import asyncio
from collections.abc import AsyncGenerator

from frontdesk.llm.messages import Chosen, StreamEvent


class Ahead:
    """`events`, of which the first is already on its way. Closing it closes them, whether it has come or not."""

    def __init__(self, events: AsyncGenerator[Chosen | StreamEvent, None]) -> None:
        self._events = events
        self._first: asyncio.Future[Chosen | StreamEvent] | None = asyncio.ensure_future(anext(events))

    def __aiter__(self) -> "Ahead":
        return self

    async def __anext__(self) -> Chosen | StreamEvent:
        if self._first is None:
            return await anext(self._events)
        # Cancelling whoever waits for it cancels it: it has ended, then, when `aclose` is called.
        first, self._first = self._first, None
        return await first

    async def aclose(self) -> None:
        if self._first is not None:
            self._first.cancel()
            await asyncio.gather(self._first, return_exceptions=True)
            self._first = None
        await self._events.aclose()
