"""What was said before a memory is part of its vectors, and leaves them with it, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.memory.finding.test_recall import Meanings, add, embed_all

from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import ConversationId
from frontdesk.memory import context, erasing, history
from frontdesk.memory.memories import Memory, Scope, Source
from frontdesk.storage.session import Database, Sql

_CHAT = ConversationId("c")
_CONTEXTS = Sql(
    "SELECT m.content, v.context IS NOT NULL FROM memories m"
    " JOIN memory_vectors v ON v.memory_id = m.id WHERE m.account_id = :owner ORDER BY m.place"
)


@pytest.fixture
async def said(database: Database, hers: Scope, his: Scope, now: datetime, clock: Clock) -> list[Memory]:
    """Five turns of a chat, with vectors, and somebody else's of a chat of that name."""
    for number in range(3):
        add(database, his, now + timedelta(minutes=number), f"His {number}", source=Source(chat=_CHAT))
    turns = [
        add(database, hers, now + timedelta(minutes=number), f"Turn {number}", source=Source(chat=_CHAT))
        for number in range(5)
    ]
    add(database, hers, now + timedelta(hours=1), "Typed by hand")
    await embed_all(database, Meanings(), clock)
    return turns


def _with_context(database: Database, scope: Scope) -> list[str]:
    return [content for content, has in database.read_now(lambda tx: tx.run(_CONTEXTS, owner=scope.owner)) if has]


async def test_what_is_erased_leaves_the_vectors_of_what_followed_it(
    database: Database, hers: Scope, his: Scope, now: datetime, clock: Clock, said: list[Memory]
) -> None:
    assert _with_context(database, hers) == ["Turn 1", "Turn 2", "Turn 3", "Turn 4"]
    database.tx_now(erasing.delete, hers, said[1].id, now)
    assert _with_context(database, hers) == ["Turn 4"]
    assert _with_context(database, his) == ["His 1", "His 2"]
    asked = Meanings()
    await embed_all(database, asked, clock)
    assert sorted(asked.asked) == ["Turn 0 Turn 2", "Turn 0 Turn 2 Turn 3", "Turn 2", "Turn 3"]
    assert _with_context(database, hers) == ["Turn 2", "Turn 3", "Turn 4"]


async def test_several_that_go_at_once_leave_only_those_that_stay_to_be_made_anew(
    database: Database, hers: Scope, now: datetime, clock: Clock, said: list[Memory]
) -> None:
    database.tx_now(erasing.erase, hers, [said[0].id, said[1].id, said[3].id], now)
    asked = Meanings()
    await embed_all(database, asked, clock)
    assert sorted(asked.asked) == ["Turn 2", "Turn 2 Turn 4", "Turn 4"]


async def test_what_is_corrected_is_followed_by_its_new_words(
    database: Database, hers: Scope, now: datetime, clock: Clock, said: list[Memory]
) -> None:
    database.tx_now(history.change, said[2], replace(said[2], content="Turn two"), "correct", now)
    assert _with_context(database, hers) == ["Turn 1"]
    asked = Meanings()
    await embed_all(database, asked, clock)
    assert "Turn two Turn 3 Turn 4" in asked.asked
    database.tx_now(history.undo, hers, said[2].id, now)
    asked.asked.clear()
    await embed_all(database, asked, clock)
    assert "Turn 2 Turn 3 Turn 4" in asked.asked


async def test_a_decision_that_leaves_the_words_leaves_the_vectors(
    database: Database, hers: Scope, now: datetime, said: list[Memory]
) -> None:
    database.tx_now(history.change, said[2], replace(said[2], importance=0.1), "weigh", now)
    assert _with_context(database, hers) == ["Turn 1", "Turn 2", "Turn 3", "Turn 4"]


async def test_what_no_chat_holds_is_followed_by_nothing(
    database: Database, hers: Scope, now: datetime, said: list[Memory]
) -> None:
    typed = add(database, hers, now, "By hand as well")
    database.tx_now(context.forget, hers, [typed], now)
    assert len(_with_context(database, hers)) == 4
