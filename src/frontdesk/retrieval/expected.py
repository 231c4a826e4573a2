"""What kind of thing would answer a question, and which kinds a sentence has: "how much" asks for money, "how long" for
so many hours or days.

Nothing is understood by this. It tells one sentence from another where both are about the same. The words are those of
`words/expected.toml`; English ones count in every language, for both are typed in one sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from frontdesk.kit.languages import Language, read_words
from frontdesk.kit.text import ascii_digits, normalise
from frontdesk.retrieval import stems, times, words


class Kind(StrEnum):
    PRICE = "price"
    SHARE = "share"
    CLOCK = "clock"
    DAY = "day"
    SPAN = "span"
    NUMBER = "number"
    LIST = "list"


# Words behind "how many" that say of what.
_AHEAD = 3
# A price that is only named ("the fee"), and a question that names one without asking how much.
_NAMED = 0.5
_HINTED = 0.6
# "কত লাগবে" asks for money as a rule; what stands before an unknown word may be any number.
_LIKELY = 0.8
_EITHER = 0.6
_RATHER_NOT = 0.4
# Endings are written together with the word: "दिनभित्र", "মাসের".
_ENDING = 6
_PHRASE_ENDING = 3
_SHORT = 2

_SAID = re.compile("[^\\W\\d_][\\w\u0900-\u0dff'.]*|\\d[\\d,.:]*\\d|\\d")
_PRICE = re.compile(r"[₹$€£৳]\s?\d|\b(?:rs|inr|npr|bdt)\b\.?\s?\d|(?<!\w)(?:रु|রু)\.?\s?\d|\d\s?(?:/-|₹)")
_SHARE = re.compile(r"\d\s?%")
_CLOCK = re.compile(r"\d:\d\d|\d\s?(?:am|pm|a\.m|p\.m)\b")
_COMMA = re.compile(r"[,،](?!\d)")
_CURRENCY = frozenset({"rs", "inr", "npr", "bdt", "रु", "রু"})
# Each for one: "Rs 900 a month" is no length of time.
_EACH = frozenset({"a", "an", "per", "for"})

_PHRASES = {
    "long": (Kind.SPAN,), "when": (Kind.DAY, Kind.CLOCK, Kind.SPAN), "clock": (Kind.CLOCK,), "day": (Kind.DAY,),
    "list": (Kind.LIST,),
}  # fmt: skip
_ROLES = ("price", "share", "costs", "many", "units", "oclock", "money", "dates")


@dataclass(frozen=True, slots=True)
class _Lists:
    """`phrases` by their first word, "" for those of one: their other words, with what they ask for."""

    phrases: Mapping[str, Sequence[tuple[list[str], tuple[Kind, ...]]]]
    much: frozenset[str]
    roles: Mapping[str, frozenset[str]]
    numbers: frozenset[str]


def asked(question: str, language: Language) -> dict[Kind, float]:
    """How surely each kind is asked for, 0…1; nothing where the question does not say."""
    said = [stems.fold(token) for token in words.tokens(question)]
    found: dict[Kind, float] = {}
    for place in range(len(said)):
        for kinds in _phrases_at(said, place, language):
            found.update(dict.fromkeys(kinds, 1.0))
    if not found:
        for kind, sure in _amounts(said, language):
            found[kind] = max(sure, found.get(kind, 0.0))
    if not found:
        hinted = {role for word in said for role in _roles(word, language)}
        found = {Kind.SHARE: _HINTED} if "share" in hinted else {Kind.PRICE: _HINTED} if "price" in hinted else {}
    return found


def held(sentence: str, language: Language) -> dict[Kind, float]:
    """How surely it has each kind, 0…1."""
    plain = ascii_digits(normalise(sentence)).casefold()
    said = [stems.fold(one.rstrip(".'")) for one in _SAID.findall(plain)]
    roles = [_roles(word, language) for word in said]
    found = {Kind.PRICE: _NAMED} if any("money" in of for of in roles) else {}
    for place, word in enumerate(said):
        if word[0].isdigit() or word in _lists(language).numbers:
            found[_counted(said, roles, place)] = 1.0
    for kind, pattern in ((Kind.PRICE, _PRICE), (Kind.SHARE, _SHARE), (Kind.CLOCK, _CLOCK)):
        if pattern.search(plain):
            found[kind] = 1.0
    if times.names_day(said, language):
        found[Kind.DAY] = 1.0
    if commas := len(_COMMA.findall(plain)):
        found[Kind.LIST] = 1.0 if commas > 1 else _NAMED
    return found


def met(asks: Mapping[Kind, float], holds: Mapping[Kind, float]) -> float:
    """How well a sentence answers to what is asked for, 0…1."""
    return max((sure * holds.get(kind, 0.0) for kind, sure in asks.items()), default=0.0)


def _phrases_at(said: Sequence[str], place: int, language: Language) -> Iterator[tuple[Kind, ...]]:
    phrases = _lists(language).phrases
    for start, first in ((place, ""), (place + 1, said[place])):
        for (*whole, last), kinds in phrases.get(first, ()):
            end = start + len(whole)
            if end < len(said) and said[start:end] == whole and _is_form(said[end], last, _PHRASE_ENDING):
                yield kinds


def _amounts(said: Sequence[str], language: Language) -> Iterator[tuple[Kind, float]]:
    lists = _lists(language)
    for place, word in enumerate(said):
        pair = " ".join(said[place : place + 2])
        if word not in lists.much and pair not in lists.much:
            continue
        many = "many" in _roles(word, language) or "many" in _roles(pair, language)
        after = said[place + 1 + (pair in lists.much) :][:_AHEAD]
        yield from _amount([_roles(one, language) for one in after], many=many)


def _amount(after: Sequence[frozenset[str]], *, many: bool) -> tuple[tuple[Kind, float], ...]:
    """Of what, by the words behind."""
    for of in after:
        if "oclock" in of:
            return ((Kind.CLOCK, 1.0),)
        if "dates" in of:
            return ((Kind.DAY, 1.0),)
        if "share" in of:
            return (Kind.SHARE, 1.0), (Kind.PRICE, _RATHER_NOT)
        if not many and ("price" in of or "money" in of):
            return ((Kind.PRICE, 1.0),)
        if "units" in of:
            return ((Kind.SPAN, 1.0),)
    if many:
        return ((Kind.NUMBER, 1.0),)
    if not after or "costs" in after[0]:
        return (Kind.PRICE, _LIKELY), (Kind.SHARE, _RATHER_NOT)
    return (Kind.PRICE, _EITHER), (Kind.NUMBER, _EITHER)


def _counted(said: Sequence[str], roles: Sequence[frozenset[str]], place: int) -> Kind:
    """What a number counts, by the words beside it."""
    before = said[place - 1] if place else ""
    first, second = (*roles[place + 1 : place + 3], frozenset[str](), frozenset[str]())[:2]
    is_digit = said[place][0].isdigit()
    if "money" in first or before in _CURRENCY:
        return Kind.PRICE
    if is_digit and "oclock" in first:
        return Kind.CLOCK
    if is_digit and "dates" in first:
        return Kind.DAY
    if "units" in first or ("units" in second and said[place + 1] not in _EACH):
        return Kind.SPAN
    return Kind.SHARE if "share" in first else Kind.NUMBER


@lru_cache(maxsize=8192)
def _roles(word: str, language: Language) -> frozenset[str]:
    """The lists that a folded word is in, in any form."""
    lists = _lists(language).roles
    exact = frozenset(role for role, listed in lists.items() if word in listed)
    if exact or word.isascii() or words.is_filler(words.Word(word, stems.stem(word, language)), language):
        return exact
    return frozenset(role for role, listed in lists.items() if any(_is_form(word, one, _ENDING) for one in listed))


def _is_form(word: str, listed: str, ending: int) -> bool:
    if word == listed:
        return True
    return not word.isascii() and len(listed) > _SHORT and word.startswith(listed) and len(word) - len(listed) <= ending


@cache
def _lists(language: Language) -> _Lists:
    files = [read_words("expected", one) for one in dict.fromkeys((language, Language.EN))]
    numbers = [read_words("numbers", one)["number"] for one in dict.fromkeys((language, Language.EN))]
    phrases: dict[str, list[tuple[list[str], tuple[Kind, ...]]]] = {}
    for name, kinds in _PHRASES.items():
        for phrase in (_folded(one).split() for file in files for one in file[name]):
            first, others = (phrase[0], phrase[1:]) if len(phrase) > 1 else ("", phrase)
            phrases.setdefault(first, []).append((others, kinds))
    return _Lists(
        phrases=phrases,
        much=frozenset(_folded(one) for file in files for one in file["much"]),
        roles={role: frozenset(_folded(one) for file in files for one in file[role]) for role in _ROLES},
        numbers=frozenset(
            stems.fold(one) for listed in numbers for forms in listed.values() for one in forms if one[1:]
        ),
    )


def _folded(phrase: str) -> str:
    return " ".join(stems.fold(token) for token in words.tokens(phrase))
