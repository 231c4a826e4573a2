"""Words as the index compares them: folded, stemmed, and what their language's lists say of them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from frontdesk.kit.languages import Language, words
from frontdesk.kit.text import ascii_digits, normalise
from frontdesk.retrieval import sound

_APOSTROPHE = re.compile("[’‘`´]")
_POSSESSIVE = re.compile("'s\\b|(?<=s)'(?!\\w)")
# Bengali shortens "how many" to its first letter: ক'দিন, ক'টা.
_SHORT_MANY = re.compile("(?<!\\S)ক'(?=\\S)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
# "X-ray", "e-mail", "wi-fi" and "एक्स-रे" are written as one word as often.
_SHORT_PART = re.compile("(?<!\\S)(?:([^\\W\\d_]{1,2})-(?=[^\\W\\d_])|([^\\s-]+)-(?=\\S{1,2}(?:\\s|$)))")
_TOKEN = re.compile(
    "(?:[^\\W_]|[\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3])+"
)
# Hindi, Nepali and Bengali spell the same word with the long or the short vowel, the nasal letter or the dot.
_NASAL = re.compile("(?:ङ्|ञ्|ण्|न्|म्)(?=[क-धप-भशषस])")
_SPELLING = str.maketrans(
    {"ी": "ि", "ू": "ु", "ई": "इ", "ऊ": "उ", "ँ": "ं", "़": None, "ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ঁ": None}
    | {"়": None, "ণ": "ন", "ৎ": "ত", "ॅ": "े", "ॉ": "ो", "ऑ": "ओ", "ॲ": "ए", "ऍ": "ए", "ळ": "ल"}
)

_MARKS = (
    ("discount", re.compile("%\\s*(?:off|less)\\b")),
    ("email", re.compile(r"\w@\w[\w-]*\.\w")),
    ("price", re.compile("[₹$€£৳%]|\\b(?:Rs|INR|NPR|BDT)\\b|(?<!\\w)(?:रु|টাকা)")),
)

# Nobody's word is longer; what strangers send must not fill the caches below.
_LONGEST = 40

# Least that an ending leaves of a word in Latin letters; a short one must leave more.
_TYPED_ROOT = 3
_SHORT_ENDING = 2

_DEVANAGARI = (Language.HI, Language.NE, Language.MR)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's lists. `english` leads from a word or its stem to the stems of the English ones it can mean,
    `spelled` does so from the way the word is typed in Latin letters."""

    stop: frozenset[str]
    weak: frozenset[str]
    hints: dict[str, tuple[str, ...]]
    endings: tuple[tuple[str, str], ...]
    english: dict[str, tuple[str, ...]]
    spelled: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question or an entry. `raw` keeps what `stem` folds away and the sound needs."""

    raw: str
    stem: str


def tokens(text: str) -> list[str]:
    """Lower-case words without punctuation, in order; numbers without thousands separators."""
    plain = _APOSTROPHE.sub("'", ascii_digits(normalise(text)).casefold())
    plain = _SHORT_MANY.sub("কত ", plain)
    plain = _THOUSANDS.sub("", _POSSESSIVE.sub("", plain)).replace("'", "")
    plain = _SHORT_PART.sub(r"\1\2", plain)
    return [token[:_LONGEST] for token in _TOKEN.findall(plain)]


def read(text: str, language: Language) -> list[Word]:
    return [Word(token, stem(token, language)) for token in tokens(text)]


def marks(text: str) -> list[Word]:
    """What a text holds without naming it: an email address, a price."""
    return [Word(name, stem(name, Language.EN)) for name, pattern in _MARKS if pattern.search(text)]


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
        return _english_stem(folded)
    once = _shorten(folded, _endings(of), 2)
    # What a second ending leaves must be longer after a short first one: together they eat too much of a word.
    return _shorten(once, _endings(of), 2 if len(folded) - len(once) > 2 else 3)


def language_of(token: str, preferred: Language) -> Language:
    first = token[:1]
    if "\u0980" <= first <= "\u09ff":
        return Language.BN
    if "\u0900" <= first <= "\u097f":
        return preferred if preferred in _DEVANAGARI else Language.HI
    return Language.EN


def _shorten(word: str, endings: tuple[tuple[str, str], ...], least: int) -> str:
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: len(word) - len(ending)] + instead
    return word


def _english_stem(word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    whole = word
    for ending, instead in _endings(Language.EN):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word.endswith("ss")):
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    # "sarees" has lost its e with the ending already.
    return word[:-1] if len(word) > 3 and word.endswith("e") and not whole.endswith("ees") else word


@cache
def _endings(language: Language) -> tuple[tuple[str, str], ...]:
    pairs = [rule.partition(">") for rule in words("knowledge", language)["endings"].split()]
    folded = {(fold(ending) if not ending.isascii() else ending, instead) for ending, _, instead in pairs}
    return tuple(sorted(folded, key=lambda pair: (-len(pair[0]), pair)))


@cache
def lexicon(language: Language) -> Lexicon:
    data = words("knowledge", language)
    english: dict[str, tuple[str, ...]] = {}
    spelled: dict[str, tuple[str, ...]] = {}
    for meaning, values in data["means"].items():
        target = stem(meaning, Language.EN)
        for value in (*values.split(), *((meaning,) if language is Language.EN else ())):
            for key in dict.fromkeys((fold(value), stem(value, language))):
                english[key] = tuple(dict.fromkeys((*english.get(key, ()), target)))
            if language is not Language.EN:
                for key in _typed(value, language):
                    spelled[key] = tuple(dict.fromkeys((*spelled.get(key, ()), target)))
    return Lexicon(
        stop=_both(data["stop"], language),
        weak=frozenset(form for word in data["weak"].split() for form in (fold(word), stem(word, language))),
        hints=_hints(
            data["hints"] | (words("knowledge", Language.HI)["typed_hints"] if language is Language.EN else {})
        ),
        endings=_endings(language),
        english=english,
        spelled=spelled,
    )


def _hints(listed: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        " ".join(fold(part) for part in phrase.split()): tuple(stem(one, Language.EN) for one in meaning.split())
        for phrase, meaning in listed.items()
    }


def _typed(word: str, language: Language) -> dict[str, None]:
    """How a word may be typed in Latin letters; the dotted d is an r to some and a d to others."""
    bengali = language is Language.BN
    whole = dict.fromkeys((sound.spelling(word, bengali=bengali), sound.spelling(fold(word), bengali=bengali)))
    # The nasal at the end ("बच्चों") is written by some and left out by others.
    if word.endswith(("ं", "ँ")):
        whole |= {sound.spelling(word[:-1], bengali=bengali): None}
    short = sound.spelling(stem(word, language), bengali=bengali)
    return whole | ({short: None} if len(short) > 3 else {})


def _both(listed: str, language: Language) -> frozenset[str]:
    # An English stem says too little to be a filler: that of "evening" is "even".
    if language is Language.EN:
        return frozenset(listed.split())
    return frozenset(form for word in listed.split() for form in (fold(word), stem(word, language)))


@cache
def _romanised_spellings(group: str) -> frozenset[str]:
    return frozenset(
        spelled
        for language in (*_DEVANAGARI, Language.BN)
        for word in words("knowledge", language)[group].split()
        for spelled in (sound.spelling(word), sound.spelling(fold(word)))
    )


def is_romanised_filler(token: str) -> bool:
    """Whether a Latin word is a filler of the four other languages as people type them: kya, hai, chha, aahe."""
    if token in _typed_fillers():
        return True
    return sound.spelling(token) in _romanised_spellings("stop") and not romanised(token)


def is_romanised_weak(token: str) -> bool:
    return sound.spelling(token) in _romanised_spellings("weak")


@cache
def _typed_fillers() -> frozenset[str]:
    return frozenset(words("knowledge", Language.HI)["romanised"].split())


@cache
def _romanised_hints() -> dict[str, tuple[str, ...]]:
    return {
        sound.spelling(phrase): meaning
        for language in (*_DEVANAGARI, Language.BN)
        for phrase, meaning in lexicon(language).hints.items()
        if " " not in phrase
    }


def hinted(asked: Sequence[Word], language: Language) -> dict[str, tuple[str, ...]]:
    """The question phrases that are said, each with the English stems of what it asks for: "how much" for a price,
    "कहाँ" for an address."""
    line = " ".join(fold(word.raw) for word in asked)
    return {
        phrase: meaning
        for of in dict.fromkeys(language_of(word.raw, language) for word in asked)
        for phrase, meaning in lexicon(of).hints.items()
        if f" {phrase} " in f" {line} "
    }


def romanised_hints(token: str) -> tuple[tuple[str, ...], ...]:
    """What a romanised question word asks for: "kitna" for a price."""
    meaning = _romanised_hints().get(sound.spelling(token))
    return () if meaning is None else (meaning,)


@lru_cache(maxsize=8192)
def english(token: str, language: Language) -> tuple[str, ...]:
    """Stems of the English words that `token` means, by the nearest language that lists it; an English word's own."""
    folded = fold(token)
    of = language_of(folded, language)
    if of is Language.EN:
        return (_english_stem(folded),)
    for candidate in dict.fromkeys((of, *_sharing_script(of))):
        listed = lexicon(candidate).english
        meant = listed.get(folded) or listed.get(stem(token, candidate))
        if meant:
            return meant
    return ()


