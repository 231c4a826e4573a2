"""Searching one person's memories in a store of many people's, and writing one more.

The store is written as rows, not by `memories.add`: a million would take hours. Statements are drawn from the words of
our own dialogues, so that common words are common; vectors are drawn near one of a few hundred subjects.
"""

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import insert

from evals import dialogues
from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.kit.ids import AccountId, new_id
from frontdesk.kit.languages import Language
from frontdesk.llm import embeddings
from frontdesk.memory import memories
from frontdesk.memory.finding.question import Question
from frontdesk.memory.finding.recall import Recall
from frontdesk.memory.finding.vectors import Meaning
from frontdesk.memory.memories import Draft, Kind, Scope
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_shelves, memory_vectors
from frontdesk.retrieval import meaning, terms
from frontdesk.storage import migrate
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, Tx

_NOW = datetime(2026, 11, 21, tzinfo=UTC)
_MICROS = int(_NOW.timestamp() * 1_000_000)
_WIDTH = 384
_TOKENS = 20
_SUBJECTS = 300
_STOCK = 4_000
_AT_ONCE = 5_000


class Still:
    """Names the vectors of the store; it is never asked for one."""

    name, model, dimensions = "bench", "drawn", _WIDTH

    async def embed(self, texts: object) -> Any:
        raise NotImplementedError

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds. `growth` is the median, over questions, of what one took among others against the same alone, both
    asked in turn; `scan` what the bare product of one person's vectors takes, the floor of any exact search; `row` a
    bare row of the same columns, written and committed as a memory is."""

    memories: int
    p50: float
    p95: float
    cpu: float
    growth: float
    first: float
    scan: float
    adding: float
    row: float


class _Stock:
    """Statements with their packed terms, vectors and tokens, drawn once and dealt out again and again."""

    def __init__(self, random: Random) -> None:
        folder = Path(dialogues.__file__).parent / "memory" / "open"
        told = [turn for file in sorted(folder.glob("*.json")) for one in dialogues.read(file) for turn in one.turns]
        said = [turn.text.split() for turn in told]
        words = [word for one in said for word in one]
        drawn = np.random.default_rng(7)
        subjects = drawn.standard_normal((_SUBJECTS, _WIDTH)).astype(np.float32)
        self.questions = [
            asked.question
            for file in sorted(folder.glob("*.json"))
            for one in dialogues.read(file)
            for asked in one.questions
        ]
        self.rows = []
        for place in range(_STOCK):
            text = " ".join(random.choices(words, k=len(said[place % len(said)]) or 1))[: memories.LONGEST]
            near = subjects[place % _SUBJECTS] + 0.8 * drawn.standard_normal(_WIDTH).astype(np.float32)
            tokens = drawn.integers(-90, 90, (_TOKENS, 64), np.int8).tobytes()
            self.rows.append((text, terms.pack(text, Language.EN), meaning.pack(near), tokens))
        self.asked = [
            Meaning(subjects[place % _SUBJECTS], drawn.integers(-90, 90, (12, 64), np.int8))
            for place in range(len(self.questions))
        ]


def measure(people: int, one: int, others: int, urls: tuple[str | None, str | None] = (None, None)) -> Measured:
    """One person of `one` memories among `people` of `others` each, and the same person alone; `urls` name empty
    databases for the two."""
    stock = _Stock(Random(7))
    with tempfile.TemporaryDirectory() as scratch:
        places = [url or f"sqlite:///{Path(scratch) / f'memory{number}.db'}" for number, url in enumerate(urls)]
        full, alone = (_opened(place) for place in places)
        try:
            asked = _Asked(full, _fill(full, stock, "one", one)), _Asked(alone, _fill(alone, stock, "one", one))
            for number in range(people - 1):
                _fill(full, stock, f"other{number}", others)
            first, *rest = [tuple(each.search(stock, place) for each in asked) for place in range(len(stock.questions))]
            adding, row = _adding(full, asked[0].scope, stock)
        finally:
            full.close()
            alone.close()
    among = sorted(spent for (spent, _), _ in rest)
    return Measured(
        memories=one + (people - 1) * others,
        p50=statistics.median(among),
        p95=among[len(among) * 95 // 100],
        cpu=statistics.median(cpu for (_, cpu), _ in rest),
        growth=statistics.median(with_others / by_itself for (_, with_others), (_, by_itself) in rest),
        first=first[0][0],
        scan=_scan(one),
        adding=adding,
        row=row,
    )


def _opened(url: str) -> Database:
    target = Target.of(url)
    migrate.upgrade(target)
    return Database(target, pool_size=2)


class _Asked:
    def __init__(self, database: Database, scope: Scope) -> None:
        self.scope = scope
        self._database = database
        self._recall = Recall(Still())

    def search(self, stock: "_Stock", place: int) -> tuple[float, float]:
        """Milliseconds by the clock, and of this thread's CPU."""
        question = Question(stock.questions[place])
        begun, cpu = time.perf_counter(), time.thread_time()
        found = self._database.read_now(self._recall.search, self.scope, question, _NOW, stock.asked[place])
        spent = (time.perf_counter() - begun) * 1000, (time.thread_time() - cpu) * 1000
        assert len(found) == 10
        return spent


