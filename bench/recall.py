"""Adding and finding memories beside mem0: the same texts, questions and vectors on both sides, in one run.

Turns of long dialogues are found by the questions about them; ten thousand memories of one person are searched.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
from evals.dialogues import ADVERSARIAL, Dialogue
from evals.recall import DEPTH, Judge

from bench import mem0
from bench.apart import NotInstalled
from bench.vectors import Known
from evals import dialogues
from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.memory import memories
from frontdesk.memory.finding import vectors
from frontdesk.memory.finding.question import Question
from frontdesk.memory.finding.recall import Recall
from frontdesk.memory.memories import Draft, Kind, Scope
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, Tx

Row = tuple[str, str, str]
# of each question of each dialogue the turns that answer it
Wanted = list[list[set[str]]]

_OPEN = Path(dialogues.__file__).parent / "memory" / "open"
_NOW = datetime(2026, 11, 21, tzinfo=UTC)
_ADDED = 100
_ASKED = 150


@dataclass(frozen=True, slots=True)
class Material:
    """`texts` are those of one person, all different; `added` are written after them, one by one."""

    dialogues: list[Dialogue]
    texts: list[str]
    added: list[str]
    questions: list[str]
    # which two turns' meanings each text is between
    parents: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds beside the embedding; `stored` is an adding up to where the vector is there to be searched."""

    searching: list[float]
    adding: list[float]
    stored: list[float]


def material(count: int, files: Sequence[Path] | None = None) -> Material:
    """`files` None: our own dialogues that are for trying. Texts beyond their turns are mixed of two turns each."""
    told = [one for file in files or sorted(_OPEN.glob("*.json")) for one in dialogues.read(file)]
    said = list(dict.fromkeys(turn.text for dialogue in told for turn in dialogue.turns))
    random = Random(7)
    texts = {text: (text, text) for text in said[:count]}
    while len(texts) < count + _ADDED:
        first, second = random.sample(said, 2)
        words = first.split()[: random.randint(3, 30)] + second.split()[-random.randint(3, 30) :]
        # Few turns can be mixed in few ways: the number keeps every text apart.
        texts[f"{' '.join(words)} {len(texts)}"] = (first, second)
    every = list(texts)
    questions = [asked.question for dialogue in told for asked in dialogue.questions]
    return Material(told, every[:count], every[count:], questions, list(texts.values()))


async def learn(given: Material, embedder: Known) -> None:
    """Reads the turns and questions, and makes up vectors of the mixed texts: between their parents', with noise."""
    said = list(dict.fromkeys(text for both in given.parents for text in both))
    await embedder.read([*said, *given.questions])
    drawn = np.random.default_rng(7)
    first = await embedder.read([one for one, _ in given.parents])
    second = await embedder.read([other for _, other in given.parents])
    matrix = first.matrix + second.matrix
    matrix += 0.5 * drawn.standard_normal(matrix.shape, np.float32) / np.sqrt(matrix.shape[1])
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    made = [place for place, (one, other) in enumerate(given.parents) if one != other]
    every = [*given.texts, *given.added]
    embedder.learn([every[place] for place in made], matrix[made], [first.tokens[place] for place in made])


