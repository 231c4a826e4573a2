"""Whether two sentences that sound alike say two things: another object, number or person in the same words. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from frontdesk.kit.languages import Language, read_words
from frontdesk.memory.deciding import opposed
from frontdesk.memory.memories import Memory

# Of the words of two English sentences that many are common to both, if they differ in a word or two: others say the
# same in words of their own.
_MOST_WORDS = 0.7
# Verbs stand at the end of a sentence, with what helps them.
_VERB = 2
_STEM = 4
_ENDINGS = frozenset({"", "s", "es", "ing", "ed", "d", "e"})
_PASSING = frozenset({"to", "a", "an", "the"})
_LEADING = frozenset({"a", "an", "the", "my", "our"})
_LEAST_SHARED = 2
# Signs of a case ending.
_CASE = 4


@dataclass(frozen=True, slots=True)
class _Comparing:
    """Words that compare, as tuples: those that stand before what comes less, behind it, or are written on to it."""

    before: frozenset[tuple[str, ...]]
    behind: frozenset[tuple[str, ...]]
    endings: tuple[str, ...]
    prefers: frozenset[str]


def same_but_for_endings(one: Sequence[str], other: Sequence[str]) -> bool:
    """True for "to drink tea" and "drinking tea" in English: what each has more is an ending of what the other has."""
    more = [word for word in one if word not in other and word not in _PASSING]
    less = [word for word in other if word not in one and word not in _PASSING]
    return len(more) == len(less) and all(map(_is_inflected, more, less))


def one_word_another(one: Memory, other: Memory) -> bool:
    """True if two sentences of the same words have each one that the other has not: "two cats" and "three cats". How
    their verbs end, by who is speaking, makes no difference; a word more on one side alone says only more."""
    mine, theirs = opposed.words(one.content), opposed.words(other.content)
    if Language.EN in (one.language, other.language) and len({*mine} & {*theirs}) < _MOST_WORDS * len({*mine, *theirs}):
        return False
    more = [(word, len(mine) - at) for at, word in enumerate(mine) if word not in theirs]
    less = [(word, len(theirs) - at) for at, word in enumerate(theirs) if word not in mine]
    left = [word for word in more if not any(_says_as_much(word, meant) for meant in less)]
    right = [word for word in less if not any(_says_as_much(word, meant) for meant in more)]
    return bool(left) and bool(right)


def turned_round(one: str, other: str) -> bool:
    """True for "tea over coffee" and "coffee over tea", in any language: what comes less in one is the better in the
    other."""
    mine, theirs = opposed.words(one), opposed.words(other)
    for less in _lesser(mine):
        for least in _lesser(theirs):
            if not _is_kin(less, least) and _has(theirs, less) and _has(mine, least):
                return True
    return False


def _lesser(said: Sequence[str]) -> Iterator[str]:
    known = _comparing()
    for at, word in enumerate(said):
        stem = next((word.removesuffix(end) for end in known.endings if word.endswith(end) and word != end), None)
        if stem is not None:
            yield stem
        for length in (1, 2, 3):
            found = tuple(said[at : at + length])
            if at and found in known.behind:
                yield said[at - 1]
            is_to = found == ("to",) and not known.prefers.isdisjoint(said)
            if found in known.before or is_to:
                yield from [after for after in said[at + length :] if after not in _LEADING][:1]


def _has(said: Sequence[str], word: str) -> bool:
    return any(_is_kin(word, one) for one in said)


def _is_kin(one: str, other: str) -> bool:
    """One word, but for what case adds to it where letters are no Latin ones."""
    if one.isascii() or other.isascii():
        return one == other
    same, (shorter, longer) = _shared(one, other), sorted((len(one), len(other)))
    is_ended = same == shorter and longer - shorter <= _CASE
    return same >= _LEAST_SHARED and (is_ended or same * 2 >= longer)


@cache
def _comparing() -> _Comparing:
    own = read_words("opposed", Language.EN)
    others = [
        one for language in Language if language is not Language.EN for one in read_words("opposed", language)["than"]
    ]
    return _Comparing(
        frozenset(map(opposed.words, own["than"])),
        frozenset(opposed.words(one) for one in others if not one.startswith("*")),
        tuple("".join(opposed.words(one[1:])) for one in others if one.startswith("*")),
        frozenset(own["prefers"]),
    )


def _says_as_much(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Words with how far they stand from the end of their sentences, where verbs stand."""
    (mine, my_place), (theirs, their_place) = one, other
    if _is_inflected(mine, theirs):
        return True
    if max(my_place, their_place) > _VERB:
        return False
    same = _shared(mine, theirs)
    return same >= 2 and all(map(_is_vowel, mine[same:] + theirs[same:]))


def _is_vowel(sign: str) -> bool:
    """Behind a consonant they are marks, but in Latin letters."""
    return sign in "aeiou" or unicodedata.category(sign)[0] == "M"


def _is_inflected(one: str, other: str) -> bool:
    """In Latin letters."""
    same = _shared(one, other)
    return one.isascii() and same >= _STEM and {one[same:], other[same:]} <= _ENDINGS


def _shared(one: str, other: str) -> int:
    """How many signs they have in common from the beginning on."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
