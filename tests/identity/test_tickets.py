"""A ticket is good once, soon, and for what its token was good for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.conftest import SetClock

from frontdesk.identity import accounts, tickets, tokens
from frontdesk.identity.actor import Role
from frontdesk.identity.tokens import Claims, Tokens
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import Unauthorized
from frontdesk.storage.session import Database, Sql


@pytest.fixture
def claims(database: Database, clock: Clock) -> Claims:
    account = database.tx_now(accounts.create, "asha@example.com", "Asha", "-", Role.CUSTOMER, clock.now())
    signing = Tokens("a-secret-for-tests-of-48-characters-0123456789ab", clock)
    return signing.read(signing.issue(account, timedelta(hours=1)))


def test_it_says_what_the_token_said(database: Database, clock: Clock, claims: Claims) -> None:
    ticket = database.tx_now(tickets.issue, claims, clock.now())
    got = database.tx_now(tickets.redeem, ticket, clock.now())
    assert (got.account_id, got.email, got.role, got.generation) == (
        claims.account_id, claims.email, claims.role, claims.generation,
    )  # fmt: skip
    assert (got.issued_at, got.expires_at) == (claims.issued_at, claims.expires_at)
    assert database.read_now(tokens.current, got).email == "asha@example.com"


def test_of_many_who_come_with_it_one_gets_in(database: Database, clock: Clock, claims: Claims) -> None:
    ticket = database.tx_now(tickets.issue, claims, clock.now())

    def come(_: int) -> bool:
        try:
            database.tx_now(tickets.redeem, ticket, clock.now())
        except Unauthorized:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(come, range(6))) == 1


@pytest.mark.parametrize("ticket", ["", "x", "\udcff", "a" * 10_000])
def test_what_was_never_given_opens_nothing(database: Database, clock: Clock, claims: Claims, ticket: str) -> None:
    with pytest.raises(Unauthorized):
        database.tx_now(tickets.redeem, ticket, clock.now())


def test_it_ends_and_is_swept_out(database: Database, clock: Clock, hands: SetClock, claims: Claims) -> None:
    old = database.tx_now(tickets.issue, claims, clock.now())
    hands.forward(seconds=30)
    with pytest.raises(Unauthorized):
        database.tx_now(tickets.redeem, old, clock.now())
    hands.forward(seconds=1)
    database.tx_now(tickets.issue, claims, clock.now())
    assert len(database.read_now(lambda tx: tx.run(Sql("SELECT id FROM tickets")))) == 1


def test_it_goes_with_its_account_and_is_kept_as_a_hash(database: Database, clock: Clock, claims: Claims) -> None:
    ticket = database.tx_now(tickets.issue, claims, clock.now())
    ((kept,),) = database.read_now(lambda tx: tx.run(Sql("SELECT id FROM tickets")))
    assert ticket not in kept
    database.tx_now(accounts.erase, claims.account_id)
    with pytest.raises(Unauthorized):
        database.tx_now(tickets.redeem, ticket, clock.now())
