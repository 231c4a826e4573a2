"""How a sentence is typed says nothing: digits of any script, composed or decomposed letters, blanks of any kind."""

import unicodedata
from typing import Any

import pytest

from evals import rows
from frontdesk.booking.dialogue import extract

ROWS = list(rows.read(rows.HERE / "open" / "utterances"))
DEVANAGARI, BENGALI = 0x0966, 0x09E6


def read(row: rows.Row, text: str) -> dict[str, Any]:
    """What is found, figures in ASCII: addresses and questions keep them as they were typed."""
    found = extract(
        text, catalogue=rows.catalogue(row.catalogue), language=row.language, today=row.today, asked_field=row.asked
    )
    return {key: plain(value) if isinstance(value, str) else value for key, value in found.items()}


def plain(value: str) -> str:
    figures = {zero + digit: str(digit) for zero in (DEVANAGARI, BENGALI) for digit in range(10)}
    return " ".join(unicodedata.normalize("NFC", value).translate(figures).split())


def in_digits(text: str, zero: int) -> str:
    return plain_lines(text).translate({ord(str(digit)): chr(zero + digit) for digit in range(10)})


def plain_lines(text: str) -> str:
    return "\n".join(plain(line) for line in text.split("\n"))


@pytest.mark.parametrize("language", ["en", "hi", "ne", "mr", "bn"])
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(lambda text: in_digits(text, DEVANAGARI), id="devanagari-digits"),
        pytest.param(lambda text: in_digits(text, BENGALI), id="bengali-digits"),
        pytest.param(lambda text: unicodedata.normalize("NFD", text), id="decomposed"),
        pytest.param(lambda text: "  " + text.replace(" ", "  ") + " \n", id="blanks"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="no-break-spaces"),
    ],
)
def test_however_it_is_typed_a_sentence_says_the_same(language: str, typed: Any) -> None:
    own = [row for row in ROWS if row.file.partition("-")[0] == language]
    differing = [
        (row.place, row.text, before, after)
        for row in own
        if (before := read(row, plain_lines(row.text))) != (after := read(row, typed(plain_lines(row.text))))
    ]
    assert not differing, "\n".join(map(str, differing[:10]))


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not any(char.isdecimal() for char in row.text)], ids=lambda row: row.place
)
def test_a_sentence_without_a_number_gives_no_phone(row: rows.Row) -> None:
    spelt_out = any(part.key in ("phone", "pincode") for part in row.parts)
    if not spelt_out:
        assert not {"phone", "pincode"} & set(read(row, row.text))
