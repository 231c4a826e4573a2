"""Which of many statements are alike in meaning. In numpy: import it where the first vectors are.

A product of blocks compares all with all: ten thousand take a second or two, and no more memory than one block.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Pair = tuple[int, int, float]

_BLOCK = 512
# A statement that is like a great many others is junk; its first neighbours show that.
_MOST_OF_ONE = 20


def vectors(stored: Sequence[bytes]) -> Matrix:
    """Rows of length 1 from half-precision numbers as they are stored. All must be of one length."""
    rows = np.frombuffer(b"".join(stored), "<f2").reshape(len(stored), -1).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    made: Matrix = rows / np.maximum(lengths, 1e-6)[:, None]
    return made


def with_one(rows: Matrix, least: float, one: int) -> list[Pair]:
    likeness = rows @ rows[one]
    near = np.flatnonzero(likeness >= least).tolist()
    return [(min(one, other), max(one, other), _share(likeness[other])) for other in near if other != one]


def all_with_all(rows: Matrix, least: float, *, most: int) -> list[Pair]:
    """Pairs (i < j) with their cosine, the likest twenty or so of a row; no further rows once there are `most`."""
    found: list[Pair] = []
    for start in range(0, len(rows), _BLOCK):
        # Each pair once: what comes before a block has met it already.
        likeness = np.triu(rows[start : start + _BLOCK] @ rows[start:].T, 1)
        is_near = likeness >= least
        for row in np.flatnonzero(np.count_nonzero(is_near, axis=1) > _MOST_OF_ONE):
            is_near[row] &= likeness[row] >= np.partition(likeness[row], -_MOST_OF_ONE)[-_MOST_OF_ONE]
            is_near[row, np.flatnonzero(is_near[row])[_MOST_OF_ONE:]] = False
            if np.count_nonzero(is_near[: row + 1]) + len(found) >= most:
                is_near[row + 1 :] = False
                break
        ones, others = np.nonzero(is_near)
        scores = likeness[ones, others].tolist()
        found += [
            (start + i, start + j, _share(score))
            for i, j, score in zip(ones.tolist(), others.tolist(), scores, strict=True)
        ]
        if len(found) >= most:
            break
    return found[:most]


def _share(cosine: float) -> float:
    """Half precision leaves a vector a little longer than one."""
    return max(0.0, min(1.0, float(cosine)))
