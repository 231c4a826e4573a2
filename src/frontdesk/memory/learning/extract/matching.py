"""Rules as they are looked for in a line: the folded words of a clause, each with a blank behind it, after a blank.

Rules are many and a clause has few words. So a rule is looked for word by word, and only where its words are there at
all (`Index`): nothing is compiled, and thousands of rules are ready as soon as they are read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_VALUE = 8


class Line:
    """The folded words of a clause: where each begins in " word word ", and what was found out about them so far."""

    __slots__ = ("ends", "held", "places", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text.split()
        self.held = frozenset(self.words)
        self.places: list[int] = []
        place = 0
        for word in self.words:
            place = text.index(word, place)
            self.places.append(place)
            place += len(word)
        self.places.append(len(text))
        self.ends: dict[Phrases, list[tuple[int, ...]]] = {}

    def ends_of(self, listed: "Phrases") -> list[tuple[int, ...]]:
        """For each word, and behind the last, where phrases that begin there end; the longest first."""
        known = self.ends.get(listed)
        if known is None:
            known = self.ends[listed] = listed.all_ends(self)
        return known


@lru_cache(32)
def _line(text: str) -> Line:
    return Line(text)


@dataclass(frozen=True, slots=True)
class Edge:
    is_end: bool


@dataclass(frozen=True, slots=True)
class Gap:
    most: int


@dataclass(frozen=True, slots=True)
class Value:
    is_first: bool


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One word, of which these are whole, the beginning, the end or inside."""

    whole: frozenset[str]
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    inside: tuple[str, ...]
    years: bool
    numbers: bool
    is_optional: bool

    def fits(self, word: str) -> bool:
        return (
            word in self.whole
            or (bool(self.begins) and word.startswith(self.begins))
            or (bool(self.ends) and word.endswith(self.ends))
            or any(part in word for part in self.inside)
            or (self.years and _YEAR.fullmatch(word) is not None)
            or (self.numbers and _NUMBER.fullmatch(word) is not None)
        )

    @property
    def is_plain(self) -> bool:
        return not (self.begins or self.ends or self.inside or self.years or self.numbers)

    @property
    def is_part(self) -> bool:
        """No more than beginnings, endings and parts of one word, which must be there."""
        return not (self.years or self.numbers or self.is_optional)


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    phrases: "Phrases"
    is_optional: bool


Element = str | Edge | Gap | Value | Either | Named
Elements = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters of the line, as of a match. `apart`: what stands between the words of the rule, the value too."""

    line: Line
    first: int
    last: int
    apart: tuple[tuple[int, int], ...] = ()
    about: tuple[int, int] | None = None

    def start(self) -> int:
        return self.line.places[self.first]

    def end(self) -> int:
        return self.line.places[self.last]

    @property
    def text(self) -> str:
        return self.line.text[self.start() : self.end()]

    @property
    def value(self) -> str | None:
        return None if self.about is None else " ".join(self.line.words[self.about[0] : self.about[1]])

    @property
    def aside(self) -> set[int]:
        """Which words of the line stand between the rule's."""
        return {word for start, end in self.apart for word in range(start, end)}

    @property
    def own(self) -> range:
        return range(self.first, self.last)


