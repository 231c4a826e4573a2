"""The order of one person's memories for one question. Every constant is a matter of reason, none is fitted."""

import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import orjson
from numpy.typing import NDArray

from frontdesk.kit.clock import to_micros
from frontdesk.llm import vectors
from frontdesk.memory.memories import Scope, Status
from frontdesk.memory.question import Parts, Question
from frontdesk.memory.shelf import KINDS, STATUSES, Shelf
from frontdesk.memory.vectors import Meaning
from frontdesk.retrieval import meaning as meanings
from frontdesk.retrieval import terms
from frontdesk.storage.session import Sql, Tx

Floats = NDArray[np.float32]

# Words and meaning weigh much the same: each finds what the other misses.
_WORDS = 0.6
_MEANING = 1.0
_CLOSER = 1.0
_NAMED = 0.1
_NEIGHBOUR = 0.3
_ASKS = 0.05
_IMPORTANCE = 0.02
_RECENCY = 0.01
_FADES = 90 * 86_400 * 1e6
# What a text that says the question word for word can reach; scores are shares of it.
_MOST = 3.2
_LOOKED_AT = 60
_POSSESSIVE = "(?:['’]s|['’])?"

_TOKENS = Sql(
    "SELECT memory_id, tokens FROM memory_vectors WHERE account_id = :owner AND model = :model"
    " AND memory_id IN (SELECT value FROM json_each(:ids))",
    postgresql="SELECT memory_id, tokens FROM memory_vectors WHERE account_id = :owner AND model = :model"
    " AND memory_id IN (SELECT json_array_elements_text(CAST(:ids AS json)))",
)


def without(text: str, names: Sequence[str]) -> str:
    """`text` without whole words that are one of `names`; as it is where nothing else would be left."""
    if not names:
        return text
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    cut = " ".join(re.sub(rf"(?<!\w)(?:{listed}){_POSSESSIVE}(?!\w)", " ", text, flags=re.IGNORECASE).split())
    return cut if any(char.isalnum() for char in cut) else text


class Ranking:
    def __init__(
        self, tx: Tx, scope: Scope, shelf: Shelf, question: Question, now: datetime, meaning: Meaning | None
    ) -> None:
        self._shelf = shelf
        columns = shelf.columns
        self._is_wanted = _wanted(shelf, question, to_micros(now))
        asked = terms.asked(without(question.text, shelf.speakers), question.language)
        self._words = shelf.texts.coverage(asked)
        self._meaning = self._meant(meaning)
        self._name = _named(shelf, question.text)
        self._time = np.zeros(len(columns), np.float32)
        age = np.maximum(to_micros(now) - columns["seen"], 0)
        self._recency = np.exp2(-age / _FADES).astype(np.float32)
        own = _WORDS * self._words + _MEANING * self._meaning + _NAMED * self._name - _ASKS * columns["asks"]
        own *= columns["alive"]
        self._beside = _beside(shelf, own)
        self._scores = own + _NEIGHBOUR * self._beside + _IMPORTANCE * columns["importance"] + _RECENCY * self._recency
        self._order = self._sorted()
        if meaning is not None and meaning.tokens is not None:
            self._look_closer(tx, scope, meaning.tokens)

    def best(self, limit: int) -> list[int]:
        return [int(place) for place in self._order[:limit]]

    def about(self, place: int) -> tuple[float, Parts]:
        """The score, and what made it up."""
        return round(float(np.clip(self._scores[place] / _MOST, 0.0, 1.0)), 4), self._parts(place)

    def _parts(self, place: int) -> Parts:
        columns = self._shelf.columns
        shares = (self._words, self._meaning, self._name, self._time, self._beside / 2, columns["importance"])
        return Parts(*(round(float(np.clip(share[place], 0, 1)), 4) for share in (*shares, self._recency)))

    def _meant(self, meaning: Meaning | None) -> Floats:
        columns, vectors = self._shelf.columns, self._shelf.vectors
        if meaning is None or vectors.shape[1] != len(meaning.vector):
            return np.zeros(len(columns), np.float32)
        near: Floats = np.maximum(vectors @ meanings.unit(meaning.vector), np.float32(0))
        return near

    def _sorted(self) -> NDArray[np.int64]:
        places = np.flatnonzero(self._is_wanted)
        return places[np.argsort(-self._scores[places], kind="stable")]

    def _look_closer(self, tx: Tx, scope: Scope, tokens: vectors.Tokens) -> None:
        """The first ones again, token by token."""
        first = self._order[:_LOOKED_AT]
        ids = [self._shelf.ids[place] for place in first]
        rows = tx.run(_TOKENS, owner=scope.owner, model=self._shelf.model, ids=orjson.dumps(ids).decode())
        stored = {row[0]: meanings.unpack_tokens(bytes(row[1])) for row in rows if row[1]}
        places = [place for place, one in zip(first, ids, strict=True) if one in stored]
        late = vectors.late_of(tokens, [stored[self._shelf.ids[place]] for place in places])
        closer = self._meaning.copy()
        closer[places] = late
        self._scores[first] += _CLOSER * closer[first]
        self._order[: len(first)] = first[np.argsort(-self._scores[first], kind="stable")]


def _wanted(shelf: Shelf, question: Question, now: int) -> NDArray[np.bool_]:
    columns = shelf.columns
    statuses = [STATUSES.index(status) for status in question.statuses]
    wanted: NDArray[np.bool_] = columns["alive"] & np.isin(columns["status"], statuses)
    wanted &= columns["ends"] > now
    if question.kind is not None:
        wanted &= columns["kind"] == KINDS.index(question.kind)
    if question.min_importance > 0:
        wanted &= columns["importance"] >= np.float32(question.min_importance)
    if question.least_confidence > 0:
        unsure = columns["confidence"] < np.float32(question.least_confidence)
        wanted &= ~(unsure & (columns["status"] == STATUSES.index(Status.PENDING)))
    return wanted


def _named(shelf: Shelf, text: str) -> Floats:
    """1 for what the one said whom the question names; nothing where it names several: then none is preferred."""
    named = [
        place
        for place, name in enumerate(shelf.speakers)
        if re.search(rf"(?<!\w){re.escape(name)}{_POSSESSIVE}(?!\w)", text, re.IGNORECASE)
    ]
    if len(named) != 1:
        return np.zeros(len(shelf.ids), np.float32)
    said: Floats = (shelf.columns["speaker"] == named[0]).astype(np.float32)
    return said


def _beside(shelf: Shelf, own: Floats) -> Floats:
    """Of what was said right before and right after, the scores together."""
    padded = np.append(own, np.float32(0))
    both: Floats = padded[shelf.before] + padded[shelf.after]
    return both
