"""python -m tools.learn_clauses [FILE…]: makes the weights of memory/learning/extract/learnt.npz anew.

Of the messages in evals/memory/open and …/taught, or of other files of that form, to see what some would have told of
others. To be run when messages were added, or what features.py sees has changed, with what nothing else needs:
`.cache/uv/bin/uv run --with scikit-learn==1.9.1 python -m tools.learn_clauses`.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evals.extraction import Message
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evals import extraction
from frontdesk.memory.learning.extract import features, learnt, reading, rules

_MESSAGES = Path(__file__).parent.parent / "evals/memory"
# How much weights are allowed to grow: of whether there is a statement, and of which kind.
_FREEDOM = 1.0
_FREEDOM_OF_KINDS = 4.0
# What was seen less often tells nothing; of the rest those that matter most are kept.
_LEAST_SEEN = 2
_OFTEN = 30
_MOST = 60_000
_FINEST = 127


@dataclass(frozen=True, slots=True)
class Example:
    seen: features.Features
    kinds: frozenset[str]


def main() -> None:
    paths = [Path(one) for one in sys.argv[1:]] or [
        path for folder in ("open", "taught") for path in sorted((_MESSAGES / folder).glob("*.jsonl"))
    ]
    examples = [one for path in paths for message in extraction.messages_of(path) for one in _examples(message)]
    print(f"{len(examples)} clauses, {sum(bool(one.kinds) for one in examples)} of them statements")
    names = sorted({name for one in examples for name in one.seen})
    seen = _matrix(examples, {name: column for column, name in enumerate(names)})
    weights, bias = _fitted(seen, examples)
    _write(np.array(names, np.uint32), weights, bias, np.asarray((seen > 0).sum(0)).ravel())


def _examples(message: Message) -> Iterator[Example]:
    parts = reading.clauses_of(message.text, message.language)
    for part, seen in zip(
        parts, features.of(message.text, parts, rules.of(message.language), message.language), strict=True
    ):
        said = message.text[part.start : part.end]
        fitting = (one.types for one in message.memories if extraction.alike(said, one.quote))
        yield Example(seen, frozenset(kind for types in fitting for kind in types))


def _matrix(examples: Iterable[Example], columns: dict[int, int]) -> "csr_matrix[np.float64]":
    ends, places, values = [0], list[int](), list[float]()
    for one in examples:
        places += [columns[name] for name in one.seen]
        values += one.seen.values()
        ends.append(len(places))
    return csr_matrix((values, places, ends), shape=(len(ends) - 1, len(columns)))


def _fitted(
    seen: "csr_matrix[np.float64]", examples: Sequence[Example]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights a row: first of whether it is a statement, then of each kind; and what each begins with."""
    is_one = LogisticRegression(C=_FREEDOM, solver="liblinear", tol=1e-3, random_state=0)
    is_one.fit(seen, [bool(one.kinds) for one in examples])
    told = [(row, kind, 1 / len(one.kinds)) for row, one in enumerate(examples) for kind in sorted(one.kinds)]
    rows, kinds, shares = zip(*told, strict=True)
    of_kind = LogisticRegression(C=_FREEDOM_OF_KINDS, max_iter=150, tol=2e-3)
    of_kind.fit(seen[list(rows)], list(kinds), sample_weight=shares)
    order = [list(of_kind.classes_).index(kind.value) for kind in learnt.KINDS]
    return (
        np.vstack([is_one.coef_, of_kind.coef_[order]]),
        np.concatenate([is_one.intercept_, of_kind.intercept_[order]]),
    )


def _write(
    names: NDArray[np.uint32], weights: NDArray[np.float64], bias: NDArray[np.float64], counts: NDArray[np.int64]
) -> None:
    matters = np.abs(weights).max(0) * np.sqrt(np.minimum(counts, _OFTEN)) * (counts >= _LEAST_SEEN)
    kept = np.sort(np.argsort(-matters, kind="stable")[:_MOST])
    chosen = weights[:, kept]
    scale = np.abs(chosen).max(1) / _FINEST
    np.savez_compressed(
        learnt.FILE,
        names=names[kept],
        weights=np.round(chosen / scale[:, None]).astype(np.int8).T,
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
    )
    print(f"{len(kept)} of {len(names)} names -> {learnt.FILE.name}, {learnt.FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
