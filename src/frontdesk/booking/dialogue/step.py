"""What one step asks of the world, and what it says: data only, performed and rendered by others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from frontdesk.booking.dialogue.state import DialogueState


class Action(StrEnum):
    CONTINUE = "continue"
    SEND_OTP = "send_otp"
    BOOKING_CONFIRMED = "booking_confirmed"
    OTP_INVALID = "otp_invalid"
    OTP_EXPIRED = "otp_expired"
    CANCELLED = "cancelled"
    CHAT_MODE = "chat_mode"
    HANDOFF = "handoff"


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence of the catalogue of texts with its values. Values are rendered in the reply's language."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskKnowledge:
    """Put the knowledge base's answer to `question` here; without one, the text that says so.

    `otherwise` is the text that stands here where nothing is known, instead of the one that says so ("" for none at
    all); no gap is recorded then.
    `tentative`: the message was not understood and may not be a question at all. Without an answer the customer is
    told that it was not understood, and no gap in the knowledge is to be recorded.
    """

    question: str
    tentative: bool = False
    otherwise: str | None = None


Part = Say | AskKnowledge


@dataclass(frozen=True, slots=True)
class SendOtp:
    """Hold the place, make a code, send it. The outcome comes back through `engine.after_send`."""

    resend: bool = False


@dataclass(frozen=True, slots=True)
class CheckOtp:
    """Compare the code; make the booking if it is right. The outcome comes back through `engine.after_check`."""

    code: str


@dataclass(frozen=True, slots=True)
class Release:
    """Give the held place back and let no open code count: cancelled, restarted, or a detail changed."""


Effect = SendOtp | CheckOtp | Release


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick reply: `label` is shown, `value` is what pressing it sends."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    state: DialogueState
    parts: tuple[Part, ...] = ()
    action: Action = Action.CONTINUE
    effects: tuple[Effect, ...] = ()
    choices: tuple[Choice, ...] = ()


class SendOutcome(StrEnum):
    SENT = "sent"
    DAY_FULL = "day_full"  # somebody else took the last place meanwhile
    SENDS_USED = "sends_used"  # three sends of this booking are used up
    NUMBER_LIMIT = "number_limit"  # five sends to this number within the hour


class CheckOutcome(StrEnum):
    CONFIRMED = "confirmed"
    WRONG = "wrong"
    WRONG_LAST = "wrong_last"  # the third wrong one: no code counts until a resend
    EXPIRED = "expired"
    DAY_FULL = "day_full"


@dataclass(frozen=True, slots=True)
class NotFree:
    """Why a day or time cannot be booked, and the nearest that can.

    Reasons: `full`, `closed`, `notice` (too soon), `too_far`.
    """

    reason: str
    nearest: tuple[date, ...] = ()
    times: tuple[str, ...] = ()  # free times of the asked day, where the service has times


class Availability(Protocol):
    """What the engine may ask about the calendar. Implementations read one consistent snapshot."""

    def refusal(self, service: str, day: date, time: str | None) -> NotFree | None:
        """None if that day (and time, where the service has times) can still be booked."""

    def free_times(self, service: str, day: date) -> tuple[str, ...]:
        """Start times still free that day; empty for a service without times."""


class AlwaysFree:
    """The twin for tests and for catalogues without limits."""

    def __init__(self, times: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._times = times or {}

    def refusal(self, service: str, day: date, time: str | None) -> NotFree | None:
        return None

    def free_times(self, service: str, day: date) -> tuple[str, ...]:
        return self._times.get(service, ())
