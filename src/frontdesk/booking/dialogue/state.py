"""Where one booking conversation stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from frontdesk.kit.languages import Language


class Stage(StrEnum):
    """In the order in which a conversation passes them."""

    GREETING = "greeting"
    SELECTING_SERVICE = "selecting_service"
    SELECTING_PACKAGE = "selecting_package"
    COLLECTING_DETAILS = "collecting_details"
    CONFIRMING = "confirming"
    OTP_SENT = "otp_sent"
    COMPLETED = "completed"


class Field(StrEnum):
    """What a booking consists of, in asking order. EVENT_TIME is asked only for services that have times."""

    SERVICE = "service"
    PACKAGE = "package"
    EVENT_DATE = "event_date"
    EVENT_TIME = "event_time"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    PINCODE = "pincode"
    SERVICE_COUNTRY = "service_country"


@dataclass(frozen=True, slots=True)
class DialogueState:
    """Everything the engine remembers between two messages; `to_json` and `of_json` are its stored form.

    `collected` holds canonical values: the catalogue's own name of service and package, ISO date, "HH:MM",
    E.164 phone, ISO 3166 name of the country in English. `unsure` are values read back to the customer and not yet
    agreed to (a spoken email). `furthest` is the latest stage ever reached, for the funnel. `person_wanted` is
    set once she has asked for a person. `named` is the language that her client named last.
    `refused` is the day that could not be booked and those offered in its place (ISO), until a day is taken: "the
    26th" is then one of those, or of that month. `bikram`: she named her day in the Bikram Sambat, and reads it so.
    """

    stage: Stage = Stage.GREETING
    language: Language = Language.EN
    collected: Mapping[Field, str] = field(default_factory=dict)
    unsure: Mapping[Field, str] = field(default_factory=dict)
    asked: Field | None = None
    off_track: int = 0
    chat_mode: bool = False
    booking_id: str | None = None
    sends: int = 0
    furthest: Stage = Stage.GREETING
    person_wanted: bool = False
    named: Language | None = None
    refused: tuple[str, ...] = ()
    bikram: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "stage": self.stage.value,
            "language": self.language.value,
            "collected": {name.value: value for name, value in self.collected.items()},
            "unsure": {name.value: value for name, value in self.unsure.items()},
            "asked": self.asked.value if self.asked else None,
            "off_track": self.off_track,
            "chat_mode": self.chat_mode,
            "booking_id": self.booking_id,
            "sends": self.sends,
            "furthest": self.furthest.value,
            "person_wanted": self.person_wanted,
            "named": self.named.value if self.named else None,
            "refused": list(self.refused),
            "bikram": self.bikram,
        }

    @staticmethod
    def of_json(raw: Mapping[str, Any]) -> "DialogueState":
        return DialogueState(
            stage=Stage(raw["stage"]),
            language=Language(raw["language"]),
            collected={Field(name): value for name, value in raw["collected"].items()},
            unsure={Field(name): value for name, value in raw["unsure"].items()},
            asked=Field(raw["asked"]) if raw["asked"] else None,
            off_track=raw["off_track"],
            chat_mode=raw["chat_mode"],
            booking_id=raw["booking_id"],
            sends=raw["sends"],
            furthest=Stage(raw["furthest"]),
            person_wanted=raw["person_wanted"],
            # Conversations of the version before this one are still open when it starts.
            named=Language(raw["named"]) if raw.get("named") else None,
            refused=tuple(raw.get("refused", ())),
            bikram=raw.get("bikram", False),
        )
