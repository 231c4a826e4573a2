"""Forgotten passwords on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest
from tests.identity.conftest import PASSWORD, SECRET

from frontdesk.identity import accounts, reset
from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Role
from frontdesk.identity.guard import Guard
from frontdesk.identity.passwords import Passwords
from frontdesk.identity.reset import BadResetToken, ResetToken
from frontdesk.kit.bucket import TokenBuckets
from frontdesk.kit.errors import BadInput, TooMany, Unauthorized
from frontdesk.storage.session import Database, Sql, Tx

HOME = "203.0.113.7"
NEW = "Moonrise43"

_ALL = Sql("SELECT * FROM reset_tokens")
_COUNT = Sql("SELECT count(*) FROM reset_tokens")


def _request(database: Database, account: Account, now: datetime) -> ResetToken:
    made = database.tx_now(reset.request, account.email.upper(), now)
    assert made is not None
    return made


def _count(database: Database) -> int:
    row = database.read_now(lambda tx: tx.one(_COUNT))
    assert row is not None
    return int(row[0])


def _send_nothing(tx: Tx, made: ResetToken) -> None:
    """A delivery that these tests do not look at."""


@pytest.fixture
def free() -> Guard:
    return Guard(TokenBuckets(), SECRET, enabled=False)


async def test_a_new_password_is_set_and_the_old_one_is_gone(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    made = _request(database, owner, now)
    assert made.account == owner
    assert made.expires_at == now + timedelta(minutes=30)
    changed = await reset.perform(database, passwords, free, made.token, NEW, HOME, now)
    assert (changed.id, changed.generation) == (owner.id, 1)
    assert await accounts.authenticate(database, passwords, free, owner.email, NEW, HOME, now) == changed
    with pytest.raises(Unauthorized):
        await accounts.authenticate(database, passwords, free, owner.email, PASSWORD, HOME, now)


async def test_a_token_is_good_once(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    made = _request(database, owner, now)
    await reset.perform(database, passwords, free, made.token, NEW, HOME, now)
    with pytest.raises(BadResetToken):
        await reset.perform(database, passwords, free, made.token, "Another44", HOME, now)
    assert _count(database) == 0


async def test_of_many_at_once_with_one_token_one_wins(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    made = _request(database, owner, now)
    wanted = [f"Moonrise{n}" for n in range(10, 18)]
    answers = await asyncio.gather(
        *(reset.perform(database, passwords, free, made.token, password, HOME, now) for password in wanted),
        return_exceptions=True,
    )
    winners = [password for password, answer in zip(wanted, answers, strict=True) if isinstance(answer, Account)]
    assert len(winners) == 1
    assert sum(isinstance(answer, BadResetToken) for answer in answers) == 7
    assert (await accounts.authenticate(database, passwords, free, owner.email, winners[0], HOME, now)).generation == 1


@pytest.mark.parametrize(("minutes", "good"), [(29.99, True), (30, False), (10_000, False)])
async def test_a_token_is_good_for_thirty_minutes(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime, minutes: float, good: bool
) -> None:
    made = _request(database, owner, now)
    performed = reset.perform(database, passwords, free, made.token, NEW, HOME, now + timedelta(minutes=minutes))
    if good:
        await performed
    else:
        with pytest.raises(BadResetToken):
            await performed


async def test_a_later_request_makes_the_earlier_token_void(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    first, second = _request(database, owner, now), _request(database, owner, now)
    with pytest.raises(BadResetToken):
        await reset.perform(database, passwords, free, first.token, NEW, HOME, now)
    await reset.perform(database, passwords, free, second.token, NEW, HOME, now)


async def test_of_many_requests_at_once_one_token_is_good(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    made = await asyncio.gather(*(database.tx(reset.request, owner.email, now) for _ in range(9)))
    tokens = [one.token for one in made if one is not None]
    assert len(tokens) == reset.MAX_REQUESTS
    answers = await asyncio.gather(
        *(reset.perform(database, passwords, free, token, NEW, HOME, now) for token in tokens), return_exceptions=True
    )
    assert sum(isinstance(answer, Account) for answer in answers) == 1


async def test_who_keeps_asking_cannot_keep_the_owner_from_the_last_link(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    for _ in range(reset.MAX_REQUESTS):
        last = _request(database, owner, now)
    for _ in range(10):
        assert database.tx_now(reset.request, owner.email, now) is None
    await reset.perform(database, passwords, free, last.token, NEW, HOME, now)
    assert database.tx_now(reset.request, owner.email, now) is not None


def test_after_half_an_hour_there_are_new_requests(database: Database, owner: Account, now: datetime) -> None:
    for _ in range(reset.MAX_REQUESTS):
        _request(database, owner, now)
    _request(database, owner, now + reset.LIFETIME)
    assert _count(database) == 1


def test_nobody_else_is_sent_a_token(database: Database, owner: Account, now: datetime) -> None:
    other = database.tx_now(accounts.create, "b@example.com", None, "x", Role.OPERATOR, now)
    database.tx_now(accounts.change, other.id, now, is_active=False)
    for email in ("nobody@example.com", "b@example.com", "", "\x00", "\ud800"):
        assert database.tx_now(reset.request, email, now) is None
    assert _count(database) == 0


async def test_an_account_switched_off_in_the_meantime_stays_off(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    other = database.tx_now(accounts.create, "b@example.com", None, "x", Role.OPERATOR, now)
    made = _request(database, other, now)
    database.tx_now(accounts.change, other.id, now, is_active=False)
    with pytest.raises(BadResetToken):
        await reset.perform(database, passwords, free, made.token, NEW, HOME, now)


async def test_a_password_against_the_policy_uses_nothing_up(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime
) -> None:
    made = _request(database, owner, now)
    with pytest.raises(BadInput) as refusal:
        await reset.perform(database, passwords, free, made.token, "weak", HOME, now)
    assert {problem.field for problem in refusal.value.problems} == {"new_password"}
    await reset.perform(database, passwords, free, made.token, NEW, HOME, now)


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "x" * 100_000])
async def test_junk_is_no_token(
    database: Database, passwords: Passwords, free: Guard, owner: Account, now: datetime, token: str
) -> None:
    _request(database, owner, now)
    with pytest.raises(BadResetToken):
        await reset.perform(database, passwords, free, token, NEW, HOME, now)


def test_only_a_hash_is_stored(database: Database, owner: Account, now: datetime) -> None:
    made = _request(database, owner, now)
    assert made.token not in repr(database.read_now(lambda tx: tx.run(_ALL)))
    assert made.token not in repr(made)


async def test_asking_delivers_in_the_same_transaction(
    database: Database, guard: Guard, owner: Account, now: datetime
) -> None:
    delivered: list[ResetToken] = []

    def deliver(tx: Tx, made: ResetToken) -> None:
        assert tx.one(_COUNT) == (1,)
        delivered.append(made)

    await reset.ask(database, guard, " Owner@Example.com", HOME, now, deliver, floor_seconds=0)
    await reset.ask(database, guard, "nobody@example.com", HOME, now, deliver, floor_seconds=0)
    assert [made.account.id for made in delivered] == [owner.id]


async def test_a_failing_delivery_leaves_no_token(
    database: Database, guard: Guard, owner: Account, now: datetime
) -> None:
    def fail(tx: Tx, made: ResetToken) -> None:
        raise BadInput

    with pytest.raises(BadInput):
        await reset.ask(database, guard, owner.email, HOME, now, fail, floor_seconds=0)
    assert _count(database) == 0


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
async def test_the_answer_never_comes_before_its_time(
    database: Database, guard: Guard, owner: Account, now: datetime, email: str
) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    await reset.ask(database, guard, email, HOME, now, _send_nothing, floor_seconds=0.05)
    # A lower bound that the clock of the loop itself guarantees, up to its resolution.
    assert loop.time() - start >= 0.05 - 0.001


async def test_asking_too_often_is_refused_for_anybody(
    database: Database, guard: Guard, owner: Account, now: datetime
) -> None:
    for email in ("owner@example.com", "nobody@example.com"):
        for _ in range(5):
            await reset.ask(database, guard, email, HOME, now, _send_nothing, floor_seconds=0)
        with pytest.raises(TooMany):
            await reset.ask(database, guard, email, HOME, now, _send_nothing, floor_seconds=0)


async def test_a_reset_makes_the_place_it_came_from_a_known_one(
    database: Database, passwords: Passwords, guard: Guard, owner: Account, now: datetime
) -> None:
    for n in range(6):
        with pytest.raises((Unauthorized, TooMany)):
            await accounts.authenticate(database, passwords, guard, owner.email, "Wrong1234", f"10.0.0.{n}", now)
    made = _request(database, owner, now)
    await reset.perform(database, passwords, guard, made.token, NEW, HOME, now)
    assert (await accounts.authenticate(database, passwords, guard, owner.email, NEW, HOME, now)).id == owner.id


def test_housekeeping_forgets_what_has_expired(database: Database, owner: Account, now: datetime) -> None:
    _request(database, owner, now)
    database.tx_now(reset.forget_old, now + timedelta(minutes=29))
    assert _count(database) == 1
    database.tx_now(reset.forget_old, now + timedelta(minutes=30))
    assert _count(database) == 0
