"""A rule as people write it, made into what is looked for in the folded words of a clause.

    {class}    any phrase of the class of that name      word/other   either, also a {class}
    word*      a word that begins so                      *word        a word that ends so
    word?      may be missing; also {class}?              #  ####      a number in digits, a year
    ..         up to three words      ...  up to eight    ^  $         the clause begins, ends here
    a & b      both, wherever they stand                  !a           and this nowhere in the clause
    <...>      what it is about: one to eight words, the first of them

All words are folded as the message's are (clauses.fold), so spellings of one word need writing once.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence

from frontdesk.memory.learning.extract.clauses import fold
from frontdesk.memory.learning.extract.matching import (
    Edge,
    Either,
    Element,
    Elements,
    Gap,
    Named,
    Part,
    Pattern,
    Phrases,
    Value,
    needed,
)

_CLASS = re.compile(r"\{(\w+)\}(\??)")


class Malformed(ValueError):
    """A rule that cannot be read; the message says which."""


class Vocabulary:
    """The classes of a language, each made when a rule first names it."""

    __slots__ = ("_made", "_written")

    def __init__(self, written: Mapping[str, Sequence[str]]) -> None:
        self._written = written
        self._made: dict[str, Phrases] = {}

    def __getitem__(self, name: str) -> Phrases:
        if name not in self._made:
            self._made[name] = phrases(self._written[name], self)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)


_NONE = Vocabulary({})


def phrases(listed: Sequence[str], classes: Vocabulary = _NONE) -> Phrases:
    """Any of them, wherever it stands in a line."""
    return Phrases(_sequence(one, classes) for one in listed)


def pattern(rule: str, classes: Vocabulary = _NONE) -> Pattern:
    wanted: list[Part] = []
    unwanted: list[Part] = []
    for piece in rule.split("&"):
        bare = piece.strip().removeprefix("!")
        sequence = _sequence(bare, classes)
        (unwanted if bare != piece.strip() else wanted).append(Part(sequence, needed(sequence)))
    return Pattern(tuple(wanted), tuple(unwanted))


def _sequence(written: str, classes: Vocabulary) -> Elements:
    elements: list[Element] = []
    for one in written.replace("-", " ").split():
        try:
            element = _element(one, classes)
        except KeyError as error:
            raise Malformed(f"{written!r}: {error}") from error
        if isinstance(element, Value) and any(isinstance(other, Value) for other in elements):
            element = Value(is_first=False)
        elements.append(element)
    return tuple(elements)


def _element(element: str, classes: Vocabulary) -> Element:
    match element:
        case "..":
            return Gap(3)
        case "...":
            return Gap(8)
        case "<...>":
            return Value(is_first=True)
        case "^" | "$":
            return Edge(is_end=element == "$")
    if named := _CLASS.fullmatch(element):
        return Named(classes[named[1]], bool(named[2]))
    if "{" in element and "/" in element:
        return Named(phrases(element.removesuffix("?").split("/"), classes), element.endswith("?"))
    if "{" in element or "}" in element:
        raise Malformed(f"{element} is neither a class nor a word")
    either = element.removesuffix("?").split("/")
    if len(either) == 1 and not element.endswith("?") and "*" not in element and not element.startswith("#"):
        return sys.intern(fold(element))
    return _either(either, is_optional=element.endswith("?"))


def _either(listed: Sequence[str], *, is_optional: bool) -> Either:
    whole: set[str] = set()
    begins: list[str] = []
    ends: list[str] = []
    inside: list[str] = []
    for word in listed:
        if word.startswith("#"):
            # "#*": whatever begins with a digit.
            begins += list("0123456789") if word.endswith("*") else []
            continue
        before, after = word.startswith("*"), word.endswith("*") and word != "*"
        folded = sys.intern(fold(word.strip("*"), is_part=before or after))
        if before and after:
            inside.append(folded)
        elif before:
            ends.append(folded)
        elif after:
            begins.append(folded)
        else:
            whole.add(folded)
    numbers = "#" in listed
    return Either(frozenset(whole), tuple(begins), tuple(ends), tuple(inside), "####" in listed, numbers, is_optional)
