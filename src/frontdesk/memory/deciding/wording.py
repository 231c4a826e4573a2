"""Which of many statements are alike in their words."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

Pair = tuple[int, int, float]

# Statements that share a rare word are few, unless somebody stores one thing over and over.
_MOST_OF_A_WORD = 50


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in common, by the geometric mean of how many each has. 0…1."""
    return len(one & other) / max(1.0, math.sqrt(len(one) * len(other)))


def with_one(texts: Sequence[frozenset[str]], least: float, one: int) -> list[Pair]:
    scores = ((place, share(texts[one], other)) for place, other in enumerate(texts) if place != one)
    return [(min(one, place), max(one, place), score) for place, score in scores if score >= least]


def all_with_all(texts: Sequence[frozenset[str]], least: float, *, most: int) -> list[Pair]:
    """Pairs (i < j) with their share; no further ones once there are `most`.

    Two that share enough words share one of the rarest of each: only statements with one of those in common are held
    against each other.
    """
    counts = Counter(word for words in texts for word in words)
    places: dict[str, list[int]] = defaultdict(list)
    found: list[Pair] = []
    for place, words in enumerate(texts):
        # What both must have in common is at least this part of either.
        needed = math.ceil(least * least * len(words))
        rare = sorted(words, key=lambda word: (counts[word], word))[: len(words) - needed + 1]
        met = dict.fromkeys(other for word in rare for other in places[word][-_MOST_OF_A_WORD:])
        for other in met:
            score = share(words, texts[other])
            if score >= least:
                found.append((other, place, score))
        if len(found) >= most:
            break
        for word in rare:
            places[word].append(place)
    return found[:most]
