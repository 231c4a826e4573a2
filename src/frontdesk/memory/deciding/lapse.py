"""What was true until a date: when that has come, it is over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from frontdesk.kit.clock import Clock, to_micros
from frontdesk.kit.ids import AccountId
from frontdesk.memory import history, memories
from frontdesk.memory.deciding import expiry, timeline
from frontdesk.memory.deciding.expiry import Expiry, Reason
from frontdesk.memory.memories import COLUMNS, SHOWN, Memory, Scope, Status
from frontdesk.memory.models import memories as table
from frontdesk.memory.problems import refused
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.worker import Periodic

# What leaves prompts leaves them at its moment (recall reads the date); this only says so.
_SECONDS = 300.0
_AT_ONCE = 200
# Of one request.
MOST = 100


@dataclass(frozen=True, slots=True)
class Classified:
    """`memory` as it is stored now, with the date if it has one."""

    memory: Memory
    expiry: Expiry


def start_of(on: date, zone: ZoneInfo) -> datetime:
    """`Expiry.on` as a moment: the first of a day on which a statement does not hold any more."""
    return datetime.combine(on, time.min, zone).astimezone(UTC)


def classify(tx: Tx, scope: Scope, ids: Sequence[str], now: datetime, zone: ZoneInfo) -> list[Classified]:
    """Says of each whether it will be over, and stores when. A date that is there already stays, and is what is said.
    BadInput for none or too many; MemoryNotFound."""
    chosen = list(dict.fromkeys(ids))
    if not 1 <= len(chosen) <= MOST:
        raise refused("memory_ids", "not_named", most=MOST)
    timeline.lock(tx, scope)
    return [_classified(tx, one, now, zone) for one in memories.several(tx, scope, chosen)]


def _classified(tx: Tx, one: Memory, now: datetime, zone: ZoneInfo) -> Classified:
    found = expiry.classify(one.content, one.kind, one.language, now.astimezone(zone).date())
    if one.expires_at is not None:
        reason = Reason(one.expiry_reason) if one.expiry_reason in frozenset(Reason) else Reason.HOLDS_UNTIL
        return Classified(one, Expiry(should_expire=True, on=one.expires_at.astimezone(zone).date(), reason=reason))
    if found.on is None or one.status not in SHOWN:
        return Classified(one, found)
    dated = replace(one, expires_at=start_of(found.on, zone), expiry_reason=found.reason.value)
    return Classified(history.change(tx, one, dated, "classify", now), found)


def end_due(tx: Tx, now: datetime, *, count: int = _AT_ONCE) -> int:
    """Some memories whose date has come become `expired`, up to `count` of either kind of date; how many were seen.
    Call it until it answers 0."""
    is_shown, moment = table.c.status.in_([status.value for status in SHOWN]), to_micros(now)
    # Either end by the index of its own: together they would be looked for in all that there is.
    each = [
        select(table.c.id, table.c.account_id).where(is_shown, end <= moment).limit(count)
        for end in (table.c.expires_at, table.c.valid_to)
    ]
    found: dict[str, AccountId] = {one: owner for some in each for one, owner in tx.execute(some)}
    owners: dict[AccountId, list[str]] = defaultdict(list)
    for memory_id, owner in found.items():
        owners[owner].append(memory_id)
    # In one order everywhere, so that two that do this at once wait for each other and not in a circle.
    for owner in sorted(owners):
        scope = Scope(owner)
        timeline.lock(tx, scope)
        is_over = or_(table.c.expires_at <= moment, table.c.valid_to <= moment)
        still = select(*COLUMNS).where(table.c.account_id == owner, table.c.id.in_(owners[owner]), is_shown, is_over)
        for row in tx.execute(still).all():
            before = memories.memory(tuple(row))
            history.change(tx, before, replace(before, status=Status.EXPIRED), "expire", now)
    return sum(map(len, owners.values()))


def chores(database: Database, clock: Clock) -> tuple[Periodic, ...]:
    async def run() -> None:
        while await database.tx(end_due, clock.now()):
            pass

    return (Periodic("memory.lapse", _SECONDS, run),)
