"""python -m evals.recall FILE…: which share of questions about long dialogues find the turns that answer them.

Each turn is one memory, written as the product writes it and embedded by the product's job; each question is asked as
the product asks. No language model takes part.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from evals import dialogues, together
from evals.dialogues import ADVERSARIAL, Asked, Dialogue
from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import ConversationId
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.llm.embeddings import Embedder
from frontdesk.memory import memories
from frontdesk.memory.finding import vectors
from frontdesk.memory.finding.question import Question
from frontdesk.memory.finding.recall import Recall
from frontdesk.memory.memories import Draft, Kind, Origin, Scope, Source
from frontdesk.storage import migrate
from frontdesk.storage.bus import Bus
from frontdesk.storage.engine import Target
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.worker import Worker

DEPTH = 10
_NAMES = {1: "several turns", 2: "time", 3: "inference", 4: "one turn"}


@dataclass(frozen=True, slots=True)
class Answer:
    """`ranks` are those of the evidence among the first hits, from 0, best first; `missing` of it is not among them."""

    asked: Asked
    ranks: tuple[int, ...]
    missing: int
    seconds: float
    found: tuple[str, ...]

    def has_any(self, depth: int) -> bool:
        return any(rank < depth for rank in self.ranks)

    def has_all(self, depth: int) -> bool:
        return not self.missing and all(rank < depth for rank in self.ranks)


class Judge:
    """Keeps all dialogues in one database, each as an account of its own. `url` names a migrated, empty one."""

    def __init__(self, database: Database, embedder: Embedder | None) -> None:
        self._database = database
        self._embedder = embedder
        self._recall = Recall(embedder)

    async def write(self, dialogue: Dialogue) -> tuple[Scope, dict[str, str]]:
        """Whose memories they are, and the turn of each by its id."""
        now = _after(dialogue)
        scope, turns = await self._database.tx(_write, dialogue, now)
        clock = Clock(ZoneInfo("UTC"), lambda: now)
        bus = Bus()
        worker = Worker(self._database, bus, clock, vectors.jobs(self._database, self._embedder, clock))
        await worker.drain()
        bus.close()
        return scope, turns

    async def ask(self, dialogue: Dialogue, tick: Callable[[], None] = lambda: None) -> list[Answer]:
        scope, turns = await self.write(dialogue)
        answers: list[Answer] = []
        for asked in dialogue.questions:
            begun = time.perf_counter()
            hits = await self._recall.ask(
                self._database, scope, Question(asked.question, limit=DEPTH), _after(dialogue)
            )
            found = tuple(turns[hit.memory.id] for hit in hits)
            ranks = tuple(sorted(found.index(one) for one in asked.evidence if one in found))
            missing = len(asked.evidence) - len(ranks)
            answers.append(Answer(asked, ranks, missing, time.perf_counter() - begun, found))
            tick()
        return answers


def _after(dialogue: Dialogue) -> datetime:
    return dialogue.turns[-1].said_at + timedelta(days=1)


def _write(tx: Tx, dialogue: Dialogue, now: datetime) -> tuple[Scope, dict[str, str]]:
    account = accounts.create(tx, f"{dialogue.name}@example.com", dialogue.name, "x", Role.CUSTOMER, now)
    scope = Scope(account.id)
    turns: dict[str, str] = {}
    for turn in dialogue.turns:
        draft = Draft(
            turn.text[: memories.LONGEST],
            Kind.EXPERIENCE,
            origin=Origin.IMPORT,
            source=Source(speaker=turn.speaker, chat=ConversationId(f"{dialogue.name}-{turn.session}")),
            said_at=turn.said_at,
            place=turn.place,
        )
        turns[memories.add(tx, scope, draft, now).id] = turn.id
    return scope, turns


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m evals.recall", description=__doc__)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--words", action="store_true", help="without meaning: by words alone")
    options.add_argument("--misses", action="store_true", help="show the questions that found none of their turns")
    options.add_argument("--together", type=int, default=1, help="each so many of the dialogues told as one")
    options.add_argument("--longer", action="store_true", help="two turns of each speaker put together")
    chosen = options.parse_args()
    told = [dialogue for file in chosen.files for dialogue in dialogues.read(file)]
    if chosen.together > 1:
        told = together.every(together.same(told), chosen.together)
    if chosen.longer:
        told = [together.longer(dialogue) for dialogue in told]
    folder = None if chosen.words else files.built_in()
    with tempfile.TemporaryDirectory() as scratch:
        target = Target.of(f"sqlite:///{Path(scratch) / 'memory.db'}")
        migrate.upgrade(target)
        database = Database(target)
        try:
            embedder = LocalEmbedder(folder, is_built_in=True) if folder is not None else None
            answers = asyncio.run(_ask_all(Judge(database, embedder), told))
        finally:
            database.close()
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
    if chosen.misses:
        _misses(console, told, answers)
    console.print(_table(answers, "words and meaning" if folder is not None else "words alone"))


async def _ask_all(judge: Judge, told: Sequence[Dialogue]) -> list[Answer]:
    answers: list[Answer] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=sum(len(dialogue.questions) for dialogue in told))
        for dialogue in told:
            progress.update(bar, description=f"{dialogue.name}: {len(dialogue.turns)} turns")
            answers += await judge.ask(dialogue, lambda: progress.advance(bar))
    return answers


def _misses(console: Console, told: Sequence[Dialogue], answers: Sequence[Answer]) -> None:
    texts = {(dialogue.name, turn.id): turn.text for dialogue in told for turn in dialogue.turns}
    owners = [dialogue.name for dialogue in told for _ in dialogue.questions]
    for name, answer in zip(owners, answers, strict=True):
        if answer.asked.evidence and not answer.has_any(DEPTH):
            console.print(f"{name} {answer.asked.category} {answer.asked.question}", markup=False)
            for one in answer.asked.evidence:
                console.print(f"     wanted {one} {texts[name, one]}", markup=False)
            for one in answer.found[:3]:
                console.print(f"     found  {one} {texts[name, one]}", markup=False)


def _table(answers: Sequence[Answer], title: str) -> Table:
    table = Table(title=f"Turns found, {title}")
    for head in ("", "questions", "any @5", "any @10", "all @5", "all @10", "MRR"):
        table.add_column(head, justify="right" if head else "left")
    counted = [answer for answer in answers if answer.asked.evidence and answer.asked.category != ADVERSARIAL]
    for category in sorted({answer.asked.category for answer in counted}):
        name = _NAMES.get(category, "")
        _row(table, f"{category} {name}", [one for one in counted if one.asked.category == category])
    _row(table, "all", counted)
    _row(
        table,
        "adversarial, apart",
        [one for one in answers if one.asked.category == ADVERSARIAL and one.asked.evidence],
    )
    without = sum(not answer.asked.evidence for answer in answers)
    median = statistics.median(answer.seconds for answer in answers) * 1000
    table.caption = f"{without} questions name no turn; a question took {median:.0f} ms (median), embedding included"
    return table


def _row(table: Table, name: str, answers: Sequence[Answer]) -> None:
    if not answers:
        return
    shares = [
        sum(test(answer) for answer in answers) / len(answers)
        for test in (
            lambda one: one.has_any(5),
            lambda one: one.has_any(10),
            lambda one: one.has_all(5),
            lambda one: one.has_all(10),
            lambda one: 1 / (1 + one.ranks[0]) if one.ranks else 0,
        )
    ]
    table.add_row(name, str(len(answers)), *(f"{share:.1%}" for share in shares))


if __name__ == "__main__":
    main()
