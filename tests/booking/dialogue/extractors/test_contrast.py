"""Of two numbers, the one that is meant."""

from datetime import date

import pytest

from frontdesk.booking.dialogue import Catalogue, understand
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

ONE, TWO = "9876543210", "9123456780"


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "{0}", ONE),
        ("en", "{0} or {1}", ONE),
        ("en", "{0}, alternate {1}", ONE),
        ("en", "phone no {0} alt no {1}", ONE),
        ("en", "not {0}, {1}", TWO),
        ("en", "not {0} but {1}", TWO),
        ("en", "{0}, not {1}", ONE),
        ("en", "{0} instead of {1}", ONE),
        ("en", "my old number was {0}, the new one is {1}", TWO),
        ("en", "{0} is wrong, {1} is right", TWO),
        ("en", "change {0} to {1}", TWO),
        ("en", "{0} sorry {1}", TWO),
        ("en", "{0} oops {1}", TWO),
        ("hi", "{0} नहीं {1}", TWO),
        ("hi", "{1} है, {0} नहीं", TWO),
        ("hi", "पुराना नंबर {0}, नया {1}", TWO),
        ("hi", "{0} ki jagah {1} likho", TWO),
        ("hi", "{0} galat hai, {1} sahi", TWO),
        ("ne", "{0} होइन {1}", TWO),
        ("ne", "पुरानो {0} हो, अहिले {1}", TWO),
        ("mr", "{0} नाही, {1}", TWO),
        ("mr", "जुना नंबर {0}, नवीन {1}", TWO),
        ("bn", "{0} না, {1}", TWO),
        ("bn", "আগের নম্বর {0}, এখন {1}", TWO),
        ("en", "my old number {0} is dead", None),
        ("en", "my account number is {0}", None),
        ("hi", "मेरा खाता नंबर {0} है", None),
    ],
)  # fmt: skip
def test_which_is_meant(language, text, meant):
    reading = understand.read(
        text.format(ONE, TWO), catalogue=Catalogue.of([]), language=Language(language), today=date(2026, 11, 21),
        asked=Field.PHONE, collected={Field.SERVICE_COUNTRY: "India"},
    )  # fmt: skip
    assert reading.fields.get(Field.PHONE) == (meant and "+91" + meant)
