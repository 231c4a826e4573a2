"""Whom a question names, of those who said what is remembered.

Names come from others' files, as many and as long as those hold; a question is read in time that grows with its own
length alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile("['’]s?(?!\\w)")
# "Mel" for Melanie: the beginning of a name with a capital, but not of the sentence.
_SHORTEST_NICKNAME = 3
_AFTER_A_WORD = re.compile(r"[\w,] $")
_LONGEST = 60
# More people than that are in nobody's life; names of the others are words like any other.
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Named:
    """Where the question names somebody: characters, and whether what is theirs is meant ("Asha's", then included)."""

    start: int
    end: int
    who: frozenset[int]
    is_possessive: bool


class Names:
    """Of one shelf's speakers, by their places."""

    def __init__(self) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._short: dict[str, set[int]] = {}
        self._count = 0

    def add(self, name: str) -> None:
        """The next one's."""
        words = tuple(word.casefold() for word in _WORD.findall(name[:_LONGEST]))
        if words and self._count < _MOST:
            first = words[0]
            self._whole.setdefault(first, []).append((words, self._count))
            self._whole[first].sort(key=lambda one: -len(one[0]))
            for size in range(_SHORTEST_NICKNAME, len(first)):
                self._short.setdefault(first[:size], set()).add(self._count)
        self._count += 1

    def find(self, text: str) -> list[Named]:
        """In the order of the text."""
        tokens = [(hit.start(), hit.end(), hit[0].casefold()) for hit in _WORD.finditer(text)]
        found: list[Named] = []
        place = 0
        while place < len(tokens):
            count, who = self._at(text, tokens, place)
            if who:
                end = tokens[place + count - 1][1]
                of = _POSSESSIVE.match(text, end)
                found.append(Named(tokens[place][0], of.end() if of else end, frozenset(who), of is not None))
            place += max(count, 1)
        return found

    def _at(self, text: str, tokens: Sequence[tuple[int, int, str]], place: int) -> tuple[int, set[int]]:
        """How many tokens from `place` on are a name, and whose it can be."""
        start, _, word = tokens[place]
        known = self._whole.get(word, ())
        for words, _ in known:
            if tuple(token[2] for token in tokens[place : place + len(words)]) == words:
                return len(words), {who for others, who in known if others == words}
        if known:
            return 1, {who for _, who in known}
        if word in self._short and text[start].isupper() and _AFTER_A_WORD.search(text, max(0, start - 2), start):
            return 1, self._short[word]
        return 0, set()


def replaced(text: str, named: Sequence[Named], own: str, of: str) -> str:
    """`text` with `own` for each name and `of` for what is theirs."""
    pieces: list[str] = []
    end = 0
    for one in named:
        pieces += [text[end : one.start], of if one.is_possessive else own]
        end = one.end
    return "".join(pieces) + text[end:]
