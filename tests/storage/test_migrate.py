"""Every migration runs up and down on both databases, and the tables are what the code says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text
from tests.postgres import Server

import frontdesk.migrations.tables  # noqa: F401  # fills the metadata
from frontdesk.storage import migrate
from frontdesk.storage.base import metadata
from frontdesk.storage.engine import Target, postgres_engine, sqlite_engine
from frontdesk.storage.session import Database


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


def test_a_database_of_a_newer_version_is_left_alone_and_named(empty: Target) -> None:
    migrate.upgrade(empty)
    engine = _engine(empty)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TABLE versions"))  # as if the newer one had done without it
    engine.dispose()
    with pytest.raises(migrate.UnknownRevision, match="revision 9999, which this version of Frontdesk does not know"):
        migrate.upgrade(empty)


def test_a_migration_that_ends_half_way_leaves_nothing(empty: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection) -> None:
        metadata.create_all(connection, tables=[metadata.tables["jobs"]])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(migrate, "_make_all", broken)
        with pytest.raises(KeyboardInterrupt):
            migrate.upgrade(empty)
    assert _tables(empty) == set()
    assert migrate.upgrade(empty) is True


def test_a_new_sqlite_database_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "frontdesk.db"
    before = os.umask(0o022)
    try:
        migrate.upgrade(Target.of(f"sqlite:///{path}"))
        migrate.SqliteLock(path).release()
        database = Database(Target.of(f"sqlite:///{path}"))
        database.tx_now(lambda tx: tx.execute(text("SELECT 1")) and None)
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {"frontdesk.db", "frontdesk.db-wal", "frontdesk.db.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}


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


def test_what_stands_is_carried_along(empty: Target) -> None:
    migrate.upgrade(empty, "0003")
    engine = _engine(empty)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA foreign_keys = OFF"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for table, given in _WRITTEN.items():
            columns = {column["name"]: column for column in inspect(connection).get_columns(table)}
            values = {name: given.get(name, "0") for name, column in columns.items() if not column["nullable"]} | given
            stored = ", ".join(f"CAST(:{name} AS {columns[name]['type']})" for name in values)
            insert = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({stored})"  # noqa: S608  # names of columns
            connection.execute(text(insert), values)
    migrate.upgrade(empty, migrate.HEAD)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT embedded_as FROM memories ORDER BY id")).scalars().all() == ["few/5"]
        spent = connection.execute(text("SELECT scope, day, reserved, spent FROM spending")).all()
        assert [tuple(row) for row in spent] == [("asha:memory", "2026-11-23", 0, 5)]
    engine.dispose()


# table -> a row of it at revision 0003, as far as it matters
_WRITTEN = {
    "memories": {"id": "m1", "account_id": "asha"},
    "memory_vectors": {"memory_id": "m1", "account_id": "asha", "model": "few/5"},
    "memory_costs": {"account_id": "asha", "day": "2026-11-23", "tokens": "5"},
}

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
