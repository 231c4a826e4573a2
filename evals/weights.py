"""python -m evals.weights [FOLDER …]: how much each sign of an answer counts, fitted on questions that have one.

Prints the constants of src/frontdesk/knowledge/weights.py, and how often the right entry and the right sentence of it
come first in each set when the weights are fitted on the others. The folders are such as evals.answers reads; without
any those of evals/knowledge. The sets of tests/knowledge, which name no sentences, are always among them.
"""

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.knowledge import judge as written

from evals import answers
from frontdesk.kit.languages import Language
from frontdesk.knowledge import vectors, weights
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.index import Index
from frontdesk.knowledge.signs import OfEntry, OfSentence, Passage, Signs
from frontdesk.llm import embeddings
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder

Floats = NDArray[np.float64]

# Weights are kept small, as if a normal distribution of this precision were known of each (of standardised signs).
_ENTRIES, _SENTENCES, _FIRST = 30.0, 3.0, 1.0
_STEPS = 600
_RATE = 0.05


@dataclass(frozen=True, slots=True)
class Case:
    """One question, and what speaks for each entry. `right` are ids; nothing answers it where there are none."""

    language: Language
    right: frozenset[str]
    sentence: str | None
    seen: list[tuple[Passage, Signs]]


@dataclass(frozen=True, slots=True)
class Fitted:
    entry: Floats
    sentence: Floats
    first: Floats
    bias: float


@dataclass(frozen=True, slots=True)
class _Group:
    """What there is to choose from, a row each, and the share of each in what is right."""

    rows: Floats
    right: Floats


async def cases(folders: Sequence[Path], embedder: LocalEmbedder | None) -> dict[str, list[Case]]:
    """By set; with meanings where there is an embedder."""
    found: dict[str, list[Case]] = {}
    for folder in folders:
        asked = answers.questions(folder)
        for business, entries in answers.businesses(folder).items():
            own = [
                (one.text, one.language, frozenset([one.entry] if one.entry else []), one.sentence)
                for one in asked
                if one.business == business
            ]
            found.setdefault(folder.name, []).extend(await _cases(entries, own, embedder))
    for name in written.NAMES:
        of = written.load(name)
        own = [(one.text, one.language, one.right, None) for one in of.questions]
        found[name] = await _cases(of.entries, own, embedder)
    return found


async def _cases(
    entries: Sequence[Entry], asked: Sequence[tuple[Any, ...]], embedder: LocalEmbedder | None
) -> list[Case]:
    if embedder is None:
        index = Index(entries)
        return [Case(of, right, said, index.look(text, of)) for text, of, right, said in asked]
    model = await embeddings.settled(embedder)
    index = Index(entries, await answers.stored(embedder, entries))
    meant = await embedder.embed([vectors.said(model, text, of) for text, of, *_ in asked])
    return [
        Case(of, right, said, index.look(text, of, meaning=row))
        for (text, of, right, said), row in zip(asked, meant, strict=True)
    ]


def fit(found: Sequence[Case]) -> Fitted:
    entry = _chosen(list(_entries(found)), _ENTRIES)
    sentence = _chosen(list(_sentences(found)), _SENTENCES)
    rows, right = zip(*(_first(case, entry) for case in found if case.seen), strict=True)
    first, bias = _logistic(np.array(rows), np.array(right, float), _FIRST)
    return Fitted(entry, sentence, first, bias)


def _entries(found: Sequence[Case]) -> Iterator[_Group]:
    for case in found:
        right = np.array([float(passage.entry.id in case.right) for passage, _ in case.seen])
        if right.any():
            yield _Group(np.array([signs.entry for _, signs in case.seen]), right / right.sum())


def _sentences(found: Sequence[Case]) -> Iterator[_Group]:
    for case in found:
        for passage, signs in case.seen:
            if case.sentence is None or passage.entry.id not in case.right:
                continue
            said = [one.text in case.sentence or case.sentence in one.text for one in passage.sentences]
            if any(said) and not all(said):
                right = np.array(said, float)
                yield _Group(np.array(signs.sentences), right / right.sum())


