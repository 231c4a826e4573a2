"""Keys under which different spellings of one word meet.

`exact` keeps the word, `loose` forgives what people vary (vowel length, nasals, sibilants, doubled letters, the many
ways to write Hindi, Nepali, Marathi or Bengali in Latin letters), `skeleton` keeps consonants alone, so that a word
meets itself across scripts ("bridal", "ब्राइडल", "ব্রাইডাল").
"""

import re
import unicodedata
from functools import lru_cache

_DEVANAGARI_LOOSE = str.maketrans(
    {"ी": "ि", "ू": "ु", "ई": "इ", "ऊ": "उ", "व": "ब", "श": "स", "ष": "स", "ण": "न", "ळ": "ल", "ऐ": "ए", "ै": "े"}
    | {"ॉ": "ो", "ऑ": "ओ", "औ": "ओ", "ौ": "ो"}
    | dict.fromkeys("़ंँः", "")
)
_BENGALI_LOOSE = str.maketrans(
    {"ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "শ": "স", "ষ": "স", "ণ": "ন", "ৎ": "ত"} | dict.fromkeys("়ংঁঃ", "")
)
# A nasal joined to the next consonant is written with or without its own letter: दिसम्बर, दिसंबर.
_JOINED_NASAL = re.compile("[ङञणनम]्(?=[\u0915-\u0939])|[ঙঞণনম]্(?=[\u0995-\u09b9])")
_LATIN_STEPS = (
    ("chh", "C"), ("ch", "C"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("ph", "f"), ("kh", "k"),
    ("gh", "g"), ("jh", "j"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("z", "j"), ("ce", "se"), ("ci", "si"),
    ("c", "k"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("ai", "e"), ("ay", "e"), ("ei", "e"), ("ey", "e"), ("au", "o"),
    ("y", "i"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_CONSONANTS = {
    **dict.fromkeys("कखकক", "k"), **dict.fromkeys("খ", "k"), **dict.fromkeys("गघগঘ", "g"),
    **dict.fromkeys("चछচছ", "c"), **dict.fromkeys("जझজঝ", "j"), **dict.fromkeys("टठतथটঠতথৎ", "t"),
    **dict.fromkeys("डढदधডঢদধ", "d"), **dict.fromkeys("नणञङনণঞঙंংँঁ", "n"), **dict.fromkeys("पপ", "p"),
    **dict.fromkeys("फফ", "f"), **dict.fromkeys("बभवবভ", "b"), **dict.fromkeys("मম", "m"), **dict.fromkeys("रর", "r"),
    **dict.fromkeys("लळল", "l"), **dict.fromkeys("शषसশষস", "s"),
    **{letter: letter for letter in "kgjtdnpfbmrls"}, "C": "c", "v": "b",
}  # fmt: skip


_VOWELS = {
    **dict.fromkeys("िीइईিীইঈ", "i"), **dict.fromkeys("ुूउऊুূউঊ", "u"), **dict.fromkeys("ेैएऐেৈএঐ", "e"),
    **dict.fromkeys("ोौओऔॉऑোৌওঔ", "o"), "य": "i", "ह": "h", "হ": "h",
}  # fmt: skip


def exact(word: str) -> str:
    return word.casefold()


def is_latin(word: str) -> bool:
    return word[:1] < "\u0250"


@lru_cache(maxsize=4096)
def loose(word: str) -> str:
    lowered = word.casefold()
    if is_latin(lowered):
        return _phonetic(lowered) if lowered.isascii() else lowered
    joined = _JOINED_NASAL.sub("", lowered)
    folded = joined.translate(_DEVANAGARI_LOOSE).translate(_BENGALI_LOOSE)
    return folded.rstrip("्্") or lowered


@lru_cache(maxsize=4096)
def skeleton(word: str) -> str:
    """Consonant classes in order; shorter than three says too little to decide by."""
    lowered = word.casefold()
    source = _phonetic(lowered) if is_latin(lowered) else lowered
    return _DOUBLED.sub(r"\1", "".join(_CONSONANTS.get(letter, "") for letter in source))


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """Consonants and all vowels but "a", which romanised words and their script keep or drop at will."""
    lowered = word.casefold()
    if is_latin(lowered):
        return _phonetic(lowered).replace("a", "").replace("C", "c").replace("v", "b")
    spelt = "".join(_CONSONANTS.get(letter) or _VOWELS.get(letter, "") for letter in lowered)
    return _DOUBLED.sub(r"\1", spelt)


def _phonetic(lowered: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFD", lowered) if char.isalnum())
    for written, key in _LATIN_STEPS:
        plain = plain.replace(written, key)
    folded = _DOUBLED.sub(r"\1", plain)
    if len(folded) > 3 and folded.endswith("h"):
        folded = folded[:-1]
    return folded or lowered