def rows(url: str | None, *, quick: bool) -> list[Row]:
    """In a process of its own: numpy counts its threads when it is imported, and on both sides it is to have one."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.recall", *(["--quick"] if quick else []), *([url] if url else [])],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    return [(what, measured, goal) for what, measured, goal in json.loads(found)]


def measure(url: str | None, *, quick: bool) -> list[Row]:
    given = material(1_000 if quick else 10_000)
    embedder = Known()
    asyncio.run(learn(given, embedder))
    with tempfile.TemporaryDirectory() as scratch:
        target = Target.of(url or f"sqlite:///{Path(scratch) / 'memory.db'}")
        migrate.upgrade(target)
        database = Database(target, pool_size=2)
        try:
            found = asyncio.run(_ours(database, given, embedder))
            turns = asyncio.run(_asked(database, given.dialogues, embedder))
        finally:
            database.close()
    wanted = [_wanted(dialogue) for dialogue in given.dialogues]
    ours = [
        *_shown("ours", given, found.searching, found.adding, is_peer=False),
        ("  until its vector is searched as well", f"{statistics.median(found.stored):.2f} ms", ""),
        _recall("turns", wanted, turns, goal="any ≥ 92 %, all ≥ 79 %"),
    ]
    return ours if quick else [*ours, *_peer(given, wanted, found, embedder, url)]


def _peer(given: Material, wanted: Wanted, found: Found, embedder: Known, url: str | None) -> list[Row]:
    title = f"mem0, {'pgvector' if url else 'its default store'}, nothing inferred"
    try:
        peer = mem0.measure(given.dialogues, given.texts, given.questions[:_ASKED], given.added, embedder, url)
    except (NotInstalled, subprocess.TimeoutExpired, RuntimeError) as error:
        return [(title, f"not measured: {str(error).strip().splitlines()[-1]}", "")]
    searching = statistics.median(peer.searching) / statistics.median(found.searching)
    stored = statistics.median(peer.adding) / statistics.median(found.stored)
    return [
        *_shown(title, given, peer.searching, peer.adding, is_peer=True),
        _recall("turns with who said them and when", wanted, peer.turns, goal=""),
        ("  against ours: searching; adding until searched", f"{searching:.1f} ×; {stored:.1f} ×", "more is better"),
    ]


async def _ours(database: Database, given: Material, embedder: Known) -> Found:
    account = await database.tx(accounts.create, "one@example.com", "one", "x", Role.CUSTOMER, _NOW)
    scope, recall = Scope(account.id), Recall(embedder)
    await database.tx(_write, scope, given.texts)
    while await vectors.embed_some(database, embedder, scope):
        pass
    searching = [await _searched(database, recall, scope, Question(one)) for one in given.questions[:_ASKED]]
    adding, stored = [], []
    for text in given.added:
        begun = time.perf_counter()
        await database.tx(_write, scope, [text])
        adding.append((time.perf_counter() - begun) * 1000)
        await vectors.embed_some(database, embedder, scope)
        stored.append((time.perf_counter() - begun) * 1000)
    return Found(searching, adding, stored)


async def _searched(database: Database, recall: Recall, scope: Scope, question: Question) -> float:
    begun = time.perf_counter()
    said = await database.read(recall.to_embed, scope, question)
    before = time.perf_counter() - begun
    meaning = await recall.meaning(said, None) if said is not None else None
    begun = time.perf_counter()
    await database.read(recall.search, scope, question, _NOW, meaning)
    return (before + time.perf_counter() - begun) * 1000


def _write(tx: Tx, scope: Scope, texts: Sequence[str]) -> None:
    for text in texts:
        memories.add(tx, scope, Draft(text, Kind.EXPERIENCE), _NOW)


async def _asked(database: Database, told: Sequence[Dialogue], embedder: Known) -> list[list[tuple[str, ...]]]:
    judge = Judge(database, embedder)
    return [[answer.found for answer in await judge.ask(dialogue)] for dialogue in told]


def _wanted(dialogue: Dialogue) -> list[set[str]]:
    """Empty where a question has no answer, or names no turn."""
    return [set(asked.evidence) if asked.category != ADVERSARIAL else set() for asked in dialogue.questions]


def _shown(title: str, given: Material, searching: list[float], adding: list[float], *, is_peer: bool) -> list[Row]:
    ranked = sorted(searching[1:])
    p50, p95 = statistics.median(ranked), ranked[len(ranked) * 95 // 100]
    return [
        (
            f"{title}: search of {len(given.texts):,} memories of one person, beside the embedding",
            f"median {p50:.1f}, p95 {p95:.1f} ms; the first {searching[0]:.0f}",
            "" if is_peer else "p95 ≤ 20 ms",
        ),
        (
            "  adding one memory, beside the embedding",
            f"{statistics.median(adding):.2f} ms",
            "" if is_peer else "≤ 3 ms",
        ),
    ]


def _recall(title: str, wanted: Wanted, found: Sequence[Sequence[Sequence[str]]], *, goal: str) -> Row:
    pairs = [
        (want, set(hits[:DEPTH]))
        for part, answers in zip(wanted, found, strict=True)
        for want, hits in zip(part, answers, strict=True)
        if want
    ]
    some = sum(bool(want & hits) for want, hits in pairs) / len(pairs)
    every = sum(want <= hits for want, hits in pairs) / len(pairs)
    return (f"  {title} found by {len(pairs)} questions", f"first {DEPTH}: any {some:.1%}, all {every:.1%}", goal)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.recall")
    options.add_argument("url", nargs="?", help="of an empty database; else SQLite")
    options.add_argument("--quick", action="store_true")
    chosen = options.parse_args()
    print(json.dumps(measure(chosen.url, quick=chosen.quick)))


if __name__ == "__main__":
    main()
