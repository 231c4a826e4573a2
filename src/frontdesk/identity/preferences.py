"""What an account has chosen for its chats and memories. Only what differs from the defaults is stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import orjson

from frontdesk.kit.clock import to_micros
from frontdesk.kit.ids import AccountId
from frontdesk.storage.session import Sql, Tx

_GET = Sql("SELECT chosen FROM preferences WHERE account_id = :id")
# Two that change different things at the same moment must not undo each other.
_GET_LOCKED = Sql(
    "SELECT chosen FROM preferences WHERE account_id = :id",
    postgresql="SELECT chosen FROM preferences WHERE account_id = :id FOR UPDATE",
)
_EMPTY = Sql(
    "INSERT INTO preferences (account_id, chosen, updated_at) VALUES (:id, '{}', :now)"
    " ON CONFLICT (account_id) DO NOTHING"
)
_SET = Sql("UPDATE preferences SET chosen = :chosen, updated_at = :now WHERE account_id = :id")


@dataclass(frozen=True, slots=True)
class MemoryChoices:
    """Thresholds are 0…1."""

    auto_memory_extraction: bool = True
    memory_importance_threshold: float = 0.5
    enable_semantic_search: bool = True
    memory_confidence_threshold: float = 0.7


@dataclass(frozen=True, slots=True)
class ChatChoices:
    """`default_model` None: the provider's own."""

    default_provider: str = "auto"
    default_model: str | None = None
    temperature: float = 0.7
    max_tokens: int = 2000


@dataclass(frozen=True, slots=True)
class Preferences:
    memory_settings: MemoryChoices = field(default_factory=MemoryChoices)
    chat_settings: ChatChoices = field(default_factory=ChatChoices)


_DEFAULTS = Preferences()


def get(tx: Tx, account_id: AccountId) -> Preferences:
    row = tx.one(_GET, id=account_id)
    return _preferences(orjson.loads(row[0])) if row else _DEFAULTS


def merge(tx: Tx, account_id: AccountId, partial: Mapping[str, Mapping[str, Any]], now: datetime) -> Preferences:
    """Changes what `partial` names, which the rim has validated, and nothing else."""
    tx.run(_EMPTY, id=account_id, now=to_micros(now))
    row = tx.one(_GET_LOCKED, id=account_id)
    chosen: dict[str, dict[str, Any]] = orjson.loads(row[0]) if row else {}
    for group, values in partial.items():
        chosen[group] = {**chosen.get(group, {}), **values}
    tx.run(_SET, id=account_id, chosen=orjson.dumps(chosen).decode(), now=to_micros(now))
    return _preferences(chosen)


def _preferences(chosen: Mapping[str, Mapping[str, Any]]) -> Preferences:
    """What an older version stored and this one does not know is left out."""
    groups = {
        name: {key: value for key, value in chosen.get(name, {}).items() if key in known}
        for name, known in asdict(Preferences()).items()
    }
    return Preferences(MemoryChoices(**groups["memory_settings"]), ChatChoices(**groups["chat_settings"]))