def _fill(database: Database, stock: _Stock, name: str, count: int) -> Scope:
    scope = Scope(database.tx_now(accounts.create, f"{name}@example.com", name, "x", Role.CUSTOMER, _NOW).id)
    for start in range(0, count, _AT_ONCE):
        database.tx_now(_write, stock, scope.owner, range(start, min(start + _AT_ONCE, count)))
    return scope


def _write(tx: Tx, stock: _Stock, owner: AccountId, places: range) -> None:
    made = [_row(stock, owner, place) for place in places]
    tx.execute(insert(table), [row for row, _ in made])
    tx.execute(insert(memory_vectors), [vector for _, vector in made])
    if not places.start:
        tx.execute(insert(memory_shelves), {"account_id": owner, "revision": 1, "rebuilt": 0})


def _row(stock: _Stock, owner: AccountId, place: int) -> tuple[dict[str, Any], dict[str, Any]]:
    text, packed, vector, tokens = stock.rows[place * 7 % _STOCK]
    memory_id = new_id()
    said = _MICROS - place * 60_000_000
    row = {column.name: None for column in table.columns} | {
        "id": memory_id, "account_id": owner, "content": text, "fingerprint": memory_id, "kind": "fact",
        "embedded_as": embeddings.model_of(Still()),
        "status": "confirmed", "importance": 0.5, "confidence": 1.0, "language": "en", "contexts": "[]",
        "origin": "import", "source_chat": f"{owner}-{place // 20}", "said_at": said, "place": said,
        "is_negated": False, "valid_from": said, "is_private": False, "created_at": said, "updated_at": said,
        "last_seen_at": said, "use_count": 0, "terms": packed, "terms_version": terms.VERSION, "revision": 1,
    }  # fmt: skip
    return row, {
        "memory_id": memory_id, "account_id": owner, "model": embeddings.model_of(Still()), "vector": vector,
        "context": None, "tokens": tokens,
    }  # fmt: skip


def _adding(database: Database, scope: Scope, stock: _Stock) -> tuple[float, float]:
    """Medians of a memory added as the product does, and of the bare row."""
    added, bare = [], []
    for place in range(200):
        begun = time.perf_counter()
        database.tx_now(
            memories.add, scope, Draft(f"{place} {stock.rows[place][0]}"[: memories.LONGEST], Kind.FACT), _NOW
        )
        added.append(time.perf_counter() - begun)
        row, _ = _row(stock, scope.owner, place)
        begun = time.perf_counter()
        database.tx_now(_insert, row)
        bare.append(time.perf_counter() - begun)
    return statistics.median(added) * 1000, statistics.median(bare) * 1000


def _insert(tx: Tx, row: dict[str, Any]) -> None:
    tx.execute(insert(table), row)


def _scan(count: int) -> float:
    drawn = np.random.default_rng(7)
    matrix, vector = drawn.standard_normal((count, _WIDTH), np.float32), drawn.standard_normal(_WIDTH, np.float32)
    spent = []
    for _ in range(50):
        begun = time.perf_counter()
        np.argsort(-(matrix @ vector))
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent) * 1000


def rows(url: str | None, *, quick: bool) -> list[tuple[str, str, str]]:
    """In a process of its own: numpy counts its threads when it is imported, and here it is to have one."""
    found = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.memory", *(["--quick"] if quick else []), *([url] if url else [])],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    )
    one = Measured(**found)
    return [
        (
            f"search, {1_000 if quick else 10_000:,} memories of one person among {one.memories:,}",
            f"median {one.p50:.1f}, p95 {one.p95:.1f} ms; CPU {one.cpu:.1f} ms",
            "p95 ≤ 20 ms beside the question's vector",
        ),
        ("  against the same without the others (CPU)", f"{one.growth:.2f} ×", "≤ 1.2 ×"),
        ("  against the bare product of the vectors", f"{one.p50 / one.scan:.1f} ×", f"floor {one.scan:.2f} ms"),
        ("  the first, which reads the shelf", f"{one.first:.0f} ms", ""),
        ("adding a memory, committed", f"{one.adding:.2f} ms", "≤ 3 ms"),
        ("  against a bare row", f"{one.adding / one.row:.1f} ×", f"floor {one.row:.2f} ms"),
    ]


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.memory")
    options.add_argument("url", nargs="?", help="of an empty database; else SQLite")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--people", type=int, default=None)
    chosen = options.parse_args()
    people, one, others = (10, 1_000, 100) if chosen.quick else (1_000, 10_000, 991)
    found = measure(chosen.people or people, one, others, (chosen.url, None))
    print(json.dumps(dataclasses.asdict(found)))


if __name__ == "__main__":
    main()
