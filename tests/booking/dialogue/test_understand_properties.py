"""What holds for every message, whatever its words."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.booking.dialogue import Catalogue, extract, understand
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

TODAY = date(2026, 11, 21)
CATALOGUE = Catalogue.of(
    [
        {
            "name": "Bridal Makeup",
            "names": {"hi": "ब्राइडल मेकअप", "bn": "ব্রাইডাল মেকআপ"},
            "packages": [{"name": "Basic", "price": "15999"}, {"name": "Luxury", "price": "99999"}],
            "times": ["10:00", "17:00"],
        },
        {"name": "Henna", "names": {"hi": "मेहंदी"}, "packages": [{"name": "Simple", "price": "2999"}]},
    ]
)
# Pieces that the extractors care about, so that random messages reach their corners.
# fmt: off
PIECES = st.sampled_from([
    "kal", "25", "२६", "दिसंबर", "december", "next", "no", "नहीं", "न", "@", "gmail.com", "priya", "+977",
    "9876543210", "Nepal", ",", ".", "?", "\n", ":", "name", "पता", "address", "at", "dot", "com", "bridal",
    "henna", "luxury", "15,999", "5", "baje", "पर्सि", "২৫শে", "ডিসেম্বর", "31/2", "2026-13-45", "cancel",
    "yes", "MG Road", "Pune", "411001", "-", "(", "₹", "or", "to", "in", "days", "later", "मेरा नाम", "OTP",
    "the", "second", "one", "😀", "\u200d", "a.m.", "10:30", "half past", "month", "अगले महीने", "0091", "is",
    "my", "number", "change",
])
# fmt: on
MESSAGES = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=25).map("".join)
)
ASKED = st.sampled_from([None, *Field])
LANGUAGES = st.sampled_from(list(Language))
COLLECTED = st.sampled_from(
    [
        {},
        {Field.SERVICE: "Bridal Makeup", Field.EVENT_DATE: "2026-12-25", Field.PHONE: "+9779876543210"},
        {Field.SERVICE: "gone"},
    ]
)


def read(text, asked=None, language=Language.EN, collected=None):
    return understand.read(
        text, catalogue=CATALOGUE, language=language, today=TODAY, asked=asked, collected=collected or {}
    )


@settings(max_examples=400, deadline=None)
@given(MESSAGES, ASKED, LANGUAGES, COLLECTED)
def test_any_text_is_read(text, asked, language, collected):
    reading = read(text, asked, language, collected)
    for field, value in reading.fields.items():
        assert value == value.strip()
        assert value
        assert field not in reading.invalid
    if Field.EVENT_DATE in reading.fields:
        assert date.fromisoformat(reading.fields[Field.EVENT_DATE]) >= TODAY
    if Field.NAME in reading.fields:
        assert 2 <= len(reading.fields[Field.NAME]) <= 60
        assert not any(char.isdigit() for char in reading.fields[Field.NAME])
    if Field.ADDRESS in reading.fields:
        # a city alone will do: "Pune", "Goa"
        assert 3 <= len(reading.fields[Field.ADDRESS]) <= 300
    if Field.SERVICE in reading.fields:
        assert CATALOGUE.service(reading.fields[Field.SERVICE])


@pytest.mark.parametrize("text", ["²", "³³", "①", "5²", "½", "൰", "²²²²²²"])
@pytest.mark.parametrize("asked", [None, *Field])
def test_signs_that_are_digits_to_some_and_numbers_to_none_break_nothing(text: str, asked: Field | None) -> None:
    assert Field.PHONE not in read(text, asked).fields


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"]), max_size=200), ASKED)
def test_no_digits_no_phone(text, asked):
    reading = read(text, asked)
    assert Field.PHONE not in reading.fields
    assert Field.PINCODE not in reading.fields
    assert reading.otp is None


@settings(max_examples=150, deadline=None)
@given(MESSAGES, ASKED)
def test_composed_and_decomposed_letters_mean_the_same(text, asked):
    composed = read(unicodedata.normalize("NFC", text), asked)
    assert composed == read(unicodedata.normalize("NFD", composed_text(text)), asked)


def composed_text(text):
    return unicodedata.normalize("NFC", text)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=20).map(" ".join), ASKED, st.sampled_from([0x0966, 0x09E6]))
def test_digits_of_any_script_mean_the_same(text, asked, zero):
    # The address keeps the digits as they are written, so it is compared by its figures.
    plain = read(to_ascii(text), asked)
    written = read(to_ascii(text).translate({ord(str(n)): chr(zero + n) for n in range(10)}), asked)
    assert {f: to_ascii(v) for f, v in written.fields.items()} == plain.fields
    assert (written.invalid, written.unsure, written.otp) == (plain.invalid, plain.unsure, plain.otp)


def to_ascii(text):
    return text.translate({zero + n: str(n) for zero in (0x0966, 0x09E6) for n in range(10)})


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES.filter(lambda piece: piece != "\n"), max_size=20), ASKED)
def test_more_blanks_mean_the_same(pieces, asked):
    single, wide = " ".join(pieces), "  " + " \t ".join(pieces) + " "
    assert read(single, asked) == read(wide, asked)


def test_reading_changes_nothing_between_calls():
    assert read("kal, Priya, 9876543210") == read("kal, Priya, 9876543210")


@pytest.mark.parametrize(
    "text",
    [
        "1" * 4000, "1 " * 2000, "1-" * 2000, "a@" * 2000, "@" * 4000, "a," * 2000, "+" * 4000, "a dot " * 660,
        "name: " * 660, "\n1" * 2000, "1/1/" * 1000, "what? " * 660, "मुझे कल चाहिए " * 280,
        "Priya Sharma " * 300, "not " * 1000, "next " * 800, "(" * 4000, "1.1." * 1000, "a.m." * 1000,
        "'a" * 2000,
    ],
)  # fmt: skip
def test_long_and_hostile_texts_store_nothing_personal(text):
    for asked in (None, Field.NAME, Field.ADDRESS):
        fields = read(text, asked).fields
        assert not {Field.NAME, Field.ADDRESS, Field.EMAIL, Field.PHONE} & set(fields)


def test_extract_gives_plain_data():
    found = extract(
        "My name is Priya, priya at gmail dot com, 31 Feb",
        catalogue=CATALOGUE,
        language="en",
        today=TODAY,
        asked_field="name",
    )
    assert found == {"name": "Priya", "email": "priya@gmail.com", "invalid": {"event_date": "impossible"}}
    assert extract("cancel", catalogue=CATALOGUE, language="hi", today=TODAY) == {"cancel": True}
    assert extract("no", catalogue=CATALOGUE, language="en", today=TODAY) == {"confirm": False}
    asks = extract("Can I talk to a person?", catalogue=CATALOGUE, language="en", today=TODAY)
    assert asks == {"wants_human": True, "question": "Can I talk to a person?"}
