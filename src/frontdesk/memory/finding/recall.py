"""Which memories a question is about: one list, best first, each with a score of 0…1, its parts, and why.

Exact, over all of one person's memories: words, meaning, who said it, when, what was said next to it. Without the
question's meaning words decide alone.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import structlog

from frontdesk.kit.ids import AccountId
from frontdesk.llm import embeddings
from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.memory import memories
from frontdesk.memory.finding import reasons, vectors
from frontdesk.memory.finding.question import Parts, Question
from frontdesk.memory.finding.vectors import Meaning
from frontdesk.memory.memories import Memory, Scope
from frontdesk.storage.session import Database, Sql, Tx

if TYPE_CHECKING:
    from frontdesk.memory.finding.ranking import Ranking
    from frontdesk.memory.finding.shelf import Shelves

log = structlog.get_logger()

_BEGUN = Sql("SELECT 1 FROM memory_shelves WHERE account_id = :owner")


@dataclass(frozen=True, slots=True)
class Hit:
    memory: Memory
    score: float
    parts: Parts
    reason: str


class Recall:
    """One a process, for any thread. Without an embedder words decide.

    What ranks is loaded for the first person who has memories: a server at rest does without numpy.
    """

    def __init__(self, embedder: Embedder | None, *, most_bytes: int = 256 * 1024 * 1024) -> None:
        self._embedder = embedder
        self._most_bytes = most_bytes

    @cached_property
    def _shelves(self) -> "Shelves":
        shelves: Shelves = import_module("frontdesk.memory.finding.shelf").Shelves(most_bytes=self._most_bytes)
        return shelves

    def forget(self, owner: AccountId) -> None:
        """Drops what is kept in this process of an account that is gone; others notice within a minute of use."""
        if "_shelves" in self.__dict__:
            self._shelves.drop(owner)

    def is_empty(self, tx: Tx, scope: Scope) -> bool:
        """Whether this person has never been remembered: one row is read."""
        return tx.one(_BEGUN, owner=scope.owner) is None

    async def ask(
        self, database: Database, scope: Scope, question: Question, now: datetime, *, patience: float | None = None
    ) -> list[Hit]:
        """Best first. `patience` is how many seconds the question's meaning may take: after that, and where the model
        fails, words decide alone, as they do with `by_meaning` unset."""
        asked = await database.read(self.to_embed, scope, question) if question.by_meaning else None
        meaning = await self.meaning(asked, patience) if asked is not None else None
        return await database.read(self.search, scope, question, now, meaning)

    def to_embed(self, tx: Tx, scope: Scope, question: Question) -> str | None:
        """The question as it would be put to whoever it names. None where there is nothing to compare its meaning
        with."""
        if self._embedder is None or self.is_empty(tx, scope):
            return None
        model = embeddings.model_of(self._embedder)
        if model is not None and not vectors.reads(model, question.text):
            return None
        with self._shelves.of(tx, scope, model) as shelf:
            if not shelf.ids or (model is not None and not shelf.columns["meant"].any()):
                return None
            said: str = _ranking().addressed(question.text, shelf.names, question.language)
            return said

    def search(
        self, tx: Tx, scope: Scope, question: Question, now: datetime, meaning: Meaning | None = None
    ) -> list[Hit]:
        """Best first. `meaning` is that of `to_embed`. Not for a transaction that has itself written memories."""
        if self.is_empty(tx, scope):
            return []
        with self._shelves.of(tx, scope, embeddings.model_of(self._embedder)) as shelf:
            if not shelf.ids:
                return []
            ranked: Ranking = _ranking().Ranking(tx, scope, shelf, question, now, meaning)
            found = [(shelf.ids[place], *ranked.about(place)) for place in ranked.best(question.limit)]
        # Another transaction may have brought the shelf further than this one sees.
        rows = memories.present(tx, scope, [memory_id for memory_id, _, _ in found])
        return [
            Hit(rows[memory_id], score, parts, reasons.say(rows[memory_id], parts, question.language))
            for memory_id, score, parts in found
            if memory_id in rows
        ]

    async def meaning(self, text: str, patience: float | None) -> Meaning | None:
        """None where it is not there in time, or the model fails."""
        if self._embedder is None:
            return None
        try:
            async with asyncio.timeout(patience):
                return (await vectors.read(self._embedder, [text]))[0]
        except TimeoutError:
            log.info("recall.by_words", reason="slow")
        except ModelFailed as failure:
            log.warning("recall.by_words", reason=failure.reason)
        return None


def _ranking() -> ModuleType:
    return import_module("frontdesk.memory.finding.ranking")
