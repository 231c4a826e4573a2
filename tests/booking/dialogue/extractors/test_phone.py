import pytest

from frontdesk.booking.dialogue.extractors.numbers import phone


@pytest.mark.parametrize(
    ("written", "region", "expected"),
    [
        ("+977-9876543210", "IN", "+9779876543210"),  # possible, though in no assigned range
        ("9876543210", "IN", "+919876543210"),
        ("9841234567", "NP", "+9779841234567"),
        ("+8801712345678", "IN", "+8801712345678"),
        ("+91 98765", "IN", None),
        ("+91 987654321", "IN", None),
        ("+977 98412345", "IN", None),  # a landline's length, a mobile's beginning
        ("01-4412345", "NP", "+97714412345"),
        ("+880 1712345", "IN", None),
        ("022 2345 6789", "IN", "+912223456789"),
        ("+999 12345678", "IN", None),
        ("+1 415 555 2671", "IN", "+14155552671"),
        ("", "IN", None),
        ("+", "IN", None),
    ],
)
def test_a_number_counts_if_it_is_possible(written, region, expected):
    assert phone.valid(written, region) == expected


def test_a_number_names_its_country():
    assert [phone.country_of(number) for number in ("+919876543210", "+9779841234567", "+8801712345678", "x")] == [
        "IN", "NP", "BD", None,
    ]  # fmt: skip
