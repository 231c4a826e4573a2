"""Figures of the bookings. Days and months are the business's own, as `created_on` recorded them."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select

from frontdesk.booking.dialogue.state import Stage
from frontdesk.booking.models import bookings, dialogues
from frontdesk.booking.queries import Status
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.money import Money
from frontdesk.storage.session import Tx

# What counts as earned: agreed to by the business, done or not yet.
_EARNED = (Status.APPROVED.value, Status.COMPLETED.value)
_STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Overview:
    total: int
    by_status: dict[Status, int]
    last_7_days: int
    today: int


@dataclass(frozen=True, slots=True)
class Group:
    """`name` is a service or a month like "2026-01"; a second currency makes a second group of that name.

    `count` is of all bookings, `revenue` of the earned ones.
    """

    name: str
    count: int
    revenue: Money


def overview(tx: Tx, actor: Actor, today: date) -> Overview:
    """The last seven days include today."""
    actor.require(Role.ADMIN)
    rows = tx.execute(select(bookings.c.status, func.count()).group_by(bookings.c.status)).all()
    by_status = dict.fromkeys(Status, 0) | {Status(row[0]): row[1] for row in rows}
    return Overview(
        total=sum(by_status.values()),
        by_status=by_status,
        last_7_days=_since(tx, today - timedelta(days=6)),
        today=_since(tx, today),
    )


def by_service(tx: Tx, actor: Actor) -> list[Group]:
    """Most booked first."""
    groups = _grouped(tx, actor, bookings.c.service)
    return sorted(groups, key=lambda group: (-group.count, group.name))


def by_month(tx: Tx, actor: Actor) -> list[Group]:
    """Newest month first."""
    groups = _grouped(tx, actor, func.substr(bookings.c.created_on, 1, 7))
    return sorted(groups, key=lambda group: group.name, reverse=True)


def funnel(tx: Tx, actor: Actor) -> list[tuple[Stage, int]]:
    """How many conversations reached each stage or a later one."""
    actor.require(Role.ADMIN)
    rows = tx.execute(select(dialogues.c.furthest, func.count()).group_by(dialogues.c.furthest)).all()
    reached = {row[0]: row[1] for row in rows}
    return [
        (stage, sum(count for rank, count in reached.items() if rank >= place)) for place, stage in enumerate(_STAGES)
    ]


def rank(stage: Stage) -> int:
    """A stage's place in the order in which conversations pass them, as stored for the funnel."""
    return _STAGES.index(stage)


def _since(tx: Tx, day: date) -> int:
    counted = select(func.count()).select_from(bookings).where(bookings.c.created_on >= day.isoformat())
    return int(tx.execute(counted).scalar_one())


def _grouped(tx: Tx, actor: Actor, column: object) -> list[Group]:
    actor.require(Role.ADMIN)
    earned = func.sum(case((bookings.c.status.in_(_EARNED), bookings.c.price_minor), else_=0))
    rows = tx.execute(
        select(column, bookings.c.currency, func.count(), earned).group_by(column, bookings.c.currency)  # type: ignore[call-overload]  # a column or a function of one
    ).all()
    return [Group(name, count, Money(int(minor), currency)) for name, currency, count, minor in rows]
