"""What one message says: text, catalogue and what was asked -> Reading. Pure.

A message is laid out once (`extractors.sheet`); the extractors then read it in a fixed order and claim what they
understand, the surest shapes first, so that no digit counts twice. A pasted form is read line by line, each line as the
answer to its label.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.extractors import (
    address,
    choice,
    country,
    email,
    fields,
    form,
    intents,
    name,
    otp,
    phone,
    pincode,
    question,
    sheet,
    time,
)
from frontdesk.booking.dialogue.extractors import date as day
from frontdesk.booking.dialogue.extractors.sheet import Context, Sheet
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

EMPTY: Mapping[Field, str] = MappingProxyType({})
# Beyond this a message is a story or an attack; names and addresses are not looked for in it.
_LONG = 600


def read(
    text: str,
    *,
    catalogue: Catalogue,
    language: Language,
    today: date,
    asked: Field | None = None,
    collected: Mapping[Field, str] = EMPTY,
    refused: Sequence[str] = (),
) -> Reading:
    """What `text` says. `language` counts where the text does not tell; `asked` decides what a bare value is;
    `refused` are the day that could not be had and those offered instead.

    Keep handing in the same Catalogue object while the catalogue is unchanged: it is taken apart once per object.
    """
    days = tuple(date.fromisoformat(day) for day in refused)
    page = sheet.lay_out(text, Context(catalogue, language, today, asked, collected, days))
    question.mark(page)
    email.find(page)
    code = otp.find(page)
    form.read(page, _values)
    _values(page)
    return _reading(page, code)


def extract(
    text: str, *, catalogue: Catalogue, language: Language, today: date, asked_field: Field | str | None = None
) -> dict[str, Any]:
    """The same as plain data: fields found, `invalid`, and `confirm`, `cancel`, `wants_human`, `question` if said."""
    asked = Field(asked_field) if asked_field else None
    reading = read(text, catalogue=catalogue, language=Language(language), today=today, asked=asked)
    found: dict[str, Any] = {field.value: value for field, value in {**reading.unsure, **reading.fields}.items()}
    if reading.confirm is not None:
        found["confirm"] = reading.confirm
    for flag in ("cancel", "wants_human"):
        if getattr(reading, flag):
            found[flag] = True
    if reading.question:
        found["question"] = reading.question
    if reading.invalid:
        found["invalid"] = {field.value: reason for field, reason in reading.invalid.items()}
    return found


def _values(page: Sheet) -> None:
    """Runs the extractors, the surest shapes first."""
    phone.find(page)
    times = time.see(page)
    day.find(page)
    choice.find_service(page)
    choice.find_package(page)
    time.find(page, times)
    pincode.find(page)
    country.find(page)
    if len(page.text) <= _LONG:
        name.find(page)
        address.find(page)


def _reading(page: Sheet, code: str | None) -> Reading:
    found = page.found
    changes = fields.changes(page)
    reading = Reading(
        language=page.language,
        fields=found.fields,
        unsure={field: value for field, value in found.unsure.items() if field not in found.fields},
        changes=changes,
        otp=code,
        confirm=intents.confirm(page),
        cancel=intents.wanted(page, "cancel"),
        restart=intents.wanted(page, "restart"),
        resend=intents.wanted(page, "resend"),
        go_on=intents.wanted(page, "go_on"),
        keeps=intents.denied(page, "cancel"),
        wants_human=intents.human(page),
        greeting=intents.wanted(page, "greeting"),
        thanks=intents.wanted(page, "thanks"),
        small_talk=intents.small_talk(page),
        question=None if changes else question.text(page),
    )
    invalid = {field: reason for field, reason in found.invalid.items() if field not in found.fields}
    return replace(reading, invalid=fields.missed(page, reading, invalid))
