"""Accounts on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest
from tests.identity.conftest import PASSWORD, SECRET, Seconds

from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account, LastAdmin
from frontdesk.identity.actor import Role
from frontdesk.identity.guard import Guard
from frontdesk.identity.passwords import Passwords
from frontdesk.kit.bucket import TokenBuckets
from frontdesk.kit.errors import BadInput, Conflict, NotFound, TooMany, Unauthorized
from frontdesk.kit.pagination import Paging
from frontdesk.storage.session import Database, Sql, Tx

HOME = "203.0.113.7"
AWAY = "198.51.100.1"

_HASH = Sql("SELECT password_hash FROM accounts WHERE id = :id")
_ADDRESSES = Sql("SELECT account_id, address_hash, seen_at FROM known_addresses")


def _stored_hash(database: Database, account: Account) -> str:
    row = database.read_now(lambda tx: tx.one(_HASH, id=account.id))
    assert row is not None
    return str(row[0])


def _addresses(tx: Tx) -> list[tuple[str, str, int]]:
    return [(row[0], row[1], row[2]) for row in tx.run(_ADDRESSES)]


def test_what_is_created_is_found_whatever_the_case(database: Database, owner: Account) -> None:
    assert owner.role is Role.ADMIN
    assert owner.is_active
    for email in ("owner@example.com", "  OWNER@Example.COM ", "owner@example.com\u200b"):
        assert database.read_now(accounts.find, email) == owner
    assert database.read_now(accounts.get, owner.id) == owner
    assert database.read_now(accounts.find, "nobody@example.com") is None


def test_an_email_is_taken_whatever_the_case(database: Database, owner: Account, now: datetime) -> None:
    with pytest.raises(Conflict) as refusal:
        database.tx_now(accounts.create, " Owner@EXAMPLE.com", None, "x", Role.OPERATOR, now)
    assert refusal.value.code == "email_taken"


async def test_of_many_registrations_at_once_one_wins(database: Database, now: datetime) -> None:
    tries = [database.tx(accounts.create, "a@example.com", None, "x", Role.CUSTOMER, now) for _ in range(12)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, Account) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 11


@pytest.mark.parametrize("email", ["", "  ", "a b@example.com", "a\x00b@example.com", "a@" + "b" * 300])
def test_what_cannot_be_an_email_is_refused(database: Database, now: datetime, email: str) -> None:
    with pytest.raises(BadInput) as refusal:
        database.tx_now(accounts.create, email, None, "x", Role.CUSTOMER, now)
    assert [problem.field for problem in refusal.value.problems] == ["email"]


def test_accounts_are_listed_newest_first(database: Database, owner: Account, now: datetime) -> None:
    for minute in (1, 2, 3):
        database.tx_now(
            accounts.create, f"{minute}@example.com", None, "x", Role.CUSTOMER, now + timedelta(minutes=minute)
        )
    page = database.read_now(accounts.listing, Paging(limit=2, skip=1))
    assert [account.email for account in page.items] == ["2@example.com", "1@example.com"]
    assert (page.total, page.limit, page.skip) == (4, 2, 1)


@pytest.mark.parametrize("act", ["get", "set_password", "change"])
def test_there_is_nothing_to_do_with_an_account_that_is_not_there(database: Database, now: datetime, act: str) -> None:
    def run(tx: Tx) -> Account:
        if act == "get":
            return accounts.get(tx, "none")
        if act == "set_password":
            return accounts.set_password(tx, "none", "x", now)
        return accounts.change(tx, "none", now, is_active=False)

    with pytest.raises(NotFound):
        database.tx_now(run)


def test_each_change_raises_the_generation_and_says_when(database: Database, owner: Account, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    other = database.tx_now(accounts.create, "b@example.com", None, "x", Role.CUSTOMER, now)
    assert database.tx_now(accounts.change, other.id, later, role=Role.CUSTOMER) == other
    raised = database.tx_now(accounts.change, other.id, later, role=Role.ADMIN)
    assert (raised.role, raised.generation, raised.updated_at, raised.created_at) == (Role.ADMIN, 1, later, now)
    assert database.tx_now(accounts.set_password, other.id, "y", later).generation == 2
    off = database.tx_now(accounts.change, other.id, later, is_active=False)
    assert (off.is_active, off.generation) == (False, 3)
    on = database.tx_now(accounts.change, other.id, later, is_active=True)
    assert (on.is_active, on.generation) == (True, 4)


def test_the_last_admin_stays(database: Database, owner: Account, now: datetime) -> None:
    idle = database.tx_now(accounts.create, "idle@example.com", None, "x", Role.ADMIN, now)
    database.tx_now(accounts.change, idle.id, now, is_active=False)
    with pytest.raises(LastAdmin):
        database.tx_now(accounts.change, owner.id, now, is_active=False)
    with pytest.raises(LastAdmin):
        database.tx_now(accounts.change, owner.id, now, role=Role.OPERATOR)
    database.tx_now(accounts.change, idle.id, now, is_active=True)
    assert database.tx_now(accounts.change, owner.id, now, role=Role.OPERATOR).role is Role.OPERATOR


async def test_of_two_admins_who_dismiss_each_other_one_stays(
    database: Database, owner: Account, now: datetime
) -> None:
    for turn in range(5):
        other = await database.tx(accounts.create, f"{turn}@example.com", None, "x", Role.ADMIN, now)
        pair = [account.id for account in (await database.read(accounts.listing, Paging())).items if account.is_active]
        answers = await asyncio.gather(
            *(database.tx(accounts.change, account_id, now, is_active=False) for account_id in pair),
            return_exceptions=True,
        )
        assert sum(isinstance(answer, LastAdmin) for answer in answers) == 1, other


async def test_signing_in(
    database: Database, passwords: Passwords, guard: Guard, owner: Account, now: datetime
) -> None:
    signed_in = await accounts.authenticate(database, passwords, guard, " OWNER@example.com", PASSWORD, HOME, now)
    assert signed_in == owner


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("owner@example.com", "Sunrise43"),
        ("owner@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("", PASSWORD),
        ("owner@example.com\x00", "\x00"),
        ("\ud800", PASSWORD),
        ("x" * 100_000, "x" * 100_000),
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    database: Database, passwords: Passwords, guard: Guard, owner: Account, now: datetime, email: str, password: str
) -> None:
    with pytest.raises(Unauthorized) as refusal:
        await accounts.authenticate(database, passwords, guard, email, password, HOME, now)
    assert refusal.value.detail == "Invalid authentication credentials"
    assert database.read_now(_addresses) == []


async def test_an_account_that_is_switched_off_answers_like_a_wrong_password(
    database: Database, passwords: Passwords, guard: Guard, owner: Account, now: datetime
) -> None:
    other = database.tx_now(accounts.create, "b@example.com", None, passwords.hash(PASSWORD), Role.OPERATOR, now)
    database.tx_now(accounts.change, other.id, now, is_active=False)
    with pytest.raises(Unauthorized) as refusal:
        await accounts.authenticate(database, passwords, guard, "b@example.com", PASSWORD, HOME, now)
    assert refusal.value.detail == "Invalid authentication credentials"


async def test_a_right_password_does_not_get_past_the_limit(
    database: Database, passwords: Passwords, guard: Guard, owner: Account, now: datetime
) -> None:
    for email in ("owner@example.com", "nobody@example.com"):
        for _ in range(5):
            with pytest.raises(Unauthorized):
                await accounts.authenticate(database, passwords, guard, email, "Wrong1234", AWAY, now)
        for password in ("Wrong1234", PASSWORD):
            with pytest.raises(TooMany):
                await accounts.authenticate(database, passwords, guard, email, password, AWAY, now)


async def test_an_owner_who_was_there_before_gets_in_while_strangers_guess(
    database: Database, passwords: Passwords, guard: Guard, seconds: Seconds, owner: Account, now: datetime
) -> None:
    await accounts.authenticate(database, passwords, guard, owner.email, PASSWORD, HOME, now)
    for n in range(10):
        with pytest.raises((Unauthorized, TooMany)):
            await accounts.authenticate(database, passwords, guard, owner.email, "Wrong1234", f"198.51.100.{n}", now)
    with pytest.raises(TooMany):
        await accounts.authenticate(database, passwords, guard, owner.email, PASSWORD, AWAY, now)
    assert await accounts.authenticate(database, passwords, guard, owner.email, PASSWORD, HOME, now) == owner


async def test_a_known_address_is_noted_once_a_day_and_forgotten_after_half_a_year(
    database: Database, passwords: Passwords, owner: Account, now: datetime
) -> None:
    free = Guard(TokenBuckets(), SECRET, enabled=False)

    async def sign_in(address: str, after: timedelta) -> list[str]:
        await accounts.authenticate(database, passwords, free, owner.email, PASSWORD, address, now + after)
        return sorted(row[1] for row in database.read_now(_addresses))

    home, away = free.address_hash(HOME), free.address_hash(AWAY)
    assert await sign_in(HOME, timedelta()) == [home]
    noted = database.read_now(_addresses)
    await sign_in(HOME, timedelta(hours=23))
    assert database.read_now(_addresses) == noted
    await sign_in(HOME, timedelta(hours=25))
    assert database.read_now(_addresses) != noted
    assert await sign_in(AWAY, timedelta(days=100)) == sorted([home, away])
    assert await sign_in(AWAY, timedelta(days=190)) == [away]


async def test_a_hash_of_the_other_scheme_is_replaced_at_the_next_sign_in(
    database: Database, passwords: Passwords, guard: Guard, owner: Account, now: datetime
) -> None:
    argon2 = Passwords()
    assert _stored_hash(database, owner).startswith("$2b$")
    await accounts.authenticate(database, argon2, guard, owner.email, PASSWORD, HOME, now)
    stored = _stored_hash(database, owner)
    assert stored.startswith("$argon2id$")
    await accounts.authenticate(database, argon2, guard, owner.email, PASSWORD, HOME, now)
    assert _stored_hash(database, owner) == stored
    assert database.read_now(accounts.get, owner.id).generation == 0


async def test_the_first_admin_is_made_once(
    database: Database, passwords: Passwords, guard: Guard, now: datetime
) -> None:
    first = await accounts.ensure_first_admin(database, passwords, "Admin@Example.com", "securepassword", now)
    assert first is not None
    assert (first.email, first.role) == ("admin@example.com", Role.ADMIN)
    for email in ("admin@example.com", "second@example.com"):
        assert await accounts.ensure_first_admin(database, passwords, email, "another password", now) is None
    await accounts.authenticate(database, passwords, guard, "admin@example.com", "securepassword", HOME, now)
    assert database.read_now(accounts.listing, Paging()).total == 1


async def test_a_short_password_makes_no_first_admin(database: Database, passwords: Passwords, now: datetime) -> None:
    with pytest.raises(BadInput):
        await accounts.ensure_first_admin(database, passwords, "admin@example.com", "short", now)


async def test_processes_that_start_together_make_one_first_admin(
    database: Database, passwords: Passwords, now: datetime
) -> None:
    made = await asyncio.gather(
        *(accounts.ensure_first_admin(database, passwords, "admin@example.com", PASSWORD, now) for _ in range(8))
    )
    assert sum(account is not None for account in made) == 1


async def test_processes_that_start_together_promote_a_registered_owner_once(
    database: Database, passwords: Passwords, now: datetime
) -> None:
    database.tx_now(accounts.create, "admin@example.com", None, "x", Role.CUSTOMER, now)
    made = await asyncio.gather(
        *(accounts.ensure_first_admin(database, passwords, "admin@example.com", PASSWORD, now) for _ in range(8))
    )
    assert [account.generation for account in made if account is not None] == [1]


async def test_who_registered_under_the_owners_email_first_gains_nothing(
    database: Database, passwords: Passwords, guard: Guard, now: datetime
) -> None:
    database.tx_now(accounts.create, "admin@example.com", "Mallory", passwords.hash("Mallory99"), Role.CUSTOMER, now)
    first = await accounts.ensure_first_admin(database, passwords, "admin@example.com", PASSWORD, now)
    assert first is not None
    assert (first.role, first.generation) == (Role.ADMIN, 1)
    with pytest.raises(Unauthorized):
        await accounts.authenticate(database, passwords, guard, "admin@example.com", "Mallory99", HOME, now)
    await accounts.authenticate(database, passwords, guard, "admin@example.com", PASSWORD, HOME, now)


def test_a_change_by_an_admin_takes_both_at_once_and_voids_tokens_once(
    database: Database, owner: Account, now: datetime
) -> None:
    other = database.tx_now(accounts.create, "b@example.com", None, "x", Role.ADMIN, now)
    later = now + timedelta(hours=1)
    changed = database.tx_now(accounts.change, other.id, later, is_active=False, role=Role.OPERATOR)
    assert (changed.is_active, changed.role, changed.generation, changed.updated_at) == (False, Role.OPERATOR, 1, later)
    again = database.tx_now(accounts.change, other.id, later + timedelta(hours=1), is_active=False, role=Role.OPERATOR)
    assert again == changed, "what is so already voids nothing"
    assert database.tx_now(accounts.change, other.id, later) == changed
    back = database.tx_now(accounts.change, other.id, later, is_active=True)
    assert (back.is_active, back.generation) == (True, 2)


def test_a_change_leaves_the_last_admin(database: Database, owner: Account, now: datetime) -> None:
    for wanted in ({"is_active": False}, {"role": Role.CUSTOMER}, {"is_active": True, "role": Role.OPERATOR}):
        with pytest.raises(LastAdmin):
            database.tx_now(accounts.change, owner.id, now, **wanted)  # type: ignore[arg-type]
    assert database.read_now(accounts.get, owner.id) == owner
    with pytest.raises(NotFound):
        database.tx_now(accounts.change, "nobody", now, is_active=False)


async def test_of_two_admins_who_switch_each_other_off_by_a_change_one_stays(
    database: Database, owner: Account, now: datetime
) -> None:
    other = database.tx_now(accounts.create, "b@example.com", None, "x", Role.ADMIN, now)
    answers = await asyncio.gather(
        *(database.tx(accounts.change, one.id, now, is_active=False) for one in (owner, other)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Account", "LastAdmin"]


async def test_whoever_signs_in_shows_whether_the_email_is_proved(
    database: Database, passwords: Passwords, guard: Guard, owner: Account, now: datetime
) -> None:
    database.tx_now(accounts.verify, owner.id, now + timedelta(minutes=1))
    database.tx_now(accounts.verify, owner.id, now + timedelta(minutes=2))
    account = await accounts.authenticate(database, passwords, guard, owner.email, PASSWORD, HOME, now)
    assert (account.verified_at, account.generation) == (now + timedelta(minutes=1), 0)


def test_an_erased_account_is_gone_with_what_hangs_on_it(database: Database, owner: Account, now: datetime) -> None:
    other = database.tx_now(accounts.create, "b@example.com", None, "x", Role.CUSTOMER, now)
    database.tx_now(accounts.remember_address, other.id, "somewhere", now)
    database.tx_now(accounts.erase, other.id)
    assert database.read_now(lambda tx: tx.run(Sql("SELECT * FROM known_addresses"))) == []
    assert database.read_now(accounts.find, "b@example.com") is None
    with pytest.raises(NotFound):
        database.tx_now(accounts.erase, other.id)
    with pytest.raises(LastAdmin):
        database.tx_now(accounts.erase, owner.id)
