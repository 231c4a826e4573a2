"""python -m bench.knowledge [-v]: how well questions find their entries, and what an answer costs.

`-v` names each question that goes wrong, with the scores and coverages of the nearest entries.
"""

import statistics
import sys
import time
from dataclasses import replace

from tests.knowledge import judge

from frontdesk.kit.ids import EntryId
from frontdesk.knowledge import answer
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.index import Index


def main() -> None:
    for name in judge.NAMES:
        asked = judge.load(name)
        index = Index(asked.entries)
        for group in dict.fromkeys(question.group for question in asked.questions):
            part, faults = judge.judge(index, [question for question in asked.questions if question.group == group])
            _print(f"{name}/{group}", part)
            if "-v" in sys.argv:
                print("\n".join(f"    {fault}" for fault in faults))
        _print(f"{name}, all", judge.judge(index, asked.questions)[0])
    for count in (30, 200, 1000):
        _print_cost(count)


def _print(name: str, figures: judge.Figures) -> None:
    print(
        f"{name:22} recall {figures.recall:6.1%}  precision {figures.precision:6.1%}  right entry first"
        f" {figures.ranked_first:6.1%}  of {figures.answerable}; wrongly answered {figures.false_answers} of"
        f" {figures.false_answers + figures.refused} that have no answer"
    )


def _print_cost(count: int) -> None:
    """CPU to build an index of `count` entries and to answer a question whose words are new to it."""
    stock = [entry for name in judge.NAMES for entry in judge.load(name).entries]
    entries = [_varied(stock[place % len(stock)], stock[place * 7 % len(stock)], place) for place in range(count)]
    start = time.process_time()
    index = Index(entries)
    built = time.process_time() - start
    spent: list[float] = []
    for question in judge.load("questions").questions:
        begun = time.process_time_ns()
        answer.answer(index, question.text, question.language)
        spent.append((time.process_time_ns() - begun) / 1000)
    print(f"{count:5} entries: built in {built:.2f} s, an answer {statistics.median(spent):.0f} us of CPU (median)")


def _varied(entry: Entry, other: Entry, place: int) -> Entry:
    content = f"{entry.content} {other.content[:120]} {place * 7919} nr{place}."
    return replace(entry, id=EntryId(f"{entry.id}-{place}"), content=content)


if __name__ == "__main__":
    main()
