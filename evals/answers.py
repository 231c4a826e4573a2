"""python -m evals.answers [FOLDER] [--misses]: how well questions find what businesses have written down.

Whoever wrote the 120 entries and 380 questions of evals/knowledge had seen none of the code, nor had those of its
folders open2 and open3; since then all have been looked at. FOLDER is one of these, or has others in two files of the
same form, entries.jsonl and questions.jsonl.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer, vectors
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.index import Hit, Index
from frontdesk.llm import embeddings
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.llm.vectors import Matrix
from frontdesk.retrieval import meaning

FOLDER = Path(__file__).parent / "knowledge"
# Of three authors; whatever has been looked at.
FOLDERS = [FOLDER, FOLDER / "open2", FOLDER / "open3"]
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """`entry` and the `sentence` of it that answers are None where nothing does."""

    business: str
    language: Language
    is_typed: bool
    text: str
    entry: str | None
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    question: Question
    # the entry is in another language than the question
    is_across: bool
    entry_first: bool
    sentence_first: bool
    # None: nothing was quoted
    quoted: str | None
    says_it: bool
    found: tuple[str, ...]


def questions(folder: Path = FOLDER) -> list[Question]:
    return [_question(row) for row in _rows(folder / "questions.jsonl")]


def _question(row: dict[str, Any]) -> Question:
    is_typed = row["script"] == "latin" and row["lang"] != "en"
    return Question(row["business"], Language(row["lang"]), is_typed, row["text"], row["entry"], row["sentence"])


def businesses(folder: Path = FOLDER) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for row in _rows(folder / "entries.jsonl"):
        entry = Entry(
            id=EntryId(row["id"]),
            title=row["question"],
            content=row["answer"],
            category=row["category"],
            language=Language(row["lang"]),
            is_active=True,
            created_at=_WRITTEN,
            updated_at=_WRITTEN,
        )
        found.setdefault(row["business"], []).append(entry)
    return found


def judge(asked: Sequence[Question], folder: Path = FOLDER, embedder: LocalEmbedder | None = None) -> list[Verdict]:
    """By words, and by meaning too where there is an embedder."""
    return asyncio.run(_judge(asked, folder, embedder))


async def _judge(asked: Sequence[Question], folder: Path, embedder: LocalEmbedder | None) -> list[Verdict]:
    known = businesses(folder)
    if embedder is None:
        by_words = {name: Index(entries) for name, entries in known.items()}
        return [_verdict(question, by_words[question.business], None) for question in asked]
    model = await embeddings.settled(embedder)
    meant = await embedder.embed([vectors.said(model, question.text, question.language) for question in asked])
    indexes = {name: Index(entries, await stored(embedder, entries)) for name, entries in known.items()}
    return [_verdict(one, indexes[one.business], row) for one, row in zip(asked, meant, strict=True)]


async def stored(embedder: LocalEmbedder, entries: Sequence[Entry]) -> dict[EntryId, bytes]:
    """Their vectors, as the product stores them."""
    model = await embeddings.settled(embedder)
    return {
        entry.id: b"".join(map(meaning.pack, await embedder.embed(vectors.parts(model, entry)))) for entry in entries
    }


def _verdict(question: Question, index: Index, meant: Matrix | None) -> Verdict:
    hits = index.find(question.text, question.language, meaning=meant)
    said = answer.answer(index, question.text, question.language, meaning=meant)
    right = next((one.entry for one in index.passages if one.entry.id == question.entry), None)
    entry_first = bool(hits) and hits[0].passage.entry.id == question.entry
    return Verdict(
        question,
        is_across=right is not None and right.language is not question.language,
        entry_first=entry_first,
        sentence_first=entry_first and _same(_best(hits[0]), question.sentence or ""),
        quoted=said.entry_id if said else None,
        says_it=said is not None and question.sentence is not None and question.sentence in said.text,
        found=tuple(
            f"{hit.passage.entry.id} {hit.score:.1f}/{hit.coverage:.2f}/{hit.strength:.1f} {_best(hit)}"
            for hit in hits[:3]
        ),
    )


def _best(hit: Hit) -> str:
    scores = hit.sentence_scores
    return hit.passage.sentences[max(range(len(scores)), key=lambda one: (scores[one], -one))].text if scores else ""


def _same(found: str, wanted: str) -> bool:
    return bool(found) and (found in wanted or wanted in found)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m evals.answers", description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="with entries.jsonl and questions.jsonl")
    options.add_argument("--misses", action="store_true", help="show what goes wrong")
    chosen = options.parse_args()
    asked = questions(chosen.folder)
    verdicts = {"by words": judge(asked, chosen.folder)}
    if folder := files.built_in():
        verdicts["by words and meaning"] = judge(asked, chosen.folder, LocalEmbedder(folder, is_built_in=True))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200)
    for name, found in verdicts.items():
        if chosen.misses:
            _misses(console, found)
        console.print(_table(f"{chosen.folder.name}, {name}", found))


def _misses(console: Console, verdicts: Sequence[Verdict]) -> None:
    for one in verdicts:
        asked = one.question
        is_right = one.quoted is None if asked.entry is None else one.sentence_first and one.quoted is not None
        if not is_right:
            console.print(f"{asked.language} {asked.text} -> {asked.entry} {asked.sentence}", markup=False)
            console.print(f"   quoted {one.quoted}", markup=False)
            for found in one.found:
                console.print(f"   {found}", markup=False)


def _table(title: str, verdicts: Sequence[Verdict]) -> Table:
    table = Table(title=title)
    heads = ("", "questions", "right entry first", "its sentence first", "quoted", "with the answer", "wrongly quoted")
    for head in heads:
        table.add_column(head, justify="right" if head else "left")
    answerable = [one for one in verdicts if one.question.entry is not None]
    own = [one for one in answerable if not one.is_across]
    across = [one for one in answerable if one.is_across]
    for language in Language:
        _row(table, f"own language, {language}", [one for one in own if one.question.language is language])
    _row(table, "own language, typed in Latin letters", [one for one in own if one.question.is_typed])
    _row(table, "own language", own)
    for language in Language:
        _row(table, f"across, {language}", [one for one in across if one.question.language is language])
    _row(table, "across, typed in Latin letters", [one for one in across if one.question.is_typed])
    _row(table, "across languages", across)
    _row(table, "all", answerable)
    refused = [one for one in verdicts if one.question.entry is None]
    table.caption = f"{sum(one.quoted is None for one in refused)} of {len(refused)} without an answer are refused"
    return table


def _row(table: Table, name: str, verdicts: Sequence[Verdict]) -> None:
    count = len(verdicts)
    if count:
        counts = (
            sum(one.entry_first for one in verdicts),
            sum(one.sentence_first for one in verdicts),
            sum(one.quoted == one.question.entry for one in verdicts),
            sum(one.says_it for one in verdicts),
            sum(one.quoted not in (None, one.question.entry) for one in verdicts),
        )
        table.add_row(name, str(count), *(f"{found / count:.1%}" for found in counts))


if __name__ == "__main__":
    main()
