"""Whether two sentences that sound alike say two things: another object, number or person in the same words. Pure."""

import unicodedata
from collections.abc import Sequence

from frontdesk.kit.languages import Language
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
