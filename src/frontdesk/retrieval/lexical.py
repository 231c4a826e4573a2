"""Words: how much of what a question says each text has (BM25 over packed terms)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frontdesk.retrieval.terms import Asked
from frontdesk.retrieval.trust import KIND, RELATED

Floats = NDArray[np.float32]

# A second mention says little more in a statement of one or two sentences, and a long one is not worse by much.
_K1 = 0.9
_B = 0.35
_ROOTS_BELOW = np.uint32(1 << 30)
# Of fewer texts one cannot tell which words are rare.
_FEW = 400
# Numbers that are looked through in a millisecond for all words of a question.
_SORTED_FROM = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """What each text has of a question. `said`: the share 0…1 of it, rare words counting more. `kinds`: the same with
    things counting for the kind that is asked for, and words for those that people use for them, by how rare the word
    is that asks: either is told by that word for want of another. `weight`: how many words the whole question is
    worth, one that no text has being worth 1; among few texts nearly every word is."""

    said: Floats
    kinds: Floats
    weight: float


class Texts:
    """Packed terms of many texts. What `add` brings is looked through from end to end until there is enough of it to
    be sorted in."""

    def __init__(self) -> None:
        self._terms = np.zeros(0, np.uint32)
        self._of = np.zeros(0, np.int32)
        self._late_terms = np.zeros(0, np.uint32)
        self._late_of = np.zeros(0, np.int32)
        self._lengths = np.zeros(0, np.float32)

    def __len__(self) -> int:
        return len(self._lengths)

    @property
    def size(self) -> int:
        """In bytes."""
        return 8 * (len(self._terms) + len(self._late_terms)) + 4 * len(self)

    def add(self, packed: Sequence[bytes]) -> None:
        """Their places follow those of the texts before."""
        terms = np.frombuffer(b"".join(packed), "<u4")
        counts = np.array([len(one) // 4 for one in packed], np.int32)
        of = np.repeat(np.arange(len(packed), dtype=np.int32), counts)
        roots = np.bincount(of[terms < _ROOTS_BELOW], minlength=len(packed)).astype(np.float32)
        self._late_terms = np.concatenate((self._late_terms, terms))
        self._late_of = np.concatenate((self._late_of, of + np.int32(len(self))))
        self._lengths = np.concatenate((self._lengths, roots))
        if len(self._late_terms) > _SORTED_FROM:
            self._sort_in()

    def _sort_in(self) -> None:
        terms = np.concatenate((self._terms, self._late_terms))
        of = np.concatenate((self._of, self._late_of))
        order = np.argsort(terms, kind="stable")
        self._terms, self._of = terms[order], of[order]
        self._late_terms, self._late_of = self._late_terms[:0], self._late_of[:0]

    def has(self, number: int) -> Floats:
        """1 for each text that has it."""
        found = np.zeros(len(self), np.float32)
        self._raise(found, number, 1.0)
        return np.minimum(found, np.float32(1))

    def coverage(self, question: list[Asked]) -> Floats:
        """For each text, the share 0…1 of the question that it has, rare words counting more."""
        return self.find(question).said

    def find(self, question: list[Asked]) -> Found:
        count = len(self)
        scores, kinds = np.zeros((2, count), np.float32)
        if not count or not question:
            return Found(scores, kinds, 0.0)
        mean = max(float(self._lengths.mean()), 1.0)
        norm = _K1 * (1 - _B + _B * self._lengths / mean)
        many = max(count, _FEW)
        whole = among_many = 0.0
        for word in question:
            found = self._word(word)
            having = int(np.count_nonzero(found))
            weight = word.weight * _rarity(count, having)
            whole += weight
            among_many += word.weight * _rarity(many, having)
            scores += weight * found * (_K1 + 1) / (found + norm)
            for kind in word.kinds:
                self._raise(found, kind, KIND)
            for other in word.others:
                self._raise(found, other, RELATED)
            kinds += weight * found * (_K1 + 1) / (found + norm)
        if whole:
            scores, kinds = np.minimum(scores / whole, 1.0), np.minimum(kinds / whole, 1.0)
        return Found(scores, kinds, among_many / _rarity(many, 0))

    def _word(self, word: Asked) -> Floats:
        """How often each text has the word, by trust."""
        found = np.zeros(len(self), np.float32)
        for number, trust in word.ways.items():
            self._raise(found, number, trust)
        if found.any():
            return found
        for number, trust in word.unseen.items():
            self._raise(found, number, trust)
        if word.parts:
            shared = np.zeros(len(self), np.float32)
            for part in word.parts:
                once = np.zeros(len(self), np.float32)
                self._raise(once, part, 1.0)
                shared += np.minimum(once, 1.0)
            np.maximum(found, np.where(shared >= word.least_parts, shared / len(word.parts) * 0.9, 0), out=found)
        return found

    def _raise(self, found: Floats, number: int, trust: float) -> None:
        wanted = np.uint32(number)
        start, end = np.searchsorted(self._terms, wanted), np.searchsorted(self._terms, wanted, side="right")
        for some in (self._of[start:end], self._late_of[self._late_terms == wanted]):
            if len(some):
                times = np.bincount(some, minlength=len(found)).astype(np.float32)
                np.maximum(found, trust * times, out=found)


def _rarity(count: int, having: int) -> float:
    return math.log1p((count - having + 0.5) / (having + 0.5))
