"""A file of memories, taken apart into rows: our own JSON and CSV here, others' in foreign.py. Nothing is stored."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from frontdesk.kit import large_json
from frontdesk.memory.files import foreign, rows
from frontdesk.memory.files.transfer import Format
from frontdesk.memory.problems import Problem, refused

MOST_ROWS = 10_000
_MOST_TIES = 50_000
# Spreadsheets write what their country uses.
_DELIMITERS = (",", ";", "\t")
# A single cell may be longer than what csv takes by default; the body's own limit stands before.
_LONGEST_CELL = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Incoming:
    """Rows by their number, links as (number, what is said), and what nobody could make a row of."""

    rows: tuple[tuple[int, Mapping[str, Any]], ...]
    ties: tuple[tuple[int, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()


def read(form: Format, raw: Any, relationships: Any = None) -> Incoming:
    """`raw` is a list of memories, or the text of a file, or what its JSON says. BadInput for what cannot be read at
    all; whatever is wrong with a single row is said of that row, and the others stand."""
    if form is Format.CSV:
        return _csv(raw)
    if form is Format.MEM0:
        return _listed(foreign.mem0(_parsed(raw)))
    if form is Format.CHATGPT:
        return _listed(foreign.chatgpt(raw))
    said = _parsed(raw)
    if isinstance(said, Mapping):
        relationships = said.get("relationships") if relationships is None else relationships
        said = said.get("memories")
    found = _listed(said)
    ties = [] if relationships is None else relationships
    if not isinstance(ties, list) or len(ties) > _MOST_TIES:
        raise refused("relationships", "no_list", most=_MOST_TIES)
    named = rows.unknown([raw for _, raw in found.rows])
    return Incoming(found.rows, tuple(enumerate(ties, 1)), found.problems, named)


def _parsed(raw: Any) -> Any:
    if not isinstance(raw, str | bytes):
        return raw
    try:
        return large_json.loads(raw)
    except ValueError:
        raise refused("memories", "no_json") from None


def _listed(said: Any) -> Incoming:
    if not isinstance(said, list):
        raise refused("memories", "no_list", most=MOST_ROWS)
    _check_count(len(said))
    numbered = [(number, one) for number, one in enumerate(said, 1) if one is not foreign.LEFT_OUT]
    return Incoming(
        tuple((number, one) for number, one in numbered if isinstance(one, Mapping)),
        problems=tuple(Problem(number, "row", "no_object") for number, one in numbered if not isinstance(one, Mapping)),
    )


def _check_count(count: int) -> None:
    if count > MOST_ROWS:
        raise refused("memories", "no_list", most=MOST_ROWS)


def _csv(raw: Any) -> Incoming:
    if not isinstance(raw, str):
        raise refused("memories", "no_csv")
    lines = _lines(raw.removeprefix("\ufeff"))
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if "content" not in header:
        raise refused("memories", "no_header")
    if len(set(header)) < len(header):
        raise refused("memories", "column_twice")
    _check_count(len(lines) - 1)
    found: list[tuple[int, Mapping[str, Any]]] = []
    ties: list[tuple[int, Any]] = []
    problems: list[Problem] = []
    for number, cells in enumerate(lines[1:], 1):
        if not any(cells):
            continue
        if len(cells) != len(header):
            problems.append(Problem(number, "row", "bad_cells", {"found": len(cells), "wanted": len(header)}))
            continue
        row = dict(zip(header, map(rows.uncell, cells), strict=True))
        found.append((number, row))
        if told := row.get("relationships"):
            ties += [(number, tie) for tie in _ties_of(row, told)]
    return Incoming(tuple(found), tuple(ties[:_MOST_TIES]), tuple(problems), rows.unknown([dict.fromkeys(header)]))


def _ties_of(row: Mapping[str, Any], told: str) -> Sequence[Any]:
    """What begins at this row, each as in JSON; what is no list comes through as one that is wrong."""
    try:
        ties = orjson.loads(told)
    except orjson.JSONDecodeError:
        return [None]
    if not isinstance(ties, list):
        return [None]
    return [{**tie, "source_id": row.get("id")} if isinstance(tie, Mapping) else None for tie in ties]


def _lines(text: str) -> list[list[str]]:
    """A quotation mark too many or too few moves every cell behind it: then no row can be trusted."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    lines: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            lines.append(cells)
            _check_count(len(lines) - 1)
    except csv.Error:
        raise refused("memories", "bad_quotes", row=len(lines)) from None
    return lines
