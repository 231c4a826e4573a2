"""Ends of replies that could not be stored, because the database was away: they are once it is back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from frontdesk.storage.session import Database, DatabaseAway, Tx

# For five minutes. Whoever reads has been told by then that it could not be stored.
_TRIES = 300
_SECONDS = 1.0


class Later:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks: set[asyncio.Task[None]] = set()

    def store(self, step: Callable[[Tx], None]) -> None:
        """Runs the transaction as soon as that is possible. A step may have been committed before: it must bear it."""
        task = asyncio.create_task(self._store(step))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Gives up what is still waiting."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _store(self, step: Callable[[Tx], None]) -> None:
        for _ in range(_TRIES):
            await asyncio.sleep(_SECONDS)
            with suppress(DatabaseAway):
                await self._database.tx(step)
                return
