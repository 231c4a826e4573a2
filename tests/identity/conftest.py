"""What most tests of this package begin with."""

from datetime import datetime

import pytest

from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Role
from frontdesk.identity.guard import Guard
from frontdesk.identity.passwords import Passwords
from frontdesk.kit.bucket import TokenBuckets
from frontdesk.kit.clock import Clock
from frontdesk.storage.session import Database

SECRET = "a secret of the tests, long enough for HS256"
PASSWORD = "Sunrise42"


class Seconds:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def guard(seconds: Seconds) -> Guard:
    return Guard(TokenBuckets(monotonic=seconds), SECRET)


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    # The least rounds that bcrypt knows: these tests ask who may sign in, not how long it takes.
    return Passwords("bcrypt", 4)


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.now()


@pytest.fixture
def owner(database: Database, passwords: Passwords, now: datetime) -> Account:
    return database.tx_now(accounts.create, "owner@example.com", "Meera", passwords.hash(PASSWORD), Role.ADMIN, now)
