"""Claims due jobs and runs them: leases, backoff with jitter, a place for the hopeless, a graceful stop."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import Unavailable
from frontdesk.storage import outbox
from frontdesk.storage.bus import Bus
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database

log = structlog.get_logger()

TOPIC = "jobs"
Handler = Callable[[Job], Awaitable[None]]

_CONCURRENT = 16
_MAX_ATTEMPTS = 8
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 600.0
# Longer than any handler may take (its timeout below), so that a lease only ends with a dead worker.
_LEASE = timedelta(seconds=90)
_HANDLER_TIMEOUT = 60.0
# Other processes enqueue without our bus hearing of it.
_POLL = 1.0


class Retry(Exception):
    """Try again: after `after` seconds where the outside named a time, else by backoff."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        self.after = after
        super().__init__(reason)


class GiveUp(Exception):
    """No further try can succeed."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """Housekeeping, run about every `seconds` by each worker; must be harmless when two run it at once."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Worker:
    """`run()` works until `stop()`; what is under way then is finished, what is not is left to its lease."""

    database: Database
    bus: Bus
    clock: Clock
    handlers: Mapping[str, Handler]
    periodic: tuple[Periodic, ...] = ()
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        housekeeping = [asyncio.create_task(self._repeat(chore)) for chore in self.periodic]
        try:
            async with self.bus.listen(TOPIC) as news:
                while not self._stopping.is_set():
                    if not await self._take():
                        await news.wait(_POLL)
        finally:
            for task in housekeeping:
                task.cancel()
            await asyncio.gather(*housekeeping, return_exceptions=True)
            if self._running:
                await asyncio.wait(self._running, timeout=_HANDLER_TIMEOUT)

    def stop(self) -> None:
        self._stopping.set()
        self.bus.publish(TOPIC)

    async def drain(self) -> None:
        """Runs what is due now and returns; for the command line and for tests."""
        while await self._take() or self._running:
            if self._running:
                await asyncio.wait(self._running)

    async def _take(self) -> bool:
        """Starts what is due; False if there was nothing or no room."""
        room = _CONCURRENT - len(self._running)
        if room <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return True
        now = self.clock.now()
        try:
            if not await self.database.read(outbox.is_due, now):
                return False
            batch = await self.database.tx(outbox.claim, now=now, lease=_LEASE, count=room)
        except Unavailable:
            return False
        for job in batch:
            task = asyncio.create_task(self._work(job))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return bool(batch)

    async def _work(self, job: Job) -> None:
        try:
            await self._attempt(job)
        except Unavailable:
            # The outcome could not be written down; the lease runs out and the job is taken up again.
            log.warning("job.unsettled", job_id=job.id, kind=job.kind)

    async def _attempt(self, job: Job) -> None:
        handler = self.handlers.get(job.kind)
        try:
            if handler is None:
                raise GiveUp(f"no handler for {job.kind}")
            async with asyncio.timeout(_HANDLER_TIMEOUT):
                await handler(job)
        except GiveUp as error:
            log.warning("job.dead", job_id=job.id, kind=job.kind, reason=str(error))
            await self.database.tx(outbox.bury, job, now=self.clock.now(), error=str(error))
        except Retry as error:
            await self._again(job, str(error), error.after)
        except Exception as error:
            log.exception("job.failed", job_id=job.id, kind=job.kind, attempt=job.attempts)
            await self._again(job, f"{type(error).__name__}: {error}", None)
        else:
            await self.database.tx(outbox.finish, job)

    async def _again(self, job: Job, reason: str, after: float | None) -> None:
        now = self.clock.now()
        if job.attempts >= _MAX_ATTEMPTS:
            log.warning("job.dead", job_id=job.id, kind=job.kind, reason=reason)
            await self.database.tx(outbox.bury, job, now=now, error=reason)
            return
        pause = min(_LONGEST_PAUSE, after if after is not None else _FIRST_PAUSE * 2 ** (job.attempts - 1))
        # Up to a half more, so that jobs that failed together do not come back together.
        until = now + timedelta(seconds=pause * random.uniform(1.0, 1.5))  # noqa: S311  # spreads load, guards nothing
        log.info("job.postponed", job_id=job.id, kind=job.kind, attempt=job.attempts, seconds=round(pause, 1))
        await self.database.tx(outbox.postpone, job, until=until, error=reason)

    async def _repeat(self, chore: Periodic) -> None:
        while True:
            try:
                await chore.run()
            except Exception:
                log.exception("chore.failed", chore=chore.name)
            await asyncio.sleep(chore.seconds * random.uniform(0.9, 1.1))  # noqa: S311  # spreads load
