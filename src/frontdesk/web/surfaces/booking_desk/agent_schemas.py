"""Wire shapes of the agent: the conversation and its sessions."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.booking.dialogue.state import Stage
from frontdesk.booking.sessions import Session
from frontdesk.kit.languages import Language
from frontdesk.web.health import Health
from frontdesk.web.shapes import Listed, Moment


class ChatIn(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"message": "I want bridal makeup for December 25", "language": "en"},
                {"message": "2", "session_id": "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e", "language": "en"},
            ]
        }
    )

    message: str = Field(description="1 to 4,000 characters after trimming.")
    session_id: str | None = Field(
        None, description="From the last answer. An unknown or expired one starts a new conversation."
    )
    language: Language | None = Field(None, description="A hint; the language of the message itself decides.")


class ChoiceOut(BaseModel):
    label: str = Field(description="What to show on a button.")
    value: str = Field(description="What to send when it is pressed.")


_CHAT: dict[str, Any] = {
    "reply": "Wonderful! Which package would you like?\n1. Basic - ₹15,999\n2. Premium - ₹49,999",
    "session_id": "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",
    "stage": "selecting_package",
    "action": "continue",
    "missing_fields": ["package", "name", "email", "phone", "address", "pincode", "service_country"],
    "collected_info": {"service": "Bridal Makeup Services", "event_date": "2026-12-25"},
    "collected_labels": {"service": "Bridal Makeup Services", "event_date": "Friday, 25 December 2026"},
    "booking_id": None,
    "off_track_count": 0,
    "language": "en",
    "choices": [{"label": "Basic - ₹15,999", "value": "Basic"}, {"label": "Premium - ₹49,999", "value": "Premium"}],
}


class ChatOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [_CHAT]})

    reply: str
    session_id: str
    stage: Stage
    action: str = Field(
        description="continue, send_otp, booking_confirmed, otp_invalid, otp_expired, cancelled, chat_mode or handoff."
    )
    missing_fields: list[str] = Field(description="In asking order: the first is what is being asked.")
    collected_info: dict[str, Any] = Field(description="Canonical values; the phone comes with its `phone_country`.")
    collected_labels: dict[str, str] = Field(
        description="The same values as a customer reads them, in the language of the conversation."
    )
    booking_id: str | None
    off_track_count: int
    language: Language
    choices: list[ChoiceOut] = Field(description="Quick replies of the present step.")


class WelcomeBusinessOut(BaseModel):
    name: str


class WelcomeOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reply": "Hello! How can I help you today?",
                    "language": "en",
                    "choices": [{"label": "Bridal Makeup Services", "value": "Bridal Makeup Services"}],
                    "business": {"name": "Asha Makeup Studio"},
                }
            ]
        }
    )

    reply: str
    language: Language
    choices: list[ChoiceOut]
    business: WelcomeBusinessOut


class SessionOut(BaseModel):
    session_id: str
    language: Language
    stage: Stage
    created_at: Moment
    updated_at: Moment

    @staticmethod
    def of(session: Session) -> "SessionOut":
        return SessionOut(
            session_id=session.id,
            language=session.language,
            stage=session.stage,
            created_at=session.created_at,
            updated_at=session.updated_at,
        )


class SessionsOut(Listed):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sessions": [
                        {
                            "session_id": "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",
                            "language": "en",
                            "stage": "collecting_details",
                            "created_at": "2026-11-21T10:30:00.000Z",
                            "updated_at": "2026-11-21T10:35:00.000Z",
                        }
                    ],
                    "count": 1,
                    "total": 1,
                    "limit": 50,
                    "skip": 0,
                }
            ]
        }
    )

    sessions: list[SessionOut]
    count: int = Field(description="Sessions in this answer.")


class CleanupOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "Expired sessions removed", "removed": 3}]})

    message: str
    removed: int


class AgentHealthOut(Health):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "ok",
                    "service": "frontdesk",
                    "version": "0.1.0",
                    "timestamp": "2026-11-21T09:30:00.000Z",
                    "languages": ["en", "hi", "ne", "mr", "bn"],
                }
            ]
        }
    )

    languages: list[Language]
