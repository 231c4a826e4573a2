"""Finding one's own messages again, alike on both databases."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conversations.conftest import Plan, Talk

from frontdesk.conversations import chats, replies, search, words
from frontdesk.conversations.chats import Change, Status
from frontdesk.conversations.replies import Outcome, State
from frontdesk.conversations.search import Found
from frontdesk.conversations.transcript import Door
from frontdesk.identity.accounts import Account
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page, Paging
from frontdesk.storage.session import Database

_SAID = {
    "en": ("What is the weather in Pune tomorrow?", "Sunny, 31 degrees. Café weather!"),
    "hi": ("कल पुणे में मौसम कैसा रहेगा?", "धूप निकलेगी, ज़रूर छाता छोड़ दें।"),
    "ne": ("भोलि काठमाडौँमा मौसम कस्तो हुन्छ?", "घाम लाग्नेछ, ३१ डिग्री।"),
    "mr": ("उद्या पुण्यात हवामान कसे असेल?", "ऊन असेल, पाऊस नाही."),
    "bn": ("আগামীকাল ঢাকায় আবহাওয়া কেমন?", "রোদ থাকবে, ৩১ ডিগ্রি।"),
}


def _find(
    database: Database, account: Account, query: str, paging: Paging | None = None, door: Door = Door.PERSONAL
) -> Page[Found]:
    return database.read_now(search.find, account.id, door, query, paging or Paging())


@pytest.fixture
def told(talk: Talk, meera: Account, now: datetime) -> None:
    for minute, (name, (said, answered)) in enumerate(_SAID.items()):
        talk.turn(talk.open(meera, name, now), said, answered, now + timedelta(minutes=minute))


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("weather", {"en"}),
        ("WEATHER pune", {"en"}),
        ("pune tomorrow weather", {"en"}),
        ("weather tom", {"en"}),
        ("tom weather", set()),
        ("ather", set()),
        ("cafe", {"en"}),
        ("CAFÉ", {"en"}),
        ("31", {"en", "ne", "bn"}),
        ("३१", {"en", "ne", "bn"}),
        ("৩১ ডি", {"bn"}),
        ("मौसम", {"hi", "ne"}),
        ("मौसम पुणे", {"hi"}),
        ("पुण", {"hi", "mr"}),
        ("जरूर", {"hi"}),
        ("ज़रूर छाता", {"hi"}),
        ("काठमाडौं", {"ne"}),
        ("हवा", {"mr"}),
        ("ऊन पाऊस", {"mr"}),
        ("পাऊस", set()),
        ("আবহাওয়া ঢাকায়", {"bn"}),
        ("আবহাও", {"bn"}),
        ("হাওয়া", set()),
        ("पण", set()),
        ("100%", set()),
        ("%", set()),
        ("_", set()),
        ("' OR 1=1 --", set()),
        ("\x00", set()),
        ("🙂", set()),
        ("", set()),
        ("weather " * 50, {"en"}),
    ],
)
def test_words_in_any_order_and_the_beginning_of_the_last(
    database: Database, meera: Account, query: str, where: set[str]
) -> None:
    found = _find(database, meera, query)
    assert {hit.title for hit in found.items} == where
    assert found.total == len(found.items)


@pytest.mark.usefixtures("told")
def test_newest_first_in_pages_with_the_whole_count(database: Database, meera: Account) -> None:
    everything = _find(database, meera, "३१").items
    assert [hit.title for hit in everything] == ["bn", "ne", "en"]
    for skip, titles in ((0, ["bn", "ne"]), (2, ["en"]), (9, [])):
        page = _find(database, meera, "31", Paging(2, skip))
        assert ([hit.title for hit in page.items], page.total) == (titles, 3)


@pytest.mark.usefixtures("told")
def test_a_hit_names_its_place(database: Database, meera: Account, now: datetime) -> None:
    (hit,) = _find(database, meera, "café sun").items
    assert (hit.role, hit.created_at, hit.snippet) == ("assistant", now, "Sunny, 31 degrees. Café weather!")
    assert [hit.snippet[start:end] for start, end in hit.hits] == ["Sunny", "Café"]
    chat = database.read_now(chats.get, meera.id, Door.PERSONAL, hit.conversation_id)
    assert (chat.number, chat.title) == (hit.number, hit.title)


@pytest.mark.usefixtures("told")
def test_nobody_finds_what_is_not_theirs(
    database: Database, talk: Talk, meera: Account, ravi: Account, now: datetime
) -> None:
    talk.turn(talk.open(ravi, "his", now), "weather", "weather", now)
    talk.turn(talk.open(meera, "app", now, door=Door.APP), "weather", "weather", now)
    assert {hit.title for hit in _find(database, meera, "weather").items} == {"en"}
    assert {hit.title for hit in _find(database, meera, "weather", door=Door.APP).items} == {"app"}
    assert {hit.title for hit in _find(database, ravi, "weather").items} == {"his"}


def test_deleted_chats_are_not_searched_and_archived_ones_are(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    chat = talk.open(meera, "a", now)
    talk.turn(chat, "needle", "hay", now)
    for status, count in ((Status.ARCHIVED, 1), (Status.DELETED, 0), (Status.ACTIVE, 1)):
        database.tx_now(chats.change, meera.id, chat.door, chat.id, Change(status=status), now)
        assert _find(database, meera, "needle").total == count


def test_a_reply_is_found_once_it_has_ended_however_it_ended(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    chat = talk.open(meera, "a", now)
    begun = database.tx_now(replies.begin, chat, "question", Language.EN, now)
    database.tx_now(replies.keep, [(begun.message_id, "half a needle")], now)
    assert _find(database, meera, "needle").total == 0
    assert _find(database, meera, "question").total == 1
    database.tx_now(replies.finish, chat.id, begun.message_id, "half a needle", Outcome(State.INCOMPLETE), now)
    assert _find(database, meera, "needle").total == 1
    killed = database.tx_now(replies.begin, chat, "once more", Language.EN, now)
    database.tx_now(replies.keep, [(killed.message_id, "another needle")], now)
    database.tx_now(replies.abandon_dead, now + timedelta(minutes=1))
    assert _find(database, meera, "needle").total == 2


def test_the_longest_messages_are_found_by_their_last_word(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    long = " ".join(f"word{number}" for number in range(5_000)) + " needle"
    talk.turn(talk.open(meera, "a", now), "x" * 4_000, long, now)
    (hit,) = _find(database, meera, "needle word17").items
    assert len(hit.snippet) <= 163
    assert next(hit.snippet[start:end] for start, end in hit.hits) == "word17"
    assert _find(database, meera, "x" * 4_000).total == 1


@pytest.mark.parametrize(
    ("content", "query", "snippet", "marked"),
    [
        ("one two", "two", "one two", ["two"]),
        ("one\n\ntwo  three", "three", "one two three", ["three"]),
        ("a " * 100 + "needle" + " b" * 100, "needle", None, ["needle"]),
        ("x" * 500, "xx", "x" * 160 + "…", []),
        ("नमस्ते दुनिया", "दुनि", "नमस्ते दुनिया", ["दुनिया"]),
    ],
)
def test_a_snippet_is_one_line_around_the_first_hit(
    content: str, query: str, snippet: str | None, marked: list[str]
) -> None:
    *whole, beginning = words.of(query)
    made, hits = search.snippet_of(content, frozenset(whole), beginning)
    assert [made[start:end] for start, end in hits] == marked
    assert snippet is None or made == snippet
    assert len(made) <= 162
    assert "\n" not in made


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400), st.text(min_size=1, max_size=8))
def test_every_marked_place_is_a_hit(content: str, query: str) -> None:
    asked = words.of(query)
    if not asked:
        return
    snippet, hits = search.snippet_of(content, frozenset(asked[:-1]), asked[-1])
    for start, end in hits:
        folded = words.folded(snippet[start:end])[: words.LONGEST]
        assert folded in asked[:-1] or folded.startswith(asked[-1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["कल", "काम", "hello", "help", "দিন", "café", "31", "a"]), min_size=1, max_size=4))
@pytest.mark.usefixtures("told")
def test_it_finds_exactly_what_comparing_all_words_finds(database: Database, meera: Account, query: list[str]) -> None:
    *whole, beginning = words.of(" ".join(query))
    wanted = {
        title
        for title, lines in _SAID.items()
        for line in lines
        if set(whole) <= set(words.of(line)) and any(word.startswith(beginning) for word in words.of(line))
    }
    assert {hit.title for hit in _find(database, meera, " ".join(query)).items} == wanted


def test_only_the_accounts_own_rows_are_looked_through(database: Database, meera: Account, plan: Plan) -> None:
    values: dict[str, object] = {"account": meera.id, "door": "personal", "limit": 9, "skip": 0, "w0": " a", "w1": " b"}
    explained = plan(search._FIND[2], values)
    assert "ix_chats_account_id_door_status_is_pinned_updated_at" in explained
    assert ("SEARCH w USING PRIMARY KEY (chat=?)" if database.dialect == "sqlite" else "pk_chat_words") in explained
    assert "Seq Scan" not in explained
    for table in ("c", "w", "m"):
        assert f"SCAN {table}" not in explained
