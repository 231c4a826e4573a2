"""Entries are found by what they mean, too, where something makes vectors of them."""

from collections.abc import Sequence

import numpy as np
import pytest

from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import JobId, new_id
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer, entries, vectors
from frontdesk.knowledge.entries import EntryChange, EntryDraft
from frontdesk.knowledge.search import Search
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.vectors import Matrix, rows
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Sql
from frontdesk.storage.worker import Retry

EN = Language.EN
PARKING = EntryDraft("Parking", "Six cars fit behind the house. A guard keeps the gate.", "Contact", EN)
PETS = EntryDraft("Animals", "Dogs wait in the yard.", "Rules", EN)
_JOBS = Sql("SELECT count(*) FROM jobs WHERE kind = :kind")
QUESTION = "May my spaniel come along?"


class Meanings:
    """A text means what these words say of it."""

    name = "test"
    model = "three-words"
    dimensions: int | None = 3

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.asked: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Matrix:
        if self.fails:
            raise ModelFailed("unreachable")
        self.asked += texts
        return rows([[1.0 * ("car" in text.casefold()), 1.0 * self._is_of_dogs(text), 0.1] for text in texts])

    @staticmethod
    def _is_of_dogs(text: str) -> bool:
        return any(word in text.casefold() for word in ("dog", "spaniel", "animal"))

    async def close(self) -> None:
        pass


def _write(database: Database, clock: Clock) -> None:
    for draft in (PARKING, PETS):
        database.tx_now(entries.create, draft, now=clock.now())


def _waiting(database: Database) -> int:
    (count,) = database.read_now(lambda tx: tx.one(_JOBS, kind=entries.EMBED)) or (0,)
    return int(count)


async def _embedded(database: Database, embedder: Meanings) -> None:
    while await vectors.embed_some(database, embedder):
        pass


async def _first(database: Database, search: Search, question: str = QUESTION) -> str | None:
    index = database.read_now(search.fresh)
    wanted = search.to_embed(index, question, EN)
    meaning = await search.meaning(wanted) if wanted is not None else None
    found = answer.related(index, question, EN, frozenset(), 1, meaning=meaning)
    hits = index.find(question, EN, meaning=meaning)
    assert not found or found[0] == hits[0].passage.entry
    return hits[0].passage.entry.title if hits else None


async def test_what_shares_no_word_is_found_by_its_meaning(database: Database, clock: Clock) -> None:
    _write(database, clock)
    embedder = Meanings()
    search = Search(embedder)
    assert await _first(database, search) is None
    await _embedded(database, embedder)
    assert await _first(database, search) == "Animals"
    assert "Animals. Dogs wait in the yard." in embedder.asked


async def test_a_change_makes_anew_what_it_means(database: Database, clock: Clock) -> None:
    _write(database, clock)
    embedder = Meanings()
    search = Search(embedder)
    await _embedded(database, embedder)
    index = database.read_now(search.fresh)
    changed = next(one.entry.id for one in index.passages if one.entry.title == "Parking")
    database.tx_now(entries.update, changed, EntryChange(content="Spaniels only."), now=clock.now())
    # words alone decide until every entry has its vectors
    assert not database.read_now(search.fresh).has_meanings
    assert await vectors.embed_some(database, embedder) == 1
    assert database.read_now(search.fresh).has_meanings
    assert await vectors.embed_some(database, embedder) == 0


async def test_vectors_of_another_model_are_not_compared(database: Database, clock: Clock) -> None:
    _write(database, clock)
    await _embedded(database, Meanings())
    other = Meanings()
    other.model = "another"
    assert not database.read_now(Search(other).fresh).has_meanings
    assert not database.read_now(Search().fresh).has_meanings
    (chore,) = vectors.chores(database, clock, other)
    waiting = _waiting(database)
    await chore.run()
    assert _waiting(database) == waiting + 1


async def test_the_job_makes_them_and_is_tried_again_where_the_model_fails(database: Database, clock: Clock) -> None:
    _write(database, clock)
    embedder = Meanings(fails=True)
    run = vectors.jobs(database, embedder)[entries.EMBED]
    job = Job(JobId(new_id()), entries.EMBED, {}, 1)
    with pytest.raises(Retry):
        await run(job)
    assert await _first(database, Search(embedder)) is None
    embedder.fails = False
    await run(job)
    assert await _first(database, Search(embedder)) == "Animals"
    embedder.fails = True
    assert await _first(database, Search(embedder)) is None


async def test_nothing_is_made_without_a_model(database: Database, clock: Clock) -> None:
    _write(database, clock)
    await vectors.jobs(database, None)[entries.EMBED](Job(JobId(new_id()), entries.EMBED, {}, 1))
    assert database.read_now(vectors.stored, "test/three-words/3") == {}


async def test_an_entry_that_is_gone_takes_its_vectors_along(database: Database, clock: Clock) -> None:
    _write(database, clock)
    await _embedded(database, Meanings())
    stored = database.read_now(vectors.stored, "test/three-words/3")
    assert len(stored) == 2
    assert np.frombuffer(next(iter(stored.values())), "<f2").size % 3 == 0
    for entry_id in stored:
        database.tx_now(entries.delete, entry_id)
    assert database.read_now(vectors.stored, "test/three-words/3") == {}
