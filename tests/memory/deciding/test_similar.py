"""All with all, against the plain way: every pair by itself."""

import random
import struct

import numpy as np
import pytest

from frontdesk.memory.deciding import similar, wording

_LEAST = 0.85


def _rows(count: int, length: int) -> list[bytes]:
    """Heaps of rows that are much like each other, so that there is something to find."""
    source = np.random.default_rng(3)
    centres = source.normal(size=(count // 4, length))
    rows = centres[np.arange(count) % len(centres)] + source.normal(size=(count, length)) * 0.35
    return [row.tobytes() for row in rows.astype("<f2")]


@pytest.mark.parametrize("count", [2, 3, 511, 512, 513, 1_300])
def test_every_pair_is_met_once_across_blocks(count: int) -> None:
    rows = similar.vectors(_rows(max(count, 4), 24)[:count])
    likeness = rows @ rows.T
    plain = {(i, j) for i in range(count) for j in range(i + 1, count) if likeness[i, j] >= _LEAST}
    found = similar.all_with_all(rows, _LEAST, most=10**6)
    assert {(i, j) for i, j, _ in found} == plain
    assert len(found) == len(plain)
    for i, j, score in found[:50]:
        assert score == pytest.approx(likeness[i, j], abs=1e-6)
    for one in (0, count - 1):
        alone = {(i, j) for i, j, _ in similar.with_one(rows, _LEAST, one)}
        assert alone == {pair for pair in plain if one in pair}


def test_rows_that_are_all_alike_have_some_neighbours_each_and_no_more_than_asked_for() -> None:
    rows = similar.vectors([struct.pack("<2e", 1.0, 0.0)] * 1_500)
    found = similar.all_with_all(rows, _LEAST, most=10**6)
    assert len(found) <= 1_500 * 20
    assert {place for i, j, _ in found for place in (i, j)} == set(range(1_500))
    assert len(similar.all_with_all(rows, _LEAST, most=700)) == 700
    assert all(score == 1.0 for _, _, score in found)


def test_a_vector_of_zeros_is_like_nothing() -> None:
    rows = similar.vectors([struct.pack("<2e", 0.0, 0.0)] * 2)
    assert similar.all_with_all(rows, _LEAST, most=9) == []


@pytest.mark.parametrize("seed", range(5))
def test_words_in_common_are_found_as_if_all_pairs_were_counted(seed: int) -> None:
    random.seed(seed)
    vocabulary = [f"w{number}" for number in range(12)]
    texts = [frozenset(random.choices(vocabulary, k=random.randint(0, 8))) for _ in range(120)]
    plain = {(i, j) for j in range(len(texts)) for i in range(j) if wording.share(texts[i], texts[j]) >= _LEAST}
    found = wording.all_with_all(texts, _LEAST, most=10**6)
    assert {(i, j) for i, j, _ in found} <= plain
    # A word that is in every other text is not followed for ever.
    assert len(plain - {(i, j) for i, j, _ in found}) <= len(plain) // 20
    for one in range(0, 120, 17):
        alone = {(i, j) for i, j, _ in wording.with_one(texts, _LEAST, one)}
        assert alone == {pair for pair in plain if one in pair}
