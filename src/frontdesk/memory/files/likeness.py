"""Which rows of a file say what is already remembered, in almost the same words.

For small files: a large one would keep a person waiting for its vectors. What it doubles is found once they are made.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from frontdesk.kit.text import ascii_digits
from frontdesk.llm import embeddings
from frontdesk.llm.embeddings import Embedder
from frontdesk.llm.failures import ModelFailed
from frontdesk.memory.deciding import another
from frontdesk.memory.files.rows import Row
from frontdesk.memory.memories import SHOWN, Scope
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_vectors
from frontdesk.storage.session import Database, Tx

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

MOST_ROWS = 500
_ALIKE = 0.95
_NUMBER = re.compile(r"\d+")


async def alike(database: Database, scope: Scope, embedder: Embedder, good: Sequence[Row]) -> frozenset[int]:
    """Numbers of rows; none where there is nothing to compare with, or vectors cannot be had at the moment."""
    if not 0 < len(good) <= MOST_ROWS:
        return frozenset()
    model = embeddings.model_of(embedder)
    stored = [] if model is None else await database.read(_stored, scope, model)
    if not stored:
        return frozenset()
    try:
        made = await embedder.embed([row.content for row in good])
    except ModelFailed:
        return frozenset()
    return frozenset(_near(good, made, stored))


def _stored(tx: Tx, scope: Scope, model: str) -> list[tuple[str, bytes]]:
    listed = (
        select(table.c.content, memory_vectors.c.vector)
        .join(table, table.c.id == memory_vectors.c.memory_id)
        .where(memory_vectors.c.account_id == scope.owner, memory_vectors.c.model == model)
        .where(table.c.status.in_([status.value for status in SHOWN]))
    )
    return [(row[0], row[1]) for row in tx.execute(listed)]


def _near(good: Sequence[Row], made: "Matrix", stored: Sequence[tuple[str, bytes]]) -> list[int]:
    import numpy as np  # noqa: PLC0415  # a server that compares nothing does without

    length: int = made.shape[1]
    same = [(content, vector) for content, vector in stored if len(vector) == 2 * length]
    if not same:
        return []
    known: Any = np.frombuffer(b"".join(vector for _, vector in same), dtype="<f2").reshape(-1, length)
    close = made @ known.astype(np.float32).T
    best = close.argmax(axis=1)
    return [
        row.number
        for place, row in enumerate(good)
        # Vectors hardly tell numbers apart; "born in 1990" and "born in 1991" are two statements.
        if close[place, best[place]] >= _ALIKE
        and _numbers(row.content) == _numbers(same[best[place]][0])
        and not another.turned_round(row.content, same[best[place]][0])
    ]


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(ascii_digits(text))
