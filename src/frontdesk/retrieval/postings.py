"""BM25 over some hundred texts in plain dictionaries: for who answers without numpy having been loaded. Many short
texts of one owner are those of lexical.py."""

from collections import defaultdict
from collections.abc import Mapping

_K1 = 1.2
_B = 0.4


class Postings:
    """Filled once, then only read, from any thread. Terms are a vocabulary's ids."""

    def __init__(self) -> None:
        self._with: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        self._lengths: list[float] = []
        self._whole = 0.0

    def add(self, frequencies: Mapping[int, float]) -> None:
        """A text; its place is the number of those before it. How often it has each term, as heavy as it is there."""
        place = len(self._lengths)
        for term, frequency in frequencies.items():
            self._with[term].append((place, frequency))
        length = sum(frequencies.values())
        self._lengths.append(length)
        self._whole += length

    def score(self, terms: Mapping[int, float], value: float, scores: defaultdict[int, float]) -> None:
        """Adds to each text's score what a word of this value counts there, which may mean any of `terms`, each as
        surely as is said."""
        frequency: defaultdict[int, float] = defaultdict(float)
        trust: dict[int, float] = {}
        for term, trusted in terms.items():
            for place, count in self._with.get(term, ()):
                frequency[place] += trusted * count
                if trusted > trust.get(place, 0.0):
                    trust[place] = trusted
        mean = self._whole / max(len(self._lengths), 1)
        for place, count in frequency.items():
            length = 1 - _B + _B * self._lengths[place] / mean
            scores[place] += value * trust[place] * count * (_K1 + 1) / (count + _K1 * length * trust[place])
