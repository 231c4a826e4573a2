"""What people write, by language, against what is understood of it.

A row of `utterances/<language>.txt` is `asked | text | expected`. `asked` is the field that was asked, `asked@xx` says
the conversation's language (else the file's). Expected, joined by " ; ": `field=value`; `!field=reason` for values that
are wrong; `?field=value` for those read back; `yes` `no` `cancel` `restart` `resend` `go_on` `human` `greeting`
`thanks`; `small_talk=kind`; `question` or `question=its text`; `otp=digits`; `changes=field,field`; `lang=xx`. Nothing
else may be found.
"""

from datetime import date
from pathlib import Path

import pytest

from frontdesk.booking.dialogue import Catalogue, understand
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

TODAY = date(2026, 11, 21)  # a Saturday
ROWS = Path(__file__).parent / "utterances"
CATALOGUE = Catalogue.of(
    [
        {
            "name": "Bridal Makeup Services",
            "names": {"hi": "ब्राइडल मेकअप", "ne": "दुलही मेकअप", "mr": "वधू मेकअप", "bn": "ব্রাইডাল মেকআপ"},
            "aliases": ["wedding makeup", "dulhan makeup", "दुल्हन मेकअप", "কনে সাজ"],
            "packages": [
                {"name": "Basic", "price": "15999", "names": {"hi": "बेसिक", "ne": "बेसिक", "mr": "बेसिक", "bn": "বেসিক"}},
                {"name": "Premium", "price": "49999", "names": {"hi": "प्रीमियम", "bn": "প্রিমিয়াম"}},
                {"name": "Luxury", "price": "99999", "names": {"hi": "लग्ज़री", "bn": "লাক্সারি"}},
            ],
        },
        {
            "name": "Party Makeup Services",
            "names": {"hi": "पार्टी मेकअप", "ne": "पार्टी मेकअप", "mr": "पार्टी मेकअप", "bn": "পার্টি মেকআপ"},
            "packages": [{"name": "Basic", "price": "6999"}, {"name": "Premium", "price": "9999"}],
        },
        {
            "name": "Engagement & Pre-Wedding Makeup",
            "names": {"hi": "सगाई मेकअप", "ne": "इन्गेजमेन्ट मेकअप", "mr": "साखरपुडा मेकअप", "bn": "এনগেজমেন্ট মেকআপ"},
            "packages": [{"name": "Basic", "price": "10999"}, {"name": "Luxury", "price": "59999"}],
        },
        {
            "name": "Henna (Mehendi) Services",
            "names": {"hi": "मेहंदी", "ne": "मेहन्दी", "mr": "मेंदी", "bn": "মেহেদি"},
            "aliases": ["mehndi"],
            "packages": [{"name": "Simple", "price": "2999"}, {"name": "Full Hands", "price": "4999"}],
            "times": ["10:00", "14:00", "17:00"],
        },
    ]
)
SERVICES = {"bridal": 0, "party": 1, "engagement": 2, "henna": 3}
FLAGS = {"human": "wants_human"}
SAID = ("cancel", "restart", "resend", "go_on", "wants_human", "greeting", "thanks")


def rows():
    for file in sorted(ROWS.glob("*.txt")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                asked, text, expected = (part.strip() for part in line.split("|"))
                yield pytest.param(file.stem, asked, text, expected, id=f"{file.stem}:{number}")


def wanted(expected):
    said = {}
    for part in filter(None, (part.strip() for part in expected.split(" ; "))):
        key, sign, value = part.partition("=")
        if key == "service":
            value = CATALOGUE.services[SERVICES[value]].name
        said[{"yes": "confirm", "no": "confirm"}.get(key, FLAGS.get(key, key))] = value if sign else key != "no"
    return said


def found(reading):
    said = {field.value: value for field, value in reading.fields.items()}
    said |= {f"!{field.value}": reason for field, reason in reading.invalid.items()}
    said |= {f"?{field.value}": value for field, value in reading.unsure.items()}
    said |= {flag: True for flag in SAID if getattr(reading, flag)}
    if reading.small_talk:
        said["small_talk"] = reading.small_talk
    if reading.confirm is not None:
        said["confirm"] = reading.confirm
    if reading.changes:
        said["changes"] = ",".join(sorted(reading.changes))
    if reading.question:
        said["question"] = reading.question
    return said


def read(text, asked=None, language="en"):
    collected = {Field.SERVICE: CATALOGUE.services[0].name} if asked and asked is not Field.SERVICE else {}
    return understand.read(
        text, catalogue=CATALOGUE, language=Language(language), today=TODAY, asked=asked, collected=collected
    )


@pytest.mark.parametrize(("file", "asked", "text", "expected"), list(rows()))
def test_an_utterance_is_understood(file, asked, text, expected):
    field, _, language = asked.partition("@")
    reading = read(text.replace("\\n", "\n"), Field(field) if field else None, language or file)
    said, want = found(reading), wanted(expected)
    if "otp" in want:
        said["otp"] = reading.otp
    if "lang" in want:
        said["lang"] = reading.language.value
    if want.get("question") is True and reading.question:
        said["question"] = True
    assert said == want
