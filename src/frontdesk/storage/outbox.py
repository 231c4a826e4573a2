"""Side effects leave through a row written in the transaction that causes them (ADR 0004).

Delivery is at least once: a handler may see the same job again after a crash and uses the job's id as the key of
whatever it does outside, wherever the vendor takes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import delete, func, select, update

from frontdesk.kit.clock import to_micros
from frontdesk.kit.errors import NotFound
from frontdesk.kit.ids import JobId, new_id
from frontdesk.kit.pagination import Page, Paging
from frontdesk.storage.models import jobs
from frontdesk.storage.session import Sql, Tx

_INSERT = Sql(
    "INSERT INTO jobs (id, kind, payload, state, run_at, attempts, created_at)"
    " VALUES (:id, :kind, :payload, 'waiting', :run_at, 0, :created_at)"
)
# A running job whose lease has run out belongs to a worker that died: it is taken up again.
_CLAIM = Sql(
    "UPDATE jobs SET state = 'running', run_at = :lease, attempts = attempts + 1 WHERE id IN ("
    " SELECT id FROM jobs WHERE state IN ('waiting', 'running') AND run_at <= :now ORDER BY run_at LIMIT :count"
    ") RETURNING id, kind, payload, attempts",
    postgresql="UPDATE jobs SET state = 'running', run_at = :lease, attempts = attempts + 1 WHERE id IN ("
    " SELECT id FROM jobs WHERE state IN ('waiting', 'running') AND run_at <= :now ORDER BY run_at LIMIT :count"
    " FOR UPDATE SKIP LOCKED"
    ") RETURNING id, kind, payload, attempts",
)
_DUE = Sql("SELECT 1 FROM jobs WHERE state IN ('waiting', 'running') AND run_at <= :now LIMIT 1")
_DROP = Sql("DELETE FROM jobs WHERE kind LIKE :kinds AND state <> 'running' AND payload LIKE :part")
# `attempts` fences: a worker that overslept its lease cannot settle a job that another one has taken up.
_DONE = Sql("DELETE FROM jobs WHERE id = :id AND attempts = :attempts")
_ABSORB = Sql("DELETE FROM jobs WHERE kind = :kind AND state = 'waiting' AND payload = :payload")
_SETTLE = Sql(
    "UPDATE jobs SET state = :state, run_at = :run_at, last_error = :error WHERE id = :id AND attempts = :attempts"
)


@dataclass(frozen=True, slots=True)
class Job:
    """`attempts` counts from 1."""

    id: JobId
    kind: str
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class DeadJob:
    id: JobId
    kind: str
    attempts: int
    last_error: str | None
    created_at: datetime


def enqueue(tx: Tx, kind: str, payload: Mapping[str, Any], *, now: datetime, delay: timedelta | None = None) -> JobId:
    """The job exists exactly if the transaction commits."""
    job_id = JobId(new_id())
    tx.run(
        _INSERT,
        id=job_id,
        kind=kind,
        payload=orjson.dumps(payload).decode(),
        run_at=to_micros(now + (delay or timedelta())),
        created_at=to_micros(now),
    )
    return job_id


def is_due(tx: Tx, now: datetime) -> bool:
    return tx.one(_DUE, now=to_micros(now)) is not None


def claim(tx: Tx, *, now: datetime, lease: timedelta, count: int) -> list[Job]:
    """Up to `count` due jobs, each the caller's alone until the lease ends."""
    rows = tx.run(_CLAIM, now=to_micros(now), lease=to_micros(now + lease), count=count)
    return [Job(JobId(row[0]), row[1], orjson.loads(row[2]), row[3]) for row in rows]


def finish(tx: Tx, job: Job) -> None:
    tx.run(_DONE, id=job.id, attempts=job.attempts)


def absorb(tx: Tx, job: Job) -> None:
    """Jobs that wait to do just the same are done with this one. Call it before reading what there is to do."""
    tx.run(_ABSORB, kind=job.kind, payload=orjson.dumps(job.payload).decode())


def drop(tx: Tx, kinds: str, member: str, value: str) -> None:
    """What is not under way of the kinds that begin with `kinds` and carries `value`, an id, in that member."""
    tx.run(_DROP, kinds=f"{kinds}%", part=f'%"{member}":"{value}"%')


def postpone(tx: Tx, job: Job, *, until: datetime, error: str) -> None:
    tx.run(_SETTLE, state="waiting", run_at=to_micros(until), error=error[:500], id=job.id, attempts=job.attempts)


def bury(tx: Tx, job: Job, *, now: datetime, error: str) -> None:
    """Parks a hopeless job where people see it (`frontdesk doctor`, `/metrics`); `revive` puts it back."""
    tx.run(_SETTLE, state="dead", run_at=to_micros(now), error=error[:500], id=job.id, attempts=job.attempts)


def revive(tx: Tx, job_id: str, *, now: datetime) -> None:
    result = tx.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.state == "dead")
        .values(state="waiting", run_at=to_micros(now), attempts=0)
    )
    if not result.rowcount:
        raise NotFound("There is no parked job with this id.")


def dead(tx: Tx, paging: Paging) -> Page[DeadJob]:
    parked = jobs.c.state == "dead"
    rows = tx.execute(
        select(jobs.c.id, jobs.c.kind, jobs.c.attempts, jobs.c.last_error, jobs.c.created_at)
        .where(parked)
        .order_by(jobs.c.created_at.desc())
        .limit(paging.limit)
        .offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(jobs).where(parked)).scalar_one()
    return Page([DeadJob(JobId(r[0]), r[1], r[2], r[3], r[4]) for r in rows], total, paging.limit, paging.skip)


def counts(tx: Tx) -> dict[str, int]:
    """Jobs by state: waiting, running, dead."""
    rows = tx.execute(select(jobs.c.state, func.count()).group_by(jobs.c.state)).all()
    return {"waiting": 0, "running": 0, "dead": 0} | {row[0]: row[1] for row in rows}


def forget_dead(tx: Tx, *, before: datetime) -> None:
    tx.execute(delete(jobs).where(jobs.c.state == "dead", jobs.c.run_at < to_micros(before)))
