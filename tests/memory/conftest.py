"""Two people who are remembered, on both databases."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Role
from frontdesk.kit.clock import Clock
from frontdesk.memory import memories
from frontdesk.memory.memories import Draft, Kind, Memory, Scope
from frontdesk.storage.session import Database


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.now()


@pytest.fixture
def meera(database: Database, now: datetime) -> Account:
    return database.tx_now(accounts.create, "meera@example.com", "Meera", "x", Role.CUSTOMER, now)


@pytest.fixture
def ravi(database: Database, now: datetime) -> Account:
    return database.tx_now(accounts.create, "ravi@example.com", "Ravi", "x", Role.CUSTOMER, now)


@pytest.fixture
def hers(meera: Account) -> Scope:
    return Scope(meera.id)


@pytest.fixture
def his(ravi: Account) -> Scope:
    return Scope(ravi.id)


class Store:
    """Memories as they are written elsewhere in the house."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now

    def add(self, scope: Scope, content: str, kind: Kind = Kind.FACT, **more: Any) -> Memory:
        """`now` and what a Draft takes."""
        at = more.pop("now", self.now)
        return self.database.tx_now(memories.add, scope, replace(Draft(content, kind), **more), at)

    def get(self, scope: Scope, memory_id: str) -> Memory:
        return self.database.read_now(memories.get, scope, memory_id)


@pytest.fixture
def store(database: Database, now: datetime) -> Store:
    return Store(database, now)
