"""How people name days, by language, against the day that is understood; nothing but the day is looked at.

A row of `dates/<language>.txt` is `asked | text | expected`: `event_date=2026-12-25`, `!event_date=reason` for what is
no day, `?event_date=…` for one that is read back, or nothing. `@ today=2026-11-21 collected=2026-12-25` sets what holds
from there on: the day of the message, and the day that stands already.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from frontdesk.booking.dialogue import Catalogue, show, understand
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

ROWS = Path(__file__).parent / "dates"
CATALOGUE = Catalogue.of(
    [{"name": "Bridal Makeup", "packages": [{"name": "Basic", "price": "15999"}]}, {"name": "Henna"}]
)
SATURDAY = date(2026, 11, 21)


def rows():
    for file in sorted(ROWS.glob("*.txt")):
        told = {}
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.startswith("@"):
                told = dict(part.split("=") for part in line[1:].split())
            elif line.strip() and not line.startswith("#"):
                parts = tuple(part.strip() for part in line.split("|"))
                yield pytest.param(file.stem, told, *parts, id=f"{file.stem}:{number}")


def read(text, language, asked=Field.EVENT_DATE, today=SATURDAY, collected=None):
    return understand.read(
        text, catalogue=CATALOGUE, language=Language(language), today=today, asked=asked, collected=collected or {}
    )


def found(reading):
    signs = (("", reading.fields), ("!", reading.invalid), ("?", reading.unsure))
    return [f"{sign}event_date={group[Field.EVENT_DATE]}" for sign, group in signs if Field.EVENT_DATE in group]


@pytest.mark.parametrize(("language", "told", "asked", "text", "expected"), list(rows()))
def test_a_day_is_understood(language, told, asked, text, expected):
    today = date.fromisoformat(told["today"])
    collected = {Field.EVENT_DATE: told["collected"]} if "collected" in told else {}
    reading = read(text, language, Field(asked) if asked else None, today, collected)
    assert found(reading) == ([expected] if expected else [])


@pytest.mark.parametrize("known", [{Field.PHONE: "+8801712345678"}, {Field.SERVICE_COUNTRY: "Bangladesh"}])
def test_a_bengali_date_is_sure_of_a_customer_in_bangladesh(known):
    assert found(read("১০ অগ্রহায়ণ", "bn", collected=known)) == ["event_date=2026-11-25"]
    assert found(read("১০ অগ্রহায়ণ", "bn")) == ["?event_date=2026-11-25"]


@pytest.mark.parametrize("language", list(Language))
def test_a_day_that_is_shown_is_understood_as_that_day(language):
    for ahead in range(731):
        when = SATURDAY + timedelta(days=ahead)
        for shown in (show.day(when, language), show.short_day(when, language)):
            assert found(read(shown, language)) == [f"event_date={when.isoformat()}"], shown


@pytest.mark.parametrize("text", ["10 mangsir", "15 gate poush 2083", "10 gate", "2083-09-10", "arko mahina ko 5 gate"])
def test_whoever_says_a_bikram_day_is_told_of_it(text):
    assert read(text, "en").bikram
    assert not read("25 December", "en").bikram


def test_a_day_is_shown_in_both_calendars_where_nepali_is_spoken():
    assert show.day(date(2026, 12, 25), Language.NE) == "शुक्रबार, 25 डिसेम्बर 2026 (10 पुस 2083)"
    assert show.day(date(2026, 12, 25), Language.EN) == "Friday, 25 December 2026"
    assert show.bikram_day(date(2026, 12, 25), Language.EN) == "10 Poush 2083"
    assert show.bikram_day(date(2060, 12, 25), Language.NE) == ""


@pytest.mark.parametrize("language", list(Language))
def test_a_bikram_day_that_is_shown_is_understood_as_that_day(language):
    for ahead in range(731):
        when = SATURDAY + timedelta(days=ahead)
        assert found(read(show.bikram_day(when, language), language)) == [f"event_date={when.isoformat()}"], when
