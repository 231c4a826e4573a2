import pytest

from frontdesk.booking.dialogue.extractors.numbers import pincode


@pytest.mark.parametrize(
    ("value", "country", "fits"),
    [
        ("411001", "IN", True),
        ("011001", "IN", False),
        ("44600", "IN", False),
        ("44600", "NP", True),
        ("1205", "BD", True),
        ("12050", "BD", False),
        ("SW1A1AA", "GB", True),
        ("94107", "US", True),
        ("1", "US", False),
        ("411001", "US", False),
        ("411001", "GB", False),
        ("K1A0B1", "CA", True),
        ("2000", "AU", True),
        ("011001", None, False),
        ("44600", None, True),
        ("1234567", None, False),
        ("SW1A1AA", None, True),
    ],
)
def test_lengths_by_country(value, country, fits):
    assert pincode.fits(value, country) is fits
