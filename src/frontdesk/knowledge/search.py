"""The index that a process keeps, and how it stays true to what is stored."""

import asyncio
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries, vectors
from frontdesk.knowledge.index import Index
from frontdesk.llm import embeddings
from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.retrieval import gloss
from frontdesk.storage import versions
from frontdesk.storage.session import Tx

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Kept:
    version: int
    index: Index


class Search:
    """One a process. Costs one small read a question; builds anew only after an entry was written, by whomever.

    `patience` is how many seconds a question's meaning may take: after that, where the model fails, and without an
    embedder words decide alone.
    """

    def __init__(self, embedder: Embedder | None = None, *, patience: float = 0.05) -> None:
        self._embedder = embedder
        self._patience = patience
        self._kept: _Kept | None = None
        self._building = threading.Lock()

    def fresh(self, tx: Tx) -> Index:
        """The index of all active entries as `tx` sees them. Not for a transaction that has itself written entries:
        were it rolled back, others would be answered from what never was."""
        # The version is read before the entries: an entry that arrives in between is built in and found to be newer.
        version = versions.current(tx, entries.TOPIC)
        kept = self._kept
        if kept is not None and kept.version == version:
            return kept.index
        with self._building:
            kept = self._kept
            if kept is None or kept.version != version:
                kept = _Kept(version, self._build(tx))
                self._kept = kept
            return kept.index

    def to_embed(self, index: Index, question: str, language: Language) -> str | None:
        """What the question's meaning is to be made of; None where there is nothing to compare it with."""
        model = embeddings.model_of(self._embedder)
        if model is None or not index.has_meanings:
            return None
        return vectors.said(model, gloss.gist(question), language)

    async def meaning(self, text: str) -> "Matrix | None":
        """Its vector; None where it is not there in time, or the model fails."""
        if self._embedder is None:
            return None
        try:
            async with asyncio.timeout(self._patience):
                row: Matrix = (await self._embedder.embed([text]))[0]
                return row
        except TimeoutError:
            log.info("knowledge.by_words", reason="slow")
        except ModelFailed as failure:
            log.warning("knowledge.by_words", reason=failure.reason)
        return None

    def _build(self, tx: Tx) -> Index:
        model = embeddings.model_of(self._embedder)
        return Index(entries.active(tx), vectors.stored(tx, model) if model is not None else {})
