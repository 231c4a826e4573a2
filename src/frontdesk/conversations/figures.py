"""What a person has done here: messages, sessions and days, and which models answered.

Counted from what is stored when it is asked for, over the account's own chats of all doors. Deleted chats count until
they are purged; what a branch copied counts once. Days are UTC.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from frontdesk.kit.clock import to_micros
from frontdesk.kit.ids import AccountId
from frontdesk.storage.session import Sql, Tx

_DAYS_SINCE_1970 = date(1970, 1, 1).toordinal()

# CROSS JOIN tells SQLite to begin with the account's own chats; those that have been silent since are not looked into.
_SAID = (
    "SELECT m.created_at / 86400000000, c.number, count(*) FROM chats c {join} messages m {on}"
    " c.account_id = :account AND c.updated_at >= :since AND m.sender = 'customer' AND m.created_at >= :since"
    " AND m.created_at <= :now AND m.id > coalesce(c.copied_to, 0) GROUP BY 1, 2"
)
_ACTIVITY = Sql(
    _SAID.format(join="CROSS JOIN", on="WHERE m.conversation_id = c.conversation_id AND"),
    postgresql=_SAID.format(join="JOIN", on="ON m.conversation_id = c.conversation_id WHERE"),
)
_ANSWERED = (
    "SELECT r.provider, r.model, count(*) FROM chats c {join} replies r {on} c.account_id = :account"
    " AND r.provider IS NOT NULL AND r.message_id > coalesce(c.copied_to, 0) GROUP BY 1, 2"
)
_MODELS = Sql(
    _ANSWERED.format(join="CROSS JOIN", on="WHERE r.conversation_id = c.conversation_id AND"),
    postgresql=_ANSWERED.format(join="JOIN", on="ON r.conversation_id = c.conversation_id WHERE"),
)


class TimeRange(StrEnum):
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "12m"
    ALL = "all"

    def since(self, now: datetime) -> datetime | None:
        """The beginning of the first day: today is the last of as many. None is from the beginning."""
        days = {"7d": 7, "30d": 30, "90d": 90, "12m": 365}.get(self.value)
        if days is None:
            return None
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(days=days - 1)


@dataclass(frozen=True, slots=True)
class ActiveDay:
    date: date
    messages: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Activity:
    """Messages are what the person sent, sessions the chats she sent them in; `by_day` is oldest first and
    names only days on which something was sent."""

    total_messages: int
    total_sessions: int
    avg_messages_per_session: float
    active_days: int
    by_day: tuple[ActiveDay, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """`percentage` of all replies, with one decimal."""

    count: int
    percentage: float


@dataclass(frozen=True, slots=True)
class ModelUse:
    """The most used first."""

    by_provider: dict[str, Share]
    by_model: dict[str, int]


def activity(tx: Tx, account_id: AccountId, since: datetime | None, now: datetime) -> Activity:
    rows = tx.run(_ACTIVITY, account=account_id, since=0 if since is None else to_micros(since), now=to_micros(now))
    messages: Counter[int] = Counter()
    sessions: Counter[int] = Counter()
    for day, _, count in rows:
        messages[day] += count
        sessions[day] += 1
    total, chats = messages.total(), len({number for _, number, _ in rows})
    by_day = tuple(
        ActiveDay(date.fromordinal(_DAYS_SINCE_1970 + day), messages[day], sessions[day]) for day in sorted(messages)
    )
    return Activity(total, chats, round(total / chats, 1) if chats else 0.0, len(by_day), by_day)


def models(tx: Tx, account_id: AccountId) -> ModelUse:
    """Replies that a model or the local answer wrote, whole or not."""
    providers: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for provider, model, count in tx.run(_MODELS, account=account_id):
        providers[provider] += count
        if model:
            named[model] += count
    total = providers.total()
    shares = {name: Share(count, round(100 * count / total, 1)) for name, count in providers.most_common()}
    return ModelUse(shares, dict(named.most_common()))
