"""The order of one person's memories for one question.

Each constant has a reason; its size was chosen by trying some on our own open dialogues (evals/memory/open), on nobody
else's data and not on the part held back.
"""

import math
from datetime import datetime, timedelta

import numpy as np
import orjson
from numpy.typing import NDArray

from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.languages import Language
from frontdesk.llm import vectors
from frontdesk.memory.finding.names import Names, replaced
from frontdesk.memory.finding.question import Parts, Question
from frontdesk.memory.finding.shelf import KINDS, STATUSES, Shelf
from frontdesk.memory.finding.vectors import Meaning
from frontdesk.memory.memories import Scope, Status
from frontdesk.retrieval import meaning as meanings
from frontdesk.retrieval import terms, times
from frontdesk.storage.session import Sql, Tx

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

# What a memory says itself. Words and meaning each find what the other misses; a meaning is vaguer, and always there.
# A rare word that both have is worth the same in a short question and in a long one.
_WORDS = 0.28
_MEANING = 1.0
_CLOSER = 1.0
# Where words are all there is, they stand for the rest.
_ALONE = 2.0
# Most that is asked about somebody was told by that person, of herself above all, and some of it to that person.
_NAMED = 0.4
_OF_SELF = 0.1
_TOLD = 0.1
# A time where one is asked for; and what was said at the time that the question names, or in the week after it, when
# people tell of it. A time in which most was said tells little.
_TELLS_TIME = 0.2
_THEN = 0.5
_SOON_AFTER = 0.7
_WEEK = timedelta(days=7)
# "In May": of so many years at most.
_MOST_YEARS = 5
# Questions answer nothing, but what follows them does.
_ASKS = 0.3
_ANSWERS = 0.2
# Of what is said next to it, by distance: an answer seldom repeats what it answers. Who said it and when is seen of
# each by itself.
_BESIDE = (0.2, 0.1)
# Of what comes nearest in the same chat: people stay with a matter for longer than they name it.
_CHAT = 0.4
# Of what means much the same as the best one: what is told at several times is told in like words, and the question's
# may be others.
_LIKE_BEST = 0.25
_IMPORTANCE = 0.02
_RECENCY = 0.01
_FADES = 90 * 86_400 * 1e6
# Scores have no upper end: from what sum on one is near 1.
_SURE = 1.1
_LOOKED_AT = 60

# By their ids, one by one: left to themselves both databases read all of the person's rows.
_TOKENS = Sql(
    "SELECT v.memory_id, v.tokens FROM json_each(:ids) AS one CROSS JOIN memory_vectors v"
    " WHERE v.memory_id = one.value AND v.account_id = :owner AND v.model = :model",
    # OFFSET is a fence for the planner, who else takes the person's index where it has counted nothing yet.
    postgresql="SELECT v.memory_id, v.tokens FROM json_array_elements_text(CAST(:ids AS json)) AS one(id) CROSS JOIN"
    " LATERAL (SELECT * FROM memory_vectors WHERE memory_id = one.id OFFSET 0) v"
    " WHERE v.account_id = :owner AND v.model = :model",
)


def addressed(text: str, names: Names, language: Language) -> str:
    """The question as it would be put to whoever it names: "Where does Asha's son live?" becomes "Where does your son
    live?", which is what the answer was said to. Where we cannot say so the name is left out; as it is, it would draw
    everything about that person near."""
    own, of = ("you", "your") if language is Language.EN else ("", "")
    said = " ".join(replaced(text, names.find(text), own, of).split())
    return said if any(char.isalnum() for char in said) else text


def without(text: str, names: Names) -> str:
    """`text` without words that are one of `names`; as it is where nothing else would be left."""
    cut = " ".join(replaced(text, names.find(text), " ", " ").split())
    return cut if any(char.isalnum() for char in cut) else text


