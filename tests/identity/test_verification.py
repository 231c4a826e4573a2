"""Codes that prove an email, on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest
from tests.identity.conftest import SECRET

from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account
from frontdesk.identity.guard import Guard
from frontdesk.identity.verification import BadCode, EmailOtp, Verification
from frontdesk.kit.bucket import TokenBuckets
from frontdesk.kit.errors import BadInput, TooMany
from frontdesk.storage.session import Database, Sql, Tx

HOME = "203.0.113.7"
_CODES = Sql("SELECT * FROM codes")


@pytest.fixture
def verification() -> Verification:
    return Verification(SECRET)


@pytest.fixture
def free() -> Guard:
    return Guard(TokenBuckets(), SECRET, enabled=False)


def _issue(database: Database, verification: Verification, account: Account, now: datetime) -> str:
    made = database.tx_now(verification.issue, f" {account.email.upper()}", now)
    assert made is not None
    assert made.account.id == account.id
    return made.code


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def _send_nothing(tx: Tx, made: EmailOtp) -> None:
    """A delivery that these tests do not look at."""


async def test_the_code_proves_the_email_and_the_first_time_stays_noted(
    database: Database, verification: Verification, free: Guard, owner: Account, now: datetime
) -> None:
    assert owner.verified_at is None
    for later in (timedelta(minutes=4), timedelta(days=3)):
        code = _issue(database, verification, owner, now + later)
        await verification.confirm(database, free, owner.email, code, HOME, now + later)
        found = database.read_now(accounts.get, owner.id)
        assert (found.verified_at, found.generation) == (now + timedelta(minutes=4), owner.generation)


async def test_digits_of_any_script_are_the_same_code(
    database: Database, verification: Verification, free: Guard, owner: Account, now: datetime
) -> None:
    code = _issue(database, verification, owner, now)
    bengali = code.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    await verification.confirm(database, free, owner.email, f" {bengali} ", HOME, now)


@pytest.mark.parametrize(("seconds", "good"), [(299, True), (300, False), (10_000, False)])
async def test_a_code_is_good_for_five_minutes(
    database: Database, verification: Verification, free: Guard, owner: Account, now: datetime, seconds: int, good: bool
) -> None:
    code = _issue(database, verification, owner, now)
    tried = verification.confirm(database, free, owner.email, code, HOME, now + timedelta(seconds=seconds))
    if good:
        await tried
    else:
        with pytest.raises(BadCode):
            await tried
    assert (database.read_now(accounts.get, owner.id).verified_at is not None) is good


async def test_three_wrong_tries_end_a_code_and_each_counts(
    database: Database, verification: Verification, free: Guard, owner: Account, now: datetime
) -> None:
    code = _issue(database, verification, owner, now)
    for _ in range(3):
        with pytest.raises(BadCode):
            await verification.confirm(database, free, owner.email, _wrong(code), HOME, now)
    with pytest.raises(BadCode):
        await verification.confirm(database, free, owner.email, code, HOME, now)
    fresh = _issue(database, verification, owner, now)
    await verification.confirm(database, free, owner.email, fresh, HOME, now)
    with pytest.raises(BadCode):
        await verification.confirm(database, free, owner.email, fresh, HOME, now)


async def test_many_tries_at_once_are_three(
    database: Database, verification: Verification, free: Guard, owner: Account, now: datetime
) -> None:
    code = _issue(database, verification, owner, now)
    tries = [verification.confirm(database, free, owner.email, _wrong(code), HOME, now) for _ in range(12)]
    assert all(isinstance(answer, BadCode) for answer in await asyncio.gather(*tries, return_exceptions=True))
    with pytest.raises(BadCode):
        await verification.confirm(database, free, owner.email, code, HOME, now)


async def test_everything_that_is_wrong_is_answered_alike(
    database: Database, verification: Verification, free: Guard, owner: Account, now: datetime
) -> None:
    code = _issue(database, verification, owner, now)
    answers = set()
    for email, tried in (
        ("nobody@example.com", code),
        (owner.email, _wrong(code)),
        (owner.email, ""),
        (owner.email, "\x00"),
        (owner.email, "\ud800"),
        ("\ud800", code),
    ):
        with pytest.raises(BadCode) as refusal:
            await verification.confirm(database, free, email, tried, HOME, now)
        answers.add((refusal.value.status, refusal.value.code, refusal.value.detail))
    assert len(answers) == 1


async def test_asking_delivers_to_accounts_and_answers_everybody(
    database: Database, verification: Verification, guard: Guard, owner: Account, now: datetime
) -> None:
    delivered: list[EmailOtp] = []

    def deliver(tx: Tx, made: EmailOtp) -> None:
        assert len(tx.run(_CODES)) == 1
        delivered.append(made)

    off = database.tx_now(accounts.create, "off@example.com", None, "x", owner.role, now)
    database.tx_now(accounts.change, off.id, now, is_active=False)
    for email in ("Owner@Example.com", "nobody@example.com", "off@example.com", "", "\ud800"):
        await verification.ask(database, guard, email, HOME, now, deliver, floor_seconds=0)
    assert [made.account.id for made in delivered] == [owner.id]
    assert delivered[0].code not in repr(delivered[0])
    assert delivered[0].expires_at == now + timedelta(minutes=5)


async def test_a_failing_delivery_leaves_no_code(
    database: Database, verification: Verification, guard: Guard, owner: Account, now: datetime
) -> None:
    def fail(tx: Tx, made: EmailOtp) -> None:
        raise BadInput

    with pytest.raises(BadInput):
        await verification.ask(database, guard, owner.email, HOME, now, fail, floor_seconds=0)
    assert database.read_now(lambda tx: tx.run(_CODES)) == []


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
async def test_the_answer_never_comes_before_its_time(
    database: Database, verification: Verification, guard: Guard, owner: Account, now: datetime, email: str
) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    await verification.ask(database, guard, email, HOME, now, _send_nothing, floor_seconds=0.05)
    # A lower bound that the clock of the loop itself guarantees, up to its resolution.
    assert loop.time() - start >= 0.05 - 0.001


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
async def test_asking_and_trying_too_often_is_refused_for_anybody(
    database: Database, verification: Verification, guard: Guard, owner: Account, now: datetime, email: str
) -> None:
    for _ in range(5):
        await verification.ask(database, guard, email, HOME, now, _send_nothing, floor_seconds=0)
    with pytest.raises(TooMany):
        await verification.ask(database, guard, email, HOME, now, _send_nothing, floor_seconds=0)
    with pytest.raises(TooMany):
        await verification.confirm(database, guard, email, "123456", HOME, now)
    await verification.ask(database, guard, email, "198.51.100.1", now, _send_nothing, floor_seconds=0)


async def test_an_address_gets_five_emails_an_hour_and_the_last_code_stays_good(
    database: Database, verification: Verification, free: Guard, owner: Account, now: datetime
) -> None:
    for _ in range(5):
        code = _issue(database, verification, owner, now)
    for _ in range(3):
        assert database.tx_now(verification.issue, owner.email, now) is None
    await verification.confirm(database, free, owner.email, code, HOME, now)
    for hour in range(1, 30):
        for _ in range(5):
            _issue(database, verification, owner, now + timedelta(hours=hour))
