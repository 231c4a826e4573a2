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
    words=2.33, sentence=2.74, alone=3.07, title=0.70, coverage=3.95, named=2.20, expected=0.98, own=0.57
)
SENTENCE_BY_WORDS = OfSentence(words=6.40, alone=-0.66, telling=7.81, expected=3.15, first=-0.77, length=-1.93)
FIRST_BY_WORDS = OfFirst(
    coverage=0.33, strength=1.59, alone=3.28, sentence=0.45, named=1.14, expected=0.38, meant=0.00, lead=0.65
)
BIAS_BY_WORDS = -4.98
ENTRY_BY_MEANING = OfEntry(
    words=1.79, sentence=2.44, alone=2.20, title=-1.12, coverage=3.84, named=1.58, expected=0.75, own=0.31,
    title_meant=-0.64, meant=7.45, whole_meant=2.93,
)  # fmt: skip
SENTENCE_BY_MEANING = OfSentence(
    words=3.40, alone=-1.23, telling=7.47, expected=2.81, first=-0.50, length=-1.64, meant=10.60
)
FIRST_BY_MEANING = OfFirst(
    coverage=-0.71, strength=1.11, alone=2.93, sentence=1.38, named=0.21, expected=0.58, meant=3.72, lead=0.89
)
BIAS_BY_MEANING = -5.48

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
