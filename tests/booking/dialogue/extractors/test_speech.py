"""Which language a message is answered in. A row of `languages.txt` is `conversation's language | text | language`."""

from datetime import date
from pathlib import Path

import pytest

from frontdesk.booking.dialogue import Catalogue, understand
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

TABLE = Path(__file__).with_name("languages.txt")


def rows():
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            inherited, text, expected = (part.strip() for part in line.split("|"))
            yield pytest.param(inherited, text, expected, id=str(number))


def heard(text: str, inherited: str, asked: Field | None = None) -> Language:
    return understand.read(
        text, catalogue=Catalogue(), language=Language(inherited), today=date(2026, 11, 21), asked=asked
    ).language


@pytest.mark.parametrize(("inherited", "text", "expected"), list(rows()))
def test_the_text_decides_the_language_and_short_replies_inherit(inherited, text, expected):
    assert heard(text, inherited) == expected


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (Field.NAME, "Will Smith"),
        (Field.NAME, "Mark Here"),
        (Field.EMAIL, "hello.there@what.com"),
        (Field.ADDRESS, "Near the old post office, next to City Bank, Main Road"),
        (Field.ADDRESS, "12 Church Street, opposite the park"),
        (Field.SERVICE_COUNTRY, "United Kingdom"),
    ],
)
def test_an_answer_in_english_letters_is_no_english(language, asked, text):
    assert heard(text, language, asked) == language


@pytest.mark.parametrize("name", ["Tara Iyer", "Amar Shah", "Aru", "Mala Rao"])
def test_the_name_that_was_asked_for_is_in_no_language(name: str) -> None:
    reading = understand.read(
        name, catalogue=Catalogue(), language=Language.EN, today=date(2026, 11, 21), asked=Field.NAME
    )
    assert reading.language is Language.EN
