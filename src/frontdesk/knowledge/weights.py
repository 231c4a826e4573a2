"""How much each sign of signs.py counts: fitted by `python -m evals.weights`, which prints these lines.

Which entry is right is one choice among all of a business's (a softmax over their sums), which sentence of it one among
its own, and whether the first entry is right at all a yes or no (logistic). Fitted on questions of our own (evals,
tests); to see what that is worth each set was left out in turn.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from frontdesk.knowledge.signs import OfEntry, OfSentence, Signs


class OfFirst(NamedTuple):
    """Of the best entry: what of its signs tells whether it is right, `strength` as a logarithm, and by how much it
    leads before the next one."""

    coverage: float
    strength: float
    alone: float
    sentence: float
    named: float
    expected: float
    meant: float
    lead: float


ENTRY_BY_WORDS = OfEntry(
    words=2.31, sentence=2.70, alone=3.13, title=0.69, coverage=3.92, named=2.21, expected=0.99, own=0.56
)
SENTENCE_BY_WORDS = OfSentence(words=6.43, alone=-0.84, telling=7.81, expected=3.12, first=-0.76, length=-1.89)
FIRST_BY_WORDS = OfFirst(
    coverage=0.42, strength=1.67, alone=3.42, sentence=0.39, named=1.20, expected=0.40, meant=0.00, lead=0.68
)
BIAS_BY_WORDS = -5.28
ENTRY_BY_MEANING = OfEntry(
    words=1.77, sentence=2.42, alone=2.22, title=-1.12, coverage=3.84, named=1.59, expected=0.76, own=0.31,
    title_meant=-0.61, meant=7.39, whole_meant=2.93,
)  # fmt: skip
SENTENCE_BY_MEANING = OfSentence(
    words=3.50, alone=-1.45, telling=7.48, expected=2.81, first=-0.49, length=-1.62, meant=10.72
)
FIRST_BY_MEANING = OfFirst(
    coverage=-0.47, strength=1.14, alone=2.90, sentence=1.21, named=0.22, expected=0.57, meant=3.71, lead=0.89
)
BIAS_BY_MEANING = -5.56

# A lead of more than this tells no more.
_MOST_LEAD = 4.0


def of_entry(signs: Signs, *, by_meaning: bool) -> float:
    return _sum(signs.entry, ENTRY_BY_MEANING if by_meaning else ENTRY_BY_WORDS)


def of_sentences(signs: Signs, *, by_meaning: bool) -> tuple[float, ...]:
    weights = SENTENCE_BY_MEANING if by_meaning else SENTENCE_BY_WORDS
    return tuple(_sum(one, weights) for one in signs.sentences)


def first(signs: Signs, lead: float) -> OfFirst:
    entry = signs.entry
    return OfFirst(
        entry.coverage,
        math.log1p(signs.strength),
        entry.alone,
        entry.sentence,
        entry.named,
        entry.expected,
        entry.meant,
        lead,
    )


def lead(best: float, others: Sequence[float]) -> float:
    """By how much the best sum is before the next one, `others` being in order."""
    return min(best - others[0], _MOST_LEAD) if others else _MOST_LEAD


def certainty(signs: Signs, lead: float, *, by_meaning: bool) -> float:
    """How likely the best entry is right, 0…1, that leads by so much."""
    weights, bias = (FIRST_BY_MEANING, BIAS_BY_MEANING) if by_meaning else (FIRST_BY_WORDS, BIAS_BY_WORDS)
    return 1 / (1 + math.exp(-bias - _sum(first(signs, lead), weights)))


def _sum(signs: Sequence[float], weights: Sequence[float]) -> float:
    return sum(sign * weight for sign, weight in zip(signs, weights, strict=True))
