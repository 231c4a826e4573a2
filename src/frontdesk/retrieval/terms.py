"""What search compares of a text: a packed row of numbers, made once when the text is stored.

A number is two bits that say what it stands for and thirty of what it is. A word leaves its root, the English roots
that it means, how it is typed and sounds, and the parts of the root. Whoever asks looks for the root first and takes
the other ways where they lead further: over to another script, or past a misspelling. Before the words stand marks of
the whole text: what kinds of things it names, whether it tells a time, to whom it speaks and of whom.
"""

import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from frontdesk.kit.languages import Language
from frontdesk.retrieval import alike, concepts, sound, speech, times, words
from frontdesk.retrieval.trust import SOUNDS, TRANSLATED

# Raised by whatever changes what `pack` makes of a text: stored rows of another version are packed anew.
VERSION = 11

_ROOT, _NATIVE, _LATIN, _PART = range(4)

# A word nobody wrote: the same sound in its own script, and much the same letters.
_RESPELT = 0.8
_LEAST_ALIKE = 0.6
# Consonants that a sound must have to be telling.
_TELLING = 3
_WEAK = 0.5
_LONGEST = 400
_LONGEST_QUESTION = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question. `ways` are numbers with the trust in each; `unseen` are those that count only where no
    text has one of `ways`; `parts` likewise, where a text has at least `_LEAST_ALIKE` of them; `kinds` stand in texts
    that name a thing of the kind that is asked for, `others` are words that people use for this one."""

    raw: str
    weight: float
    ways: dict[int, float]
    unseen: dict[int, float]
    parts: frozenset[int]
    kinds: frozenset[int]
    others: frozenset[int]

    @property
    def least_parts(self) -> float:
        return _LEAST_ALIKE * len(self.parts)


def pack(text: str, language: Language) -> bytes:
    """Little-endian unsigned 32-bit numbers: what marks the text as a whole, each once, then those of its words."""
    said = _telling(text, language)
    marks = dict.fromkeys((*_marks(text, language), *(kind for word in said for kind in _kinds(word.raw, language))))
    return array("I", (*marks, *_numbers(said, language))).tobytes()


def of_words(text: str, language: Language) -> tuple[int, ...]:
    """Of its words alone, in the order of the text, repeats included."""
    return tuple(_numbers(_telling(text, language), language))


def _telling(text: str, language: Language) -> list[words.Word]:
    return [word for word in words.read(text, language)[:_LONGEST] if not words.is_empty(word, language)]


def _numbers(said: list[words.Word], language: Language) -> Iterator[int]:
    return (number for word in said for number in _of(word.raw, language))


def _marks(text: str, language: Language) -> Iterator[int]:
    if times.tells(text, language):
        yield TIME
    if speech.speaks_to(text, language):
        yield YOU
    if speech.speaks_of_self(text, language):
        yield OWN


@lru_cache(maxsize=16_384)
def _kinds(raw: str, language: Language) -> tuple[int, ...]:
    return tuple(_kind(one) for one in concepts.kinds(_roots(raw, language), language))


def _roots(raw: str, language: Language) -> tuple[str, ...]:
    return (words.root(raw, language), *words.meanings(raw, language))


def _kind(name: str) -> int:
    return _number(_NATIVE, f"#{name}")


def _meant(english: str) -> tuple[int, int]:
    """An English root as itself, and as what a word of another language means."""
    return _number(_ROOT, english), _number(_NATIVE, f"={english}")


def is_part(number: int) -> bool:
    return number >> 30 == _PART


def asked(question: str, language: Language) -> list[Asked]:
    """Each word once, fillers left out; without any other word the fillers themselves."""
    found = list(dict.fromkeys(words.read(question, language)[:_LONGEST_QUESTION]))
    telling = [word for word in found if not words.is_empty(word, language)]
    return [_asked(word, language) for word in telling or found]


def _asked(word: words.Word, language: Language) -> Asked:
    root = words.root(word.raw, language)
    latin = word.raw.isascii()
    ways = {_number(_ROOT, root): 1.0}
    unseen: dict[int, float] = {}
    for meaning in words.meanings(word.raw, language) or ((root,) if latin else ()):
        for number in _meant(meaning):
            ways.setdefault(number, TRANSLATED)
    for key in _sounds(word.raw, language):
        ways.setdefault(_number(_NATIVE if latin else _LATIN, key), SOUNDS)
        unseen[_number(_LATIN if latin else _NATIVE, key)] = _RESPELT
    parts = frozenset(_number(_PART, part) for part in _parts(root))
    roots = _roots(word.raw, language)
    kinds = frozenset(_kind(one) for one in concepts.asked(roots, language))
    others = frozenset(number for one in alike.others(roots) for number in _meant(one))
    weight = _WEAK if word.raw.isdecimal() and len(word.raw) < 4 else 1.0
    return Asked(word.raw, weight, ways, unseen, parts, kinds, others)


@lru_cache(maxsize=16_384)
def _of(raw: str, language: Language) -> tuple[int, ...]:
    root = words.root(raw, language)
    side = _LATIN if raw.isascii() else _NATIVE
    return (
        _number(_ROOT, root),
        *(_number(_NATIVE, f"={meaning}") for meaning in words.meanings(raw, language)),
        *(_number(side, key) for key in _sounds(raw, language)),
        *(_number(_PART, part) for part in _parts(root)),
    )


def _sounds(raw: str, language: Language) -> Iterator[str]:
    if not raw[:1].isalpha():
        return
    typed = sound.spelling(raw, bengali=language is Language.BN)
    if len(typed) >= _TELLING:
        yield typed
    for key in sound.keys(words.root(raw, language)):
        if len(key) > _TELLING:
            # apart from the spellings: "kmt" may be both
            yield f"~{key}"


def _parts(root: str) -> tuple[str, ...]:
    if len(root) < 5 or root.isdecimal():
        return ()
    padded = f"^{root}"
    return tuple(dict.fromkeys(padded[place : place + 3] for place in range(len(padded) - 2)))


@lru_cache(maxsize=65_536)
def _number(what: int, text: str) -> int:
    return zlib.crc32(text.encode()) >> 2 | what << 30


# Stand in a text that names a time, that speaks to somebody, or of whoever says it; no word sounds like them.
TIME = _number(_LATIN, "#time")
YOU = _number(_LATIN, "#you")
OWN = _number(_LATIN, "#own")
