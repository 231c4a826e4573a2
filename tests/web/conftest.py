"""A desk on SQLite: what these tests are about does not depend on the database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = served.desk_for(sqlite_url, tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with served.client_of(desk) as opened:
        yield opened


@pytest.fixture
async def admin(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with served.client_of(desk, headers=served.bearer(desk)) as opened:
        yield opened
