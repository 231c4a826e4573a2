"""Which memories a question is about: one list, best first, each with a score of 0…1, its parts, and why.

Exact, over all of one person's memories: words, meaning, who said it, when, what was said next to it. Without the
question's meaning words decide alone.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import structlog

from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.memory import memories, reasons, vectors
from frontdesk.memory.memories import Memory, Scope
from frontdesk.memory.ranking import Parts, Question, Ranking, without
from frontdesk.memory.shelf import Shelves
from frontdesk.memory.vectors import Meaning
from frontdesk.storage.session import Database, Tx

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hit:
    memory: Memory
    score: float
    parts: Parts
    reason: str


class Recall:
    """One a process, for any thread. Without an embedder words decide."""

    def __init__(self, embedder: Embedder | None, *, most_bytes: int = 256 * 1024 * 1024) -> None:
        self._embedder = embedder
        self._shelves = Shelves(most_bytes=most_bytes)

    async def ask(
        self, database: Database, scope: Scope, question: Question, now: datetime, *, patience: float | None = None
    ) -> list[Hit]:
        """Best first. `patience` is how many seconds the question's meaning may take: after that, and where the model
        fails, words decide alone, as they do with `by_meaning` unset."""
        asked = await database.read(self.to_embed, scope, question) if question.by_meaning else None
        meaning = await self._meaning(asked, patience) if asked is not None else None
        return await database.read(self.search, scope, question, now, meaning)

    def to_embed(self, tx: Tx, scope: Scope, question: Question) -> str | None:
        """The question without the names of who is known to have said something: these are compared as names, and
        would draw every text about a person near. None where there is nothing to compare its meaning with."""
        if self._embedder is None:
            return None
        model = vectors.model_of(self._embedder)
        with self._shelves.of(tx, scope, model) as shelf:
            if not shelf.ids or (model is not None and not shelf.columns["meant"].any()):
                return None
            return without(question.text, shelf.speakers)

    def search(
        self, tx: Tx, scope: Scope, question: Question, now: datetime, meaning: Meaning | None = None
    ) -> list[Hit]:
        """Best first. `meaning` is that of `to_embed`. Not for a transaction that has itself written memories."""
        with self._shelves.of(tx, scope, vectors.model_of(self._embedder)) as shelf:
            if not shelf.ids:
                return []
            ranked = Ranking(tx, scope, shelf, question, now, meaning)
            found = [(shelf.ids[place], *ranked.about(place)) for place in ranked.best(question.limit)]
        # Another transaction may have brought the shelf further than this one sees.
        rows = memories.present(tx, scope, [memory_id for memory_id, _, _ in found])
        return [
            Hit(rows[memory_id], score, parts, reasons.say(rows[memory_id], parts, question.language))
            for memory_id, score, parts in found
            if memory_id in rows
        ]

    async def _meaning(self, text: str, patience: float | None) -> Meaning | None:
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
