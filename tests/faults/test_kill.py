"""Real servers, killed as an out-of-memory killer would: what was acknowledged is there, once."""

import asyncio
from pathlib import Path

import pytest
from bench.client import Client, Customer, phone
from bench.server import Server, free_port
from bench.turns import furnish
from tests.postgres import Server as Postgres

from bench import kills, places


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    postgres: Postgres = request.getfixturevalue("postgres_server")
    return postgres.create(f"faults_{request.node.name.partition('[')[0]}")


def test_kill_9_during_parallel_dialogues_loses_and_doubles_nothing(url: str | None) -> None:
    verdict = kills.measure(kills=3, database_url=url)
    assert verdict.is_clean, verdict
    assert verdict.bookings > 0


def test_exactly_the_last_ten_places_are_given_to_two_hundred(url: str | None) -> None:
    for one in places.measure(rounds=2, database_url=url):
        assert (one.codes, one.confirmed, one.stored) == (10, 10, 10)


async def test_a_server_killed_between_code_and_confirmation_goes_on(tmp_path: Path, url: str | None) -> None:
    server = Server(tmp_path, url, port=free_port())
    await asyncio.to_thread(server.start)
    try:
        await furnish(server)
        customer = Customer(Client(server.port), phone(1))
        while customer.answer.get("stage") != "otp_sent":
            line = await customer.next_line()
            assert line is not None
            await customer.say(line)
        code = await customer.code()
        server.kill()
        await asyncio.to_thread(server.start)
        customer.client.close()
        assert (await customer.say(code))["action"] == "booking_confirmed"
        customer.client.close()
    finally:
        server.stop()