def root(token: str, language: Language) -> str:
    """The stem of the word that stands for all forms of this one: "bought" and "buys" are "buy"."""
    folded = fold(token)
    return stem(_forms().get(folded, folded) if language_of(folded, language) is Language.EN else token, language)


def meanings(token: str, language: Language) -> tuple[str, ...]:
    """Roots of the English words that a word of another language means, in its own script or in Latin letters."""
    folded = fold(token)
    if language_of(folded, language) is not Language.EN:
        return english(token, language)
    return () if language is Language.EN or is_english(Word(token, _english_stem(folded))) else romanised(token)


def is_empty(word: Word, language: Language) -> bool:
    """Whether it says nothing: a filler in any of its forms, or a letter by itself."""
    if len(word.raw) == 1 and word.raw.isalpha() and word.raw.isascii():
        return True
    if is_filler(word, language) or _forms().get(word.raw) in lexicon(Language.EN).stop:
        return True
    return language is not Language.EN and word.raw.isascii() and is_romanised_filler(word.raw)


@cache
def _forms() -> dict[str, str]:
    lines = (line.split() for line in words("forms", Language.EN)["one"].splitlines())
    return {form: line[0] for line in lines for form in line[1:]}


def related(meanings: tuple[str, ...]) -> tuple[str, ...]:
    """Stems of English words that a customer may use for the same: "fee" leads to "price"."""
    listed = lexicon(Language.EN).english
    return tuple(dict.fromkeys(head for meaning in meanings for head in listed.get(meaning, ()) if head != meaning))


