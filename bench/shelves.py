"""What a process keeps of many people's memories once it has searched them: no more than it is told to."""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from bench.embedding import _resident
from bench.memory import _NOW, Still, _fill, _opened, _Stock
from frontdesk.memory.finding.question import Question
from frontdesk.memory.finding.recall import Recall
from frontdesk.memory.finding.shelf import Shelves

Row = tuple[str, str, str]

_KEPT = 32 * 1024 * 1024
_MEMORIES = 1_000


def rows(url: str | None, *, quick: bool) -> list[Row]:
    people = 30 if quick else 100
    found = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.shelves", str(people), *([url] if url else [])],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    )
    bound = _KEPT >> 20
    return [
        (
            f"memory after {people} people of {_MEMORIES:,} memories were searched, {bound} MB to be kept",
            f"{found['after'] - found['before']:+.0f} MB (from {found['before']:.0f})",
            f"≤ {2 * bound} MB",
        ),
        ("  after all of them once more", f"{found['again'] - found['before']:+.0f} MB", "no more"),
        ("  shelves kept; all of them would be", f"{found['kept']:.0f} MB; {found['all']:.0f} MB", f"≤ {bound} MB"),
    ]


def measure(people: int, url: str | None) -> dict[str, float]:
    stock = _Stock(Random(7))
    with tempfile.TemporaryDirectory() as scratch:
        database = _opened(url or f"sqlite:///{Path(scratch) / 'memory.db'}")
        try:
            scopes = [_fill(database, stock, f"one{number}", _MEMORIES) for number in range(people)]
            recall = Recall(Still(), most_bytes=_KEPT)

            def search() -> float:
                for place, scope in enumerate(scopes):
                    at = place % len(stock.questions)
                    database.read_now(recall.search, scope, Question(stock.questions[at]), _NOW, stock.asked[at])
                gc.collect()
                return _resident()

            gc.collect()
            before = _resident()
            after, again = search(), search()
        finally:
            database.close()
    kept = _sizes(recall._shelves)
    return {
        "before": before,
        "after": after,
        "again": again,
        "kept": sum(kept) / 2**20,
        "all": sum(kept) / len(kept) * people / 2**20,
    }


def _sizes(shelves: Shelves) -> list[int]:
    return [kept.shelf.size for kept in shelves._kept.values()]


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m bench.shelves")
    options.add_argument("people", type=int)
    options.add_argument("url", nargs="?", help="of an empty database; else SQLite")
    chosen = options.parse_args()
    print(json.dumps(measure(chosen.people, chosen.url)))
