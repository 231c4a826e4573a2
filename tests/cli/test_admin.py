import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.kit.pagination import Paging
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target, postgres_engine
from frontdesk.storage.migrate import SqliteLock
from frontdesk.storage.session import Database
from tests.cli.conftest import Frontdesk
from tests.postgres import Server


def _accounts(url: str) -> list[tuple[str, Role]]:
    database = Database(Target.of(url), pool_size=1)
    try:
        return [(account.email, account.role) for account in database.read_now(accounts.listing, Paging()).items]
    finally:
        database.close()


def test_init_makes_database_and_admin_once(frontdesk: Frontdesk, tmp_path: Path) -> None:
    made = frontdesk("init", "--email", "Owner@Example.com", "--password", "Mango-Tree-77")
    assert (made.exit_code, made.stdout) == (0, "Owner@example.com is the admin now.\n")
    again = frontdesk("init", "--email", "other@example.com", "--password", "Mango-Tree-77")
    assert (again.exit_code, again.stdout) == (0, "There is an admin already; nothing was changed.\n")
    assert _accounts(f"sqlite:///{tmp_path}/data/frontdesk.db") == [("owner@example.com", Role.ADMIN)]


def test_init_on_each_database(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert frontdesk("init", "--email", "a@example.com", "--password", "Mango-Tree-77").exit_code == 0
    assert _accounts(database_url) == [("a@example.com", Role.ADMIN)]


def test_init_makes_the_tables_of_an_empty_postgresql_database(
    frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, postgres_server: Server
) -> None:
    url = postgres_server.create("not_begun")
    monkeypatch.setenv("DATABASE_URL", url)
    assert frontdesk("init", "--email", "a@example.com", "--password", "Mango-Tree-77").exit_code == 0
    assert _accounts(url) == [("a@example.com", Role.ADMIN)]
    postgres_server.drop("not_begun")


def test_init_asks_for_what_is_not_given(frontdesk: Frontdesk) -> None:
    made = frontdesk("init", input="owner@example.com\nMango-Tree-77\nMango-Tree-77\n")
    assert made.exit_code == 0
    assert made.stdout.endswith("owner@example.com is the admin now.\n")
    assert "Mango" not in made.output


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("owner", "Mango-Tree-77", "owner is not an email address.\n"),
        ("a@example.com", "Aa1", "The password must have 8 to 128 characters.\n"),
        ("a@example.com", "mango-tree", "The password needs an upper-case letter.\nThe password needs a digit.\n"),
        ("a@example.com", "Password1", "This password is easily guessed: choose one of your own.\n"),
    ],
)
def test_init_refuses_what_is_weak(frontdesk: Frontdesk, email: str, password: str, said: str) -> None:
    refused = frontdesk("init", "--email", email, "--password", password)
    assert (refused.exit_code, refused.stderr, refused.stdout) == (1, said, "")
    assert frontdesk("init", "--email", "a@example.com", "--password", "Mango-Tree-77").stdout.endswith("now.\n")


def test_migrate_goes_down_and_up_again(
    frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert frontdesk("migrate").stdout.endswith(f"stands at revision {migrate.HEAD}.\n")
    assert frontdesk("migrate", "--to", "base").stdout.endswith("stands at revision base.\n")
    assert frontdesk("migrate", "--to", "base").exit_code == 0
    assert frontdesk("migrate", "--to", migrate.HEAD).stdout.endswith(f"stands at revision {migrate.HEAD}.\n")


def test_migrate_shows_no_password(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    shown = frontdesk("migrate").stdout
    assert shown.startswith("The database postgresql")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hidden@127.0.0.1:1/d")
    refused = frontdesk("migrate")
    assert refused.exit_code == 1
    assert "hidden" not in refused.stderr
    assert "cannot be used" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_migrate_refuses_an_unknown_revision(frontdesk: Frontdesk) -> None:
    known = ", ".join(f"{number:04}" for number in range(1, int(migrate.HEAD) + 1))
    refused = frontdesk("migrate", "--to", "9999")
    assert (refused.exit_code, refused.stderr) == (1, f"There is no revision 9999: it can be head, base, {known}.\n")


def test_migrate_leaves_a_database_of_a_later_version_alone(frontdesk: Frontdesk, tmp_path: Path) -> None:
    frontdesk("migrate")
    with closing(sqlite3.connect(tmp_path / "data/frontdesk.db", isolation_level=None)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'later'")
    refused = frontdesk("migrate")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("The database stands at revision later, which this version")


def test_migrate_refuses_while_a_server_holds_the_file(frontdesk: Frontdesk, tmp_path: Path) -> None:
    lock = SqliteLock(tmp_path / "data/frontdesk.db")
    try:
        refused = frontdesk("migrate")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("Another Frontdesk server already uses")
    finally:
        lock.release()


def test_a_file_that_is_no_database_is_one_sentence(frontdesk: Frontdesk, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/frontdesk.db").write_text("not a database, just text\n" * 100)
    for command in (["init", "--email", "a@b.co", "--password", "Mango-Tree-77"], ["migrate"], ["demo"]):
        refused = frontdesk(*command)
        assert refused.exit_code == 1
        assert "file is not a database" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1


def test_a_postgresql_that_is_behind_is_not_migrated_by_the_way(
    frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    engine = postgres_engine(Target.of(postgres_url).url, pool_size=1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()
    refused = frontdesk("demo")
    assert (refused.exit_code, refused.stderr) == (1, "The database is not up to date: run frontdesk migrate.\n")