class Ranking:
    """Of all memories on the shelf; those that are not wanted still stand beside others."""

    def __init__(
        self, tx: Tx, scope: Scope, shelf: Shelf, question: Question, now: datetime, meaning: Meaning | None
    ) -> None:
        self._shelf = shelf
        columns = shelf.columns
        wanted = np.flatnonzero(_wanted(shelf, question, to_micros(now)))
        asked = terms.asked(without(question.text, shelf.names), question.language)
        found = shelf.texts.find(asked)
        self._words, self._kinds = found.said, found.kinds
        said = _WORDS * found.weight * found.kinds
        who = _who(shelf, question.text)
        self._name = np.isin(columns["speaker"], who).astype(np.float32)
        self._time = _then(shelf, question, now)
        if not question.by_meaning:
            wanted = wanted[(self._words + self._name + self._time)[wanted] > 0]
        self._recency = np.exp2(-np.maximum(to_micros(now) - columns["seen"], 0) / _FADES).astype(np.float32)
        self._beside: Floats = np.zeros(len(columns), np.float32)
        self._besides = self._circumstances(question, who)
        if meaning is None or shelf.vectors.shape[1] != len(meaning.vector):
            self._meaning: Floats = np.zeros(len(columns), np.float32)
            self._scores = self._scored(_ALONE * said)
            self._order = _best(self._scores, self._related(wanted), question.limit)
            return
        self._meaning = np.maximum(shelf.vectors @ meanings.unit(meaning.vector), np.float32(0))
        # Whatever has no vector yet is not to be the worse for it.
        meant = np.where(columns["meant"], _MEANING * self._meaning, self._kinds)
        self._scores = self._scored(said + meant)
        compared = columns["meant"][wanted]
        wanted = np.sort(np.concatenate((wanted[compared], self._related(wanted[~compared]))))
        self._order = _best(self._scores, wanted, max(_LOOKED_AT, question.limit))
        self._look_closer(tx, scope, meaning)

    def best(self, limit: int) -> list[int]:
        return [int(place) for place in self._order[:limit]]

    def about(self, place: int) -> tuple[float, Parts]:
        """The score, and what made it up."""
        score = 1 - math.exp(-max(float(self._scores[place]), 0.0) / _SURE)
        return round(score, 4), self._parts(place)

    def _parts(self, place: int) -> Parts:
        importance = self._shelf.columns["importance"]
        shares = (self._words, self._meaning, self._name, self._time, self._beside, importance, self._recency)
        return Parts(*(round(float(np.clip(share[place], 0, 1)), 4) for share in shares))

    def _circumstances(self, question: Question, who: list[int]) -> Floats:
        """Whatever else than its content speaks for a memory or against it."""
        shelf, columns = self._shelf, self._shelf.columns
        found: Floats = _IMPORTANCE * columns["importance"] + _RECENCY * self._recency
        found += _NAMED * self._name + _THEN * self._time - _ASKS * columns["asking"]
        if who:
            by_others = (columns["speaker"] >= 0) & (self._name == 0)
            found += np.where(by_others, _TOLD * shelf.texts.has(terms.YOU), 0)
            found += _OF_SELF * shelf.texts.has(terms.OWN) * self._name
        if times.asks(question.text, question.language):
            found += _TELLS_TIME * shelf.texts.has(terms.TIME)
        return found

    def _scored(self, said: Floats) -> Floats:
        said = said * self._shelf.columns["alive"]
        self._beside = _beside(self._shelf, said)
        scores: Floats = said + self._beside + _CHAT * _best_of_chat(self._shelf, said) + self._besides
        return scores

    def _related(self, places: Places) -> Places:
        """Those that share something with the question, or stand beside one that does. What was compared in meaning
        is near or far; of what was not, nothing else tells that it has anything to do with it."""
        found: Places = places[(self._words + self._name + self._time + self._beside)[places] > 0]
        return found

    def _look_closer(self, tx: Tx, scope: Scope, asked: Meaning) -> None:
        """The first ones again, token by token, and then by how like the best of them they are."""
        first = self._order[:_LOOKED_AT]
        closer = np.where(self._shelf.columns["meant"], self._meaning, self._words)
        if asked.tokens is not None:
            ids = [self._shelf.ids[place] for place in first]
            rows = tx.run(_TOKENS, owner=scope.owner, model=self._shelf.model, ids=orjson.dumps(ids).decode())
            stored = {row[0]: vectors.tokens_of(bytes(row[1])) for row in rows if row[1]}
            places = [place for place, one in zip(first, ids, strict=True) if one in stored]
            closer[places] = vectors.late_of(asked.tokens, [stored[self._shelf.ids[place]] for place in places])
        self._scores[first] += _CLOSER * closer[first]
        if len(first):
            best = self._shelf.vectors[first[self._scores[first].argmax()]]
            self._scores[first] += _LIKE_BEST * np.maximum(self._shelf.vectors[first] @ best, 0)
        self._order[: len(first)] = first[np.argsort(-self._scores[first], kind="stable")]


def _best(scores: Floats, wanted: Places, count: int) -> Places:
    """The places of so many of `wanted`, best first."""
    of = -scores[wanted]
    some = np.sort(np.argpartition(of, count)[:count]) if count < len(of) else np.arange(len(of))
    return wanted[some[np.argsort(of[some], kind="stable")]]


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


def _who(shelf: Shelf, text: str) -> list[int]:
    """The speaker whom the question names; nobody where it names several: then none is preferred."""
    found = frozenset[int]().union(*(one.who for one in shelf.names.find(text)))
    return list(found) if len(found) == 1 else []


def _then(shelf: Shelf, question: Question, now: datetime) -> Floats:
    """1 for what was said at a time that the question names, less in the week after, by how little was said then."""
    found = np.zeros(len(shelf.ids), np.float32)
    said = shelf.columns["said"]
    years = range(from_micros(int(said.min())).year, from_micros(int(said.max())).year + 1)
    for span in times.spans(question.text, question.language, now.date(), years[-_MOST_YEARS:]):
        start, end = (datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) for day in (span.start, span.end))
        bounds = [to_micros(moment) for moment in (start, end, end + _WEEK)]
        found[(said >= bounds[1]) & (said < bounds[2])] = _SOON_AFTER
        found[(said >= bounds[0]) & (said < bounds[1])] = 1
    return found * np.float32(1 - np.count_nonzero(found) / len(found))


def _beside(shelf: Shelf, own: Floats) -> Floats:
    """What the scores of those said just before and after it are worth to each."""
    padded = np.append(own, np.float32(0))
    before, after = np.append(shelf.before, -1), np.append(shelf.after, -1)
    found = np.zeros(len(own), np.float32)
    back, forth = shelf.before, shelf.after
    for share in _BESIDE:
        found += share * (padded[back] + padded[forth])
        back, forth = before[back], after[forth]
    found += _ANSWERS * padded[shelf.before] * np.append(shelf.columns["asks"], False)[shelf.before]
    return found


def _best_of_chat(shelf: Shelf, own: Floats) -> Floats:
    """For each the highest in its chat; what belongs to none is one of its own."""
    found = own.copy()
    if len(shelf.chatted):
        best = np.maximum.reduceat(own[shelf.chatted], shelf.begins)
        found[shelf.chatted] = np.repeat(best, np.diff(np.append(shelf.begins, len(shelf.chatted))))
    return found
