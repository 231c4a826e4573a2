"""Entries take effect at once, in this process and in others."""

from concurrent.futures import ThreadPoolExecutor

from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer, entries
from frontdesk.knowledge.entries import EntryChange, EntryDraft
from frontdesk.knowledge.search import Search
from frontdesk.storage.session import Database

PARKING = EntryDraft("Parking", "Six cars can park behind the house.", "Contact", Language.EN)


def asked(database: Database, search: Search, question: str = "Is there parking?") -> str | None:
    found = answer.answer(database.read_now(search.fresh), question, Language.EN)
    return found.text if found else None


def test_a_write_is_seen_by_every_process_at_its_next_question(database: Database, clock: Clock) -> None:
    here, there = Search(), Search()
    assert asked(database, here) is None
    assert asked(database, there) is None
    entry_id = database.tx_now(entries.create, PARKING, now=clock.now())
    assert asked(database, here) == asked(database, there) == "Six cars can park behind the house."
    database.tx_now(entries.update, entry_id, EntryChange(content="No parking here."), now=clock.now())
    assert asked(database, here) == asked(database, there) == "No parking here."
    database.tx_now(entries.update, entry_id, EntryChange(is_active=False), now=clock.now())
    assert asked(database, here) is asked(database, there) is None
    database.tx_now(entries.update, entry_id, EntryChange(is_active=True), now=clock.now())
    assert asked(database, there) == "No parking here."
    database.tx_now(entries.delete, entry_id)
    assert asked(database, here) is asked(database, there) is None


def test_the_index_is_kept_until_something_is_written(database: Database, clock: Clock) -> None:
    search = Search()
    database.tx_now(entries.create, PARKING, now=clock.now())
    first = database.read_now(search.fresh)
    assert database.read_now(search.fresh) is first
    database.tx_now(entries.create, PARKING, now=clock.now())
    assert database.read_now(search.fresh) is not first


def test_threads_share_one_index(database: Database, clock: Clock) -> None:
    search = Search()
    database.tx_now(entries.create, PARKING, now=clock.now())
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: database.read_now(search.fresh), range(32)))
        answers = list(threads.map(lambda _: asked(database, search), range(64)))
    assert len({id(index) for index in found}) == 1
    assert set(answers) == {"Six cars can park behind the house."}