class Phrases:
    """Any of many: a class, or a list of what parts and silences clauses."""

    __slots__ = ("_begins", "_by_word", "_ends", "_inside", "_loose")

    def __init__(self, listed: Iterable[Elements]) -> None:
        by_word: dict[str, list[Elements]] = {}
        parts: list[Either] = []
        loose: list[tuple[Elements, tuple[str | Either | Named, ...]]] = []
        for one in listed:
            first = one[0] if one else None
            if isinstance(first, str):
                by_word.setdefault(first, []).append(one[1:])
            elif isinstance(first, Either) and first.is_plain and not first.is_optional:
                for word in first.whole:
                    by_word.setdefault(word, []).append(one[1:])
            elif isinstance(first, Either) and len(one) == 1 and first.is_part:
                parts.append(first)
            else:
                loose.append((one, needed(one)))
        for part in parts:
            for word in part.whole:
                by_word.setdefault(word, []).append(())
        self._by_word = {word: tuple(rests) for word, rests in by_word.items()}
        # Beginnings and endings of single words, all at once: there are hundreds, and each word is asked for them.
        self._begins = tuple(text for part in parts for text in part.begins)
        self._ends = tuple(text for part in parts for text in part.ends)
        self._inside = tuple(text for part in parts for text in part.inside)
        self._loose = tuple(loose)

    def all_ends(self, line: Line) -> list[tuple[int, ...]]:
        """For each word, and behind the last, where phrases that begin there end; the longest first."""
        loose = [one for one, needs in self._loose if all(_is_in(need, line) for need in needs)]
        return [self._ends_at(line, place, loose) for place in range(len(line.words) + 1)]

    def _ends_at(self, line: Line, place: int, loose: Sequence[Elements]) -> tuple[int, ...]:
        found: set[int] = set()
        if place < len(line.words):
            word = line.words[place]
            for rest in self._by_word.get(word, ()):
                found |= _reach(rest, line, place + 1)
            if word.startswith(self._begins) or word.endswith(self._ends) or any(one in word for one in self._inside):
                found.add(place + 1)
        for one in loose:
            found |= _reach(one, line, place)
        return tuple(sorted(found, reverse=True)) if found else ()

    def is_in(self, line: Line) -> bool:
        known = line.ends.get(self)
        is_plain = not (self._loose or self._begins or self._ends or self._inside)
        if known is None and is_plain and self._by_word.keys().isdisjoint(line.held):
            return False
        return any(line.ends_of(self))

    def search(self, text: str, start: int = 0) -> Hit | None:
        """The first of them that begins at or behind this character."""
        return next(self.finditer(text, start), None)

    def match(self, text: str, start: int) -> Hit | None:
        line = _line(text)
        if start not in line.places:
            return None
        place = line.places.index(start)
        ends = line.ends_of(self)[place]
        return Hit(line, place, ends[0]) if ends else None

    def finditer(self, text: str, start: int = 0) -> Iterator[Hit]:
        """One behind the other, the longest where several begin together."""
        line = _line(text)
        if not self.is_in(line):
            return
        free = 0
        for place, ends in enumerate(line.ends_of(self)):
            if ends and place >= free and line.places[place] >= start:
                yield Hit(line, place, ends[0])
                free = max(ends[0], place + 1)

    def without(self, text: str) -> str:
        kept, place = [], 0
        for hit in self.finditer(text):
            kept.append(text[place : hit.start()])
            place = hit.end()
        return "".join(kept) + text[place:]


def needed(sequence: Elements) -> tuple[str | Either | Named, ...]:
    """Elements without which none of it can be there."""
    return tuple(
        one for one in sequence if isinstance(one, str) or (isinstance(one, Either | Named) and not one.is_optional)
    )


def _reach(sequence: Elements, line: Line, place: int) -> set[int]:
    """Wherever this sequence of elements can end that begins here."""
    places = {place}
    for element in sequence:
        places = {end for one in places for end in _steps(element, line, one)}
        if not places:
            break
    return places


