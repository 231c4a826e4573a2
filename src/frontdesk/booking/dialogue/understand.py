"""What one message says: text, catalogue and what was asked -> Reading. Pure.

A message is laid out once (`extractors/message`); the extractors then read it in a fixed order and claim what they
understand, the surest shapes first, so that no digit counts twice. A pasted form is read line by line, each line as the
answer to its label.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.extractors.choices import choice
from frontdesk.booking.dialogue.extractors.dates import date as day
from frontdesk.booking.dialogue.extractors.dates import swap, time
from frontdesk.booking.dialogue.extractors.emails import email
from frontdesk.booking.dialogue.extractors.message import form, layout
from frontdesk.booking.dialogue.extractors.message.sheet import Context, Sheet
from frontdesk.booking.dialogue.extractors.names import name
from frontdesk.booking.dialogue.extractors.numbers import otp, phone, pincode
from frontdesk.booking.dialogue.extractors.places import address, country
from frontdesk.booking.dialogue.extractors.wishes import answers, fields, intents, question, remark
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

EMPTY: Mapping[Field, str] = MappingProxyType({})
_FIELDS = frozenset(field.value for field in Field)
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
    page = layout.lay_out(text, Context(catalogue, language, today, asked, collected, days))
    if remark.is_attack(page):
        question.mark(page)
        return _reading(page, None)
    email.find(page)
    question.mark(page)
    code = otp.find(page)
    form.read(page, _values)
    _values(page)
    return _reading(page, code or otp.awaited(page))


def language_of(text: str, inherited: Language) -> Language:
    """The language that `text` is in; `inherited` where it does not tell, as "ok" and numbers do not."""
    return layout.tell(text, inherited)


def extract(
    text: str, *, catalogue: Catalogue, language: Language | str, today: date, asked_field: Field | str | None = None
) -> dict[str, Any]:
    """The same as plain data, under names that are strings; what was not said has no key.

    Fields as found: `service` `package` (the catalogue's names), `event_date` (ISO), `event_time` ("HH:MM"), `name`,
    `email`, `phone` (E.164), `address`, `pincode`, `service_country` (in English). `confirm` is True or False, `cancel`
    and `wants_human` are True, `question` is the asking part of the message, `invalid` gives a reason for each field
    that was seen but is wrong (Reading lists them). `asked_field` is the field that was asked last; any other word,
    such as a stage, stands for none. ValueError for a language that is none of the five.
    """
    asked = Field(asked_field) if asked_field in _FIELDS else None
    reading = read(text, catalogue=catalogue, language=Language(language), today=today, asked=asked)
    found: dict[str, Any] = {field.value: value for field, value in {**reading.unsure, **reading.fields}.items()}
    if reading.confirm is not None:
        found["confirm"] = reading.confirm
    for flag in ("cancel", "wants_human"):
        if getattr(reading, flag):
            found[flag] = True
    if asked_what := reading.question or _asked_of_the_desk(reading, text):
        found["question"] = asked_what
    if reading.invalid:
        found["invalid"] = {field.value: reason for field, reason in reading.invalid.items()}
    return found


def _asked_of_the_desk(reading: Reading, text: str) -> str | None:
    """ "Are you a bot?" is small talk to the conversation, which answers it itself, and a question all the same."""
    asks = reading.small_talk == "identity" or (reading.small_talk == "chit_chat" and text.rstrip().endswith("?"))
    return text.strip() if asks else None


def _values(page: Sheet) -> None:
    """Runs the extractors, the surest shapes first."""
    calm = len(page.text) <= _LONG and not remark.is_noise(page)
    if calm:
        name.answer(page)
    phone.find(page)
    times = time.see(page)
    day.find(page)
    swap.find(page)
    choice.find_service(page)
    choice.find_package(page)
    time.find(page, times)
    pincode.find(page)
    country.find(page)
    if calm:
        name.find(page)
        address.find(page)


def _reading(page: Sheet, code: str | None) -> Reading:
    found = page.found
    changes = fields.changes(page)
    said, order = _confirm(page, changes), remark.hostile(page)
    calls_off = intents.wanted(page, "cancel")
    reading = Reading(
        language=page.language,
        fields=found.fields,
        unsure={field: value for field, value in found.unsure.items() if field not in found.fields},
        bikram=found.bikram,
        changes=changes,
        otp=code,
        confirm=None if calls_off else said,
        cancel=calls_off,
        restart=intents.wanted(page, "restart"),
        resend=intents.wanted(page, "resend") or (code is None and intents.misses_code(page)),
        go_on=intents.wanted(page, "go_on"),
        keeps=intents.denied(page, "cancel"),
        wants_human=intents.human(page),
        greeting=intents.wanted(page, "greeting"),
        thanks=intents.wanted(page, "thanks"),
        small_talk=None if said is not None and remark.without_words(page) else intents.small_talk(page),
        question=None if changes or order == "order" else question.text(page),
        refusal=answers.refusal(page),
        refused=answers.refused(page),
        hostile=order,
        review=intents.wanted(page, "review"),
        back=intents.only(page, "back"),
        edits=said is not True and fields.edits(page),
    )
    if reading.question and Field.EVENT_DATE in page.owner and Field.EVENT_DATE not in found.fields:
        reading = replace(reading, asked_day=_day_asked_about(page))
    invalid = {field: reason for field, reason in found.invalid.items() if field not in found.fields}
    return replace(reading, invalid=fields.missed(page, reading, invalid))


def _confirm(page: Sheet, changes: Collection[Field]) -> bool | None:
    """ "All right, only the email is wrong" agrees to nothing."""
    said = answers.confirm(page)
    return None if said and changes else said


def _day_asked_about(page: Sheet) -> str | None:
    """The exact day of "are you open on 26 December?". A weekday alone asks for opening hours."""
    exact = any(
        page.owner[at] == Field.EVENT_DATE and not page.at("weekday", at) and not page.covered("link", at)
        for at in range(len(page.tokens))
    )
    if not exact:
        return None
    again = layout.lay_out(page.text, page.context)
    again.worded = again.asking = [False] * len(again.clauses)
    day.find(again)
    return again.found.fields.get(Field.EVENT_DATE)
