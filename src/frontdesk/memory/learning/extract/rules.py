"""The rules of a language, read once from its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from frontdesk.kit.languages import Language, read_words
from frontdesk.memory.learning.extract.candidates import KIND_OF
from frontdesk.memory.learning.extract.clauses import fold
from frontdesk.memory.learning.extract.matching import Index, Pattern, Phrases
from frontdesk.memory.learning.extract.written import Malformed, Vocabulary, pattern, phrases

_SECTIONS = frozenset({"class", "split", "silent", "says", "relation", "value", "expiry", "otherwise"})


@dataclass(frozen=True, slots=True)
class Split:
    """Where a clause ends without a sign: before `before`; before `between` if `starts` follows or `ends` precedes;
    before `then` if `ends` precedes; behind `stop` if what follows is long enough and says or asks something itself;
    and nothing of `joins`: "my wife" of "my wife and I".

    `lead` and `tail` belong to no statement. `floats` are words for the person that may stand anywhere in a clause."""

    before: Phrases
    between: Phrases
    starts: Phrases
    ends: Phrases
    then: Phrases
    stop: Phrases
    on: Phrases
    joins: Phrases
    lead: Phrases
    tail: Phrases
    floats: Phrases


@dataclass(frozen=True, slots=True)
class Silent:
    """What says nothing lasting of the person. `message`: nowhere in the message; `onwards`: from this clause on;
    `sentence`: from here to the sentence's end; `backwards`: neither this clause nor the one before it; `said`: this
    clause and the next; `clause`, `asks`: this one; `passing`: this one, unless it is an experience or `lasting`."""

    message: Phrases
    onwards: Phrases
    sentence: Phrases
    backwards: Phrases
    said: Phrases
    clause: Phrases
    asks: Phrases
    passing: Phrases
    lasting: Phrases


@dataclass(frozen=True, slots=True)
class Rules:
    """`says` in the order of the file: the first rule that fits a clause is it. `they`: what is said of somebody who
    was named before; `pronoun`: how a clause begins that is about somebody else.

    `otherwise` is asked where none of them fits: rules by tense and person, whatever the verb; `momentary` are words
    that no lasting statement holds, which those rules cannot tell.

    Of verbs that tell who does it: `me`, whoever writes; `mine`, it is hers; `theirs`, somebody else; `ours`, others or
    "we", who need not be named; `perhaps`, a relative, if one was just named. `oblique` are words behind a relative
    who does nothing, `endings_oblique` endings of her own word. `endings`: what is kept of an ending, what is cut.

    `dropped` are words for the person, and what a clause looks like where she has left them out: "never learnt to
    swim". `absent` denies that there is something, which `negative` need not. `needed` are the attributes that
    say nothing without a value: where the person is always named, "I am happy" looks like "I like". `classes` are
    those that the language's rules name."""

    split: Split
    silent: Silent
    dropped: tuple[tuple[str, Phrases], ...]
    negative: Phrases
    absent: Phrases
    filler: Phrases
    deictic: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    needed: frozenset[str]
    says: Index
    otherwise: Index
    momentary: Phrases
    kin: tuple[tuple[str, Phrases], ...]
    they: Pattern
    pronoun: Pattern
    me: Phrases
    mine: Phrases
    oblique: frozenset[str]
    endings_oblique: tuple[str, ...]
    theirs: Phrases
    ours: Phrases
    perhaps: Phrases
    classes: tuple[tuple[str, Phrases], ...]


@cache
def of(language: Language) -> Rules:
    return compiled(read_words("memory", language))


def compiled(read: Mapping[str, Any]) -> Rules:
    """Malformed names the rule that cannot be read."""
    if unknown := set(read) - _SECTIONS:
        raise Malformed(f"there is no section {', '.join(sorted(unknown))}")
    kin: dict[str, list[str]] = read["relation"]["kin"]
    classes = Vocabulary({**read["class"], "kin": [word for words in kin.values() for word in words]})
    otherwise: Mapping[str, list[str]] = read.get("otherwise", {})
    if strange := (set(read["says"]) | set(otherwise)) - set(KIND_OF) - {"momentary"}:
        raise Malformed(f"there is no attribute {', '.join(sorted(strange))}")
    oblique: list[str] = read["relation"].get("oblique", [])
    return Rules(
        Split(**{name: phrases(read["split"].get(name, ()), classes) for name in Split.__slots__}),
        Silent(**{name: phrases(read["silent"][name], classes) for name in Silent.__slots__}),
        tuple((words, phrases(listed, classes)) for words, listed in read["split"].get("dropped", {}).items()),
        classes["not"],
        phrases(read["class"].get("absent", read["class"]["not"]), classes),
        phrases(read["value"]["filler"], classes),
        frozenset(fold(one) for one in read["value"]["deictic"]),
        tuple((one.rpartition("|")[0], one.rpartition("|")[2]) for one in read["value"]["endings"]),
        frozenset(read["value"].get("needed", ())),
        _index(read["says"], classes),
        _index({name: listed for name, listed in otherwise.items() if name != "momentary"}, classes),
        phrases(otherwise.get("momentary", ()), classes),
        tuple((who, phrases(words, classes)) for who, words in kin.items()),
        pattern(read["relation"]["they"], classes),
        pattern(read["relation"]["pronoun"], classes),
        phrases(read["relation"].get("me", ()), classes),
        phrases(read["relation"].get("mine", ()), classes),
        frozenset(fold(one) for one in oblique if not one.startswith("*")),
        tuple(fold(one[1:], is_part=True) for one in oblique if one.startswith("*")),
        phrases(read["relation"].get("theirs", ()), classes),
        phrases(read["relation"].get("ours", ()), classes),
        phrases(read["relation"].get("perhaps", ()), classes),
        tuple((name, classes[name]) for name in classes),
    )


def _index(written: Mapping[str, list[str]], classes: Vocabulary) -> Index:
    return Index((name, pattern(rule, classes)) for name, listed in written.items() for rule in listed)