def _steps(element: Element, line: Line, place: int) -> Sequence[int]:
    """Where one element can end, in the order in which ends are tried."""
    count = len(line.words)
    if isinstance(element, str):
        return (place + 1,) if place < count and line.words[place] == element else ()
    if isinstance(element, Either):
        fits = place < count and element.fits(line.words[place])
        return ((place + 1, place) if fits else (place,)) if element.is_optional else ((place + 1,) if fits else ())
    if isinstance(element, Named):
        ends = line.ends_of(element.phrases)[place]
        return (*ends, place) if element.is_optional else ends
    if isinstance(element, Gap):
        return range(place, min(place + element.most, count) + 1)
    if isinstance(element, Value):
        return range(min(place + _VALUE, count), place, -1)
    return (place,) if place == (count if element.is_end else 0) else ()


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    sequence: Elements
    # Elements without which it cannot be there.
    needs: tuple[str | Either | Named, ...]

    def search(self, line: Line) -> Hit | None:
        if not all(_is_in(one, line) for one in self.needs):
            return None
        failed: set[tuple[int, int]] = set()
        for place in range(len(line.words) + 1):
            taken: list[tuple[int, int]] = []
            if self._fits(line, 0, place, taken, failed):
                return self._hit(line, place, taken)
        return None

    def _fits(
        self, line: Line, number: int, place: int, taken: list[tuple[int, int]], failed: set[tuple[int, int]]
    ) -> bool:
        if number == len(self.sequence):
            return True
        if (number, place) in failed:
            return False
        for end in _steps(self.sequence[number], line, place):
            taken.append((place, end))
            if self._fits(line, number + 1, end, taken, failed):
                return True
            taken.pop()
        failed.add((number, place))
        return False

    def _hit(self, line: Line, place: int, taken: Sequence[tuple[int, int]]) -> Hit:
        apart: list[tuple[int, int]] = []
        about: tuple[int, int] | None = None
        for element, span in zip(self.sequence, taken, strict=True):
            if isinstance(element, Value) and element.is_first:
                about = span
            if isinstance(element, Gap) or (isinstance(element, Value) and element.is_first):
                apart.append(span)
        return Hit(line, place, taken[-1][1] if taken else place, tuple(apart), about)


def _is_in(element: str | Either | Named, line: Line) -> bool:
    if isinstance(element, str):
        return element in line.held
    if isinstance(element, Named):
        return element.phrases.is_in(line)
    return not element.whole.isdisjoint(line.held) or (not element.is_plain and any(map(element.fits, line.words)))


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    wanted: tuple[Part, ...]
    unwanted: tuple[Part, ...]

    def find(self, text: str) -> list[Hit] | None:
        """One match for each part, None unless all are there."""
        line = _line(text)
        hits: list[Hit] = []
        for part in self.wanted:
            hit = part.search(line)
            if hit is None:
                return None
            hits.append(hit)
        return None if any(part.search(line) is not None for part in self.unwanted) else hits


class Index:
    """Rules in their order, and which of them a clause can fit at all by the words that it holds."""

    __slots__ = ("_always", "_by_class", "_by_word", "_rules")

    def __init__(self, rules: Iterable[tuple[str, Pattern]]) -> None:
        self._rules = tuple(rules)
        uses: dict[Phrases, int] = {}
        for _, rule in self._rules:
            for need in _needs(rule):
                if isinstance(need, Named):
                    uses[need.phrases] = uses.get(need.phrases, 0) + 1
        self._by_word: dict[str, list[int]] = {}
        self._by_class: dict[Phrases, list[int]] = {}
        self._always: list[int] = []
        for number, (_, rule) in enumerate(self._rules):
            self._enter(number, rule, uses)

    def _enter(self, number: int, rule: Pattern, uses: Mapping[Phrases, int]) -> None:
        """Under its words, which are rarer than classes; under the class that the fewest rules need."""
        needs = _needs(rule)
        for need in needs:
            if isinstance(need, str) or (isinstance(need, Either) and need.is_plain):
                for word in (need,) if isinstance(need, str) else need.whole:
                    self._by_word.setdefault(word, []).append(number)
                return
        named = min((one.phrases for one in needs if isinstance(one, Named)), key=lambda one: uses[one], default=None)
        if named is None:
            self._always.append(number)
        else:
            self._by_class.setdefault(named, []).append(number)

    def candidates(self, text: str) -> Iterator[tuple[str, Pattern]]:
        """Rules that may fit, in their order, with their names."""
        line = _line(text)
        numbers = set(self._always)
        for word in line.held:
            numbers.update(self._by_word.get(word, ()))
        for listed, entered in self._by_class.items():
            if listed.is_in(line):
                numbers.update(entered)
        return (self._rules[number] for number in sorted(numbers))

    def __iter__(self) -> Iterator[tuple[str, Pattern]]:
        return iter(self._rules)


def _needs(rule: Pattern) -> list[str | Either | Named]:
    return [need for part in rule.wanted for need in part.needs]