def _first(case: Case, entry: Floats) -> tuple[weights.OfFirst, bool]:
    passage, signs, lead = _best(case, entry)
    return weights.first(signs, lead), passage.entry.id in case.right


def _best(case: Case, entry: Floats) -> tuple[Passage, Signs, float]:
    sums = [float(np.dot(signs.entry, entry)) for _, signs in case.seen]
    order = sorted(range(len(sums)), key=lambda place: -sums[place])
    lead = weights.lead(sums[order[0]], [sums[place] for place in order[1:]])
    return *case.seen[order[0]], lead


def _chosen(groups: Sequence[_Group], precision: float) -> Floats:
    """Of one choice in each group: the logarithm of its likelihood climbed by Adam, with all groups at once."""
    rows = np.concatenate([group.rows for group in groups])
    right = np.concatenate([group.right for group in groups])
    starts = np.cumsum([0, *(len(group.rows) for group in groups[:-1])])
    of = np.repeat(np.arange(len(groups)), [len(group.rows) for group in groups])
    spread = rows.std(axis=0)
    used = spread > 0
    scaled = rows[:, used] / spread[used]
    weight, mean, square = (np.zeros(int(used.sum())) for _ in range(3))
    for step in range(1, _STEPS + 1):
        sums = scaled @ weight
        odds = np.exp(sums - np.maximum.reduceat(sums, starts)[of])
        likely = odds / np.add.reduceat(odds, starts)[of]
        slope = (scaled.T @ (likely - right) + precision * weight) / len(groups)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weight -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    found = np.zeros(len(spread))
    found[used] = weight / spread[used]
    return found


def _logistic(rows: Floats, right: Floats, precision: float) -> tuple[Floats, float]:
    """Newton's method; the constant is left free."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    held = np.diag([*[precision] * rows.shape[1], 1e-6])
    weight = np.zeros(scaled.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-scaled @ weight))
        curve = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + held
        weight -= np.linalg.solve(curve, scaled.T @ (likely - right) + held @ weight)
    found = weight[:-1] / spread
    return found, float(weight[-1] - found @ mean)


def _shares(found: Sequence[Case], fitted: Fitted) -> str:
    """How often the right entry is first, and, within the right one, its sentence, where sentences are named."""
    entries = [_best(case, fitted.entry)[0].entry.id in case.right for case in found if case.right and case.seen]
    share = f"entry {sum(entries) / max(sum(bool(case.right) for case in found), 1):.1%}"
    said = [group.right[int(np.argmax(group.rows @ fitted.sentence))] > 0 for group in _sentences(found)]
    return f"{share}, sentence {sum(said) / len(said):.1%}" if said else share


def _print(name: str, fitted: Fitted) -> None:
    for constant, of, found in (
        ("ENTRY", OfEntry, fitted.entry),
        ("SENTENCE", OfSentence, fitted.sentence),
        ("FIRST", weights.OfFirst, fitted.first),
    ):
        values = ", ".join(f"{field}={value:.2f}" for field, value in zip(of._fields, found, strict=True))
        print(f"{constant}_{name} = {of.__name__}({values})")
    print(f"BIAS_{name} = {fitted.bias:.2f}")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m evals.weights", description=__doc__)
    options.add_argument("folders", nargs="*", type=Path, default=answers.FOLDERS)
    folders = options.parse_args().folders
    built_in = files.built_in()
    embedders = {"WORDS": None, "MEANING": LocalEmbedder(built_in, is_built_in=True) if built_in else None}
    for name, embedder in embedders.items():
        found = asyncio.run(cases(folders, embedder))
        for left_out in found:
            rest = [case for of, some in found.items() if of != left_out for case in some]
            print(f"# {left_out}, left out, by {name.lower()}: {_shares(found[left_out], fit(rest))}")
        _print(f"BY_{name}", fit([case for some in found.values() for case in some]))


if __name__ == "__main__":
    main()
