"""Chats of accounts: whose they are, in which order they stand, what becomes of deleted ones."""

from datetime import datetime, timedelta

import pytest
from tests.conversations.conftest import Talk

from frontdesk.conversations import chats, history, replies, transcript
from frontdesk.conversations.chats import Change, Chat, ChatNotFound, Status
from frontdesk.conversations.transcript import Door
from frontdesk.identity.accounts import Account
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.storage.session import Database


def _titles(
    database: Database, account: Account, status: Status = Status.ACTIVE, door: Door = Door.PERSONAL
) -> list[str]:
    page = database.read_now(chats.listing, account.id, door, status, Paging())
    assert page.total == len(page.items)
    return [chat.title for chat in page.items]


def _change(database: Database, chat: Chat, now: datetime, **wanted: object) -> Chat:
    change = Change(**wanted)  # type: ignore[arg-type]
    return database.tx_now(chats.change, chat.account_id, chat.door, chat.id, change, now)


def test_pinned_ones_come_first_then_the_one_last_spoken_in(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    first, second, third = (talk.open(meera, name, now) for name in ("first", "second", "third"))
    talk.turn(second, "Hello", "Hello!", now + timedelta(minutes=1))
    talk.turn(first, "Hello", "Hello!", now + timedelta(minutes=2))
    _change(database, third, now + timedelta(minutes=9), title="third, renamed")
    assert _titles(database, meera) == ["first", "second", "third, renamed"]
    _change(database, second, now, is_pinned=True)
    assert _titles(database, meera) == ["second", "first", "third, renamed"]


def test_pages_count_what_the_filter_matches(database: Database, talk: Talk, meera: Account, now: datetime) -> None:
    for name in "abcde":
        talk.open(meera, name, now)
    page = database.read_now(chats.listing, meera.id, Door.PERSONAL, Status.ACTIVE, Paging(2, 2))
    assert ([chat.title for chat in page.items], page.total) == (["c", "b"], 5)


@pytest.mark.parametrize("door", [Door.PERSONAL, Door.APP])
def test_another_account_or_door_finds_nothing(
    database: Database, talk: Talk, meera: Account, ravi: Account, now: datetime, door: Door
) -> None:
    chat = talk.open(meera, "mine", now, door=door)
    elsewhere = Door.APP if door is Door.PERSONAL else Door.PERSONAL
    assert database.read_now(chats.get, meera.id, door, chat.id) == chat
    assert database.read_now(chats.get_by_number, meera.id, door, chat.number) == chat
    for account, through in ((ravi, door), (meera, elsewhere)):
        with pytest.raises(ChatNotFound):
            database.read_now(chats.get, account.id, through, chat.id)
        with pytest.raises(ChatNotFound):
            database.read_now(chats.get_by_number, account.id, through, chat.number)
        with pytest.raises(ChatNotFound):
            database.tx_now(chats.change, account.id, through, chat.id, Change(title="theirs"), now)
    assert _titles(database, ravi, door=door) == []
    assert database.read_now(chats.get, meera.id, door, chat.id).title == "mine"


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_no_number_is_too_large_to_be_absent(database: Database, meera: Account, number: int) -> None:
    with pytest.raises(ChatNotFound):
        database.read_now(chats.get_by_number, meera.id, Door.PERSONAL, number)


def test_a_deleted_chat_is_gone_from_everywhere_until_it_is_brought_back(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    chat = talk.open(meera, "old", now)
    talk.turn(chat, "Hello", "Hello!", now)
    _change(database, chat, now, status=Status.DELETED)
    assert _titles(database, meera) == []
    assert _titles(database, meera, Status.DELETED) == ["old"]
    with pytest.raises(ChatNotFound):
        database.read_now(chats.get, meera.id, Door.PERSONAL, chat.id)
    with pytest.raises(ChatNotFound):
        database.read_now(history.page, meera.id, Door.PERSONAL, chat.id, Paging())
    with pytest.raises(ChatNotFound):
        _change(database, chat, now, title="still here")
    with pytest.raises(ChatNotFound):
        _change(database, chat, now, status=Status.DELETED)
    restored = _change(database, chat, now, status=Status.ARCHIVED)
    assert (restored.status, restored.message_count) == (Status.ARCHIVED, 2)
    assert _titles(database, meera, Status.ARCHIVED) == ["old"]
    assert database.read_now(history.page, meera.id, Door.PERSONAL, chat.id, Paging()).total == 2


def test_purging_takes_what_was_deleted_long_ago_with_all_that_hangs_on_it(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    kept, restored, young, old, older = (
        talk.open(meera, name, now) for name in ("kept", "back", "young", "old", "older")
    )
    for chat in (kept, restored, young, old, older):
        talk.turn(chat, "Hello", "Hello!", now)
    _change(database, restored, now, status=Status.DELETED)
    _change(database, restored, now, status=Status.ACTIVE)
    _change(database, older, now - timedelta(days=1), status=Status.DELETED)
    _change(database, old, now, status=Status.DELETED)
    _change(database, young, now + timedelta(days=1), status=Status.DELETED)
    before = now + timedelta(hours=1)
    assert database.tx_now(chats.purge_deleted, before=before, count=1) == 1
    assert sorted(_titles(database, meera, Status.DELETED)) == ["old", "young"], "the oldest goes first"
    assert database.tx_now(chats.purge_deleted, before=before, count=10) == 1
    assert _titles(database, meera, Status.DELETED) == ["young"]
    assert [talk.count(table) for table in ("conversations", "chats", "messages", "replies", "chat_words")] == [
        3,
        3,
        6,
        3,
        6,
    ]
    with pytest.raises(ChatNotFound):
        _change(database, old, now, status=Status.ACTIVE)


def test_long_chats_are_purged_a_few_at_a_time(database: Database, talk: Talk, meera: Account, now: datetime) -> None:
    for number in range(4):
        chat = talk.open(meera, str(number), now)
        for _ in range(2 if number else 501):
            talk.turn(chat, "Hello", "Hi!", now)
        _change(database, chat, now + timedelta(minutes=number), status=Status.DELETED)
    before = now + timedelta(days=1)
    assert [database.tx_now(chats.purge_deleted, before=before, count=10) for _ in range(3)] == [1, 3, 0]


def test_a_reply_that_ends_after_its_chat_was_purged_changes_nothing(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    chat = talk.open(meera, "gone", now)
    begun = database.tx_now(replies.begin, chat, "Hello", Language.EN, now)
    _change(database, chat, now, status=Status.DELETED)
    database.tx_now(chats.purge_deleted, before=now + timedelta(days=1), count=10)
    assert database.tx_now(replies.keep, [(begun.message_id, "Hel")], now).followed == set()
    done = replies.Outcome(replies.State.DONE)
    assert database.tx_now(replies.finish, chat.id, begun.message_id, "Hello!", done, now) is True, (
        "nobody else settles it"
    )
    assert [talk.count(table) for table in ("conversations", "messages", "replies", "chat_words")] == [0, 0, 0, 0]


def test_silent_conversations_of_visitors_are_forgotten_and_chats_of_accounts_stay(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    for door in (Door.PERSONAL, Door.APP):
        talk.turn(talk.open(meera, "kept", now, door=door), "Hello", "Hi!", now)
    for name, at in (("old", now), ("young", now + timedelta(days=2))):
        database.tx_now(transcript.open_conversation, ConversationId(name), Door.BOOKING, Language.EN, at)
        database.tx_now(transcript.record_exchange, ConversationId(name), "Hello", "Hi!", Language.EN, at)
    assert database.tx_now(transcript.forget_old, before=now + timedelta(days=1), count=10) == 1
    assert database.read_now(transcript.history, ConversationId("old")) == []
    assert [talk.count(table) for table in ("conversations", "chats", "messages")] == [3, 2, 6]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("\n\n  Second line counts  \nnot the third", "Second line counts"),
        ("word " * 30, "word word word word word word word word word word word…"),
        ("x" * 100, "x" * 59 + "…"),
        ("नमस्ते", "नमस्ते"),
    ],
)
def test_a_title_is_the_first_line_cut_at_a_word(text: str, title: str) -> None:
    assert chats.title_of(text) == title
