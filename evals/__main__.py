"""python -m evals [--held] [--language xx] [--stories | --utterances | --memories] [--quiet]"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals import extraction, judge, rows, stories
from evals.extraction import Reading
from evals.judge import Tally, Verdict
from evals.stories import Told

_ALL = "all"


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    options.add_argument("--held", action="store_true", help="the part that is kept apart from development")
    options.add_argument("--language", help="only files of this language")
    options.add_argument("--utterances", action="store_true", help="only the sentences")
    options.add_argument("--stories", action="store_true", help="only the conversations")
    options.add_argument("--memories", action="store_true", help="only what is remembered of messages")
    options.add_argument("--quiet", action="store_true", help="the figures without the failures")
    chosen = options.parse_args()
    folder = rows.HERE / ("held" if chosen.held else "open")
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200)
    if not chosen.stories and not chosen.memories:
        read = [
            row for row in rows.read(folder / "utterances") if chosen.language in (None, row.file.partition("-")[0])
        ]
        verdicts = [judge.judge(row) for row in read]
        if not chosen.quiet:
            _failures(console, verdicts)
        _utterances(console, verdicts)
    if not chosen.utterances and not chosen.memories:
        known = [one for one in stories.read(folder / "stories") if chosen.language in (None, one.language)]
        told = [stories.tell(one) for one in known]
        if not chosen.quiet:
            _slips(console, told)
        _stories(console, told)
    if not chosen.utterances and not chosen.stories:
        messages = extraction.messages(rows.HERE / "memory" / ("held" if chosen.held else "open"))
        readings = [extraction.judge(one) for one in messages if chosen.language in (None, one.language)]
        if not chosen.quiet:
            _misread(console, readings)
        _memories(console, readings)


def _failures(console: Console, verdicts: Iterable[Verdict]) -> None:
    for verdict in verdicts:
        if verdict.right:
            continue
        row = verdict.row
        wanted = {part.key + "?" * part.optional: part.value for part in row.parts}
        console.print(f"[bold]{row.place}[/] {row.asked or '-'} {escape(repr(row.text))}")
        console.print(f"   wrong {', '.join(sorted(verdict.wrong))}", markup=False)
        console.print(f"   expected {wanted}\n   found    {dict(verdict.found)}", markup=False)


def _utterances(console: Console, verdicts: Sequence[Verdict]) -> None:
    by_file: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_file[verdict.row.file.partition("-")[0]].append(verdict)
        by_file[_ALL].append(verdict)
    tallies = {name: judge.tally(group) for name, group in by_file.items()}
    names = [name for name in tallies if name != _ALL] + ([_ALL] if tallies else [])
    table = Table(title="Sentences: share read exactly", show_lines=False)
    table.add_column("")
    for name in names:
        table.add_column(name, justify="right")
    table.add_row("sentences", *(str(tallies[name].rows) for name in names))
    table.add_row("wholly right", *(f"{tallies[name].share:.1%}" for name in names), style="bold")
    table.add_row("fields exact", *(f"{tallies[name].exactness:.1%}" for name in names), style="bold")
    for name in rows.FIELDS:
        table.add_row(f"  {name}", *(_of_field(tallies[language], name) for language in names))
    console.print(table)


def _of_field(tally: Tally, name: str) -> str:
    count = tally.fields[name]
    return f"{tally.exact[name] / count:.0%} of {count}" if count else "-"


def _slips(console: Console, told: Iterable[Told]) -> None:
    for one in told:
        for slip in one.slips:
            console.print(f"[bold]{one.story.name}[/] turn {slip.turn} {escape(repr(slip.says))}")
            line = f"   {slip.key}: expected {slip.expected!r}, was {slip.happened!r}"
            console.print(line, markup=False)


def _stories(console: Console, told: Sequence[Told]) -> None:
    table = Table(title="Conversations")
    for head in ("", "conversations", "every turn right", "turns right", "booked as wished"):
        table.add_column(head, justify="right" if head else "left")
    languages = sorted({one.story.language for one in told})
    for language in [*languages, _ALL]:
        group = [one for one in told if language in (_ALL, one.story.language)]
        if not group:
            continue
        turns = sum(one.turns for one in group)
        wished = [one.booked for one in group if one.booked is not None]
        table.add_row(
            language,
            str(len(group)),
            f"{sum(not one.slips for one in group) / len(group):.1%}",
            f"{1 - sum(one.wrong_turns for one in group) / turns:.1%} of {turns}",
            f"{sum(wished)} of {len(wished)}",
        )
    console.print(table)


def _misread(console: Console, readings: Iterable[Reading]) -> None:
    for one in readings:
        if one.wrong or one.missed:
            console.print(f"[bold]{one.message.place}[/] {escape(repr(one.message.text))}")
        for found in one.wrong:
            console.print(f"   wrong  {found.attribute}: {found.quote}", markup=False)
        for wanted in one.missed:
            console.print(f"   missed {', '.join(wanted.types)}: {wanted.quote}", markup=False)


def _memories(console: Console, readings: Sequence[Reading]) -> None:
    table = Table(title="What is remembered of messages, without a language model")
    for head in ("", "messages", "statements", "found", "precision", "recall", "of any kind: precision", "recall "):
        table.add_column(head, justify="right" if head else "left")
    languages = sorted({one.message.language for one in readings})
    for language in [*languages, _ALL]:
        known = extraction.score(one for one in readings if language in (_ALL, one.message.language))
        table.add_row(
            language,
            str(known.messages),
            str(known.right + known.missed),
            str(known.right + known.wrong),
            f"{known.precision:.1%}",
            f"{known.recall:.1%}",
            f"{known.precision_of_any_kind:.1%}",
            f"{known.recall_of_any_kind:.1%}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
