"""A sentence against what is read from it, and the figures over many."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evals.rows import FIELDS, Part, Row, catalogue
from frontdesk.booking.dialogue import extract

# Written freely: the case of letters, line ends and signs at the ends are nobody's mistake.
_FREE = frozenset({"name", "address", "email"})
_SIGNS = re.compile(r"[\s,;:.।॥'\"’-]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wrong` are the names of what was missed, read wrongly or made up; fields, `!field`, and flags."""

    row: Row
    found: Mapping[str, Any]
    wrong: frozenset[str]

    @property
    def right(self) -> bool:
        return not self.wrong


@dataclass(slots=True)
class Tally:
    """`fields` counts per field how often it was expected or found, and how often that was right."""

    rows: int = 0
    right: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)

    def add(self, verdict: Verdict) -> None:
        self.rows += 1
        self.right += verdict.right
        for name in _of_weight(verdict):
            self.fields[name] += 1
            self.exact[name] += name not in verdict.wrong and f"!{name}" not in verdict.wrong

    @property
    def exactness(self) -> float:
        return self.exact.total() / max(self.fields.total(), 1)

    @property
    def share(self) -> float:
        return self.right / max(self.rows, 1)


def _of_weight(verdict: Verdict) -> set[str]:
    """Fields that the row is about: expected, found, or wrongly handled."""
    named = {part.key.removeprefix("!") for part in verdict.row.parts if not part.optional}
    named |= {name for name in verdict.found if name in FIELDS}
    named |= {name.removeprefix("!") for name in verdict.wrong}
    return named & set(FIELDS)


def judge(row: Row) -> Verdict:
    said = extract(
        row.text, catalogue=catalogue(row.catalogue), language=row.language, today=row.today, asked_field=row.asked
    )
    found = _flat(said)
    expected = {part.key: part for part in row.parts}
    wrong = {part.key for part in row.parts if not _matches(part, found)}
    wrong |= {key for key in found if key not in expected}
    return Verdict(row, found, frozenset(wrong))


def tally(verdicts: Iterable[Verdict]) -> Tally:
    counted = Tally()
    for verdict in verdicts:
        counted.add(verdict)
    return counted


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    # A time of day is a tenth detail, which none of these catalogues asks for.
    flat = {key: value for key, value in said.items() if key not in ("invalid", "event_time")}
    return flat | {f"!{name}": reason for name, reason in said.get("invalid", {}).items() if name != "event_time"}


def _matches(part: Part, found: Mapping[str, Any]) -> bool:
    if part.key not in found:
        return part.optional
    return part.value is None or plain(part.key, found[part.key]) == plain(part.key, part.value)


def plain(key: str, value: Any) -> Any:
    if key not in _FREE:
        return value
    written = unicodedata.normalize("NFC", str(value)).casefold()
    return written if key == "email" else _SIGNS.sub(" ", written).strip()
