"""Every migration runs up and down on both databases, and the tables are what the code says."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect
from tests.postgres import Server

import frontdesk.migrations.tables  # noqa: F401  # fills the metadata
from frontdesk.storage import migrate
from frontdesk.storage.base import metadata
from frontdesk.storage.engine import Target, postgres_engine, sqlite_engine


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Target]:
    if request.param == "sqlite":
        yield Target.of(f"sqlite:///{tmp_path / 'new' / 'frontdesk.db'}")
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"empty_{abs(hash(tmp_path)):x}"
    yield Target.of(server.create(name))
    server.drop(name)


def _engine(target: Target) -> Engine:
    return sqlite_engine(target.path) if target.path else postgres_engine(target.url, pool_size=1)


def _tables(target: Target) -> set[str]:
    engine = _engine(target)
    found = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return found


def test_the_newest_revision_is_the_one_that_the_code_waits_for() -> None:
    assert migrate.revisions()[0] == migrate.HEAD


def test_up_down_and_up_again(empty: Target) -> None:
    assert migrate.upgrade(empty, migrate.HEAD) is True
    assert migrate.upgrade(empty) is False
    assert _tables(empty) == set(metadata.tables)
    for revision in [*migrate.revisions()[1:], "base"]:
        migrate.downgrade(empty, revision)
    assert _tables(empty) == set()
    assert migrate.upgrade(empty) is True


@pytest.mark.parametrize("revision", ["head", migrate.HEAD], ids=["at once", "step by step"])
def test_an_empty_database_gets_exactly_the_tables_of_the_code(empty: Target, revision: str) -> None:
    migrate.upgrade(empty, revision)
    assert migrate.upgrade(empty) is False
    engine = _engine(empty)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


_UPGRADE = """
import sys
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target
print(migrate.upgrade(Target.of(sys.argv[1])))
"""


def test_several_processes_that_start_together_migrate_once(postgres_server: Server) -> None:
    url = postgres_server.create("migrated_together")
    starting = [
        subprocess.Popen([sys.executable, "-c", _UPGRADE, url], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    did = [process.communicate(timeout=60)[0].strip() for process in starting]
    assert sorted(did) == ["False", "False", "True"]
    postgres_server.drop("migrated_together")


def test_a_second_server_on_one_sqlite_file_is_refused_in_words(tmp_path: Path) -> None:
    held = migrate.SqliteLock(tmp_path / "frontdesk.db")
    with pytest.raises(migrate.DatabaseInUse, match=r"already uses .*frontdesk.db.*DATABASE_URL"):
        migrate.SqliteLock(tmp_path / "frontdesk.db")
    held.release()
    migrate.SqliteLock(tmp_path / "frontdesk.db").release()
