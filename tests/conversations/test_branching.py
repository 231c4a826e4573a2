"""Branches: whole copies that owe nothing to where they came from."""

import asyncio
from datetime import datetime, timedelta

import pytest
from tests.conversations.conftest import Talk

from frontdesk.conversations import branching, chats, figures, history, replies, search
from frontdesk.conversations.branching import MessageNotFound
from frontdesk.conversations.chats import Change, Chat, ChatNotFound, Status
from frontdesk.conversations.history import Said
from frontdesk.conversations.replies import Busy, Outcome, State
from frontdesk.conversations.transcript import Door
from frontdesk.identity.accounts import Account
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.storage.session import Database


@pytest.fixture
def parent(talk: Talk, meera: Account, now: datetime) -> Chat:
    return talk.open(meera, "Trips", now)


def _branch(database: Database, chat: Chat, message_id: int, now: datetime) -> Chat:
    return database.tx_now(branching.branch, chat.account_id, chat.door, chat.id, message_id, now)


def _said(database: Database, chat: Chat) -> list[Said]:
    return database.read_now(history.page, chat.account_id, chat.door, chat.id, Paging()).items


def _lines(database: Database, chat: Chat) -> list[str]:
    return [said.content for said in _said(database, chat)]


def test_a_branch_holds_everything_up_to_and_including_the_message(
    database: Database, talk: Talk, parent: Chat, meera: Account, now: datetime
) -> None:
    other = talk.open(meera, "between", now)
    talk.turn(parent, "Goa?", "Warm.", now, provider="groq", model="llama")
    talk.turn(other, "Noise", "that takes ids in between", now)
    asked, answered = talk.turn(parent, "Pune?", "Near.", now, provider="gemini", state=State.INCOMPLETE)
    talk.turn(parent, "Leh?", "High.", now)
    later = now + timedelta(days=1)
    made = _branch(database, parent, answered, later)
    assert _lines(database, made) == ["Goa?", "Warm.", "Pune?", "Near."]
    originals, copies = _said(database, parent)[:4], _said(database, made)
    for original, copy in zip(originals, copies, strict=True):
        assert copy.id != original.id
        assert {name: getattr(copy, name) for name in Said.__slots__ if name != "id"} == {
            name: getattr(original, name) for name in Said.__slots__ if name != "id"
        }
    assert (made.parent_id, made.branch_point, made.message_count) == (parent.id, answered, 4)
    assert (made.title, made.created_at) == ("Trips (branch)", later)
    assert database.read_now(chats.get, parent.account_id, parent.door, made.id) == made
    assert _lines(database, _branch(database, parent, asked, later)) == ["Goa?", "Warm.", "Pune?"]
    assert len(_lines(database, parent)) == 6


def test_a_branch_of_a_branch_goes_on_and_is_marked_once(
    database: Database, talk: Talk, parent: Chat, now: datetime
) -> None:
    _, answered = talk.turn(parent, "Goa?", "Warm.", now)
    child = _branch(database, parent, answered, now)
    _, own = talk.turn(child, "With whom?", "Alone.", now)
    grandchild = _branch(database, child, own, now)
    assert _lines(database, grandchild) == ["Goa?", "Warm.", "With whom?", "Alone."]
    assert (grandchild.title, grandchild.parent_id) == ("Trips (branch)", child.id)
    talk.turn(grandchild, "Really?", "Yes.", now)
    assert len(_lines(database, child)) == 4


def test_a_branch_outlives_its_parent(database: Database, talk: Talk, parent: Chat, now: datetime) -> None:
    _, answered = talk.turn(parent, "Goa?", "Warm.", now)
    made = _branch(database, parent, answered, now)
    database.tx_now(chats.change, parent.account_id, parent.door, parent.id, Change(status=Status.DELETED), now)
    assert database.tx_now(chats.purge_deleted, before=now + timedelta(days=1), count=9) == 1
    assert _lines(database, made) == ["Goa?", "Warm."]
    assert [said.model for said in _said(database, made)] == [None, "llama"]
    assert database.read_now(search.find, made.account_id, made.door, "warm", Paging()).total == 1


