from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.memory import memories
from frontdesk.memory.memories import Draft, Kind, Scope
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, Sql, Tx
from tests.cli.conftest import Frontdesk

_NOW = datetime(2026, 11, 21, tzinfo=UTC)


def _remember(tx: Tx, email: str, statements: list[str]) -> None:
    scope = Scope(accounts.create(tx, email, "Asha", "x", Role.CUSTOMER, _NOW).id)
    for statement in statements:
        memories.add(tx, scope, Draft(statement, Kind.FACT), _NOW)


@pytest.fixture
def database(frontdesk: Frontdesk, tmp_path: Path) -> Database:
    assert frontdesk("init", "--email", "owner@example.com", "--password", "Mango-Tree-77").exit_code == 0
    opened = Database(Target.of(f"sqlite:///{tmp_path}/data/frontdesk.db"), pool_size=1)
    opened.tx_now(_remember, "asha@example.com", ["I live in Pune", "I like tea"])
    opened.tx_now(_remember, "tom@example.com", ["I play the cello"])
    return opened


def test_reembed_makes_what_is_missing_once(frontdesk: Frontdesk, database: Database) -> None:
    made = frontdesk("memory", "reembed")
    assert (made.exit_code, made.stdout) == (0, "Made the vectors of 3 memories.\n")
    # Of two people, in whichever order.
    assert made.stderr in ("1 of 3 memories\n3 of 3 memories\n", "2 of 3 memories\n3 of 3 memories\n")
    again = frontdesk("memory", "reembed")
    assert (again.exit_code, again.stdout) == (0, "All memories have their vectors.\n")
    database.tx_now(lambda tx: tx.run(Sql("UPDATE memories SET embedded_as = 'other' WHERE embedded_as IS NOT NULL")))
    assert frontdesk("memory", "reembed").stdout == "Made the vectors of 3 memories.\n"
    database.close()


def test_reembed_says_that_nothing_makes_vectors(
    frontdesk: Frontdesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDING_PROVIDER", "none")
    refused = frontdesk("memory", "reembed")
    assert refused.exit_code == 1
    assert "docs/user/embeddings.md" in refused.output
    database.close()


def test_reembed_says_how_far_it_came_where_the_model_fails(
    frontdesk: Frontdesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDING_PROVIDER", "openai")
    monkeypatch.setenv("EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1")
    failed = frontdesk("memory", "reembed")
    assert failed.exit_code == 1
    assert "after 0 memories" in failed.output
    database.close()
