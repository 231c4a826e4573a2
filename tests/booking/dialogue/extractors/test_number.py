"""Sums of money as they are written and said."""

from datetime import date

import pytest

from frontdesk.booking.dialogue import Catalogue
from frontdesk.booking.dialogue.extractors.message import layout, sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.kit.languages import Language


def amount(text, place=0):
    context = sheet.Context(Catalogue.of([]), Language.EN, date(2026, 11, 21), None, {})
    found = number.amount(layout.lay_out(text, context), place)
    return found and (found.value, found.end)


@pytest.mark.parametrize(
    ("said", "value", "end"),
    [
        ("15999", 15999, 1),
        ("15,999 one", 15999, 3),
        ("1,50,000", 150000, 5),
        ("15k", 15000, 2),
        ("49.9k", 49900, 4),
        ("1.5 lakh", 150000, 4),
        ("fifty thousand one", 50000, 2),
        ("fifty thousand", 50000, 2),
        ("forty nine thousand nine hundred ninety nine", 49999, 7),
        ("fifteen thousand nine hundred", 15900, 4),
        ("पंद्रह हज़ार वाला", 15000, 2),
        ("पंद्रह हज़ार नौ सौ निन्यानवे", 15999, 5),
        ("साढ़े पाँच हज़ार", 5500, 3),
        ("डेढ़ लाख", 150000, 2),
        ("ढाई हज़ार", 2500, 2),
        ("pandrah hazar", 15000, 2),
        ("pachas hajar wala", 50000, 2),
        ("पन्ध्र हजार", 15000, 2),
        ("पचास हजार", 50000, 2),
        ("पंधरा हजार", 15000, 2),
        ("पन्नास हजारांचा", 50000, 2),
        ("अडीच हजार", 2500, 2),
        ("পনেরো হাজার", 15000, 2),
        ("পঞ্চাশ হাজারের", 50000, 2),
        ("আড়াই হাজার", 2500, 2),
        ("५० हजार", 50000, 2),
    ],
)
def test_sums(said, value, end):
    assert amount(said) == (value, end)


@pytest.mark.parametrize("said", ["two", "नौ", "k", "hello", "twenty five"])
def test_words_alone_are_no_sum(said):
    assert amount(said) is None
