"""What others have said costs nobody time: no statement of the hot path reads a table from end to end."""

import re
from types import ModuleType
from typing import Any

import pytest

from frontdesk.conversations import branching, chats, figures, history, privacy, replies, search, transcript, words
from frontdesk.identity import accounts, preferences, tickets, tokens
from frontdesk.storage import spending
from frontdesk.storage.session import Database, Sql, Tx

_MODULES = (
    *(branching, chats, figures, history, privacy, replies, search, transcript, words),
    *(accounts, preferences, tickets, tokens, spending),
)
_LARGE = "messages|replies|chats|chat_words|conversations|accounts"
# SQLite says "SCAN m", PostgreSQL "Seq Scan on messages m", even where it is forbidden, if there is no other way.
_FROM_END_TO_END = re.compile(rf"^SCAN (?:{_LARGE}|[mrcw])\b(?!.*PRIMARY)|Seq Scan on (?:{_LARGE})\b")
# Of the values a statement may be given, by name; others are numbers.
_TEXTS = frozenset(
    {
        *("id", "new", "account", "door", "status", "state", "title", "language", "sender", "content", "words"),
        *("provider", "model", "detail", "scope", "day", "email", "address", "chosen", "parent", "old", "name"),
        *("role", "password_hash", "said", "answered", "low", "high", *(f"w{number}" for number in range(8))),
    }
)
_TRUTHS = frozenset({"is_active", "is_pinned"})
_LISTS = frozenset({"olds", "news"})


def _value(name: str) -> Any:
    if name in _LISTS:
        return [1]
    if name in _TRUTHS:
        return True
    return "x" if name in _TEXTS else 1


def _statements(module: ModuleType) -> dict[str, Sql]:
    found: dict[str, Sql] = {}
    for name, value in vars(module).items():
        held = value.items() if isinstance(value, dict) else [("", value)]
        found |= {f"{module.__name__}.{name}{key}": one for key, one in held if isinstance(one, Sql)}
    return found


def _plan(tx: Tx, statement: Sql) -> list[str]:
    if tx.dialect == "sqlite":
        asked, names = f"EXPLAIN QUERY PLAN {statement.sqlite}", re.findall(r"(?<!:):([a-z_]\w*)", statement.sqlite)
    else:
        asked, names = f"EXPLAIN {statement.postgresql}", re.findall(r"%\((\w+)\)s", statement.postgresql)
    explained = Sql(asked)
    if tx.dialect == "postgresql":
        explained.postgresql = asked
    return [str(row[-1]) for row in tx.run(explained, **{name: _value(name) for name in names})]


@pytest.mark.parametrize("module", _MODULES, ids=lambda module: module.__name__.partition(".")[2])
def test_no_statement_reads_what_is_everybodys(database: Database, module: ModuleType) -> None:
    def explain(tx: Tx) -> dict[str, list[str]]:
        if tx.dialect == "postgresql":
            tx.run(Sql("SET LOCAL enable_seqscan = off"))
        plans = {name: _plan(tx, statement) for name, statement in _statements(module).items()}
        return {name: plan for name, plan in plans.items() if any(map(_FROM_END_TO_END.search, plan))}

    assert database.tx_now(explain) == {}
