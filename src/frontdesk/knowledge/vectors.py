"""Entries as vectors: made after they were written, portion by portion, so that whatever dies in between goes on.

For a model that has read English alone an entry is put into English word by word, as the question is.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import select

from frontdesk.kit.clock import Clock, to_micros
from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries, sentences
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.models import vectors as table
from frontdesk.llm import embeddings
from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.retrieval import gloss, terms
from frontdesk.storage import outbox, versions
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Sql, Tx
from frontdesk.storage.worker import Handler, Periodic, Retry

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

# Entries of a portion: some forty sentences.
_AT_ONCE = 8
_LOOKED_SECONDS = 600.0

# Of an entry that says what it said when it was read.
_STORE = Sql(
    "INSERT INTO knowledge_vectors (entry_id, model, vectors)"
    " SELECT id, :model, :vectors FROM knowledge_entries WHERE id = :id AND updated_at = :updated"
    " ON CONFLICT (entry_id) DO UPDATE SET model = excluded.model, vectors = excluded.vectors"
)


def stored_as(model: str) -> str:
    """What is stored under: word lists are a part of what was made with them."""
    return f"{model}+{terms.VERSION}" if embeddings.is_built_in(model) else model


def said(model: str, text: str, language: Language) -> str:
    """A question or a part of an entry, as it is put to the model."""
    return gloss.of(text, language) if embeddings.is_built_in(model) else text


def parts(model: str, entry: Entry) -> list[str]:
    """The title, and each sentence under it."""
    title = said(model, entry.title, entry.language)
    under = (said(model, sentence.text, entry.language) for sentence in sentences.split(entry.content))
    return [title, *(f"{title}. {sentence}" for sentence in under)]


def stored(tx: Tx, model: str) -> dict[EntryId, bytes]:
    rows = tx.execute(select(table.c.entry_id, table.c.vectors).where(table.c.model == stored_as(model))).all()
    return {EntryId(row[0]): bytes(row[1]) for row in rows}


def missing(tx: Tx, model: str, count: int = _AT_ONCE) -> list[Entry]:
    # The vectors themselves are megabytes, and are not looked at here.
    has = {row[0] for row in tx.execute(select(table.c.entry_id).where(table.c.model == stored_as(model))).all()}
    return [entry for entry in entries.active(tx) if entry.id not in has][:count]


def chores(database: Database, clock: Clock, embedder: Embedder | None) -> tuple[Periodic, ...]:
    """Notices a change of model, and entries of before there were vectors."""

    def look(tx: Tx, model: str) -> None:
        if missing(tx, model, 1):
            outbox.enqueue(tx, entries.EMBED, {}, now=clock.now())

    async def run() -> None:
        model = embeddings.model_of(embedder)
        if model is not None:
            await database.tx(look, model)

    return (Periodic("knowledge.vectors", _LOOKED_SECONDS, run),)


def jobs(database: Database, embedder: Embedder | None) -> Mapping[str, Handler]:
    return {entries.EMBED: _nothing if embedder is None else _embedding(database, embedder)}


async def _nothing(job: Job) -> None:
    """Words are all there is."""


def _embedding(database: Database, embedder: Embedder) -> Handler:
    async def embed(job: Job) -> None:
        await database.tx(outbox.absorb, job)
        try:
            while await embed_some(database, embedder):
                pass
        except ModelFailed as failure:
            raise Retry(str(failure), after=failure.wait) from None

    return embed


async def embed_some(database: Database, embedder: Embedder) -> int:
    """Makes the vectors of some entries that have none, and says of how many. ModelFailed."""
    model = await embeddings.settled(embedder)
    found = await database.read(missing, model)
    if not found:
        return 0
    texts = [parts(model, entry) for entry in found]
    matrix = await embedder.embed([text for of in texts for text in of])
    await database.tx(_store, model, found, [len(of) for of in texts], matrix)
    return len(found)


def _store(tx: Tx, model: str, found: Sequence[Entry], sizes: Sequence[int], matrix: "Matrix") -> None:
    pack = import_module("frontdesk.retrieval.meaning").pack
    start = 0
    for entry, size in zip(found, sizes, strict=True):
        rows = b"".join(pack(row) for row in matrix[start : start + size])
        start += size
        tx.run(_STORE, id=entry.id, updated=to_micros(entry.updated_at), model=stored_as(model), vectors=rows)
    versions.bump(tx, entries.TOPIC)
