"""What the house has to say to people outside, one class a message.

A message knows its values; its sentences stand in `locales/<code>/texts/notify.toml` under "<kind>_subject",
"<kind>_body" (WhatsApp and email, several lines) and "<kind>_sms" (one line, since two bytes a letter make segments
short). Only what the recipient herself said or is owed goes in: never somebody else's number or address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import ClassVar, get_args

from babel.core import Locale

from frontdesk.kit.languages import Language, text
from frontdesk.kit.text import normalise
from frontdesk.notifications.models import Channel

# Names and titles come from people; a whole message must fit what the strictest vendor takes (1,600 characters).
_LONGEST_VALUE = 160
_BLOT = "••••••"


@dataclass(frozen=True, slots=True)
class Rendered:
    """`variables` are all values by name: what another channel's text, or a vendor's template, is filled from."""

    subject: str
    body: str
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Code:
    """`not_after`: the moment the code dies; it is not sent later than that."""

    template: ClassVar[tuple[str, ...]] = ("code",)

    code: str
    minutes: int
    business: str
    not_after: datetime

    def values(self, language: Language) -> dict[str, str]:
        return {"code": self.code, "minutes": str(self.minutes), "business": _line(self.business)}


class OtpCode(_Code):
    """Confirms a booking."""

    __slots__ = ()
    kind: ClassVar[str] = "otp"


class EmailCode(_Code):
    """Proves that an account's email is its owner's."""

    __slots__ = ()
    kind: ClassVar[str] = "email_code"


@dataclass(frozen=True, slots=True)
class PasswordReset:
    kind: ClassVar[str] = "password_reset"
    template: ClassVar[tuple[str, ...]] = ("link",)

    link: str
    minutes: int
    business: str
    not_after: datetime

    def values(self, language: Language) -> dict[str, str]:
        return {"link": self.link, "minutes": str(self.minutes), "business": _line(self.business)}


@dataclass(frozen=True, slots=True)
class _BookingNews:
    """`time` is "HH:MM" in the business's zone, or None for a service that is booked by the day."""

    kind: ClassVar[str]
    template: ClassVar[tuple[str, ...]] = ("name", "service", "when", "business")

    name: str
    service: str
    day: date
    time: str | None
    business: str

    def values(self, language: Language) -> dict[str, str]:
        day = _day(self.day, language)
        return {
            "name": _line(self.name),
            "service": _line(self.service),
            "when": f"{day}, {self.time}" if self.time else day,
            "business": _line(self.business),
        }


@dataclass(frozen=True, slots=True)
class BookingReceived(_BookingNews):
    kind: ClassVar[str] = "booking_received"

    reference: str

    def values(self, language: Language) -> dict[str, str]:
        return {**_BookingNews.values(self, language), "reference": self.reference}


@dataclass(frozen=True, slots=True)
class BookingApproved(_BookingNews):
    kind: ClassVar[str] = "booking_approved"


@dataclass(frozen=True, slots=True)
class BookingCancelled(_BookingNews):
    kind: ClassVar[str] = "booking_cancelled"


@dataclass(frozen=True, slots=True)
class BookingCompleted(_BookingNews):
    kind: ClassVar[str] = "booking_completed"


@dataclass(frozen=True, slots=True)
class PersonWanted:
    """For the business itself: a customer asks for a person.

    `contact` is what she left, `lines` the latest of the conversation.

    The one message that carries somebody else's words: it goes to staff, who may read the conversation anyway.
    """

    kind: ClassVar[str] = "person_wanted"
    template: ClassVar[tuple[str, ...]] = ("contact", "business")

    contact: str
    lines: tuple[str, ...]
    business: str

    def values(self, language: Language) -> dict[str, str]:
        return {
            "contact": _line(self.contact) or "-",
            "lines": "\n".join(_line(line) for line in self.lines),
            "business": _line(self.business),
        }


Message = (
    OtpCode
    | EmailCode
    | PasswordReset
    | BookingReceived
    | BookingApproved
    | BookingCancelled
    | BookingCompleted
    | PersonWanted
)

_KINDS: dict[str, type[Message]] = {made.kind: made for made in get_args(Message)}
# The variable that opens something to whoever reads it, for the kinds that carry one.
_SECRETS = {OtpCode.kind: "code", EmailCode.kind: "code", PasswordReset.kind: "link"}


def render(message: Message, channel: Channel, language: Language) -> Rendered:
    return render_again(message.kind, channel, language, message.values(language))


def render_again(kind: str, channel: Channel, language: Language, variables: Mapping[str, str]) -> Rendered:
    """From the stored variables of a message, for another channel than it was first meant for."""
    form = "sms" if channel is Channel.SMS else "body"
    return Rendered(
        subject=text(f"notify.{kind}_subject", language, **variables),
        body=text(f"notify.{kind}_{form}", language, **variables),
        variables=dict(variables),
    )


def template_values(kind: str, variables: Mapping[str, str]) -> dict[str, str]:
    """What a vendor's approved template of this kind is filled with, in the order of its placeholders."""
    return {name: variables[name] for name in _KINDS[kind].template}


def expiry(message: Message) -> datetime | None:
    """When what the message carries becomes worthless; None for one that is never too late."""
    return message.not_after if isinstance(message, _Code | PasswordReset) else None


def is_secret(kind: str) -> bool:
    return kind in _SECRETS


def blot(kind: str, written: str, variables: Mapping[str, str]) -> str:
    """`written` without the code or link that the message carries; as it is for kinds that carry none."""
    secret = variables.get(_SECRETS.get(kind, ""))
    return written.replace(secret, _BLOT) if secret else written


def blot_variables(kind: str, variables: Mapping[str, str]) -> dict[str, str]:
    return {name: _BLOT if name == _SECRETS.get(kind) else value for name, value in variables.items()}


def as_html(body: str, language: Language) -> str:
    """The same words for mail programs that prefer HTML: a blank line ends a paragraph, a line that is a URL links."""
    paragraphs = "".join(
        f"<p>{'<br>'.join(_html_line(line) for line in paragraph.split(chr(10)))}</p>"
        for paragraph in body.strip().split("\n\n")
    )
    return f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"></head><body>{paragraphs}</body></html>'


def _html_line(line: str) -> str:
    safe = escape(line)
    return f'<a href="{safe}">{safe}</a>' if line.startswith(("https://", "http://")) and " " not in line else safe


def _line(value: str) -> str:
    one = " ".join(normalise(value).split())
    return one if len(one) <= _LONGEST_VALUE else one[: _LONGEST_VALUE - 1].rstrip() + "…"


@lru_cache(maxsize=1024)
def _day(day: date, language: Language) -> str:
    """With the weekday and Latin digits: "Friday, 25 December 2026". All five languages keep this order."""
    locale = Locale(language.value)
    weekday = locale.days["format"]["wide"][day.weekday()]
    month = locale.months["format"]["wide"][day.month]
    return f"{weekday}, {day.day} {month} {day.year}"
