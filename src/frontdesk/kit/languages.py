"""The languages that customers are spoken to in, and the texts of each.

A language is a folder of data: `locales/<code>/texts/<section>.toml` holds its sentences. One is addressed by
"section.key" and filled with `str.format` fields. `locales/<code>/words/<topic>.toml` holds what the understanding
knows of the language.
"""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Language(StrEnum):
    EN = "en"
    HI = "hi"
    NE = "ne"
    MR = "mr"
    BN = "bn"


_CODES = frozenset(language.value for language in Language)


@cache
def _texts(language: Language) -> dict[str, str]:
    flat: dict[str, str] = {}
    for file in (files("frontdesk.locales") / language / "texts").iterdir():
        if file.name.endswith(".toml"):
            section = file.name.removesuffix(".toml")
            for key, sentence in tomllib.loads(file.read_text("utf-8")).items():
                flat[f"{section}.{key}"] = sentence
    return flat


@cache
def words(topic: str, language: Language) -> dict[str, Any]:
    """The word lists of one topic, as they stand in the language's folder, kept in memory."""
    return read_words(topic, language)


def read_words(topic: str, language: Language) -> dict[str, Any]:
    """The same, read anew: for whoever makes something else of them and keeps that."""
    file = files("frontdesk.locales") / language / "words" / f"{topic}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def text(key: str, language: Language, /, **values: object) -> str:
    """The sentence `key` in `language`; KeyError if the catalogue lacks it (a test proves it never does)."""
    sentence = _texts(language)[key]
    return sentence.format(**values) if values else sentence


@cache
def _by_words() -> dict[str, str]:
    return {sentence: key for key, sentence in _texts(Language.EN).items() if key.startswith(("errors.", "problems."))}


def translated(english: str, language: Language) -> str | None:
    """A sentence about what is wrong, in another language; None if the catalogue does not know it."""
    key = _by_words().get(english)
    return None if key is None else text(key, language)


def keys(language: Language) -> frozenset[str]:
    return frozenset(_texts(language))


def from_header(accept_language: str | None) -> Language | None:
    """The first language of an Accept-Language header that we speak, by its weight."""
    offers: list[tuple[float, int, Language]] = []
    for place, part in enumerate((accept_language or "").split(",")[:20]):
        tag, _, weight = part.strip().partition(";")
        primary = tag.strip().split("-")[0].lower()
        if primary in _CODES:
            quality = weight.strip().removeprefix("q=") or "1"
            value = float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0
            offers.append((-value, place, Language(primary)))
    return min(offers)[2] if offers and min(offers)[0] < 0 else None
