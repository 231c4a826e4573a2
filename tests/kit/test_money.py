"""Money: exact on the wire, readable in the reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit.money import Money, is_currency


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (1_599_900, "INR", "₹15,999"),
        (9_999_900, "INR", "₹99,999"),
        (15_999_900, "INR", "₹1,59,999"),
        (1_234_567_850, "INR", "₹1,23,45,678.50"),
        (250_050, "NPR", "NPR 2,500.50"),
        (250_000, "BDT", "৳2,500"),
        (123_456_700, "USD", "$1,234,567"),
        (1999, "EUR", "€19.99"),
        (15_999, "JPY", "¥15,999"),
        (1_234_500, "KWD", "KWD 1,234.500"),
        (0, "INR", "₹0"),
    ],
)
def test_amounts_are_shown_as_people_write_them(minor: int, currency: str, shown: str) -> None:
    assert Money(minor, currency).show("hi") == shown


@given(st.integers(0, 10**12), st.sampled_from(["INR", "NPR", "BDT", "USD", "JPY", "KWD"]))
def test_the_wire_form_is_exact_both_ways(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.decimal(), currency) == money


@pytest.mark.parametrize("wrong", ["", "-1", "1e3", "1,000", "NaN", "12.345", "१२", " 1", "1.", "9" * 30])
def test_what_is_no_exact_amount_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"amount|smaller unit"):
        Money.parse(wrong, "INR")


@pytest.mark.parametrize(("code", "known"), [("INR", True), ("NPR", True), ("inr", False), ("XXQ", False), ("", False)])
def test_currency_codes(code: str, *, known: bool) -> None:
    assert is_currency(code) is known
