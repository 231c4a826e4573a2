"""Places on both databases: days, times, holds, closed days, notice."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.booking.conftest import HOUSE, book
from tests.conftest import SetClock

from frontdesk.booking import capacity, catalogue
from frontdesk.booking.capacity import Calendar
from frontdesk.booking.catalogue import OfferCache, OfferedService
from frontdesk.booking.dialogue.step import NotFree
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import BookingId, new_id
from frontdesk.kit.money import Money
from frontdesk.storage.session import Database, Tx

DAY = date(2026, 12, 25)
PRICE = Money(1_599_900, "INR")
Offered = Callable[..., OfferedService]


def refusal(database: Database, clock: Clock, day: date = DAY, time: str | None = None) -> NotFree | None:
    def ask(tx: Tx) -> NotFree | None:
        offer = OfferCache(HOUSE).fresh(tx)
        return Calendar(tx, offer, clock).refusal("Bridal Makeup Services", day, time)

    return database.read_now(ask)


def test_a_service_without_limits_is_always_free(database: Database, clock: Clock, offered: Offered) -> None:
    service = offered()
    for _ in range(5):
        database.tx_now(book, service, DAY.isoformat(), clock.now())
    assert refusal(database, clock) is None


@pytest.mark.parametrize(("status", "is_free"), [("pending", 0), ("approved", 0), ("completed", 0), ("cancelled", 1)])
def test_a_full_day_names_the_nearest_free_ones(
    database: Database, clock: Clock, offered: Offered, status: str, is_free: int
) -> None:
    service = offered(daily_capacity=1)
    database.tx_now(book, service, DAY.isoformat(), clock.now(), status=status)
    database.tx_now(book, service, "2026-12-26", clock.now())
    answer = refusal(database, clock)
    if is_free:
        assert answer is None
    else:
        assert answer == NotFree("full", (date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 27)))


def test_a_hold_counts_until_it_ends_and_never_against_its_owner(
    database: Database, clock: Clock, hands: SetClock, offered: Offered
) -> None:
    service = offered(daily_capacity=1)
    mine = BookingId(new_id())
    database.tx_now(capacity.hold, mine, service, DAY, None, price=PRICE, expires_at=clock.now() + timedelta(minutes=5))
    offer = database.read_now(OfferCache(HOUSE).fresh)
    others = refusal(database, clock)
    own = database.read_now(lambda tx: Calendar(tx, offer, clock, mine).refusal(service.terms.name, DAY, None))
    assert others is not None
    assert others.reason == "full"
    assert own is None
    hands.forward(minutes=5)
    assert refusal(database, clock) is None


@pytest.mark.parametrize(
    ("more", "day", "reason"),
    [
        ({"closed_days": ("2026-12-25",)}, DAY, "closed"),
        ({"opening_hours": {"mon": [["10:00", "18:00"]]}}, DAY, "closed"),  # a Friday
        ({"minimum_notice_hours": 48}, date(2026, 11, 24), "notice"),
        ({"minimum_notice_hours": 48}, date(2026, 11, 26), None),
        ({}, date(2026, 11, 22), "notice"),
        ({}, date(2026, 11, 23), None),
        ({}, date(2031, 1, 1), "too_far"),
    ],
)
def test_days_that_are_out_of_the_question(
    database: Database, clock: Clock, offered: Offered, more: dict[str, object], day: date, reason: str | None
) -> None:
    hours = more.get("opening_hours")
    if hours is not None:
        more = more | {"opening_hours": catalogue.WeekHours.of(hours)}  # type: ignore[arg-type]
    offered(**more)
    answer = refusal(database, clock, day)
    assert (answer.reason if answer else None) == reason
    if answer is not None and reason != "too_far":
        assert answer.nearest


def test_times_of_a_day(database: Database, clock: Clock, offered: Offered) -> None:
    week = {day: [["10:00", "14:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    service = offered(
        slot_minutes=60, slot_capacity=1, duration_minutes=120, opening_hours=catalogue.WeekHours.of(week)
    )
    database.tx_now(book, service, DAY.isoformat(), clock.now(), event_time="10:00")
    answer = refusal(database, clock, DAY, "11:00")  # runs into the booking at ten
    assert answer is not None
    assert (answer.reason, answer.times) == ("full", ("12:00",))
    assert refusal(database, clock, DAY, "12:00") is None
    assert refusal(database, clock, DAY) is None
    assert refusal(database, clock, DAY, "09:00") is not None


def test_a_day_that_is_out_of_the_question_has_no_free_times(
    database: Database, clock: Clock, offered: Offered
) -> None:
    offered(slot_minutes=60, closed_days=("2026-12-25",))
    answer = refusal(database, clock, DAY, "11:00")
    assert answer is not None
    assert (answer.reason, answer.times) == ("closed", ())
    assert date(2026, 12, 24) in answer.nearest
    offer = database.read_now(OfferCache(HOUSE).fresh)
    assert database.read_now(lambda tx: Calendar(tx, offer, clock).free_times("Bridal Makeup Services", DAY)) == ()


def test_times_that_have_passed_today_are_not_offered(database: Database, clock: Clock, offered: Offered) -> None:
    week = {"mon": [["10:00", "18:00"]]}
    offered(slot_minutes=120, opening_hours=catalogue.WeekHours.of(week))
    today = date(2026, 11, 23)  # the clock stands at noon
    offer = database.read_now(OfferCache(HOUSE).fresh)
    free = database.read_now(lambda tx: Calendar(tx, offer, clock).free_times("Bridal Makeup Services", today))
    assert free == ("12:00", "14:00", "16:00")


async def test_of_forty_who_take_the_last_three_places_three_get_one(
    database: Database, clock: Clock, offered: Offered
) -> None:
    service = offered(daily_capacity=3)
    offers = OfferCache(HOUSE)

    def try_to_hold(tx: Tx) -> bool:
        mine = BookingId(new_id())
        if capacity.take(Calendar(tx, offers.fresh(tx), clock, mine), service, DAY, None) is not None:
            return False
        capacity.hold(tx, mine, service, DAY, None, price=PRICE, expires_at=clock.now() + timedelta(minutes=5))
        return True

    won = await asyncio.gather(*(database.tx(try_to_hold) for _ in range(40)))
    assert sum(won) == 3


def test_an_offer_changes_at_once_for_every_process(database: Database, clock: Clock, offered: Offered) -> None:
    here, there = OfferCache(HOUSE), OfferCache(HOUSE)
    service = offered()
    assert len(database.read_now(here.fresh).services) == len(database.read_now(there.fresh).services) == 1
    database.tx_now(catalogue.change, service.id, {"is_active": False}, clock.now())
    assert not database.read_now(here.fresh).services
    assert not database.read_now(there.fresh).services
