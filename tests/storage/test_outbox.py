"""Jobs on both databases: claimed once, retried, parked, taken up again after a crash."""

import asyncio
from datetime import timedelta

import pytest
from tests.conftest import SetClock

from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import Conflict, NotFound
from frontdesk.kit.pagination import Paging
from frontdesk.storage import outbox
from frontdesk.storage.bus import Bus
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.worker import GiveUp, Handler, Periodic, Retry, Worker

LEASE = timedelta(seconds=90)


def _worker(database: Database, clock: Clock, **handlers: Handler) -> Worker:
    return Worker(database, Bus(), clock, handlers)


def _waiting(database: Database) -> dict[str, int]:
    return database.read_now(outbox.counts)


async def test_a_job_runs_once_and_is_gone(database: Database, clock: Clock) -> None:
    ran: list[Job] = []

    async def note(job: Job) -> None:
        ran.append(job)

    await database.tx(outbox.enqueue, "note", {"n": 1}, now=clock.now())
    await _worker(database, clock, note=note).drain()
    assert [(job.payload, job.attempts) for job in ran] == [({"n": 1}, 1)]
    assert _waiting(database) == {"waiting": 0, "running": 0, "dead": 0}


async def test_a_job_of_a_transaction_that_failed_never_existed(database: Database, clock: Clock) -> None:
    def fail(tx: Tx) -> None:
        outbox.enqueue(tx, "note", {}, now=clock.now())
        raise Conflict

    with pytest.raises(Conflict):
        await database.tx(fail)
    assert _waiting(database)["waiting"] == 0


async def test_many_workers_share_the_jobs_and_none_runs_twice(database: Database, clock: Clock) -> None:
    ran: list[int] = []

    async def note(job: Job) -> None:
        await asyncio.sleep(0)
        ran.append(job.payload["n"])

    for n in range(60):
        await database.tx(outbox.enqueue, "note", {"n": n}, now=clock.now())
    await asyncio.gather(*(_worker(database, clock, note=note).drain() for _ in range(4)))
    assert sorted(ran) == list(range(60))


async def test_a_failing_job_waits_longer_each_time_and_is_parked_in_the_end(
    database: Database, clock: Clock, hands: SetClock
) -> None:
    tries = 0

    async def fail(_: Job) -> None:
        nonlocal tries
        tries += 1
        raise Retry("vendor says 503")

    await database.tx(outbox.enqueue, "fail", {}, now=clock.now())
    worker = _worker(database, clock, fail=fail)
    await worker.drain()
    await worker.drain()
    assert tries == 1  # not due yet
    for _ in range(10):
        hands.forward(minutes=20)
        await worker.drain()
    assert tries == 8
    parked = database.read_now(outbox.dead, Paging()).items
    assert [(job.kind, job.attempts, job.last_error) for job in parked] == [("fail", 8, "vendor says 503")]


async def test_a_job_comes_back_when_the_vendor_said(database: Database, clock: Clock, hands: SetClock) -> None:
    tries = 0

    async def busy(_: Job) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Retry("429", after=30)

    await database.tx(outbox.enqueue, "busy", {}, now=clock.now())
    worker = _worker(database, clock, busy=busy)
    await worker.drain()
    hands.forward(seconds=29)
    await worker.drain()
    assert tries == 1
    hands.forward(seconds=17)  # the hint and at most half of it again
    await worker.drain()
    assert tries == 2


async def test_a_hopeless_job_is_parked_at_once_and_can_be_revived(database: Database, clock: Clock) -> None:
    async def hopeless(_: Job) -> None:
        raise GiveUp("no such number")

    job_id = await database.tx(outbox.enqueue, "hopeless", {}, now=clock.now())
    await _worker(database, clock, hopeless=hopeless).drain()
    assert _waiting(database)["dead"] == 1
    await database.tx(outbox.revive, job_id, now=clock.now())
    assert _waiting(database) == {"waiting": 1, "running": 0, "dead": 0}
    with pytest.raises(NotFound):
        await database.tx(outbox.revive, "nothing", now=clock.now())


async def test_an_unexpected_error_is_retried_and_kept(database: Database, clock: Clock) -> None:
    async def broken(_: Job) -> None:
        raise ZeroDivisionError("oops")

    await database.tx(outbox.enqueue, "broken", {}, now=clock.now())
    await _worker(database, clock, broken=broken).drain()
    assert _waiting(database)["waiting"] == 1


async def test_a_job_of_a_worker_that_died_is_taken_up_when_its_lease_ends(
    database: Database, clock: Clock, hands: SetClock
) -> None:
    ran: list[int] = []

    async def note(job: Job) -> None:
        ran.append(job.attempts)

    await database.tx(outbox.enqueue, "note", {}, now=clock.now())
    dead = await database.tx(outbox.claim, now=clock.now(), lease=LEASE, count=5)
    assert len(dead) == 1
    worker = _worker(database, clock, note=note)
    await worker.drain()
    assert ran == []
    hands.forward(seconds=91)
    await worker.drain()
    assert ran == [2]


async def test_a_worker_that_overslept_its_lease_cannot_settle_the_job(
    database: Database, clock: Clock, hands: SetClock
) -> None:
    await database.tx(outbox.enqueue, "note", {}, now=clock.now())
    (slow,) = await database.tx(outbox.claim, now=clock.now(), lease=LEASE, count=5)
    hands.forward(seconds=91)
    (quick,) = await database.tx(outbox.claim, now=clock.now(), lease=LEASE, count=5)
    await database.tx(outbox.bury, slow, now=clock.now(), error="too late to say so")
    assert _waiting(database) == {"waiting": 0, "running": 1, "dead": 0}
    await database.tx(outbox.finish, quick)
    assert _waiting(database) == {"waiting": 0, "running": 0, "dead": 0}


async def test_stopping_finishes_what_is_under_way(database: Database, clock: Clock) -> None:
    begun, finished = asyncio.Event(), []

    async def slow(_: Job) -> None:
        begun.set()
        await asyncio.sleep(0.2)
        finished.append(True)

    await database.tx(outbox.enqueue, "slow", {}, now=clock.now())
    worker = _worker(database, clock, slow=slow)
    running = asyncio.create_task(worker.run())
    await begun.wait()
    worker.stop()
    await running
    assert finished == [True]
    assert _waiting(database)["running"] == 0


async def test_chores_run_and_a_failing_one_does_not_stop_the_others(database: Database, clock: Clock) -> None:
    done = asyncio.Event()

    async def broken() -> None:
        raise ZeroDivisionError

    async def works() -> None:
        done.set()

    worker = Worker(database, Bus(), clock, {}, (Periodic("broken", 60, broken), Periodic("works", 60, works)))
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        await done.wait()
    worker.stop()
    await running
