"""A desk on each database, two model vendors on a local port, something to know, and the app's users."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.simulators.models import settings_of, simulated
from tests.surfaces.app_support.phone import PASSWORD, register, sign_in

from frontdesk.bootstrap import Desk
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import EntryDraft
from frontdesk.simulator.server import Simulator

WALLET = EntryDraft(
    "Withdraw money",
    "To withdraw money from your wallet go to Wallet, then Request Payout. The minimum is $10.",
    "App",
    Language.EN,
)
TAKA = EntryDraft(
    "টাকা তোলা",
    "ওয়ালেট থেকে টাকা তুলতে Wallet-এ গিয়ে Request Payout চাপুন। সর্বনিম্ন ১০ ডলার।",
    "App",
    Language.BN,
)
HOURS = EntryDraft("Opening hours", "The studio is open from 9 to 17, except on Sundays.", "Studio", Language.EN)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as started:
        yield started


Opened = Callable[..., Desk]


@pytest.fixture
async def open_desk(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Opened]:
    """`open_desk(NAME="value")`; keyless unless told otherwise."""
    made: list[Desk] = []

    def opened(**environ: str) -> Desk:
        desk = served.desk_for(database_url, tmp_path, clock, **environ)
        made.append(desk)
        for draft in (WALLET, TAKA, HOURS):
            desk.database.tx_now(lambda tx, one=draft: entries.create(tx, one, now=clock.now()))
        return desk

    yield opened
    for desk in made:
        await desk.hang_up()
        desk.close()


@pytest.fixture
async def desk(open_desk: Opened, simulator: Simulator) -> Desk:
    """With Groq, and OpenAI after it."""
    return open_desk(**settings_of(simulator, "groq", "openai"))


@pytest.fixture
async def keyless(open_desk: Opened) -> AsyncIterator[httpx.AsyncClient]:
    """Asha at a desk without any model."""
    async with user_of(open_desk(), "asha") as client:
        yield client


@pytest.fixture
async def asha(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with user_of(desk, "asha") as client:
        yield client


@pytest.fixture
async def rahim(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with user_of(desk, "rahim") as client:
        yield client


def user_of(desk: Desk, name: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    return _SignedIn(desk, name)


class _SignedIn(AbstractAsyncContextManager[httpx.AsyncClient]):
    def __init__(self, desk: Desk, name: str) -> None:
        self._client = served.client_of(desk)
        self._name = name

    async def __aenter__(self) -> httpx.AsyncClient:
        client = await self._client.__aenter__()
        assert (await register(client, self._name)).status_code == 201
        client.headers["Authorization"] = f"Bearer {await sign_in(client, self._name, PASSWORD)}"
        return client

    async def __aexit__(self, *error: object) -> None:
        await self._client.__aexit__(*error)  # type: ignore[arg-type]