def test_messages_of_others_are_not_there(
    database: Database, talk: Talk, parent: Chat, meera: Account, ravi: Account, now: datetime
) -> None:
    asked, _ = talk.turn(parent, "Goa?", "Warm.", now)
    elsewhere, _ = talk.turn(talk.open(meera, "another of hers", now), "Hello", "Hi", now)
    foreign, _ = talk.turn(talk.open(ravi, "his", now), "Hello", "Hi", now)
    for number in (0, -5, elsewhere, foreign, asked + 1000, 2**63, 10**30):
        with pytest.raises(MessageNotFound):
            _branch(database, parent, number, now)
    for account, door in ((ravi.id, Door.PERSONAL), (meera.id, Door.APP)):
        with pytest.raises(ChatNotFound):
            database.tx_now(branching.branch, account, door, parent.id, asked, now)
    assert database.read_now(chats.listing, ravi.id, Door.PERSONAL, Status.ACTIVE, Paging()).total == 1


def test_a_reply_that_is_being_written_is_no_place_to_branch(
    database: Database, talk: Talk, parent: Chat, now: datetime
) -> None:
    talk.turn(parent, "Goa?", "Warm.", now)
    begun = database.tx_now(replies.begin, parent, "Pune?", Language.EN, now)
    database.tx_now(replies.keep, [(begun.message_id, "Ne")], now)
    with pytest.raises(Busy):
        _branch(database, parent, begun.message_id, now)
    assert _lines(database, _branch(database, parent, begun.asked_id, now)) == ["Goa?", "Warm.", "Pune?"]
    dead = _branch(database, parent, begun.message_id, now + replies.DEAD_AFTER)
    assert [(said.content, said.incomplete, said.is_writing) for said in _said(database, dead)][-1] == (
        "Ne",
        True,
        False,
    )
    database.tx_now(replies.begin, dead, "And then?", Language.EN, now)


async def test_many_branches_at_once_mix_nothing_up(
    database: Database, talk: Talk, parent: Chat, meera: Account, now: datetime
) -> None:
    for number in range(10):
        _, last = talk.turn(parent, f"question {number}", f"answer {number}", now, model=f"model {number}")
    others = [talk.open(meera, f"another {number}", now) for number in range(8)]
    branches = [database.tx(branching.branch, meera.id, parent.door, parent.id, last, now) for _ in others]
    turns = [database.tx(replies.begin, other, "in between", Language.EN, now) for other in others]
    made, _ = await asyncio.gather(asyncio.gather(*branches), asyncio.gather(*turns))
    wanted = [(said.content, said.model) for said in _said(database, parent)]
    for one in made:
        assert [(said.content, said.model) for said in _said(database, one)] == wanted


def test_figures_count_what_was_copied_once(
    database: Database, talk: Talk, parent: Chat, meera: Account, now: datetime
) -> None:
    _, answered = talk.turn(parent, "Goa?", "Warm.", now)
    made = _branch(database, parent, answered, now)
    talk.turn(made, "Pune?", "Near.", now, provider="gemini", model="flash")
    done = database.read_now(figures.activity, meera.id, None, now)
    assert (done.total_messages, done.total_sessions) == (2, 2)
    used = database.read_now(figures.models, meera.id)
    assert {name: share.count for name, share in used.by_provider.items()} == {"groq": 1, "gemini": 1}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (Language.EN, "Trips (branch)"),
        (Language.HI, "Trips (शाखा)"),
        (Language.NE, "Trips (शाखा)"),
        (Language.MR, "Trips (शाखा)"),
        (Language.BN, "Trips (শাখা)"),
    ],
)
def test_the_title_is_marked_in_the_chats_language(
    database: Database, talk: Talk, meera: Account, now: datetime, language: Language, title: str
) -> None:
    chat = talk.open(meera, "Trips", now, language=language)
    asked, _ = talk.turn(chat, "Goa?", "Warm.", now)
    assert _branch(database, chat, asked, now).title == title


def test_a_marked_title_is_no_longer_than_titles_are(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    chat = talk.open(meera, "x" * chats.LONGEST_TITLE, now)
    asked, _ = talk.turn(chat, "Goa?", "Warm.", now)
    made = _branch(database, chat, asked, now)
    assert made.title == "x" * (chats.LONGEST_TITLE - 9) + " (branch)"


def test_an_unfinished_outcome_does_not_come_back_to_life(
    database: Database, talk: Talk, parent: Chat, now: datetime
) -> None:
    begun = database.tx_now(replies.begin, parent, "Goa?", Language.EN, now)
    database.tx_now(replies.finish, parent.id, begun.message_id, "Wa", Outcome(State.INCOMPLETE), now)
    made = _branch(database, parent, begun.message_id, now)
    database.tx_now(replies.begin, made, "Go on", Language.EN, now)
