"""A text cut into the sentences it can be quoted by."""

import re
from dataclasses import dataclass

_ABBREVIATIONS = re.compile(
    "mr|mrs|ms|dr|prof|st|rd|nos?|rs|re|approx|vs|etc|e\\.g|i\\.e|a\\.m|p\\.m|pvt|ltd|inc|co|jr|sr|apt|dept|est|min|max"
    "|tel|ext|incl|excl|रु|डॉ|श्री|कि\\.मी|मि|पं|प्रो|क्र|मो|सौ|ডা|ডঃ|টা|রু|মো|প্রো"
)
# These end a sentence as often as not; the capital letter after them decides.
_OPEN_ABBREVIATIONS = ("a.m", "p.m", "etc", "inc", "ltd", "co")
_END = re.compile(r"[।॥]+|[.?!…]+[\"'”’»)\]]*(?=\s|$)")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘]+$")
_LONGEST_WORD = 40
_BULLET = re.compile(r"^\s*(?:[-*•–—▪◦·]|\(?\d{1,2}[.)])\s+")
_LIST_NUMBER = re.compile(r"(?:^|\s)\(?\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`opens_line` tells a bullet or a new line from a sentence that follows another. `start` is where it stands in the
    text that was cut, in characters."""

    text: str
    start: int
    opens_line: bool
    is_bullet: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def split(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    begins = 0
    for line in text.splitlines(keepends=True):
        is_bullet = bool(_BULLET.match(line))
        found += [
            Sentence(piece, begins + start, opens_line=place == 0, is_bullet=is_bullet)
            for place, (start, piece) in enumerate(_of_line(line.rstrip()))
        ]
        begins += len(line)
    return found


def _of_line(line: str) -> list[tuple[int, str]]:
    """The sentences with their places in the line."""
    pieces: list[tuple[int, str]] = []
    start = 0
    for end in _END.finditer(line):
        if end.group().startswith(".") and _goes_on(line[start : end.start()], line[end.end() :]):
            continue
        pieces.append((start, line[start : end.end()]))
        start = end.end()
    pieces.append((start, line[start:]))
    return [(begins + len(piece) - len(piece.lstrip()), piece.strip()) for begins, piece in pieces if piece.strip()]


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop after `before` belongs to an abbreviation, an initial or a list number."""
    word = _LAST_WORD.search(before[-_LONGEST_WORD:])
    if word is None or not after.strip():
        return False
    last = word.group().casefold()
    if _ABBREVIATIONS.fullmatch(last):
        return last not in _OPEN_ABBREVIATIONS or not after.lstrip()[:1].isupper()
    if len(last) == 1 and last.isalpha() and word.group().isupper():
        return True
    return bool(_LIST_NUMBER.fullmatch(before))
