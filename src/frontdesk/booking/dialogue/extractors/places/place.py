"""Countries and cities: what is known of where the customer is."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel.core import Locale
from rapidfuzz import fuzz, process

from frontdesk.booking.dialogue.extractors.message import fold
from frontdesk.booking.dialogue.extractors.message.lexicon import lookup, single_words
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_SIMILAR = 85
_PREFIXES = {"IN": "+91", "NP": "+977", "BD": "+880"}
HOME = ("IN", "NP", "BD")
# What streets are named for.
_NAMED = frozenset({"given", "surname", "city", "place"})


@cache
def english_names() -> Mapping[str, str]:
    """ISO code -> English name, countries only. Loads locale data on first use."""
    territories = Locale("en").territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha() and code != "ZZ"}


@cache
def codes_by_name() -> Mapping[str, str]:
    """Folded name of a country in any of our languages -> ISO code."""
    names: dict[str, str] = {}
    for language in Language:
        for code, name in Locale(language).territories.items():
            if code in english_names():
                names.setdefault(_key(name), code)
    return names


def code_of(name: str) -> str | None:
    """ISO code of a country's name in any of our languages."""
    return codes_by_name().get(_key(name))


def code_like(name: str) -> str | None:
    """ISO code of the country whose name this is a misspelling of."""
    key = _key(name)
    best = (
        process.extractOne(key, list(codes_by_name()), scorer=fuzz.ratio, score_cutoff=_SIMILAR)
        if len(key) > 3
        else None
    )
    return codes_by_name()[best[0]] if best else None


def city_like(name: str) -> str | None:
    """ISO code of the country of the city whose name this is a misspelling of."""
    cities = single_words("city")
    key = name.casefold()
    best = process.extractOne(key, cities.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR) if len(key) > 4 else None
    return str(cities[best[0]]) if best else None


def country_known(sheet: Sheet) -> str | None:
    """ISO code from what is collected, else from this message's country or city."""
    collected = sheet.context.collected.get(Field.SERVICE_COUNTRY)
    found = sheet.found.fields.get(Field.SERVICE_COUNTRY)
    for name in (found, collected):
        code = code_of(name) if name else None
        if code:
            return code
    for value in (*sheet.values("country"), *_cities(sheet)):
        if value in HOME:
            return str(value)
    return _city_of(sheet.context.collected.get(Field.ADDRESS, ""))


def is_country_told(sheet: Sheet) -> bool:
    """By its own name or before, not by a city that has its like elsewhere."""
    return bool(sheet.context.collected or Field.SERVICE_COUNTRY in sheet.found.fields or sheet.values("country"))


def _cities(sheet: Sheet) -> list[str | int]:
    """The last one first, for it closes an address; roads are named for cities that lie elsewhere."""
    marks = sorted(sheet.between("city"), key=lambda mark: mark.start, reverse=True)
    return [mark.value for mark in marks if sheet.at("place", mark.end) is None]


def country_likely(sheet: Sheet) -> str | None:
    """The country that is known, else the one that the phone number belongs to."""
    known = country_known(sheet)
    number = sheet.found.fields.get(Field.PHONE) or sheet.context.collected.get(Field.PHONE)
    if known or not number:
        return known
    return next((code for code, prefix in _PREFIXES.items() if number.startswith(prefix)), None)


def is_street(sheet: Sheet, at: int) -> bool:
    """The "place" of "Ballygunge Place": behind a word that no list but those of names and cities knows."""
    if at == 0 or sheet.tokens[at].text.casefold() != "place" or sheet.tokens[at - 1].kind != "word":
        return False
    return all(entry.category in _NAMED for entry in lookup(sheet.tokens[at - 1].text) if not entry.rest)


def _city_of(address: str) -> str | None:
    """Country of the last known city in an address."""
    for word in reversed(re.findall(r"[^\W\d_][^\s,.;-]*", address)):
        code = next((entry.value for entry in lookup(word) if entry.category == "city" and not entry.rest), None)
        if code:
            return str(code)
    return None


def _key(name: str) -> str:
    cut = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in name)
    return " ".join(fold.loose(word) for word in cut.split())
