"""What speaks for an entry as the answer to a question, and for each sentence of it; weights.py says how much.

Whatever sums words is a share of what the question says, so that long questions and short ones compare.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from frontdesk.kit.languages import Language
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.sentences import Sentence
from frontdesk.retrieval import expected
from frontdesk.retrieval.expected import Kind
from frontdesk.retrieval.trust import RELATED
from frontdesk.retrieval.vocabulary import Sense

# Of two words that stand side by side in both.
_NEIGHBOURS = 0.3
# Of a sentence's words, what one counts that stands in the title alone.
_FROM_TITLE = 0.9
# Of what a word counts towards the coverage of a question, if only the category has it.
_FROM_CATEGORY = 0.5
# From this trust on a word of the question names one of the title.
_NAMES = 0.6
# From this trust on a sentence has a word, and tells itself from others less by it.
_HAS = 0.5
_IN_TITLE_TOO = 0.5
# A translation found is as good as the word itself when it comes to whether a question is answered.
_EASE = 1.15
# What is less sure than this may rank an entry, but answers nothing.
_LEAST_TRUST = 0.55
# Of what a word counts towards the coverage that is only said by one which people use for it.
_BY_USE = 0.95
# How much a word weighs before its rarity that says little, such as "offer" or "need", and still less where an entry
# lacks it.
WEAK = 0.25
_WEAK_MISSED = 0.4
_LENGTH = 100


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
    terms: frozenset[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its words, and how surely each kind of thing is asked for."""

    terms: tuple[Term, ...]
    kinds: Mapping[Kind, float]
    language: Language

    @property
    def said(self) -> float:
        return sum(term.value for term in self.terms) or 1.0


class OfEntry(NamedTuple):
    """Signs, or the weights of them. `words` is BM25 over the whole entry, `sentence` what its best sentence holds with
    the title's help and `alone` without, `title` what the title does, `coverage` what any part of it does, `named` the
    share of the title's words that is asked for, by rarity, `expected` whether a sentence has what is asked for, `own`
    whether it is in the question's language; the others are cosines: of the title, the nearest sentence, all of it."""

    words: float = 0.0
    sentence: float = 0.0
    alone: float = 0.0
    title: float = 0.0
    coverage: float = 0.0
    named: float = 0.0
    expected: float = 0.0
    own: float = 0.0
    title_meant: float = 0.0
    meant: float = 0.0
    whole_meant: float = 0.0


class OfSentence(NamedTuple):
    """`words` counts the title's too, `alone` is without, `telling` counts those less that its neighbours or the title
    have as well; `length` is in hundreds of characters."""

    words: float = 0.0
    alone: float = 0.0
    telling: float = 0.0
    expected: float = 0.0
    first: float = 0.0
    length: float = 0.0
    meant: float = 0.0


@dataclass(frozen=True, slots=True)
class Signs:
    """`strength` sums the rarities of the words that were found; `title_share` is the share of the title's words that
    the question names, 0…1."""

    entry: OfEntry
    sentences: tuple[OfSentence, ...]
    strength: float
    title_share: float


@dataclass(slots=True)
class _Held:
    """What an entry holds of the question's words, and each of its sentences, as they are gone through."""

    words: list[float]
    alone: list[float]
    telling: list[float]
    named: set[int] = field(default_factory=set)
    asked: float = 0.0
    matched: float = 0.0
    in_title: float = 0.0

    def count(self, term: Term, best: float, title: float) -> None:
        self.asked += term.value if best or term.weight > WEAK else term.value * _WEAK_MISSED
        self.matched += term.value * best
        self.in_title += term.value * title

    def count_sentences(self, term: Term, within: Sequence[float], title: float) -> None:
        having = sum(trust >= _HAS for trust in within)
        share = (1 - max(having - 1, 0) / max(len(within), 1)) * (_IN_TITLE_TOO if title >= _HAS else 1)
        for number, trust in enumerate(within):
            self.words[number] += term.value * max(trust, title * _FROM_TITLE)
            self.alone[number] += term.value * trust
            self.telling[number] += term.value * trust * share


def of(passage: Passage, asked: Asked, score: float, rarities: Sequence[float], near: Sequence[float]) -> Signs:
    """`score` is its BM25, `rarities` those of all terms by id. `near` are the cosines of its title and sentences,
    empty where meanings are not compared."""
    held = _held(passage, asked)
    met = [expected.met(asked.kinds, has) for has in passage.sentence_kinds]
    title_meant, *meant = near or [0.0] * (len(passage.sentences) + 1)
    said = asked.said
    rarity = sum(rarities[i] for i in passage.title_terms)
    entry = OfEntry(
        words=score / said,
        # a title without sentences is all there is to be quoted
        sentence=max(held.words, default=held.in_title) / said,
        alone=max(held.alone, default=held.in_title) / said,
        title=held.in_title / said,
        coverage=held.matched / held.asked if held.asked else 0.0,
        named=sum(rarities[i] for i in held.named) / rarity if rarity else 0.0,
        expected=max(met, default=0.0),
        own=float(passage.entry.language is asked.language),
        title_meant=title_meant,
        meant=max(meant, default=title_meant),
        whole_meant=(title_meant + sum(meant)) / (len(meant) + 1),
    )
    title_share = len(held.named) / max(len(passage.title_terms), 1)
    return Signs(entry, _of_sentences(passage, held, met, meant, said), held.matched, title_share)


def _held(passage: Passage, asked: Asked) -> _Held:
    count = len(passage.sentences)
    held = _Held([0.0] * count, [0.0] * count, [0.0] * count)
    previous: Term | None = None
    for term in asked.terms:
        if term.sense.terms.keys().isdisjoint(passage.terms):
            held.count(term, 0.0, 0.0)
            previous = None
            continue
        within = [term.trust_in(ids) for ids in passage.sentence_terms]
        title = term.trust_in(passage.title_terms)
        held.count(term, _best(term, passage, title, within), title)
        held.named |= {i for i in passage.title_terms if term.sense.terms.get(i, 0.0) >= _NAMES}
        held.count_sentences(term, within, title)
        if previous is not None and not term.is_hint:
            _count_neighbours(previous, term, passage, held.words)
        previous = None if term.is_hint else term
    return held


def _of_sentences(
    passage: Passage, held: _Held, met: Sequence[float], meant: Sequence[float], said: float
) -> tuple[OfSentence, ...]:
    return tuple(
        OfSentence(
            words=held.words[number] / said,
            alone=held.alone[number] / said,
            telling=held.telling[number] / said,
            expected=met[number],
            first=float(number == 0),
            length=len(sentence.text) / _LENGTH,
            meant=meant[number],
        )
        for number, sentence in enumerate(passage.sentences)
    )


def _best(term: Term, passage: Passage, title: float, within: Sequence[float]) -> float:
    """How surely any part of the entry has it, towards an answer."""
    best = max((title, term.trust_in(passage.category_terms) * _FROM_CATEGORY, *within))
    if best > RELATED:
        return min(1.0, _EASE * best)
    return _BY_USE * best if best >= _LEAST_TRUST else 0.0


def _count_neighbours(first: Term, second: Term, passage: Passage, scores: list[float]) -> None:
    for number, ids in enumerate(passage.sentence_terms):
        for left, right in pairwise(ids):
            if left in first.sense.terms and right in second.sense.terms:
                scores[number] += _NEIGHBOURS * min(first.value, second.value)
                break
