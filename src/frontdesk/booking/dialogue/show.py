"""Values as the customer reads them. Digits stay Latin, so that everything shown can be typed back or dialled."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

import phonenumbers
from babel.core import Locale
from babel.dates import format_date

from frontdesk.booking.dialogue import bikram as calendars
from frontdesk.booking.dialogue.catalogue import Package, Service
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language, text
from frontdesk.kit.money import Money


@lru_cache(maxsize=4096)
def day(when: date, language: Language, *, bikram: bool = False) -> str:
    """With the weekday, so that a misread date is noticed: "Friday, 25 December 2026"; in Nepali, and for whoever
    said it so, with the day of the Bikram Sambat."""
    shown = format_date(when, "EEEE, d MMMM y", locale=language.value)
    beside = bikram_day(when, language) if bikram or language is Language.NE else ""
    return text("calendar.both", language, day=shown, bikram=beside) if beside else shown


@lru_cache(maxsize=4096)
def bikram_day(when: date, language: Language) -> str:
    """ "10 Poush 2083"; empty for days that the table does not reach."""
    found = calendars.of(when)
    if found is None:
        return ""
    year, month, number = found
    return f"{number} {text(f'calendar.bikram_{month}', language)} {year}"


@lru_cache(maxsize=4096)
def short_day(when: date, language: Language) -> str:
    return format_date(when, "d MMMM y", locale=language.value)


@lru_cache(maxsize=1024)
def price(amount: Money) -> str:
    return amount.show("en")


@lru_cache(maxsize=1024)
def phone(number: str) -> str:
    """The calling code set off from the rest: "+977-9876543210"."""
    code, national = _parts(number)
    return f"+{code}-{national}" if code else number


@lru_cache(maxsize=1024)
def masked_phone(number: str) -> str:
    """Enough of it to recognise one's own number, too little to learn another's: "+977-98****3210"."""
    code, national = _parts(number)
    hidden = f"{national[:2]}****{national[-4:]}" if len(national) > 7 else f"****{national[-2:]}"
    return f"+{code}-{hidden}" if code else hidden


def _parts(number: str) -> tuple[str, str]:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "", number
    return str(parsed.country_code), phonenumbers.national_significant_number(parsed)


@cache
def _territories() -> dict[str, str]:
    return {name: code for code, name in Locale("en").territories.items() if len(code) == 2}


@lru_cache(maxsize=2048)
def country(name: str, language: Language) -> str:
    """An English country name in the customer's language; unchanged where none is known."""
    code = _territories().get(name)
    return country_of_region(code, language) if code else name


@lru_cache(maxsize=2048)
def country_of_region(code: str, language: Language) -> str:
    return str(Locale(language.value).territories.get(code, code))


def one_line(value: str) -> str:
    return ", ".join(line.strip(" ,") for line in value.splitlines() if line.strip(" ,"))


def label(name: Field, language: Language) -> str:
    return text(f"fields.{name.value}", language)


def value(name: Field, raw: str, service: Service | None, language: Language, *, bikram: bool = False) -> str:
    """The canonical value of a field as the customer reads it. `service` is the one that `raw` belongs to."""
    if name is Field.SERVICE:
        return service.label(language) if service else raw
    if name is Field.PACKAGE:
        package = service.package(raw) if service else None
        return option(package, language) if package else raw
    if name is Field.EVENT_DATE:
        return day(date.fromisoformat(raw), language, bikram=bikram)
    if name is Field.PHONE:
        return phone(raw)
    if name is Field.SERVICE_COUNTRY:
        return country(raw, language)
    return one_line(raw)


def option(package: Package, language: Language) -> str:
    return f"{package.label(language)} - {price(package.price)}"


def offer(service: Service, language: Language) -> str:
    """A service with the price it starts at: "Bridal Makeup - from ₹15,999"."""
    if not service.packages:
        return service.label(language)
    cheapest = min(package.price for package in service.packages)
    key = "booking.option_from" if len({package.price for package in service.packages}) > 1 else "booking.option"
    return text(key, language, name=service.label(language), price=price(cheapest))


def numbered(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def values(
    raw: Mapping[Field, str], names: list[Field], service: Service | None, language: Language, *, bikram: bool = False
) -> str:
    """One line a field: "Name: Priya Sharma"."""
    shown = {name: value(name, raw[name], service, language, bikram=bikram) for name in names}
    return "\n".join(f"{label(name, language)}: {shown[name]}" for name in names)
