"""Replies that grow: one at a time in a chat, kept, finished, found again after a crash; on both databases."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tests.conversations.conftest import Talk

from frontdesk.conversations import chats, history, replies
from frontdesk.conversations.chats import Chat, ChatNotFound
from frontdesk.conversations.history import Said
from frontdesk.conversations.replies import DEAD_AFTER, Begun, Busy, Outcome, State
from frontdesk.conversations.transcript import Door
from frontdesk.identity.accounts import Account
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.storage.session import Database

MOMENT = timedelta(milliseconds=1)
DONE = Outcome(State.DONE, "groq", "llama", 11, 7)


@pytest.fixture
def chat(talk: Talk, meera: Account, now: datetime) -> Chat:
    return talk.open(meera, "a chat", now)


def _history(database: Database, chat: Chat) -> list[Said]:
    return database.read_now(history.page, chat.account_id, chat.door, chat.id, Paging()).items


def _count(database: Database, chat: Chat) -> int:
    return database.read_now(chats.get, chat.account_id, chat.door, chat.id).message_count


async def test_of_many_sends_at_once_one_is_answered(database: Database, chat: Chat, now: datetime) -> None:
    answers = await asyncio.gather(
        *(database.tx(replies.begin, chat, f"Hello {number}", Language.EN, now) for number in range(12)),
        return_exceptions=True,
    )
    assert Counter(type(answer) for answer in answers) == {Begun: 1, Busy: 11}
    assert len(_history(database, chat)) == _count(database, chat) == 2


async def test_two_chats_do_not_wait_for_each_other(
    database: Database, talk: Talk, chat: Chat, meera: Account, now: datetime
) -> None:
    other = talk.open(meera, "another", now)
    answers = await asyncio.gather(
        *(database.tx(replies.begin, one, "Hello", Language.EN, now) for one in (chat, other))
    )
    assert len({answer.message_id for answer in answers}) == 2


@pytest.mark.parametrize("state", [State.DONE, State.INCOMPLETE])
def test_a_chat_is_free_again_once_the_reply_has_ended(
    database: Database, chat: Chat, now: datetime, state: State
) -> None:
    first = database.tx_now(replies.begin, chat, "Hello", Language.EN, now)
    with pytest.raises(Busy):
        database.tx_now(replies.begin, chat, "Are you there?", Language.EN, now + DEAD_AFTER - MOMENT)
    assert database.tx_now(replies.finish, chat.id, first.message_id, "Hi", Outcome(state), now) is True
    database.tx_now(replies.begin, chat, "Are you there?", Language.EN, now)


def test_a_writer_that_shows_no_life_bars_nobody(database: Database, chat: Chat, now: datetime) -> None:
    first = database.tx_now(replies.begin, chat, "Hello", Language.EN, now)
    alive = now + timedelta(seconds=10)
    database.tx_now(replies.keep, [(first.message_id, "Hel")], alive)
    with pytest.raises(Busy):
        database.tx_now(replies.begin, chat, "Hello?", Language.EN, alive + DEAD_AFTER - MOMENT)
    database.tx_now(replies.begin, chat, "Hello?", Language.EN, alive + DEAD_AFTER)


def test_what_a_dead_process_left_is_incomplete_or_gone(
    database: Database, talk: Talk, chat: Chat, meera: Account, now: datetime
) -> None:
    empty = talk.open(meera, "nothing came", now)
    living = talk.open(meera, "still writing", now)
    begun = database.tx_now(replies.begin, chat, "Tell me a story", Language.EN, now)
    silent = database.tx_now(replies.begin, empty, "Hello", Language.EN, now)
    database.tx_now(replies.note_promise, silent.message_id, 900, "2026-11-23")
    going = database.tx_now(replies.begin, living, "Hello", Language.EN, now)
    database.tx_now(replies.keep, [(begun.message_id, "Once upon")], now)
    database.tx_now(replies.keep, [(going.message_id, "Hel")], now + timedelta(seconds=5))
    orphans = database.tx_now(replies.abandon_dead, now + DEAD_AFTER + MOMENT)
    assert sorted((orphan.reserved, orphan.reserved_on) for orphan in orphans) == [(0, None), (900, "2026-11-23")]
    assert [(said.content, said.incomplete) for said in _history(database, chat)] == [
        ("Tell me a story", False),
        ("Once upon", True),
    ]
    assert [said.content for said in _history(database, empty)] == ["Hello"]
    assert (_count(database, chat), _count(database, empty)) == (2, 1)
    assert [said.is_writing for said in _history(database, living)] == [False, True]
    assert database.tx_now(replies.abandon_dead, now + DEAD_AFTER + MOMENT) == []


def test_who_was_taken_for_dead_and_lives_still_stores_what_it_wrote(
    database: Database, chat: Chat, now: datetime
) -> None:
    begun = database.tx_now(replies.begin, chat, "Tell me a story", Language.EN, now)
    database.tx_now(replies.keep, [(begun.message_id, "Once upon")], now)
    late = now + DEAD_AFTER + MOMENT
    database.tx_now(replies.abandon_dead, late)
    assert database.tx_now(replies.keep, [(begun.message_id, "Once upon a")], late).followed == set()
    assert database.tx_now(replies.finish, chat.id, begun.message_id, "Once upon a time.", DONE, late) is False
    said = _history(database, chat)[1]
    assert (said.content, said.incomplete, said.model) == ("Once upon a time.", False, "llama")


def test_who_was_taken_for_dead_before_a_word_came_has_been_settled(
    database: Database, chat: Chat, now: datetime
) -> None:
    begun = database.tx_now(replies.begin, chat, "Tell me a story", Language.EN, now)
    late = now + DEAD_AFTER + MOMENT
    database.tx_now(replies.abandon_dead, late)
    assert database.tx_now(replies.finish, chat.id, begun.message_id, "Once upon a time.", DONE, late) is False
    assert [said.content for said in _history(database, chat)] == ["Tell me a story"]
    assert _count(database, chat) == 1


def test_a_reply_that_came_to_nothing_leaves_no_message(database: Database, chat: Chat, now: datetime) -> None:
    begun = database.tx_now(replies.begin, chat, "Hello", Language.EN, now)
    database.tx_now(replies.finish, chat.id, begun.message_id, "", Outcome(State.INCOMPLETE), now)
    assert [said.role for said in _history(database, chat)] == ["user"]
    assert _count(database, chat) == 1
    database.tx_now(replies.finish, chat.id, begun.message_id, "", Outcome(State.INCOMPLETE), now)
    assert _count(database, chat) == 1


def test_a_reader_elsewhere_sees_it_grow_and_is_seen(
    database: Database, chat: Chat, meera: Account, ravi: Account, now: datetime
) -> None:
    begun = database.tx_now(replies.begin, chat, "Hello", Language.EN, now)
    number = begun.message_id
    assert database.tx_now(replies.keep, [(number, "Hel")], now).followed == set()
    assert database.read_now(replies.follow, meera.id, chat.id, number, now).content == "Hel"
    database.tx_now(replies.show_interest, number, now)
    assert database.tx_now(replies.keep, [(number, "Hello")], now + timedelta(seconds=1)).followed == {number}
    assert database.tx_now(replies.keep, [(number, "Hello")], now + timedelta(seconds=2)).followed == set(), (
        "she has left"
    )
    database.tx_now(replies.finish, chat.id, number, "Hello!", DONE, now)
    followed = database.read_now(replies.follow, meera.id, chat.id, number, now)
    assert (followed.content, followed.outcome.state, followed.outcome.model) == ("Hello!", State.DONE, "llama")
    for account, message in ((ravi, number), (meera, begun.asked_id), (meera, 10**9)):
        with pytest.raises(ChatNotFound):
            database.read_now(replies.follow, account.id, chat.id, message, now)
    assert database.read_now(replies.newest, meera.id, chat.id) == number
    assert database.read_now(replies.newest, ravi.id, chat.id) is None


def test_a_reader_elsewhere_learns_that_the_writer_died(
    database: Database, chat: Chat, meera: Account, now: datetime
) -> None:
    begun = database.tx_now(replies.begin, chat, "Hello", Language.EN, now)
    for later, state in ((DEAD_AFTER, State.WRITING), (DEAD_AFTER + MOMENT, State.INCOMPLETE)):
        followed = database.read_now(replies.follow, meera.id, chat.id, begun.message_id, now + later)
        assert followed.outcome.state is state


_WRITER = """
import sys, time
from datetime import UTC, datetime
from frontdesk.conversations import chats, replies
from frontdesk.conversations.transcript import Door
from frontdesk.kit.ids import AccountId
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database
database = Database(Target.of(sys.argv[1]))
now = datetime.fromisoformat(sys.argv[4])
chat = database.read_now(chats.get, AccountId(sys.argv[2]), Door.PERSONAL, sys.argv[3])
begun = database.tx_now(replies.begin, chat, "Tell me a story", chat.language, now)
database.tx_now(replies.keep, [(begun.message_id, "Once upon")], now)
print("kept", flush=True)
sys.stdin.read()
"""


def test_a_process_that_is_killed_while_it_writes_loses_nothing_it_kept(
    database: Database, database_url: str, chat: Chat, meera: Account
) -> None:
    now = datetime.now(UTC)
    arguments = [sys.executable, "-c", _WRITER, database_url, meera.id, chat.id, now.isoformat()]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "kept"
        os.kill(writer.pid, signal.SIGKILL)
    with pytest.raises(Busy):
        database.tx_now(replies.begin, chat, "Hello?", Language.EN, now)
    after = now + DEAD_AFTER + MOMENT
    assert len(database.tx_now(replies.abandon_dead, after)) == 1
    assert [(said.content, said.incomplete) for said in _history(database, chat)] == [
        ("Tell me a story", False),
        ("Once upon", True),
    ]
    database.tx_now(replies.begin, chat, "Hello?", Language.EN, after)


def test_a_page_of_history_is_oldest_first_with_what_is_known_of_replies(
    database: Database, talk: Talk, chat: Chat, meera: Account, ravi: Account, now: datetime
) -> None:
    for number in range(3):
        talk.turn(chat, f"question {number}", f"answer {number}", now + timedelta(minutes=number))
    page = database.read_now(history.page, meera.id, Door.PERSONAL, chat.id, Paging(3, 2))
    assert page.total == 6
    assert [said.content for said in page.items] == ["question 1", "answer 1", "question 2"]
    asked, answered = page.items[:2]
    assert (asked.role, asked.model, asked.provider, asked.completion_tokens, asked.incomplete) == (
        "user", None, None, None, False,
    )  # fmt: skip
    assert (answered.role, answered.model, answered.provider, answered.prompt_tokens, answered.completion_tokens) == (
        "assistant", "llama", "groq", 11, 7,
    )  # fmt: skip
    assert answered.created_at == now + timedelta(minutes=1)
    assert database.read_now(history.page, meera.id, Door.PERSONAL, chat.id, Paging(3, 9)).items == []
    for account, door in ((ravi, Door.PERSONAL), (meera, Door.APP)):
        with pytest.raises(ChatNotFound):
            database.read_now(history.page, account.id, door, chat.id, Paging())


def test_the_latest_messages_are_oldest_first_too(database: Database, talk: Talk, chat: Chat, now: datetime) -> None:
    for number in range(3):
        talk.turn(chat, f"question {number}", f"answer {number}", now)
    latest = database.read_now(history.latest, chat.id, 3)
    assert [said.content for said in latest] == ["answer 1", "question 2", "answer 2"]
