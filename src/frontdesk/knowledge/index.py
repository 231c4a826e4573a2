"""The entries as an index: which of them a question is about, and where in it the answer stands.

An entry's score is BM25 over the senses of the question's words, the title counting double, plus what its best
sentence holds of them: the sentence decides between entries that merely share a vocabulary.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import sentences
from frontdesk.knowledge.entries import Entry, category_key
from frontdesk.knowledge.sentences import Sentence
from frontdesk.retrieval import expected, words
from frontdesk.retrieval.expected import Kind
from frontdesk.retrieval.postings import Postings
from frontdesk.retrieval.trust import RELATED
from frontdesk.retrieval.vocabulary import Sense, Vocabulary

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

_TITLE = 2.0
_CATEGORY = 0.5
# Weight of the best sentence against the whole entry, and of two words that stand side by side in both.
_SENTENCE = 0.8
_NEIGHBOURS = 0.3
_IN_TITLE = 0.4
# Entries looked at sentence by sentence.
_CLOSER = 12
# Of a sentence's score, what a word counts that stands in the title alone.
_FROM_TITLE = 0.9
# A sentence that has what is asked for, money or a time, against all that the question says.
_AS_EXPECTED = 0.4
# Of what a word counts towards the coverage of a question, if only the category has it.
_FROM_CATEGORY = 0.5
# From this trust on a word of the question names one of the title.
_NAMES = 0.6
# An entry that has nothing but the question's commonest word keeps this share of its score.
_UNCOVERED = 0.6

# Where meanings are compared, of all that the words could have scored: the nearest sentence, its title, and each
# sentence against the others of its entry.
_MEANT = 1.0
_TITLE_MEANT = 0.3
_SENTENCE_MEANT = 0.6
# What a question shares with an entry of its own language is surer than what lists lead to.
_OWN = 1.08

# A translation found is as good as the word itself when it comes to whether a question is answered.
_EASE = 1.15

# What is less sure than this may rank an entry, but answers nothing.
_LEAST_TRUST = 0.55
# Of what a word counts towards the coverage that is only said by one which people use for it.
_BY_USE = 0.95

# How much a word weighs before its rarity: plain words, words like "offer" or "need", what "how much" hints at.
_PLAIN = 1.0
_WEAK = 0.25
# A word that says little counts less still where an entry lacks it.
_WEAK_MISSED = 0.4
_NUMBER = 0.4
_HINT = 0.55
_LONGEST_QUESTION = 60


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a question, or what a phrase of it hints at."""

    sense: Sense
    weight: float
    is_hint: bool

    @property
    def value(self) -> float:
        return self.weight * self.sense.rarity

    def trust_in(self, terms: Iterable[int]) -> float:
        """How surely one of `terms` is meant."""
        known = self.sense.terms
        return max((known[term] for term in terms if term in known), default=0.0)


@dataclass(frozen=True, slots=True)
class Passage:
    """One entry taken apart. The lists of term ids and of kinds run beside `sentences`."""

    entry: Entry
    sentences: tuple[Sentence, ...]
    sentence_terms: tuple[tuple[int, ...], ...]
    sentence_kinds: tuple[Mapping[Kind, float], ...]
    title_terms: frozenset[int]
    category_terms: frozenset[int]


@dataclass(frozen=True, slots=True)
class Hit:
    """`coverage` is the share of what the question says that the entry has, 0…1; `sentence_scores` run beside the
    passage's sentences; `strength` sums the rarities of the words that were found; `title_share` is the share of the
    title's words that the question names, 0…1; `meant` is how near its nearest sentence is in meaning, 0 where that is
    not compared."""

    passage: Passage
    score: float
    coverage: float
    strength: float
    title_share: float
    sentence_scores: tuple[float, ...]
    meant: float = 0.0


