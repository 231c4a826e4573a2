"""The write side of the knowledge base, on both databases."""

from dataclasses import replace

import pytest

from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge import entries
from frontdesk.knowledge.entries import EntryChange, EntryDraft, EntryNotFound
from frontdesk.storage import versions
from frontdesk.storage.session import Database
from tests.conftest import SetClock

DRAFT = EntryDraft("Parking", "Six cars can park behind the house.", "Contact", Language.EN)


def test_an_entry_comes_back_as_it_was_written(database: Database, clock: Clock) -> None:
    written = EntryDraft("स्टूडियो <b>", "पहली पंक्ति\n- दूसरी & तीसरी\n\t\U0001f484", "समय", Language.HI, is_active=False)
    entry_id = database.tx_now(entries.create, written, now=clock.now())
    entry = database.read_now(entries.get, entry_id)
    assert (entry.title, entry.content, entry.category, entry.language, entry.is_active) == (
        written.title,
        written.content,
        written.category,
        Language.HI,
        False,
    )
    assert entry.created_at == entry.updated_at == clock.now()


def test_a_change_keeps_what_it_does_not_name(database: Database, clock: Clock, hands: SetClock) -> None:
    entry_id = database.tx_now(entries.create, DRAFT, now=clock.now())
    before = database.read_now(entries.get, entry_id)
    hands.forward(hours=1)
    after = database.tx_now(
        entries.update, entry_id, EntryChange(content="Ten cars.", is_active=False), now=clock.now()
    )
    assert after == replace(before, content="Ten cars.", is_active=False, updated_at=clock.now())
    assert database.read_now(entries.get, entry_id) == after


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (EntryChange(title="New"), "title"),
        (EntryChange(category="New"), "category"),
        (EntryChange(language=Language.BN), "language"),
    ],
)
def test_each_field_can_be_changed_alone(database: Database, clock: Clock, change: EntryChange, field: str) -> None:
    entry_id = database.tx_now(entries.create, DRAFT, now=clock.now())
    changed = database.tx_now(entries.update, entry_id, change, now=clock.now())
    assert getattr(changed, field) == getattr(change, field)


def test_what_is_not_there_cannot_be_read_changed_or_deleted(database: Database, clock: Clock) -> None:
    entry_id = database.tx_now(entries.create, DRAFT, now=clock.now())
    database.tx_now(entries.delete, entry_id)
    with pytest.raises(EntryNotFound):
        database.read_now(entries.get, entry_id)
    with pytest.raises(EntryNotFound):
        database.tx_now(entries.update, entry_id, EntryChange(title="x"), now=clock.now())
    with pytest.raises(EntryNotFound):
        database.tx_now(entries.delete, entry_id)


def test_every_write_raises_the_version_and_a_refused_one_does_not(database: Database, clock: Clock) -> None:
    seen = [database.read_now(versions.current, entries.TOPIC)]
    entry_id = database.tx_now(entries.create, DRAFT, now=clock.now())
    seen.append(database.read_now(versions.current, entries.TOPIC))
    database.tx_now(entries.update, entry_id, EntryChange(title="x"), now=clock.now())
    seen.append(database.read_now(versions.current, entries.TOPIC))
    database.tx_now(entries.delete, entry_id)
    seen.append(database.read_now(versions.current, entries.TOPIC))
    assert seen == sorted(set(seen))
    with pytest.raises(EntryNotFound):
        database.tx_now(entries.delete, entry_id)
    assert database.read_now(versions.current, entries.TOPIC) == seen[-1]


def test_the_listing_is_newest_first_and_filters_together(database: Database, clock: Clock, hands: SetClock) -> None:
    for title, language, category, is_active in [
        ("a", Language.EN, "Contact", True),
        ("b", Language.EN, "Prices", False),
        ("c", Language.BN, "Contact", True),
        ("d", Language.EN, "Contact", False),
    ]:
        draft = EntryDraft(title, "text", category, language, is_active)
        database.tx_now(entries.create, draft, now=clock.now())
        hands.forward(seconds=1)

    def titles(**filters: object) -> list[str]:
        page = database.read_now(entries.listing, paging=Paging(), **filters)
        assert page.total == len(page.items)
        return [entry.title for entry in page.items]

    assert titles() == ["d", "c", "b", "a"]
    assert titles(language=Language.EN) == ["d", "b", "a"]
    assert titles(is_active=False) == ["d", "b"]
    assert titles(category="Contact", language=Language.EN, is_active=True) == ["a"]
    assert titles(category="contact") == []


def test_a_page_counts_what_it_does_not_show(database: Database, clock: Clock, hands: SetClock) -> None:
    for number in range(5):
        database.tx_now(entries.create, replace(DRAFT, title=str(number)), now=clock.now())
        hands.forward(seconds=1)
    page = database.read_now(entries.listing, paging=Paging(limit=2, skip=1))
    assert ([entry.title for entry in page.items], page.total, page.limit, page.skip) == (["3", "2"], 5, 2, 1)


def test_only_active_entries_may_be_quoted(database: Database, clock: Clock) -> None:
    database.tx_now(entries.create, DRAFT, now=clock.now())
    database.tx_now(entries.create, replace(DRAFT, is_active=False), now=clock.now())
    assert [entry.is_active for entry in database.read_now(entries.active)] == [True]
