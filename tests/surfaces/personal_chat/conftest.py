"""A desk whose model vendors are simulated, and one without any; somebody who has registered."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.simulators.models import Beside, beside, settings_of, simulated
from tests.surfaces.personal_chat.person import House, signed_in

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock
from frontdesk.simulator.server import Simulator


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as one:
        yield one


@pytest.fixture
async def desk(database_url: str, tmp_path: Path, clock: Clock, simulator: Simulator) -> AsyncIterator[Desk]:
    opened = served.desk_for(database_url, tmp_path, clock, **settings_of(simulator))
    yield opened
    await opened.hang_up()
    opened.close()


@pytest.fixture
async def person(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with served.client_of(desk) as opened:
        yield await signed_in(opened)


@pytest.fixture
async def stranger(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """Another account."""
    async with served.client_of(desk) as opened:
        yield await signed_in(opened, "other@example.com")


@pytest.fixture
async def keyless(sqlite_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at a desk without any model."""
    opened = served.desk_for(sqlite_url, tmp_path, clock)
    async with served.client_of(opened) as client:
        yield await signed_in(client)
    await opened.hang_up()
    opened.close()


@pytest.fixture
def vendors() -> Iterator[Beside]:
    with beside() as one:
        yield one


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path, clock: Clock, vendors: Beside) -> Iterator[House]:
    """One vendor alone, so that its failures are seen; impatient with readers who leave."""
    opened = served.desk_for(
        sqlite_url, tmp_path, clock, CHAT__PATIENCE_SECONDS="0.2", **settings_of(vendors.simulator, "openrouter")
    )
    with served.serving(opened) as base:
        yield House(base, opened, vendors)
    opened.close()
