"""Reads the sets of questions beside this file and counts how a set is answered."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.index import Index

NAMES = ("questions", "yoga", "dentist", "paragraphs", "wallet")


@dataclass(frozen=True, slots=True)
class Question:
    """`right` are the entries that answer it, none if nothing does."""

    group: str
    language: Language
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Set:
    entries: list[Entry]
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Figures:
    answered_right: int
    answered_wrong: int
    unanswered: int
    false_answers: int
    refused: int
    first: int

    @property
    def answerable(self) -> int:
        return self.answered_right + self.answered_wrong + self.unanswered

    @property
    def precision(self) -> float:
        return self.answered_right / max(1, self.answered_right + self.answered_wrong + self.false_answers)

    @property
    def recall(self) -> float:
        return self.answered_right / max(1, self.answerable)

    @property
    def ranked_first(self) -> float:
        """Share of the answerable ones whose best hit is right, whether it is sure enough to be quoted or not."""
        return self.first / max(1, self.answerable)


def load(name: str) -> Set:
    """`questions` asks the thirty entries beside it; each other set brings its own."""
    data = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
    stored = data if name != "questions" else tomllib.loads(Path(__file__).with_name("thirty.toml").read_text("utf-8"))
    topics = data.get("topics") or {entry["key"]: [entry["key"]] for entry in stored["entries"]}
    found = [
        Question(group, _language(group), text, frozenset(topics[topic]))
        for group, asked in data["answerable"].items()
        for topic, text in asked
    ]
    for group, asked in data.get("unanswerable", {}).items():
        found += [Question(group, _language(group), text, frozenset()) for text in asked]
    return Set([_entry(entry) for entry in stored["entries"]], found)


def judge(index: Index, asked: list[Question]) -> tuple[Figures, list[str]]:
    """The figures, and a line on each question that went wrong."""
    counts = dict.fromkeys(("right", "wrong", "unanswered", "false", "refused", "first"), 0)
    faults: list[str] = []
    for question in asked:
        found = answer.answer(index, question.text, question.language)
        hits = index.find(question.text, question.language, limit=3)
        if found is None:
            outcome = "unanswered" if question.right else "refused"
        else:
            outcome = "right" if found.entry_id in question.right else "wrong" if question.right else "false"
        counts[outcome] += 1
        counts["first"] += bool(hits) and hits[0].passage.entry.id in question.right
        if outcome not in ("right", "refused"):
            seen = ", ".join(f"{hit.passage.entry.id} {hit.score:.1f}/{hit.coverage:.2f}" for hit in hits)
            faults.append(f"{outcome:10} {question.group:10} {question.text} [{seen}]")
    figures = Figures(
        counts["right"], counts["wrong"], counts["unanswered"], counts["false"], counts["refused"], counts["first"]
    )
    return figures, faults


def demo() -> list[Entry]:
    """What the demo's business knows, each thing in five languages."""
    stored = tomllib.loads((files("frontdesk.demo") / "knowledge.toml").read_text("utf-8"))
    return [_entry(entry) for entry in stored["entries"]]


def _entry(stored: dict[str, Any]) -> Entry:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    language = Language(stored["language"])
    category = stored.get("category", "General")
    return Entry(EntryId(stored["key"]), stored["title"], stored["content"], category, language, True, now, now)


def _language(group: str) -> Language:
    return Language.HI if group == "romanised" else Language(group)
