from datetime import date

import pytest

from frontdesk.booking.dialogue import Catalogue, extract


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("🇳🇵", "Nepal"), ("+977", "Nepal"), ("977 wala", "Nepal"), ("code 880", "Bangladesh"), ("KSA", "Saudi Arabia"),
        ("nepl", "Nepal"), ("bangladeshh", "Bangladesh"), ("kolkatta", "India"), ("Kuala Lumpur", "Malaysia"),
        ("Bagmati", "Nepal"), ("महाराष्ट्र", "India"), ("বরিশাল", "Bangladesh"), ("भैरहवा", "Nepal"),
        ("main delhi se hoon par shaadi nepal me hai", "Nepal"), ("अमेरिकाबाट आएर भक्तपुरमा गर्ने", "Nepal"),
        ("हम नेपाली हैं पर कार्यक्रम लखनऊ में है", "India"), ("नेपाल नहीं भारत", "India"),
    ],
)  # fmt: skip
def test_the_country_is_found_by_name_place_people_code_or_flag(text, country):
    said = extract(text, catalogue=Catalogue(), language="en", today=date(2026, 11, 21), asked_field="service_country")
    assert said.get("service_country") == country


@pytest.mark.parametrize("text", ["naam Shalini Dubey", "I'm from Pune", "Indian bridal look please"])
def test_what_only_sounds_like_a_country_or_is_a_city_is_none_unasked(text):
    said = extract(text, catalogue=Catalogue(), language="en", today=date(2026, 11, 21))
    assert "service_country" not in said
