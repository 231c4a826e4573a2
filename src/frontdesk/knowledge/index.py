"""The entries as an index: which of them a question is about, and where in it the answer stands.

Those whose words have most of the question's senses (BM25, the title counting double) and those nearest in meaning are
looked at closely: what speaks for each (signs.py) is weighed (weights.py).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import sentences, signs, weights
from frontdesk.knowledge.entries import Entry, category_key
from frontdesk.knowledge.signs import Passage, Signs, Term
from frontdesk.retrieval import expected, stems, words
from frontdesk.retrieval.postings import Postings
from frontdesk.retrieval.vocabulary import Vocabulary

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

_TITLE = 2.0
_CATEGORY = 0.5
# Entries looked at sentence by sentence.
_CLOSER = 12
# Sums of weighted signs are logarithms of odds. Divided by this, they spread as far as shares of a score do, which is
# what an entry in the asker's own language is allowed to lose against a better one.
_SPREAD = 4.0

# How much a word weighs before its rarity: plain words, numbers, what "how much" hints at.
_PLAIN = 1.0
_NUMBER = 0.4
_HINT = 0.55
_LONGEST_QUESTION = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """`coverage` is the share of what the question says that the entry has, 0…1; `sentence_scores` run beside the
    passage's sentences; `strength` sums the rarities of the words that were found; `title_share` is the share of the
    title's words that the question names, 0…1; `meant` is how near its nearest sentence is in meaning, 0 where that is
    not compared. Of the best hit alone is told how likely it is right, 0…1, as far before all others as it is, and as
    far before those of its language: others may say the same."""

    passage: Passage
    score: float
    coverage: float
    strength: float
    title_share: float
    sentence_scores: tuple[float, ...]
    meant: float = 0.0
    certainty: float = 0.0
    certainty_in_language: float = 0.0


class Index:
    """Never changes once built, so any thread may ask it. `vectors` are as vectors.py stores them; meanings are
    compared only where every entry has its own."""

    def __init__(self, entries: Iterable[Entry], vectors: Mapping[EntryId, bytes] | None = None) -> None:
        self._vocabulary = Vocabulary()
        self._postings = Postings()
        self.passages = tuple(self._take_apart(place, entry) for place, entry in enumerate(entries))
        self._categories = tuple(category_key(passage.entry.category) for passage in self.passages)
        self._vocabulary.seal(len(self.passages))
        self._rarities = self._vocabulary.rarities()
        has = vectors or {}
        rows = [has.get(passage.entry.id, b"") for passage in self.passages]
        self._stored = tuple(rows) if rows and all(rows) else ()

    @property
    def has_meanings(self) -> bool:
        return bool(self._stored)

    @cached_property
    def _meanings(self) -> "Matrix":
        # numpy is loaded for the first question that is compared
        rows: Matrix = import_module("frontdesk.retrieval.meaning").unpack(b"".join(self._stored))
        return rows.reshape(sum(len(passage.sentences) + 1 for passage in self.passages), -1)

    def find(
        self,
        question: str,
        language: Language,
        categories: frozenset[str] = frozenset(),
        *,
        limit: int = 5,
        meaning: "Matrix | None" = None,
    ) -> list[Hit]:
        """The entries that share something with the question, best first. None of another category than these, in
        whatever case; empty: all. `meaning` is the question's vector, of the model that made the entries'."""
        looked_at = self.look(question, language, categories, meaning=meaning)
        return _ranked(looked_at, by_meaning=meaning is not None and self._compares(meaning))[:limit]

    def look(
        self,
        question: str,
        language: Language,
        categories: frozenset[str] = frozenset(),
        *,
        meaning: "Matrix | None" = None,
    ) -> list[tuple[Passage, Signs]]:
        """What speaks for each entry that may be the one, in no order."""
        if not self.passages:
            return []
        near = self._near(meaning) if meaning is not None and self._compares(meaning) else []
        terms = self._terms(question, language)
        scores: defaultdict[int, float] = defaultdict(float)
        for term in terms:
            self._postings.score(term.sense.terms, term.value, scores)
        wanted = frozenset(category_key(one) for one in categories)
        places = [place for place in scores if not wanted or self._categories[place] in wanted]
        best = sorted(places, key=lambda place: (-scores[place], place))[:_CLOSER]
        if near:
            meant = (place for place in range(len(near)) if not wanted or self._categories[place] in wanted)
            best += sorted(meant, key=lambda place: (-max(near[place]), place))[:_CLOSER]
        wanting = signs.Asked(tuple(terms), expected.asked(question, language), language)
        found = []
        for place in dict.fromkeys(best):
            passage, meant_by = self.passages[place], near[place] if near else ()
            found.append((passage, signs.of(passage, wanting, scores[place], self._rarities, meant_by)))
        return found

    def _compares(self, meaning: "Matrix") -> bool:
        return bool(self._stored) and self._meanings.shape[1] == len(meaning)

    def _near(self, meaning: "Matrix") -> list[list[float]]:
        """Of each passage: how near its title is, and each of its sentences."""
        found = (self._meanings @ meaning).tolist()
        ends = list(accumulate(len(passage.sentences) + 1 for passage in self.passages))
        return [found[start:end] for start, end in pairwise([0, *ends])]

    def _take_apart(self, place: int, entry: Entry) -> Passage:
        found = tuple(sentences.split(entry.content))
        frequencies: defaultdict[int, float] = defaultdict(float)

        def terms_of(text: str, weight: float) -> tuple[int, ...]:
            ids = []
            for word in (*words.read(text, entry.language), *words.marks(text)):
                if words.is_filler(word, entry.language):
                    continue
                term = self._vocabulary.add(word, entry.language, place)
                frequencies[term] += weight
                ids.append(term)
            return tuple(ids)

        title = terms_of(entry.title, _TITLE)
        self._join(entry)
        category = terms_of(entry.category, _CATEGORY)
        within = tuple(terms_of(sentence.text, 1.0) for sentence in found)
        kinds = tuple(expected.held(sentence.text, entry.language) for sentence in found)
        self._postings.add(frequencies)
        return Passage(entry, found, within, kinds, frozenset(title), frozenset(category), frozenset(frequencies))

    def _join(self, entry: Entry) -> None:
        ids = self._vocabulary.ids
        named = [word for word in words.read(entry.title, entry.language) if word.stem in ids]
        for first, second in pairwise(named):
            self._vocabulary.join(first, second, (ids[first.stem], ids[second.stem]))

    def _terms(self, question: str, language: Language) -> list[Term]:
        asked = words.read(question, language)[:_LONGEST_QUESTION]
        hints, hinting = self._hints(asked, language)
        terms = [Term(self._vocabulary.meaning(meaning), _HINT, is_hint=True) for meaning in hints]
        for word in dict.fromkeys(asked):
            weight = self._weight(word, language)
            if weight:
                sense = self._vocabulary.sense(word, language)
                terms.append(Term(sense, min(weight, signs.WEAK) if word in hinting else weight, is_hint=False))
        return terms

    def _hints(
        self, asked: list[words.Word], language: Language
    ) -> tuple[list[tuple[str, ...]], frozenset[words.Word]]:
        """What question phrases ask for, and the words of these."""
        phrases = words.hinted(asked, language)
        found = dict.fromkeys(phrases.values())
        hinting = {word for phrase in phrases for word in phrase.split()}
        for word in asked:
            if word.raw.isascii() and not self._vocabulary.is_english(word):
                found.update(dict.fromkeys(words.romanised_hints(word.raw)))
        return list(found), frozenset(word for word in asked if stems.fold(word.raw) in hinting)

    def _weight(self, word: words.Word, language: Language) -> float:
        if words.is_filler(word, language) or (len(word.raw) == 1 and not word.raw.isdecimal()):
            return 0.0
        if words.is_weak(word, language):
            return signs.WEAK
        if word.raw.isdecimal():
            return _NUMBER
        if word.raw.isascii() and not self._vocabulary.is_english(word):
            if words.is_romanised_filler(word.raw):
                return 0.0
            if words.is_romanised_weak(word.raw):
                return signs.WEAK
        return _PLAIN


def _ranked(looked_at: Sequence[tuple[Passage, Signs]], *, by_meaning: bool) -> list[Hit]:
    weighed = [(weights.of_entry(has, by_meaning=by_meaning), passage, has) for passage, has in looked_at]
    weighed.sort(key=lambda one: -one[0])
    hits = [
        Hit(
            passage,
            math.exp(said / _SPREAD),
            has.entry.coverage,
            has.strength,
            has.title_share,
            tuple(map(math.exp, weights.of_sentences(has, by_meaning=by_meaning))),
            has.entry.meant,
        )
        for said, passage, has in weighed
    ]
    if hits:
        best, passage, has = weighed[0]
        others = [said for said, *_ in weighed[1:]]
        alike = [said for said, other, _ in weighed[1:] if other.entry.language is passage.entry.language]
        hits[0] = replace(
            hits[0],
            certainty=weights.certainty(has, weights.lead(best, others), by_meaning=by_meaning),
            certainty_in_language=weights.certainty(has, weights.lead(best, alike), by_meaning=by_meaning),
        )
    return hits
