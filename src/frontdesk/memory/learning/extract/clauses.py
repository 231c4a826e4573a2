"""A message in clauses: what can be said, asked or supposed apart from the rest of it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from frontdesk.kit.text import ascii_digits

# Letters with their signs, digits, and what stands inside of words: "5'4", "don't", "1.5".
_SIGNS = "\u0900-\u0963\u0966-\u097f\u0980-\u09ff\u0300-\u036f\u200c\u200d"
_TOKEN = re.compile(rf"[\w{_SIGNS}]+(?:['’‘ʼ.&+@#](?=[\w{_SIGNS}])[\w{_SIGNS}]+)*'?")
# No sentence ends in "M.A." or "Dr."
_POINT = r"(?<!\.[^\s.])(?<!\.[^\s.]{2})(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bSt)\.(?=\s|$)"
_END = re.compile(rf"[!?।॥\n…]+|{_POINT}|\.{{2,}}|[\U0001F300-\U0001FAFF]")
_PAUSE = re.compile(r"[,;:()\[\]—–]|\s-+\s|\s\|\s")
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»|`[^`\n]*`|(?<![\w’'])['‘][^'’\n]{3,}['’](?!\w)")
_DOUBLES = re.compile(r"([b-df-hj-np-tv-z])\1+")
_REPEATS = re.compile(r"(.)\1{2,}")
# Spellings of one sound; the first that fits wins.
_SOUNDS = (("aa", "a"), ("ee", "i"), ("ii", "i"), ("oo", "u"), ("uu", "u"), ("w", "v"), ("z", "j"), ("ph", "f"),
           ("chh", "ch"), ("x", "ch"))  # fmt: skip
_LONG = str.maketrans({"ी": "ि", "ू": "ु", "ী": "ি", "ূ": "ু", "ँ": "ं", "ঁ": None, "़": None, "়": None,
                       "\u200c": None, "\u200d": None})  # fmt: skip


@lru_cache(4096)
def fold(word: str, *, is_part: bool = False) -> str:
    """The same for spellings of one word: case, length of vowels, dots, apostrophes, Latin letters for a sound.

    Words of two signs keep their vowels, which are all that tells them apart; a part of a word has longer wholes.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", ascii_digits(word).casefold()))
    plain = re.sub(r"['’‘ʼ]", "", plain)
    if plain.isascii():
        return _sound(plain, is_part=is_part)
    short = plain.translate(_LONG) if is_part or len(plain) > 2 else plain.replace("ँ", "ं")
    return short.rstrip("ं") or short


def _sound(word: str, *, is_part: bool) -> str:
    word = _DOUBLES.sub(r"\1", _REPEATS.sub(r"\1\1", word))
    if is_part or len(word) > 2:
        for written, heard in _SOUNDS:
            word = word.replace(written, heard)
    return word


@dataclass(frozen=True, slots=True)
class Word:
    """`start` and `end` are characters of the message."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """`line` are its folded words, each with a blank behind it, after a blank: what rules look at.

    `sentence` counts sentences of the message from 0; `ends` is the sign that follows, "" for none: "," within a
    sentence, unless it is ":".
    """

    words: tuple[Word, ...]
    sentence: int
    ends: str
    line: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "line", " " + "".join(f"{word.folded} " for word in self.words))

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    def index_at(self, position: int) -> int:
        """Which word begins at or after this position of the line."""
        return self.line.count(" ", 0, max(position, 1)) - 1


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """What stands between quotation marks: somebody else's words, or words to be worked on."""
    return [hit.span() for hit in _QUOTED.finditer(text)]


def pauses(text: str) -> Iterator[Clause]:
    """Pieces between signs, in order. What is quoted is left out, and parts what stands around it."""
    for start, end in quoted_spans(text):
        text = text[:start] + " " + "," * (end - start - 1) + text[end:] if end - start > 1 else text
    place = 0
    for sentence, stop in enumerate([*_END.finditer(text), None]):
        border = len(text) if stop is None else stop.start()
        yield from _within(text, place, border, sentence, "" if stop is None else stop[0])
        if stop is not None:
            place = stop.end()


def _within(text: str, start: int, end: int, sentence: int, ends: str) -> Iterator[Clause]:
    borders = [start, *(hit.start() for hit in _PAUSE.finditer(text, start, end)), end]
    pieces = [words for one, two in pairwise(borders) if (words := tuple(_words(text, one, two)))]
    for number, words in enumerate(pieces, 1):
        sign = ":" if text[words[-1].end :].lstrip()[:1] == ":" else ","
        yield Clause(words, sentence, ends if number == len(pieces) else sign)


def around(text: str, start: int, end: int, *, whole: bool) -> str:
    """The pieces between signs that these characters belong to; with `whole` their sentences."""
    stops = [*_END.finditer(text)] if whole else [*_END.finditer(text), *_PAUSE.finditer(text)]
    first = max((stop.end() for stop in stops if stop.end() <= start), default=0)
    last = min((stop.start() for stop in stops if stop.start() >= end), default=len(text))
    return text[first:last]


def folded_words(text: str) -> list[Word]:
    return list(_words(text, 0, len(text)))


def _words(text: str, start: int, end: int) -> Iterator[Word]:
    for hit in _TOKEN.finditer(text, start, end):
        folded = fold(hit[0])
        if folded:
            yield Word(folded, hit.start(), hit.end())
