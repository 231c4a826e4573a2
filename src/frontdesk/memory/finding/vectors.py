"""Memories as vectors: made after they were written, portion by portion, so that whatever dies in between goes on.

A vector belongs to a model and a length. Where either changes, memories wait without one, found by their words, until
`frontdesk memory reembed` or their next change.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.kit.text import script_of
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.llm.embeddings import Embedder, is_built_in, settled
from frontdesk.llm.failures import ModelFailed
from frontdesk.memory import context, memories
from frontdesk.memory.memories import Scope
from frontdesk.storage import outbox
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Row, Sql, Tx
from frontdesk.storage.worker import Handler, Retry

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix, Tokens

_AT_ONCE = 64
# A job ends well before its worker would end it; what is left is another's.
_SECONDS = 20.0
# What was said before is of use where it was said just before, one turn of each of two people; a longer text would
# drown the memory itself.
_BEFORE = 300

# Rejected and merged ones are never searched for.
_WAITS = "account_id = :owner AND status NOT IN ('rejected', 'merged')"


def _said_before(skipped: int) -> str:
    return (
        "(SELECT b.content FROM memories b"  # noqa: S608  # constants only
        " WHERE b.account_id = m.account_id AND b.source_chat = m.source_chat AND b.place < m.place"
        f" ORDER BY b.place DESC LIMIT 1 OFFSET {skipped})"
    )


_SAID_BEFORE = ", ".join(_said_before(skipped) for skipped in reversed(range(context.REACH)))
# One after the other: what has no vector yet, and what has one of another model. Each part is a range of one index;
# joined by "or" they would be a walk through all that the person has.
_MISSING = tuple(
    Sql(
        f"SELECT m.id, m.content, m.fingerprint, {_SAID_BEFORE}"  # noqa: S608  # constants only
        f" FROM memories m WHERE {_WAITS} AND embedded_as {where} LIMIT :count"
    )
    for where in ("IS NULL", "< :model", "> :model")
)
_STORE = Sql(
    "INSERT INTO memory_vectors (memory_id, account_id, model, vector, context, tokens)"
    " SELECT id, account_id, :model, :vector, :context, :tokens FROM memories"
    " WHERE id = :id AND account_id = :owner AND fingerprint = :fingerprint"
    " ON CONFLICT (memory_id) DO UPDATE SET model = excluded.model, vector = excluded.vector,"
    " context = excluded.context, tokens = excluded.tokens"
)
_REVISED = Sql("UPDATE memories SET revision = :revision, embedded_as = :model WHERE id = :id AND account_id = :owner")
_LEFT_WHERE = "(embedded_as IS NULL OR embedded_as <> :model) AND status NOT IN ('rejected', 'merged')"
_LEFT = Sql(f"SELECT count(*) FROM memories WHERE {_LEFT_WHERE}")  # noqa: S608  # constants only
_OWNERS = Sql(f"SELECT DISTINCT account_id FROM memories WHERE {_LEFT_WHERE}")  # noqa: S608  # constants only


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be embedded of one memory; `before` is what was said before it."""

    id: str
    content: str
    fingerprint: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """`tokens` is None where the model gives none."""

    vector: "Matrix"
    tokens: "Tokens | None"


def reads(model: str, text: str, language: Language = Language.EN) -> bool:
    """Whether vectors stored under `model` tell what a text means."""
    return not is_built_in(model) or (language is Language.EN and script_of(text) == "latin")


async def read(embedder: Embedder, texts: Sequence[str]) -> "list[Meaning]":
    """One for each text. ModelFailed."""
    if isinstance(embedder, LocalEmbedder):
        both = await embedder.read(texts)
        return [Meaning(row, tokens) for row, tokens in zip(both.matrix, both.tokens, strict=True)]
    return [Meaning(row, None) for row in await embedder.embed(texts)]


def jobs(database: Database, embedder: Embedder | None, clock: Clock) -> Mapping[str, Handler]:
    if embedder is None:
        return {memories.EMBED: _nothing}
    return {memories.EMBED: _embedding(database, embedder, clock)}


async def _nothing(job: Job) -> None:
    """Words are all there is."""


def _embedding(database: Database, embedder: Embedder, clock: Clock) -> Handler:
    # Owners whose memories are being embedded -> whether another job has come for them since. It leaves its work to the
    # one that is under way, which is tried again if it fails.
    under_way: dict[str, bool] = {}

    async def embed(job: Job) -> None:
        owner = AccountId(job.payload["owner"])
        if owner in under_way:
            under_way[owner] = True
            return
        under_way[owner] = True
        try:
            await database.tx(outbox.absorb, job)
            await embed_all(Scope(owner))
        except ModelFailed as failure:
            raise Retry(str(failure), after=failure.wait) from None
        finally:
            del under_way[owner]

    async def embed_all(scope: Scope) -> None:
        ends = time.monotonic() + _SECONDS
        while under_way[scope.owner]:
            under_way[scope.owner] = False
            while await embed_some(database, embedder, scope):
                if time.monotonic() > ends:
                    await database.tx(_go_on, scope, clock.now())
                    return

    return embed


async def embed_some(database: Database, embedder: Embedder, scope: Scope) -> int:
    """Makes the vectors of up to 64 memories that have none, and says of how many. ModelFailed."""
    model = await settled(embedder)
    texts = await database.read(missing, scope, model)
    if not texts:
        return 0
    within = [text for text in texts if text.before]
    found = await read(
        embedder, [*(text.content for text in texts), *(f"{text.before} {text.content}" for text in within)]
    )
    contexts = {text.id: one for text, one in zip(within, found[len(texts) :], strict=True)}
    made = [(text, one, contexts.get(text.id)) for text, one in zip(texts, found, strict=False)]
    await database.tx(_store, scope, model, made)
    return len(texts)


def missing(tx: Tx, scope: Scope, model: str) -> list[Text]:
    rows: list[Row] = []
    for part in _MISSING:
        if len(rows) < _AT_ONCE:
            rows += tx.run(part, owner=scope.owner, model=model, count=_AT_ONCE - len(rows))
    said = (" ".join(part for part in row[3:] if part)[-_BEFORE:] for row in rows)
    return [Text(row[0], row[1], row[2], before or None) for row, before in zip(rows, said, strict=True)]


def left(tx: Tx, model: str) -> int:
    """How many memories, of everybody, have no vector of this model."""
    row = tx.one(_LEFT, model=model)
    return int(row[0]) if row else 0


def owners(tx: Tx, model: str) -> list[Scope]:
    """Whose."""
    return [Scope(AccountId(row[0])) for row in tx.run(_OWNERS, model=model)]


def _store(tx: Tx, scope: Scope, model: str, made: "Sequence[tuple[Text, Meaning, Meaning | None]]") -> None:
    """Of those that say what they said when they were read."""
    if not memories.has_owner(tx, scope):
        return
    pack = import_module("frontdesk.retrieval.meaning").pack
    revision = memories.raise_revision(tx, scope)
    for text, alone, within in made:
        stored = tx.changed(
            _STORE,
            id=text.id,
            owner=scope.owner,
            fingerprint=text.fingerprint,
            model=model,
            vector=pack(alone.vector),
            context=None if within is None else pack(within.vector),
            tokens=None if alone.tokens is None else alone.tokens.tobytes(),
        )
        if stored:
            tx.run(_REVISED, id=text.id, owner=scope.owner, revision=revision, model=model)


def _go_on(tx: Tx, scope: Scope, now: datetime) -> None:
    outbox.enqueue(tx, memories.EMBED, {"owner": scope.owner}, now=now)
