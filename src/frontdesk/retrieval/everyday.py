"""Everyday words beyond those of business (`words/everyday.toml`), for what words/knowledge.toml does not list.

They are many and were not chosen for this: they tell what an entry is about, but no question is understood by them.
Each leads to at most three English words: the one it is the usual word for before others, commoner before rare.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from frontdesk.kit.languages import Language
from frontdesk.kit.languages import words as lists
from frontdesk.retrieval import sound, stems, words
from frontdesk.retrieval.words import Word

# A word of more senses than that tells none of them.
_MOST_SENSES = 3
# Letters that are telling.
_TELLING = 3
_VOWELS = "aeiou"

_Found = Mapping[str, tuple[str, ...]]


def english(token: str, language: Language) -> tuple[str, ...]:
    """`words.english`, or what these lists have: by the language that lists it, an own one before others."""
    if meant := words.english(token, language):
        return meant
    folded = stems.fold(token)
    script = stems.language_of(folded, language)
    for one in (script, *(other for other in stems.DEVANAGARI if script in stems.DEVANAGARI and other is not script)):
        if folded in words.lexicon(one).stop or folded in words.lexicon(one).weak:
            return ()
        if heads := named(one).get(folded) or named(one).get(stems.stem(token, one)):
            return _stems(heads)
    return ()


@lru_cache(maxsize=4096)
def romanised(token: str) -> tuple[str, ...]:
    """`words.romanised`, or what these lists have."""
    if meant := words.romanised(token):
        return meant
    for form in (token, *words.unended(token)) if len(token) > _TELLING else ():
        spelled = ((sound.spelling(form, bengali=one is Language.BN), one) for one in (*stems.DEVANAGARI, Language.BN))
        if heads := [head for key, one in spelled for head in typed(key, one)]:
            return _stems(heads)
    return ()


def is_english(word: Word) -> bool:
    """`words.is_english`, or in these lists and not what a word of another language is typed like."""
    if words.is_english(word):
        return True
    return word.stem in _heads() and not words.is_romanised_filler(word.raw) and not words.romanised(word.raw)


def _stems(heads: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(stems.english_stem, heads)))


@cache
def named(language: Language) -> _Found:
    """English words by a folded word, and by its stem."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for head, forms in _listed(language):
        for place, form in enumerate(forms):
            for key in dict.fromkeys((stems.fold(form), stems.stem(form, language))):
                found[key].append((place, head))
    return _nearest(found)


def typed(key: str, language: Language) -> tuple[str, ...]:
    """English words by the way a word is typed, as `sound.spelling` has it, with the vowel of its ending or without."""
    spelled = _spelled(language, _beginning(key))
    return spelled.get(key) or spelled.get(key.rstrip(_VOWELS), ())


@cache
def _heads() -> frozenset[str]:
    return frozenset(stems.english_stem(head) for language in Language for head, _ in _listed(language))


@cache
def _spelled(language: Language, beginning: str) -> _Found:
    """Of one beginning: to spell all would take as long as hundreds of answers."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, head, form in _by_beginning(language)[beginning]:
        for key in stems.typed(form, language):
            if len(key) >= _TELLING:
                found[key].append((place, head))
    return _nearest(found)


@cache
def _by_beginning(language: Language) -> Mapping[str, list[tuple[int, str, str]]]:
    found: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for head, forms in _listed(language):
        for place, form in enumerate(forms):
            found[_beginning(sound.romanise(form[:1]))].append((place, head, form))
    return found


def _beginning(spelling: str) -> str:
    """Vowels are spelled in too many ways."""
    return "" if spelling[:1] in tuple(_VOWELS) else spelling[:1]


@cache
def _listed(language: Language) -> Sequence[tuple[str, list[str]]]:
    if language is Language.EN:
        return ()
    lines = (line.split() for line in lists("everyday", language)["means"].splitlines())
    return [(head, forms) for head, *forms in lines]


def _nearest(found: Mapping[str, list[tuple[int, str]]]) -> _Found:
    return {
        key: tuple(dict.fromkeys(head for _, head in sorted(heads, key=lambda one: one[0])[:_MOST_SENSES]))
        for key, heads in found.items()
    }
