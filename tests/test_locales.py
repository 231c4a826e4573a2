"""All languages say the same things with the same blanks to fill."""

import string
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import frontdesk.locales
from frontdesk.kit.languages import Language

FOLDER = Path(next(iter(frontdesk.locales.__path__)))
SECTIONS = sorted(file.name for file in (FOLDER / "en" / "texts").glob("*.toml"))


def sentences(language: Language, section: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / language / "texts" / section).read_text("utf-8"))


def blanks(sentence: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_section(language):
    assert sorted(file.name for file in (FOLDER / language / "texts").glob("*.toml")) == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", [language for language in Language if language is not Language.EN])
def test_every_sentence_is_there_with_the_same_blanks(language, section):
    english, here = sentences(Language.EN, section), sentences(language, section)
    assert list(here) == list(english), "the same keys in the same order, so that files can be read side by side"
    for key, sentence in english.items():
        assert set(blanks(here[key])) == set(blanks(sentence)), key


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", Language)
def test_no_sentence_is_empty_or_ends_in_blanks(language, section):
    for key, sentence in sentences(language, section).items():
        assert sentence == sentence.strip(), key
        assert sentence, key


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        (Language.HI, "\u0900", "\u097f"),
        (Language.NE, "\u0900", "\u097f"),
        (Language.MR, "\u0900", "\u097f"),
        (Language.BN, "\u0980", "\u09ff"),
    ],
)
def test_a_sentence_stands_in_its_own_script(language, first, last, section):
    for key, sentence in sentences(language, section).items():
        words = "".join(piece for piece, _, _, _ in string.Formatter().parse(sentence))
        if any(char.isalpha() for char in words):
            assert any(first <= char <= last for char in words), key