def is_filler(word: Word, language: Language) -> bool:
    of = language_of(word.raw, language)
    folded = fold(word.raw)
    if folded in lexicon(of).stop:
        return True
    if of is Language.EN or english(word.raw, language):
        return False
    # A Nepali customer may ask in Hindi, so the fillers of the languages that share the script count too.
    return word.stem in lexicon(of).stop or any(folded in lexicon(other).stop for other in _sharing_script(of))


def is_weak(word: Word, language: Language) -> bool:
    of = language_of(word.raw, language)
    folded = fold(word.raw)
    if folded in lexicon(of).weak or (of is Language.EN and word.stem in lexicon(of).weak):
        return True
    if of is Language.EN or english(word.raw, language):
        return False
    return word.stem in lexicon(of).weak or any(folded in lexicon(other).weak for other in _sharing_script(of))


def _sharing_script(language: Language) -> tuple[Language, ...]:
    return _DEVANAGARI if language in _DEVANAGARI else ()


@lru_cache(maxsize=4096)
def romanised(token: str) -> tuple[str, ...]:
    """English stems for a Latin word that may be romanised Hindi, Nepali, Marathi or Bengali ("keemat"), with an ending
    of theirs or without."""
    if len(token) < 4:
        return ()
    return next((meant for form in (token, *unended(token)) if (meant := _romanised(form))), ())


@lru_cache(maxsize=4096)
def unended(token: str) -> tuple[str, ...]:
    """What is left of a romanised word without an ending: "datachya" is "data" and "dat". Longest first."""
    found: dict[str, None] = {}
    for ending in _typed_endings():
        if token.endswith(ending):
            left = token[: -len(ending)]
            least = _TYPED_ROOT if len(ending) > _SHORT_ENDING else _TYPED_ROOT + 1
            found.update(dict.fromkeys(form for form in (left, left.rstrip("aeiou")) if len(form) >= least))
    return tuple(found)


def _romanised(token: str) -> tuple[str, ...]:
    meant: dict[str, None] = {}
    for language in (*_DEVANAGARI, Language.BN):
        key = sound.spelling(token, bengali=language is Language.BN)
        spelled = lexicon(language).spelled
        # The form in the list and the one that was typed may differ in the vowel of their ending.
        meant.update(dict.fromkeys(spelled.get(key) or spelled.get(key.rstrip("aeiou"), ())))
    return tuple(meant)


@cache
def _typed_endings() -> tuple[str, ...]:
    return tuple(sorted(words("knowledge", Language.HI)["typed_endings"].split(), key=lambda one: (-len(one), one)))


@cache
def _known_english() -> frozenset[str]:
    heads = (stem(head, Language.EN) for language in Language for head in words("knowledge", language)["means"])
    return frozenset((*heads, *lexicon(Language.EN).english))


def is_english(word: Word) -> bool:
    """Whether the lists know a Latin word as English, so that it is not taken for a romanised one."""
    listed = lexicon(Language.EN)
    return word.stem in _known_english() or word.raw in listed.stop or word.raw in listed.weak
