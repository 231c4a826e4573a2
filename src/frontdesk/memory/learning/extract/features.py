"""What there is to see in a clause, as numbers under names: what the weights of learnt.py are of.

A name is the CRC-32 of a few letters that say where it was seen, and of what was seen there. So every clause of every
message has room, and those that no weight is known of are passed over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from zlib import crc32

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract.clauses import Clause
from frontdesk.memory.learning.extract.rules import Rules
from frontdesk.retrieval import gloss, sound, words

Features = dict[int, float]

# Pieces of words of so many characters, of which there are many in a word.
_PIECES = (3, 4, 5)
_PIECE = 0.3
# What stands one word apart, around the clause, and anywhere else in the message tells less.
_APART = 0.5
_BEFORE = 0.5
_BEHIND = 0.3
_ELSEWHERE = 0.3
_NOTHING = 0.01
_MANY_WORDS = 12
_MANY_CLAUSES = 8
_MARKS = ("negative", "absent", "momentary", "me", "mine", "theirs", "ours", "perhaps", "filler")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A clause's folded words, its words as they sound, in English word by word, and what rules name of it."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    english: tuple[str, ...]
    classes: tuple[str, ...]
    silent: tuple[str, ...]
    marks: tuple[str, ...]
    ends: str
    sentence: int


def name_of(seen: str) -> int:
    return crc32(seen.encode())


def of(text: str, parts: Sequence[Clause], known: Rules, language: Language) -> list[Features]:
    """Of each clause of a message, `known` being the rules of its language."""
    seen = [_seen(text[part.start : part.end], part, known, language) for part in parts]
    each = [_summed(_mentions(one, f"{language}|")) for one in seen]
    whole = _summed(item for one in each for item in one.items())
    return [_features(text, seen, place, language) | _rest(whole, each[place]) for place in range(len(seen))]


def _seen(said: str, part: Clause, known: Rules, language: Language) -> _Seen:
    is_foreign = language is not Language.EN
    sounds = (sound.spelling(one, bengali=language is Language.BN) for one in words.tokens(said)) if is_foreign else ()
    return _Seen(
        tuple(part.line.split()),
        tuple(filter(None, sounds)),
        tuple(gloss.of(said, language).split()),
        tuple(name for name, listed in known.classes if listed.search(part.line) is not None),
        tuple(name for name in known.silent.__slots__ if getattr(known.silent, name).search(part.line) is not None),
        tuple(_marks(part.line, known)),
        part.ends,
        part.sentence,
    )


def _marks(line: str, known: Rules) -> Iterator[str]:
    for name in _MARKS:
        if getattr(known, name).search(line) is not None:
            yield name
    for name in ("they", "pronoun"):
        if getattr(known, name).find(line) is not None:
            yield name
    for name, listed in known.kin:
        if listed.search(line) is not None:
            yield f"kin {name}"


def _features(text: str, seen: Sequence[_Seen], place: int, language: Language) -> Features:
    its = f"{language}|"
    names = chain(_own(seen[place], its), _around(text, seen, place, its))
    return _summed((name_of(name), weight) for name, weight in names)


def _summed(items: Iterable[tuple[int, float]]) -> Features:
    found: defaultdict[int, float] = defaultdict(float)
    for name, weight in items:
        found[name] += weight
    return found


def _rest(whole: Features, own: Features) -> Features:
    """What the other clauses mention."""
    return {name: left for name, weight in whole.items() if (left := weight - own.get(name, 0)) > _NOTHING}


def _own(one: _Seen, its: str) -> Iterator[tuple[str, float]]:
    script = "latin" if all(map(str.isascii, one.words)) else "own"
    yield f"{its}script:{script}", 1
    length = min(len(one.words), _MANY_WORDS)
    for name in (f"ends:{one.ends[:1]}", f"length:{length}"):
        yield name, 1
        yield its + name, 1
    yield from _worded(one.words, its)
    yield from _worded(one.sounds, f"{its}~")
    for word in one.english:
        yield f"en:{word}", 1
    for first, second in pairwise(("^", *one.english, "$")):
        yield f"en:{first} {second}", _APART
    for name in one.classes:
        yield f"{its}class:{name}", 1
    for name in (*one.silent, *one.marks):
        yield f"is:{name}", 1
        yield f"{its}is:{name}", 1


def _worded(said: Sequence[str], its: str) -> Iterator[tuple[str, float]]:
    if not said:
        return
    for word in said:
        yield f"{its}w:{word}", 1
        whole = f"^{word}$"
        for size in _PIECES:
            for start in range(len(whole) - size + 1):
                yield f"{its}p:{whole[start : start + size]}", _PIECE
    for first, second in pairwise(("^", *said, "$")):
        yield f"{its}w:{first} {second}", 1
    for first, second in zip(("^", *said[:-1]), (*said[1:], "$"), strict=True):
        yield f"{its}w:{first} . {second}", _APART
    yield f"{its}first:{said[0]}", 1
    # In four of the five languages the verb comes last, and its ending tells who and when.
    for behind, word in enumerate(reversed(said[-2:])):
        yield f"{its}last{behind}:{word}", 1
        yield f"{its}last{behind}:-{word[-2:]}", 1
        yield f"{its}last{behind}:-{word[-3:]}", 1


def _around(text: str, seen: Sequence[_Seen], place: int, its: str) -> Iterator[tuple[str, float]]:
    one = seen[place]
    if "?" in text:
        yield "asked", 1
    if "?" in one.ends:
        yield "asks", 1
    yield f"clauses:{min(len(seen), _MANY_CLAUSES)}", 1
    yield f"sentence:{[other for other in seen if other.sentence == one.sentence][-1].ends[:1]}", 1
    yield from _neighbour(seen[place - 1] if place else None, f"{its}before:", "before", _BEFORE)
    yield from _neighbour(seen[place + 1] if place + 1 < len(seen) else None, f"{its}behind:", "behind", _BEHIND)


def _mentions(one: _Seen, its: str) -> Iterator[tuple[int, float]]:
    """As what is said elsewhere in the message."""
    for word in one.words:
        yield name_of(f"{its}there:{word}"), _ELSEWHERE
    for word in one.english:
        yield name_of(f"there:{word}"), _ELSEWHERE
    for name in one.silent:
        yield name_of(f"there:{name}!"), 1


def _neighbour(other: _Seen | None, its: str, side: str, weight: float) -> Iterator[tuple[str, float]]:
    if other is None:
        yield f"{side}:nothing", 1
        return
    for word in other.words:
        yield its + word, weight
    yield f"{side}:{other.ends[:1]}", 1
    for name in other.silent:
        yield f"{side}:{name}!", 1
