"""Prints how well the demo's entries are found, and which questions go wrong: python -m tests.knowledge.measure"""

import statistics
import sys
import time
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.index import Index

_QUESTIONS = Path(__file__).with_name("questions.toml")


@dataclass(frozen=True, slots=True)
class Question:
    """`right` are the entries that answer it, none if nothing does."""

    group: str
    language: Language
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    answered_right: int
    answered_wrong: int
    unanswered: int
    false_answers: int
    refused: int

    @property
    def precision(self) -> float:
        return self.answered_right / max(1, self.answered_right + self.answered_wrong + self.false_answers)

    @property
    def recall(self) -> float:
        return self.answered_right / max(1, self.answered_right + self.answered_wrong + self.unanswered)


def demo_entries() -> list[Entry]:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    stored = tomllib.loads((files("frontdesk.demo") / "knowledge.toml").read_text("utf-8"))["entries"]
    return [
        Entry(EntryId(e["key"]), e["title"], e["content"], e["category"], Language(e["language"]), True, now, now)
        for e in stored
    ]


def questions() -> list[Question]:
    data = tomllib.loads(_QUESTIONS.read_text("utf-8"))
    found: list[Question] = []
    for group, asked in data["answerable"].items():
        for topic, text in asked:
            found.append(Question(group, _language(group), text, frozenset(data["topics"][topic])))
    for group, asked in data["unanswerable"].items():
        found += [Question(group, _language(group), text, frozenset()) for text in asked]
    return found


def measure(index: Index, asked: list[Question], *, show: bool = False) -> Figures:
    right = wrong = unanswered = false_answers = refused = 0
    for question in asked:
        found = answer.answer(index, question.text, question.language)
        if not question.right:
            false_answers, refused = false_answers + (found is not None), refused + (found is None)
            good = found is None
        else:
            good = found is not None and found.entry_id in question.right
            right += good
            unanswered += found is None
            wrong += found is not None and not good
        if show and not good:
            tops = ", ".join(
                f"{h.passage.entry.id} {h.score:.1f}/{h.coverage:.2f}/{h.strength:.1f}"
                for h in index.find(question.text, question.language, limit=3)
            )
            print(f"{question.group:10} {question.text} -> {found and found.entry_id}  [{tops}]")
    return Figures(right, wrong, unanswered, false_answers, refused)


def cost(index: Index, asked: list[Question]) -> float:
    """Median microseconds of CPU for an answer whose words have been looked up before."""
    spent: list[float] = []
    for question in asked * 3:
        start = time.process_time_ns()
        answer.answer(index, question.text, question.language)
        spent.append((time.process_time_ns() - start) / 1000)
    return statistics.median(spent)


def _language(group: str) -> Language:
    return Language.HI if group == "romanised" else Language(group)


def main() -> None:
    index = Index(demo_entries())
    asked = questions()
    total = measure(index, asked, show="-v" in sys.argv)
    for group in dict.fromkeys(question.group for question in asked):
        part = measure(index, [question for question in asked if question.group == group])
        print(f"{group:10} recall {part.recall:.3f} precision {part.precision:.3f} {part}")
    print(f"{'all':10} recall {total.recall:.3f} precision {total.precision:.3f} {total}")
    print(f"answer: {cost(index, asked):.0f} us of CPU (median)")


if __name__ == "__main__":
    main()
