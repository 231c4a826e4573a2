"""One message as every extractor reads it: tokens, clauses, what the word lists say of each, and who has claimed what.

layout.py makes it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar, cast

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_Made = TypeVar("_Made")


class Token(NamedTuple):
    text: str
    kind: str  # "number", "word", "mark"
    start: int
    end: int


class Mark(NamedTuple):
    """An entry of the word lists found at tokens[start:end]."""

    value: str | int
    language: Language
    start: int
    end: int
    sounds: bool = False  # alike in sound alone


class Clause(NamedTuple):
    """tokens[start:end], without its closing mark; `sentence` counts sentences from 0."""

    start: int
    end: int
    sentence: int
    closes: str


@dataclass(slots=True)
class Findings:
    """What the extractors have found so far."""

    fields: dict[Field, str] = field(default_factory=dict)
    invalid: dict[Field, str] = field(default_factory=dict)
    unsure: dict[Field, str] = field(default_factory=dict)
    bikram: bool = False  # the day was named in the Bikram Sambat


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the message itself."""

    catalogue: Catalogue
    language: Language
    today: date
    asked: Field | None
    collected: Mapping[Field, str]
    refused: tuple[date, ...] = ()


@dataclass(slots=True)
class Sheet:
    """`text` is `written` with ASCII digits; `owner` says per token which field has claimed it ("" for none)."""

    text: str
    written: str
    context: Context
    tokens: tuple[Token, ...]
    language: Language
    marks: dict[str, dict[int, Mark]]
    owner: list[str]
    clauses: tuple[Clause, ...]
    worded: list[bool] = field(default_factory=list)  # per clause: worded as a question
    asking: list[bool] = field(default_factory=list)  # per clause: that, or closed by a question mark
    found: Findings = field(default_factory=Findings)
    _inside: dict[str, set[int]] = field(default_factory=dict)
    _once: dict[Callable[["Sheet"], object], object] = field(default_factory=dict)

    @property
    def asked(self) -> Field | None:
        return self.context.asked

    def at(self, category: str, place: int) -> Mark | None:
        marks = self.marks.get(category)
        return marks.get(place) if marks else None

    def between(self, category: str, start: int = 0, end: int | None = None) -> list[Mark]:
        """Marks of the category that begin at tokens[start:end], in order."""
        marks = self.marks.get(category)
        if not marks:
            return []
        start = max(start, 0)
        last = len(self.tokens) if end is None else end
        if last - start < len(marks):
            return [marks[place] for place in range(start, last) if place in marks]
        return [mark for place, mark in marks.items() if start <= place < last]

    def has(self, category: str, start: int = 0, end: int | None = None) -> bool:
        return category in self.marks and bool(self.between(category, start, end))

    def values(self, category: str, start: int = 0, end: int | None = None) -> list[str | int]:
        return [mark.value for mark in self.between(category, start, end)]

    def covered(self, category: str, place: int) -> bool:
        """True if the token stands inside a mark of the category, not only at its beginning."""
        marks = self.marks.get(category)
        if not marks:
            return False
        inside = self._inside.get(category)
        if inside is None:
            inside = {at for mark in marks.values() for at in range(mark.start, mark.end)}
            self._inside[category] = inside
        return place in inside

    def once(self, made: Callable[["Sheet"], _Made]) -> _Made:
        """What `made` makes of the whole message, made the first time that it is asked for."""
        if made not in self._once:
            self._once[made] = made(self)
        return cast(_Made, self._once[made])

    def clause_at(self, place: int) -> int | None:
        """Number of the clause that the token stands in; None for a mark between clauses."""
        number = bisect_right(self.clauses, place, key=lambda clause: clause.start) - 1
        return number if number >= 0 and place < self.clauses[number].end else None

    def is_worded_question(self, place: int) -> bool:
        number = self.clause_at(place)
        return number is not None and self.worded[number]

    def is_asked_about(self, place: int) -> bool:
        """In a clause that asks, be it by a question mark alone."""
        number = self.clause_at(place)
        return number is not None and self.asking[number]

    def corrects(self, start: int) -> bool:
        """A word of correction ("no, sorry", "बदल कर") stands within the few words before these characters."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        near = range(max(0, first - 5), first)
        return any(self.covered(category, place) for place in near for category in ("instead", "not", "change"))

    def claim(self, start: int, end: int, owner: str) -> None:
        for place in range(start, end):
            self.owner[place] = owner

    def is_free(self, start: int, end: int) -> bool:
        return not any(self.owner[start:end])

    def free(self, start: int, end: int) -> Iterator[int]:
        """Places of unclaimed words and numbers."""
        return (place for place in range(start, end) if not self.owner[place] and self.tokens[place].kind != "mark")

    def quote(self, start: int, end: int) -> str:
        """As it was typed, digits of every script included."""
        return self.written[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def slice(self, start: int, end: int) -> str:
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def places(self, start: int, end: int) -> tuple[int, int]:
        """Token range that covers the characters text[start:end]."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        last = bisect_left(self.tokens, end, key=lambda token: token.start)
        return (first, last) if first < last else (0, 0)
