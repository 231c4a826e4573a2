"""Lists of a person's memories, and which of them are in force. One by its id: memories.py; by a question: finding/."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from frontdesk.kit.clock import to_micros
from frontdesk.kit.pagination import Page, Paging
from frontdesk.memory import memories
from frontdesk.memory.memories import COLUMNS, SHOWN, Kind, Memory, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.storage.session import Tx


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty and None: any. `known_at`: what was held to be true at that moment, whatever has become of it since."""

    statuses: tuple[Status, ...] = SHOWN
    kind: Kind | None = None
    min_importance: float | None = None
    include_expired: bool = False
    known_at: datetime | None = None
    # what is dated is over from its date on, whether its status says so already or not
    over_by: datetime | None = None


def listing(tx: Tx, scope: Scope, wanted: Wanted, paging: Paging) -> Page[Memory]:
    """Newest first."""
    where = and_(table.c.account_id == scope.owner, *_conditions(wanted))
    rows = tx.execute(
        select(*COLUMNS)
        .where(where)
        .order_by(table.c.created_at.desc(), table.c.id)
        .limit(paging.limit)
        .offset(paging.skip)
    ).all()
    total = tx.execute(select(func.count()).select_from(table).where(where)).scalar_one()
    return Page([memories.memory(tuple(row)) for row in rows], total, paging.limit, paging.skip)


def in_force(now: datetime) -> list[ColumnElement[bool]]:
    """Not over yet, whether the status says so already or not."""
    moment = to_micros(now)
    ends = (table.c.valid_to, table.c.expires_at)
    return [or_(end.is_(None), end > moment) for end in ends]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.known_at is not None:
        moment = to_micros(wanted.known_at)
        conditions += [
            table.c.status.in_([Status.CONFIRMED, Status.PENDING, Status.EXPIRED]),
            table.c.valid_from <= moment,
            or_(table.c.valid_to.is_(None), table.c.valid_to > moment),
            or_(table.c.expires_at.is_(None), table.c.expires_at > moment),
        ]
    else:
        statuses = {*wanted.statuses, *([Status.EXPIRED] if wanted.include_expired else [])}
        conditions.append(table.c.status.in_(sorted(statuses)))
        if wanted.over_by is not None and Status.EXPIRED not in statuses:
            conditions += in_force(wanted.over_by)
    if wanted.kind is not None:
        conditions.append(table.c.kind == wanted.kind.value)
    if wanted.min_importance is not None:
        conditions.append(table.c.importance >= wanted.min_importance)
    return conditions
