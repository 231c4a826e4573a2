"""Money is a whole number of minor units and an ISO 4217 currency; never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.core import Locale
from babel.numbers import (
    UnknownCurrencyError,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
    validate_currency,
)

_DECIMAL = re.compile(r"[0-9]{1,13}(\.[0-9]+)?")


def is_currency(code: str) -> bool:
    """True for a currency code that CLDR knows, in capitals."""
    try:
        validate_currency(code)
    except UnknownCurrencyError:
        return False
    return True


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor` counts paise, poisha or cents: 1599900 INR is ₹15,999."""

    minor: int
    currency: str

    @staticmethod
    def parse(text: str, currency: str) -> "Money":
        """From a decimal string as the wire carries it; ValueError if it is no exact, non-negative amount."""
        if not _DECIMAL.fullmatch(text):
            raise ValueError("an amount is written as a decimal number, like 15999.00")
        scaled = Decimal(text).scaleb(get_currency_precision(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{currency} has no smaller unit than {get_currency_precision(currency)} decimals")
        return Money(int(scaled), currency)

    def decimal(self) -> str:
        """The wire form: "15999.00"."""
        places = get_currency_precision(self.currency)
        return f"{Decimal(self.minor).scaleb(-places):.{places}f}"

    def show(self, language: str) -> str:
        """As a customer reads it: ₹1,59,999 or NPR 2,500.50; whole amounts without decimals.

        Latin digits in every language on purpose: prices are read across scripts and copied into calculators. Indian
        currencies group by lakh and crore.
        """
        places = get_currency_precision(self.currency)
        symbol = _SYMBOLS.get(self.currency) or get_currency_symbol(self.currency, locale=_ENGLISH)
        grouping = "#,##,##0" if self.currency in _LAKH_CURRENCIES else "#,##0"
        decimals = f".{'0' * places}" if self.minor % 10**places else ""
        number = format_decimal(
            Decimal(self.minor).scaleb(-places), format=grouping + decimals, locale=_ENGLISH, numbering_system="latn"
        )
        # A symbol clings to its number, a code stands apart.
        return f"{symbol} {number}" if symbol[-1:].isalpha() else f"{symbol}{number}"


_ENGLISH = Locale("en")
# Signs that everybody who pays in them reads, whatever the language.
_SYMBOLS = {"BDT": "৳"}
# Currencies of the countries that group by lakh and crore.
_LAKH_CURRENCIES = frozenset({"INR", "NPR", "BDT", "PKR", "LKR"})