class Index:
    """Never changes once built, so any thread may ask it. `vectors` are as vectors.py stores them; meanings are
    compared only where every entry has its own."""

    def __init__(self, entries: Iterable[Entry], vectors: Mapping[EntryId, bytes] | None = None) -> None:
        self._vocabulary = Vocabulary()
        self._postings = Postings()
        self.passages = tuple(self._take_apart(place, entry) for place, entry in enumerate(entries))
        self._categories = tuple(category_key(passage.entry.category) for passage in self.passages)
        self._vocabulary.seal(len(self.passages))
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
        if not self.passages:
            return []
        near = self._near(meaning) if meaning is not None and self._stored else []
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
        kinds = expected.asked(question, language)
        hits = []
        for place in dict.fromkeys(best):
            hit = self._look_closer(self.passages[place], scores[place], terms, kinds)
            hits.append(_with_meaning(hit, near[place], terms, language) if near else hit)
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _near(self, meaning: "Matrix") -> list[list[float]]:
        """Of each passage: how near its title is, and each of its sentences."""
        if self._meanings.shape[1] != len(meaning):
            return []
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
        return Passage(entry, found, within, kinds, frozenset(title), frozenset(category))

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
                terms.append(Term(sense, min(weight, _WEAK) if word in hinting else weight, is_hint=False))
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
        return list(found), frozenset(word for word in asked if words.fold(word.raw) in hinting)

    def _weight(self, word: words.Word, language: Language) -> float:
        if words.is_filler(word, language) or (len(word.raw) == 1 and not word.raw.isdecimal()):
            return 0.0
        if words.is_weak(word, language):
            return _WEAK
        if word.raw.isdecimal():
            return _NUMBER
        if word.raw.isascii() and not self._vocabulary.is_english(word):
            if words.is_romanised_filler(word.raw):
                return 0.0
            if words.is_romanised_weak(word.raw):
                return _WEAK
        return _PLAIN

    def _look_closer(self, passage: Passage, score: float, terms: list[Term], kinds: Mapping[Kind, float]) -> Hit:
        in_sentences = [0.0] * len(passage.sentences)
        asked = matched = in_title = 0.0
        named: set[int] = set()
        previous: Term | None = None
        for term in terms:
            within = [term.trust_in(ids) for ids in passage.sentence_terms]
            title = term.trust_in(passage.title_terms)
            best = max((title, term.trust_in(passage.category_terms) * _FROM_CATEGORY, *within))
            best = min(1.0, _EASE * best) if best > RELATED else _BY_USE * best if best >= _LEAST_TRUST else 0.0
            asked += term.value if best or term.weight > _WEAK else term.value * _WEAK_MISSED
            matched += term.value * best
            in_title += term.value * title
            named |= {i for i in passage.title_terms if term.sense.terms.get(i, 0.0) >= _NAMES}
            for number, trust in enumerate(within):
                in_sentences[number] += term.value * max(trust, title * _FROM_TITLE)
            if previous is not None and not term.is_hint:
                self._neighbours(previous, term, passage, in_sentences)
            previous = None if term.is_hint else term
        coverage = matched / asked if asked else 0.0
        if kinds:
            said = sum(term.value for term in terms)
            for number, held in enumerate(passage.sentence_kinds):
                in_sentences[number] += _AS_EXPECTED * said * expected.met(kinds, held)
        whole = score + _SENTENCE * max(in_sentences, default=0.0) + _IN_TITLE * in_title
        whole *= _UNCOVERED + (1 - _UNCOVERED) * coverage
        title_share = len(named) / max(len(passage.title_terms), 1)
        return Hit(passage, whole, coverage, matched, title_share, tuple(in_sentences))

    @staticmethod
    def _neighbours(first: Term, second: Term, passage: Passage, scores: list[float]) -> None:
        for number, ids in enumerate(passage.sentence_terms):
            for left, right in pairwise(ids):
                if left in first.sense.terms and right in second.sense.terms:
                    scores[number] += _NEIGHBOURS * min(first.value, second.value)
                    break


def _with_meaning(hit: Hit, near: Sequence[float], terms: Sequence[Term], language: Language) -> Hit:
    """Words and meaning each find what the other misses. The score is a share of what words could score."""
    title, *within = near
    said = sum(term.value for term in terms) or 1.0
    score = hit.score / said + _MEANT * max(within, default=title) + _TITLE_MEANT * title
    return replace(
        hit,
        meant=max(near),
        score=score * (_OWN if hit.passage.entry.language is language else 1.0),
        sentence_scores=tuple(
            by_words + _SENTENCE_MEANT * said * meant
            for by_words, meant in zip(hit.sentence_scores, within, strict=True)
        ),
    )
