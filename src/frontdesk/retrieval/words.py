"""Words as the index compares them: folded, stemmed, and what their language's lists say of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from frontdesk.kit.languages import Language, words
from frontdesk.kit.text import ascii_digits, normalise
from frontdesk.retrieval import sound, stems

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
    return [Word(token, stems.stem(token, language)) for token in tokens(text)]


def marks(text: str) -> list[Word]:
    """What a text holds without naming it: an email address, a price."""
    return [Word(name, stems.stem(name, Language.EN)) for name, pattern in _MARKS if pattern.search(text)]


@cache
def lexicon(language: Language) -> Lexicon:
    data = words("knowledge", language)
    english: dict[str, tuple[str, ...]] = {}
    spelled: dict[str, tuple[str, ...]] = {}
    for meaning, values in data["means"].items():
        target = stems.stem(meaning, Language.EN)
        for value in (*values.split(), *((meaning,) if language is Language.EN else ())):
            for key in dict.fromkeys((stems.fold(value), stems.stem(value, language))):
                english[key] = tuple(dict.fromkeys((*english.get(key, ()), target)))
            if language is not Language.EN:
                for key in stems.typed(value, language):
                    spelled[key] = tuple(dict.fromkeys((*spelled.get(key, ()), target)))
    return Lexicon(
        stop=_both(data["stop"], language),
        weak=frozenset(
            form for word in data["weak"].split() for form in (stems.fold(word), stems.stem(word, language))
        ),
        hints=_hints(
            data["hints"] | (words("knowledge", Language.HI)["typed_hints"] if language is Language.EN else {})
        ),
        endings=stems.endings(language),
        english=english,
        spelled=spelled,
    )


def _hints(listed: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        " ".join(stems.fold(part) for part in phrase.split()): tuple(
            stems.stem(one, Language.EN) for one in meaning.split()
        )
        for phrase, meaning in listed.items()
    }


def _both(listed: str, language: Language) -> frozenset[str]:
    # An English stem says too little to be a filler: that of "evening" is "even".
    if language is Language.EN:
        return frozenset(listed.split())
    return frozenset(form for word in listed.split() for form in (stems.fold(word), stems.stem(word, language)))


@cache
def _romanised_spellings(group: str) -> frozenset[str]:
    return frozenset(
        spelled
        for language in (*stems.DEVANAGARI, Language.BN)
        for word in words("knowledge", language)[group].split()
        for spelled in (sound.spelling(word), sound.spelling(stems.fold(word)))
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
        for language in (*stems.DEVANAGARI, Language.BN)
        for phrase, meaning in lexicon(language).hints.items()
        if " " not in phrase
    }


def hinted(asked: Sequence[Word], language: Language) -> dict[str, tuple[str, ...]]:
    """The question phrases that are said, each with the English stems of what it asks for: "how much" for a price,
    "कहाँ" for an address."""
    line = " ".join(stems.fold(word.raw) for word in asked)
    return {
        phrase: meaning
        for of in dict.fromkeys(stems.language_of(word.raw, language) for word in asked)
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
    folded = stems.fold(token)
    of = stems.language_of(folded, language)
    if of is Language.EN:
        return (stems.english_stem(folded),)
    for candidate in dict.fromkeys((of, *_sharing_script(of))):
        listed = lexicon(candidate).english
        meant = listed.get(folded) or listed.get(stems.stem(token, candidate))
        if meant:
            return meant
    return ()


def root(token: str, language: Language) -> str:
    """The stem of the word that stands for all forms of this one: "bought" and "buys" are "buy"."""
    folded = stems.fold(token)
    return stems.stem(
        _forms().get(folded, folded) if stems.language_of(folded, language) is Language.EN else token, language
    )


def meanings(token: str, language: Language) -> tuple[str, ...]:
    """Roots of the English words that a word of another language means, in its own script or in Latin letters."""
    folded = stems.fold(token)
    if stems.language_of(folded, language) is not Language.EN:
        return english(token, language)
    return () if language is Language.EN or is_english(Word(token, stems.english_stem(folded))) else romanised(token)


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
    of = stems.language_of(word.raw, language)
    folded = stems.fold(word.raw)
    if folded in lexicon(of).stop:
        return True
    if of is Language.EN or english(word.raw, language):
        return False
    # A Nepali customer may ask in Hindi, so the fillers of the languages that share the script count too.
    return word.stem in lexicon(of).stop or any(folded in lexicon(other).stop for other in _sharing_script(of))


def is_weak(word: Word, language: Language) -> bool:
    of = stems.language_of(word.raw, language)
    folded = stems.fold(word.raw)
    if folded in lexicon(of).weak or (of is Language.EN and word.stem in lexicon(of).weak):
        return True
    if of is Language.EN or english(word.raw, language):
        return False
    return word.stem in lexicon(of).weak or any(folded in lexicon(other).weak for other in _sharing_script(of))


def _sharing_script(language: Language) -> tuple[Language, ...]:
    return stems.DEVANAGARI if language in stems.DEVANAGARI else ()


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
    for language in (*stems.DEVANAGARI, Language.BN):
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
    heads = (stems.stem(head, Language.EN) for language in Language for head in words("knowledge", language)["means"])
    return frozenset((*heads, *lexicon(Language.EN).english))


def is_english(word: Word) -> bool:
    """Whether the lists know a Latin word as English, so that it is not taken for a romanised one."""
    listed = lexicon(Language.EN)
    return word.stem in _known_english() or word.raw in listed.stop or word.raw in listed.weak
