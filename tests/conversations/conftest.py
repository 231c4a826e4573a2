"""Two people with chats, on both databases."""

from collections.abc import Callable
from datetime import datetime

import pytest

from frontdesk.conversations import chats, replies
from frontdesk.conversations.chats import Chat
from frontdesk.conversations.replies import Outcome, State
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Role
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.storage.session import Database, Sql, Tx


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.now()


@pytest.fixture
def meera(database: Database, now: datetime) -> Account:
    return database.tx_now(accounts.create, "meera@example.com", "Meera", "x", Role.CUSTOMER, now)


@pytest.fixture
def ravi(database: Database, now: datetime) -> Account:
    return database.tx_now(accounts.create, "ravi@example.com", "Ravi", "x", Role.CUSTOMER, now)


class Talk:
    """Whole turns, as the assistant stores them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(
        self,
        account: Account,
        title: str,
        now: datetime,
        *,
        door: Door = Door.PERSONAL,
        language: Language = Language.EN,
    ) -> Chat:
        return self.database.tx_now(chats.open_chat, account.id, door, title, language, now)

    def turn(
        self,
        chat: Chat,
        said: str,
        answered: str,
        now: datetime,
        *,
        provider: str | None = "groq",
        model: str | None = "llama",
        state: State = State.DONE,
    ) -> tuple[int, int]:
        """The ids of the question and of the answer."""

        def step(tx: Tx) -> tuple[int, int]:
            begun = replies.begin(tx, chat, said, chat.language, now)
            outcome = Outcome(state, provider, model, 11, 7, {"tools": ["weather"]})
            replies.finish(tx, chat.id, begun.message_id, answered, outcome, now)
            return begun.asked_id, begun.message_id

        return self.database.tx_now(step)

    def count(self, table: str) -> int:
        statement = _COUNTS[table]
        row = self.database.read_now(lambda tx: tx.one(statement))
        assert row is not None
        return int(row[0])


_TABLES = (
    "accounts",
    "conversations",
    "chats",
    "messages",
    "replies",
    "chat_words",
    "preferences",
    "outgoing_messages",
)
_COUNTS = {table: Sql(f"SELECT count(*) FROM {table}") for table in _TABLES}  # noqa: S608  # names of our own tables


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


Plan = Callable[[Sql, dict[str, object]], str]


@pytest.fixture
def plan(database: Database) -> Plan:
    """How the database goes about a statement, in its own words. PostgreSQL is told not to read whole tables, which it
    prefers while they are as small as here."""

    def explain(statement: Sql, values: dict[str, object]) -> str:
        words = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
        asked = Sql(words + statement.sqlite)
        asked.postgresql = words + statement.postgresql

        def step(tx: Tx) -> str:
            if tx.dialect == "postgresql":
                tx.run(Sql("SET LOCAL enable_seqscan = off"))
            return "\n".join(str(row[-1]) for row in tx.run(asked, **values))

        return database.read_now(step)

    return explain
