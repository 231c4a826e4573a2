"""python -m bench [turn] [places] [kills] [start] [memory] [history] [reading] [knowledge] [embedding]
                [memories] [recall] [shelves] [relay]

With --postgres on a PostgreSQL of its own, with --quick a tenth of the work.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.knowledge import judge

from bench import embedding, footprint, kills, memory, places, reading, recall, relay_rows, shelves, turns
from frontdesk.knowledge.index import Index

Row = tuple[str, str, str]


def _turn(url: str | None, *, quick: bool) -> list[Row]:
    floor = turns.floor(1000 if quick else 4000)
    measured = turns.measure(60 if quick else 400, url)
    return [
        ("CPU a booking turn, 32 clients", f"{measured.cpu_ms:.2f} ms", "≤ 1.2 ms (PostgreSQL 2 ms)"),
        ("  against the thinnest durable server", f"{measured.cpu_ms / floor:.1f} ×", f"floor {floor:.2f} ms"),
        ("p99 of a turn against p50", f"{measured.p99 / measured.p50:.1f} ×", "≤ 8 ×"),
    ]


def _places(url: str | None, *, quick: bool) -> list[Row]:
    rounds = places.measure(5 if quick else 100, url)
    exact = sum(r.codes == r.confirmed == r.stored == places.PLACES for r in rounds)
    return [(f"{len(rounds)} × 200 customers, last 10 places", f"exactly 10 in {exact}", f"{len(rounds)}")]


def _kills(url: str | None, *, quick: bool) -> list[Row]:
    verdict = kills.measure(4 if quick else 30, url)
    return [
        (
            f"{verdict.kills} × kill -9 over 32 dialogues ({verdict.turns} turns, {verdict.bookings} bookings)",
            f"lines lost {verdict.lost_lines}, doubled {verdict.doubled_lines};"
            f" bookings lost {verdict.lost_bookings}, doubled {verdict.doubled_bookings}",
            "0",
        )
    ]


def _start(_: str | None, *, quick: bool) -> list[Row]:
    runs = footprint.start_up(2 if quick else 5)
    return [
        ("CPU of a start", f"{statistics.median(run.cpu for run in runs):.2f} s", "≤ 1.0 s"),
        ("resident memory at rest", f"{statistics.median(run.memory for run in runs):.0f} MB", "≤ 90 MB"),
    ]


def _memory(_: str | None, *, quick: bool) -> list[Row]:
    count = 500 if quick else 10_000
    before, after = footprint.memory_growth(count)
    return [(f"memory after {count} dialogues", f"{after - before:+.0f} MB (from {before:.0f})", "≤ +20 MB")]


def _history(_: str | None, *, quick: bool) -> list[Row]:
    empty, full = footprint.full_against_empty(60 if quick else 200)
    return [("turn over 100,000 bookings and 10,000 sessions, against empty", f"{full / empty:.2f} ×", "≤ 1.2 ×")]


def _reading(_: str | None, *, quick: bool) -> list[Row]:
    reading.ordinary()  # the first time fills the word lists
    count, median, p99 = reading.ordinary()
    rows = [(f"CPU of reading a message, {count} utterances", f"median {median:.2f}, p99 {p99:.2f} ms", "≤ 0.5, 3 ms")]
    return (
        rows
        if quick
        else [*rows, ("  the dearest of 4,000 hostile characters", f"{reading.hostile():.0f} ms", "≤ 20 ms")]
    )


def _knowledge(_: str | None, *, quick: bool) -> list[Row]:
    rows = []
    for name in judge.NAMES[:1] if quick else judge.NAMES:
        asked = judge.load(name)
        figures, _ignored = judge.judge(Index(asked.entries), asked.questions)
        unanswerable = figures.false_answers + figures.refused
        rows.append(
            (
                f"questions answered: {name} ({figures.answerable} + {unanswerable} without)",
                f"recall {figures.recall:.1%}, right entry first {figures.ranked_first:.1%},"
                f" {figures.false_answers} false answers",
                "≥ 90 %",
            )
        )
    return rows


_ALL: dict[str, Callable[..., list[Row]]] = {
    "turn": _turn,
    "places": _places,
    "kills": _kills,
    "start": _start,
    "memory": _memory,
    "history": _history,
    "reading": _reading,
    "knowledge": _knowledge,
    "embedding": embedding.rows,
    "memories": memory.rows,
    "recall": recall.rows,
    "shelves": shelves.rows,
    "relay": relay_rows.rows,
}


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("names", nargs="*", choices=[*_ALL, []], help="all without a name")
    options.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    options.add_argument("--quick", action="store_true", help="a tenth of the work: shows that it runs")
    chosen = options.parse_args()
    table = Table("what", "measured", "goal", title="PostgreSQL" if chosen.postgres else "SQLite")
    with tempfile.TemporaryDirectory() as scratch:
        create: Callable[[str], str | None] = lambda _: None  # noqa: E731
        stop: Callable[[], None] = lambda: None  # noqa: E731
        if chosen.postgres:
            from tests.postgres import Server as Postgres  # noqa: PLC0415  # a development dependency

            postgres = Postgres.start(Path(scratch))
            create, stop = postgres.create, postgres.stop
        try:
            for name in chosen.names or _ALL:
                Console(stderr=True).print(f"measuring {name} …")
                for row in _ALL[name](create(f"bench_{name}"), quick=chosen.quick):
                    table.add_row(*row)
        finally:
            stop()
    Console(file=sys.stdout).print(table)


if __name__ == "__main__":
    main()
