"""Vectors as rows of a matrix, in numpy: to be imported where the first of them is made, for it takes 20 MB."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
# Of one text: a row for each of its tokens, of which only the direction counts.
Tokens = NDArray[np.int8]
TOKEN_WIDTH = 64


def rows(lists: Sequence[Sequence[float]]) -> Matrix:
    """Each of length 1, so that a product of two is their cosine; one of nothing but zeros stays so. ValueError for
    lists of different lengths, or numbers that are none."""
    if not lists:
        return np.empty((0, 0), np.float32)
    # In double precision until they are short: a vendor's numbers may be larger than float32 holds.
    made = np.array(lists, np.float64)
    if made.ndim != 2 or not np.isfinite(made).all():
        raise ValueError("no vectors")
    made /= np.maximum(np.abs(made).max(axis=1, keepdims=True), 1e-300)
    lengths = np.sqrt(np.square(made).sum(axis=1, keepdims=True))
    short: Matrix = (made / np.maximum(lengths, 1e-12)).astype(np.float32)
    return short


def tokens_of(stored: bytes) -> Tokens:
    """The inverse of `tokens.tobytes()`, without a copy. ValueError for bytes of another width."""
    return np.frombuffer(stored, np.int8).reshape(-1, TOKEN_WIDTH)


def late(query: Tokens, passage: Tokens) -> float:
    """How well a passage's tokens answer to a query's: the mean, over the query's, of the cosine with the nearest of
    the passage's. 0 where one of them has none."""
    return late_of(query, [passage])[0]


def late_of(query: Tokens, passages: Sequence[Tokens]) -> list[float]:
    """`late` for each of some passages, in one product of all their tokens."""
    filled = [passage for passage in passages if len(passage)]
    if not len(query) or not filled:
        return [0.0] * len(passages)
    likeness = _directions(query) @ _directions(np.concatenate(filled)).T
    starts = np.cumsum([0, *(len(passage) for passage in filled[:-1])])
    found = iter(np.maximum.reduceat(likeness, starts, axis=1).mean(axis=0).tolist())
    return [next(found) if len(passage) else 0.0 for passage in passages]


def _directions(tokens: Tokens) -> Matrix:
    numbers = tokens.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", numbers, numbers))
    numbers /= np.maximum(lengths, 1e-9)[:, None]
    return numbers
