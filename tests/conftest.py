"""Both databases for every test that stores something.

`database` gives a migrated, empty database, once on SQLite and once on PostgreSQL. Each is copied from a template that
is migrated once a session, so a test costs a file copy or a CREATE DATABASE.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from frontdesk.kit.clock import Clock
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database
from tests.postgres import Server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "frontdesk.db"
    migrate.upgrade(Target.of(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    # Not below pytest's own folder: each session takes away everybody else's right to enter it, and as root the
    # server runs as somebody else.
    with TemporaryDirectory(prefix="frontdesk-postgres-") as folder:
        server = Server.start(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> str:
    """Name of a migrated database that nobody is connected to."""
    url = postgres_server.create("template_frontdesk")
    migrate.upgrade(Target.of(url))
    return "template_frontdesk"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "frontdesk.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: Server, postgres_template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    yield postgres_server.create(name, template=postgres_template)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(Target.of(database_url), pool_size=8)
    yield opened
    opened.close()


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def hands() -> SetClock:
    """Turns the time of `clock`: a Monday noon in Kolkata."""
    return SetClock(datetime(2026, 11, 23, 6, 30, tzinfo=UTC))


@pytest.fixture
def clock(hands: SetClock) -> Clock:
    return Clock(ZoneInfo("Asia/Kolkata"), hands)
