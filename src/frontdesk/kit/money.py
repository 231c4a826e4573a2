"""Money is a whole number of minor units and an ISO 4217 currency; never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.core import Locale
from babel.numbers import UnknownCurrencyError, format_currency, get_currency_precision, validate_currency

_DECIMAL = re.compile(r"\d{1,13}(\.\d+)?")


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
        """As a customer reads it, grouped the way her language groups; whole amounts without decimals."""
        places = get_currency_precision(self.currency)
        whole = self.minor % 10**places == 0
        # Latin digits on purpose: prices are read across scripts, and replies are copied into calculators.
        return format_currency(
            Decimal(self.minor).scaleb(-places),
            self.currency,
            format="¤#,##,##0" if whole else "¤#,##,##0.00",
            locale=Locale("en", "IN") if self.currency in _LAKH_CURRENCIES else Locale("en"),
            currency_digits=not whole,
            numbering_system="latn",
        )


# Currencies of the countries that group by lakh and crore.
_LAKH_CURRENCIES = frozenset({"INR", "NPR", "BDT", "PKR", "LKR"})
