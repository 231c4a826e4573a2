"""A word without its inflection, and with what is spelled in two ways spelled in one."""

import re
import unicodedata
from functools import cache, lru_cache

from frontdesk.kit.languages import Language
from frontdesk.kit.languages import words as lists
from frontdesk.retrieval import sound

# Hindi, Nepali and Bengali spell the same word with the long or the short vowel, the nasal letter or the dot.
_NASAL = re.compile("(?:ङ्|ञ्|ण्|न्|म्)(?=[क-धप-भशषस])")
_SPELLING = str.maketrans(
    {"ी": "ि", "ू": "ु", "ई": "इ", "ऊ": "उ", "ँ": "ं", "़": None, "ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ঁ": None}
    | {"়": None, "ণ": "ন", "ৎ": "ত", "ॅ": "े", "ॉ": "ो", "ऑ": "ओ", "ॲ": "ए", "ऍ": "ए", "ळ": "ल"}
)


DEVANAGARI = (Language.HI, Language.NE, Language.MR)


def fold(token: str) -> str:
    if token.isascii():
        return token
    if token[0] < "\u0250":
        return "".join(c for c in unicodedata.normalize("NFKD", token) if not unicodedata.combining(c))
    # The Bengali y is a letter of its own, whatever the dot under it says.
    return _NASAL.sub("ं", token.replace("\u09af\u09bc", "\u09df")).translate(_SPELLING)


@lru_cache(maxsize=16_384)
def stem(token: str, language: Language) -> str:
    """`language` decides between Hindi, Nepali and Marathi; the script decides everything else."""
    folded = fold(token)
    of = language_of(folded, language)
    if of is Language.EN:
        return english_stem(folded)
    once = _shorten(folded, of, 2)
    # What a second ending leaves must be longer after a short first one: together they eat too much of a word.
    return _shorten(once, of, 2 if len(folded) - len(once) > 2 else 3)


def language_of(token: str, preferred: Language) -> Language:
    first = token[:1]
    if "\u0980" <= first <= "\u09ff":
        return Language.BN
    if "\u0900" <= first <= "\u097f":
        return preferred if preferred in DEVANAGARI else Language.HI
    return Language.EN


def _shorten(word: str, language: Language, least: int) -> str:
    for size, instead in _by_length(language):
        if len(word) - size >= least and (put := instead.get(word[-size:])) is not None:
            return word[:-size] + put
    return word


def english_stem(word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    whole = word
    for ending, instead in endings(Language.EN):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word.endswith("ss")):
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    # "sarees" has lost its e with the ending already.
    return word[:-1] if len(word) > 3 and word.endswith("e") and not whole.endswith("ees") else word


@cache
def _by_length(language: Language) -> tuple[tuple[int, dict[str, str]], ...]:
    """The longest first, each with what stands in its place."""
    found: dict[int, dict[str, str]] = {}
    for ending, instead in endings(language):
        found.setdefault(len(ending), {}).setdefault(ending, instead)
    return tuple(found.items())


@cache
def endings(language: Language) -> tuple[tuple[str, str], ...]:
    pairs = [rule.partition(">") for rule in lists("knowledge", language)["endings"].split()]
    folded = {(fold(ending) if not ending.isascii() else ending, instead) for ending, _, instead in pairs}
    return tuple(sorted(folded, key=lambda pair: (-len(pair[0]), pair)))


def typed(word: str, language: Language) -> dict[str, None]:
    """How a word may be typed in Latin letters; the dotted d is an r to some and a d to others."""
    bengali = language is Language.BN
    whole = dict.fromkeys((sound.spelling(word, bengali=bengali), sound.spelling(fold(word), bengali=bengali)))
    # The nasal at the end ("बच्चों") is written by some and left out by others.
    if word.endswith(("ं", "ँ")):
        whole |= {sound.spelling(word[:-1], bengali=bengali): None}
    short = sound.spelling(stem(word, language), bengali=bengali)
    return whole | ({short: None} if len(short) > 3 else {})
