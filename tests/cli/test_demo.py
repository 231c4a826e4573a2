import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from frontdesk import settings
from frontdesk.booking import capacity, catalogue, figures, queries
from frontdesk.booking.capacity import Calendar
from frontdesk.booking.dialogue import Catalogue, extract
from frontdesk.booking.models import bookings
from frontdesk.booking.queries import Booking, Status, Wanted
from frontdesk.bootstrap import Desk, open_desk
from frontdesk.cli import demo
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.storage.session import Tx
from tests.cli.conftest import Frontdesk
from tests.conftest import SetClock

_ADMIN = Actor(AccountId("a"), "a@example.com", Role.ADMIN)
_ALL = Paging(limit=200)


@pytest.fixture
def desk(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = open_desk(
        settings.load({"DATABASE_URL": database_url, "FRONTDESK_DATA_DIR": str(tmp_path)}, env_file=None), clock=clock
    )
    yield opened
    opened.close()


def loaded(desk: Desk) -> list[Booking]:
    desk.database.tx_now(demo.load, desk)
    return desk.database.read_now(queries.listing, _ADMIN, Wanted(), _ALL).items


def test_fills_an_empty_database_once(desk: Desk, hands: SetClock) -> None:
    assert desk.database.tx_now(demo.load, desk) == demo.Loaded(services=5, entries=100, bookings=60)
    before = desk.database.read_now(queries.listing, _ADMIN, Wanted(), _ALL)
    hands.forward(days=40)
    assert desk.database.tx_now(demo.load, desk) is None
    assert desk.database.read_now(queries.listing, _ADMIN, Wanted(), _ALL) == before


def test_refuses_a_catalogue_of_somebody_else(desk: Desk) -> None:
    desk.database.tx_now(catalogue.create, catalogue.ServiceTerms("Haircut", "INR"), desk.clock.now())
    with pytest.raises(demo.NotEmpty):
        desk.database.tx_now(demo.load, desk)
    assert desk.database.read_now(queries.listing, _ADMIN, Wanted(), _ALL).total == 0


@pytest.mark.parametrize("offset", range(0, 366, 31))
def test_bookings_are_sensible_on_any_day(
    sqlite_url: str, tmp_path: Path, hands: SetClock, clock: Clock, offset: int
) -> None:
    hands.forward(days=offset)
    desk = open_desk(
        settings.load({"DATABASE_URL": sqlite_url, "FRONTDESK_DATA_DIR": str(tmp_path)}, env_file=None), clock=clock
    )
    made = loaded(desk)
    today, now = clock.today(), clock.now()
    for booking in made:
        day = date.fromisoformat(booking.event_date)
        assert booking.created_at <= booking.updated_at <= max(now, booking.created_at)
        assert booking.created_at.date() < day
        if booking.status is Status.COMPLETED:
            assert day < today
        if booking.status in (Status.PENDING, Status.APPROVED):
            assert day >= today
        assert booking.service_country in ("India", "Nepal", "Bangladesh")
    statuses = Counter(booking.status for booking in made)
    assert set(statuses) == set(Status)
    assert statuses[Status.COMPLETED] > 15
    assert {booking.language for booking in made} == set(Language)
    assert (now - made[-1].created_at) > timedelta(days=110)
    assert desk.database.read_now(figures.overview, _ADMIN, today).today >= 1
    desk.close()


def test_no_day_is_fuller_than_the_catalogue_permits(desk: Desk, hands: SetClock) -> None:
    made = loaded(desk)
    offer = desk.database.read_now(desk.offers.fresh)
    hands.moment -= timedelta(days=200)

    def refused(tx: Tx, booking: Booking) -> str | None:
        """Whether the booking's own place would be free, were it not taken by itself."""
        tx.execute(bookings.delete().where(bookings.c.id == booking.id))
        calendar = Calendar(tx, offer, desk.clock)
        day = date.fromisoformat(booking.event_date)
        found = capacity.take(calendar, offer.services[booking.service], day, booking.event_time)
        tx.execute(insert(bookings), [stored[booking.id]])
        return found.reason if found else None

    stored = {
        row["id"]: dict(row)
        for row in desk.database.read_now(lambda tx: tx.execute(bookings.select()).mappings().all())
    }
    assert [desk.database.tx_now(refused, booking) for booking in made] == [None] * 60


def test_names_of_the_catalogue_are_understood_in_each_language() -> None:
    services = demo.content().services or ()
    offered = Catalogue.of(
        {"name": terms.name, "names": terms.names, "aliases": terms.aliases, "currency": terms.currency}
        for terms in services
    )
    for terms in services:
        for language, name in {"en": terms.name, **terms.names}.items():
            found = extract(name, catalogue=offered, language=Language(language), today=date(2026, 11, 20))
            assert found.get("service") == terms.name, name
    assert all(set(terms.names) == {"hi", "ne", "mr", "bn"} for terms in services)
    assert all(set(package.names) == {"hi", "ne", "mr", "bn"} for terms in services for package in terms.packages)


def test_the_command_shows_an_admin_who_can_sign_in(frontdesk: Frontdesk) -> None:
    first = frontdesk("demo")
    assert first.stdout.splitlines()[0] == "Loaded 5 services, 100 knowledge entries, 60 bookings."
    shown = re.search(r"demo@example\.com, password (Demo1-\w{4}-\w{4}-\w{4})$", first.stdout.strip())
    assert shown
    second = frontdesk("demo")
    assert second.stdout.splitlines() == [
        "The demo is there already; nothing was changed.",
        first.stdout.splitlines()[1],
    ]


def test_outside_development_there_is_no_demo_admin(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "d8f0Zk3LqT7vXw1Rb5Ny9Ms2Pc6Hg4Ja")
    result = frontdesk("demo")
    assert result.exit_code == 0
    assert "@" not in result.stdout


def test_an_admin_who_is_there_stays_the_only_one(frontdesk: Frontdesk) -> None:
    frontdesk("init", "--email", "owner@example.com", "--password", "Mango-Tree-77")
    assert frontdesk("demo").stdout.splitlines()[1] == "Sign in as the admin that this desk already has."


def test_a_catalogue_of_ones_own_is_exit_code_1(frontdesk: Frontdesk, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[[services]]\nname = 'Haircut'\n", "utf-8")
    frontdesk("business", "load", str(file))
    result = frontdesk("demo")
    assert result.exit_code == 1
    assert result.stderr.startswith("This database has a catalogue of its own")
