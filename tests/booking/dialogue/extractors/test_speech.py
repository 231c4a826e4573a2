from datetime import date

import pytest

from frontdesk.booking.dialogue import Catalogue, understand
from frontdesk.kit.languages import Language


@pytest.mark.parametrize(
    ("text", "inherited", "expected"),
    [
        ("मुझे मेकअप चाहिए", "en", "hi"),
        ("मलाई मेकअप चाहियो", "hi", "ne"),
        ("मला मेकअप हवा आहे", "hi", "mr"),
        ("আমি মেকআপ চাই", "hi", "bn"),
        ("mujhe makeup chahiye", "en", "hi"),
        ("malai makeup chahiyo", "en", "ne"),
        ("mala makeup pahije", "en", "mr"),
        ("ami makeup korte chai", "en", "bn"),
        ("I want to book for my sister", "hi", "en"),
        ("how much does it cost?", "bn", "en"),
        ("2", "mr", "mr"),
        ("Priya Sharma", "ne", "ne"),
        ("priya@example.com", "bn", "bn"),
        ("ok", "hi", "hi"),
        ("25 December", "ne", "ne"),
        ("प्रिया शर्मा", "mr", "mr"),
        ("प्रिया शर्मा", "en", "hi"),
        ("Bridal makeup", "hi", "hi"),
        ("😀", "bn", "bn"),
    ],
)
def test_the_text_decides_the_language_and_short_replies_inherit(text, inherited, expected):
    reading = understand.read(text, catalogue=Catalogue(), language=Language(inherited), today=date(2026, 11, 21))
    assert reading.language == expected
