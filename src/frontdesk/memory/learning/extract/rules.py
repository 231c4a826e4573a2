"""The rules of a language, read once from its folder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from frontdesk.kit.languages import Language, read_words
from frontdesk.memory.learning.extract.candidates import KIND_OF
from frontdesk.memory.learning.extract.clauses import fold
from frontdesk.memory.learning.extract.written import Malformed, Pattern, pattern

_SECTIONS = frozenset({"class", "split", "silent", "says", "relation", "value", "expiry"})


@dataclass(frozen=True, slots=True)
class Split:
    """Where a clause ends without a sign: before `before`; before `between` if `starts` follows or `ends` precedes.

    `lead` and `tail` belong to no statement. `floats` are words for the person that may stand anywhere in a clause."""

    before: re.Pattern[str]
    between: re.Pattern[str]
    starts: re.Pattern[str]
    ends: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    floats: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Silent:
    """What says nothing lasting of the person. `message`: nowhere in the message; `onwards`: from this clause on;
    `sentence`: from here to the sentence's end; `backwards`: neither this clause nor the one before it; `said`: this
    clause and the next; `clause`, `asks`: this one; `passing`: this one, unless it is an experience or `lasting`."""

    message: re.Pattern[str]
    onwards: re.Pattern[str]
    sentence: re.Pattern[str]
    backwards: re.Pattern[str]
    said: re.Pattern[str]
    clause: re.Pattern[str]
    asks: re.Pattern[str]
    passing: re.Pattern[str]
    lasting: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """`says` in the order of the file: the first rule that fits a clause is it. `they`: what is said of somebody who
    was named before; `pronoun`: how a clause begins that is about somebody else."""

    split: Split
    silent: Silent
    negative: re.Pattern[str]
    filler: re.Pattern[str]
    deictic: frozenset[str]
    endings: tuple[str, ...]
    says: tuple[tuple[str, tuple[Pattern, ...]], ...]
    kin: tuple[tuple[str, re.Pattern[str]], ...]
    they: Pattern
    pronoun: Pattern


@cache
def of(language: Language) -> Rules:
    return compiled(read_words("memory", language))


def compiled(read: Mapping[str, Any]) -> Rules:
    """Malformed names the rule that cannot be read."""
    if unknown := set(read) - _SECTIONS:
        raise Malformed(f"there is no section {', '.join(sorted(unknown))}")
    kin: dict[str, list[str]] = read["relation"]["kin"]
    classes: dict[str, list[str]] = {**read["class"], "kin": [word for words in kin.values() for word in words]}
    if strange := set(read["says"]) - set(KIND_OF):
        raise Malformed(f"there is no attribute {', '.join(sorted(strange))}")

    def any_of(listed: Sequence[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern(one, classes).wanted[0].pattern})" for one in listed) or r"(?!)")

    return Rules(
        Split(**{name: any_of(read["split"][name]) for name in Split.__slots__}),
        Silent(**{name: any_of(read["silent"][name]) for name in Silent.__slots__}),
        any_of(["{not}"]),
        any_of(read["value"]["filler"]),
        frozenset(fold(one) for one in read["value"]["deictic"]),
        tuple(read["value"]["endings"]),
        tuple((name, tuple(pattern(rule, classes) for rule in listed)) for name, listed in read["says"].items()),
        tuple((who, any_of(words)) for who, words in kin.items()),
        pattern(read["relation"]["they"], classes),
        pattern(read["relation"]["pronoun"], classes),
    )
