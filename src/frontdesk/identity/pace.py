"""Answers that take as long for an account that is there as for one that is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# Longer than what is done for an account that exists.
FLOOR_SECONDS = 0.25


@asynccontextmanager
async def at_least(seconds: float) -> AsyncIterator[None]:
    """What runs inside returns no sooner than `seconds` after it began; what it raises is not held back."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    yield
    await asyncio.sleep(max(0.0, end - loop.time()))
