"""What people want apart from giving values: a row of `wishes.txt` is `language | asked | text | expected`.

Expected: `yes` `no` `cancel` `human` `question` `restart` `resend` `go_on` `refusal`; `f:field` for a field found,
`i:field` for one that was seen but is wrong, `c:field` for one wanted changed. With `~` before it a part may be there
or not; nothing else may be. Refusals, being kind replies only, are looked for where they are expected.
"""

from datetime import date
from pathlib import Path

import pytest

from frontdesk.booking.dialogue import Catalogue, understand
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

TABLE = Path(__file__).with_name("wishes.txt")
CATALOGUE = Catalogue.of(
    [
        {
            "name": "Bridal Makeup Services",
            "names": {"hi": "ब्राइडल मेकअप", "ne": "दुलही मेकअप", "mr": "वधू मेकअप", "bn": "ব্রাইডাল মেকআপ"},
            "aliases": ["wedding makeup", "dulhan makeup", "दुल्हन मेकअप", "কনে সাজ"],
            "packages": [
                {"name": "Basic", "price": "15999"},
                {"name": "Premium", "price": "49999"},
                {"name": "Luxury", "price": "99999", "names": {"hi": "लग्ज़री", "ne": "लग्जरी", "bn": "লাক্সারি"}},
            ],
        },
        {"name": "Party Makeup Services", "packages": [{"name": "Basic", "price": "6999"}]},
        {
            "name": "Engagement & Pre-Wedding Makeup",
            "names": {"hi": "सगाई मेकअप"},
            "packages": [{"name": "Basic", "price": "10999"}],
        },
        {
            "name": "Henna (Mehendi) Services",
            "names": {"hi": "मेहंदी", "ne": "मेहन्दी", "mr": "मेंदी", "bn": "মেহেদি"},
            "packages": [
                {"name": "Simple", "price": "2999"},
                {"name": "Full Hands", "price": "4999", "names": {"hi": "फुल हैंड्स"}},
            ],
        },
    ]
)
SAID = ("cancel", "restart", "resend", "go_on", "question", "edits")


def rows():
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield pytest.param(*(part.strip() for part in line.split("|")), id=str(number))


def said(reading: Reading) -> set[str]:
    flags = {flag for flag in SAID if getattr(reading, flag)}
    flags |= {"human"} if reading.wants_human else set()
    flags |= {"refusal"} if reading.refusal else set()
    flags |= {"yes" if reading.confirm else "no"} if reading.confirm is not None else set()
    for sign, fields in (("f", reading.fields), ("i", reading.invalid), ("c", reading.changes)):
        flags |= {f"{sign}:{field.value}" for field in fields}
    return flags


@pytest.mark.parametrize(("language", "asked", "text", "expected"), list(rows()))
def test_a_wish_is_heard_and_nothing_else(language, asked, text, expected):
    field = Field(asked) if asked else None
    collected = {Field.SERVICE: CATALOGUE.services[0].name} if field and field is not Field.SERVICE else {}
    reading = understand.read(
        text,
        catalogue=CATALOGUE,
        language=Language(language),
        today=date(2026, 11, 21),
        asked=field,
        collected=collected,
    )
    must = {part for part in expected.split() if not part.startswith("~")}
    may = {part.removeprefix("~") for part in expected.split()} | {"refusal"} | ({"edits"} if "no" in must else set())
    found = said(reading)
    assert must <= found
    assert found <= must | may
