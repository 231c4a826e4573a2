"""Wire shapes of bookings, figures and the agent."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from frontdesk.booking.dialogue.state import Stage
from frontdesk.booking.figures import Group, Overview
from frontdesk.booking.queries import Booking, Status, Wanted
from frontdesk.booking.sessions import Session
from frontdesk.kit.clock import iso
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page

_BOOKING: dict[str, Any] = {
    "id": "7f9c0e1d2b3a4c5d6e7f8091a2b3c4d5",
    "_id": "7f9c0e1d2b3a4c5d6e7f8091a2b3c4d5",
    "service": "Bridal Makeup Services",
    "package": "Premium",
    "price": "49999.00",
    "currency": "INR",
    "name": "Priya Sharma",
    "email": "priya@example.com",
    "phone": "+9779876543210",
    "phone_country": "NP",
    "service_country": "Nepal",
    "address": "Thamel, Kathmandu",
    "pincode": "44600",
    "date": "2026-12-25",
    "time": None,
    "message": None,
    "status": "pending",
    "otp_verified": True,
    "source": "agent_chat",
    "language": "en",
    "created_at": "2026-11-21T09:30:00.000Z",
    "updated_at": "2026-11-21T09:30:00.000Z",
}


class BookingOut(BaseModel):
    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"examples": [_BOOKING]})

    id: str
    mongo_id: str = Field(alias="_id", description="The same id under its documented name.")
    service: str
    package: str | None
    price: str = Field(description="Price agreed when it was booked, as a decimal number.")
    currency: str
    name: str
    email: str
    phone: str = Field(description="E.164.")
    phone_country: str = Field(description="ISO 3166 code; empty for a number that belongs to no country.")
    service_country: str
    address: str
    pincode: str
    date: str = Field(description="Day of the event, ISO 8601.")
    time: str | None = Field(description="Start time HH:MM, for services that are booked by time.")
    message: str | None
    status: Status
    otp_verified: bool
    source: str | None
    language: Language
    created_at: str
    updated_at: str

    @staticmethod
    def of(booking: Booking) -> "BookingOut":
        return BookingOut(
            id=booking.id,
            mongo_id=booking.id,
            service=booking.service,
            package=booking.package,
            price=booking.price.decimal(),
            currency=booking.price.currency,
            name=booking.name,
            email=booking.email,
            phone=booking.phone,
            phone_country=booking.phone_country,
            service_country=booking.service_country,
            address=booking.address,
            pincode=booking.pincode,
            date=booking.event_date,
            time=booking.event_time,
            message=booking.message,
            status=booking.status,
            otp_verified=booking.otp_verified,
            source=booking.source,
            language=booking.language,
            created_at=iso(booking.created_at),
            updated_at=iso(booking.updated_at),
        )


class BookingsOut(BaseModel):
    bookings: list[BookingOut]
    total: int
    limit: int
    skip: int

    @staticmethod
    def of(page: Page[Booking]) -> "BookingsOut":
        return BookingsOut(
            bookings=[BookingOut.of(booking) for booking in page.items],
            total=page.total,
            limit=page.limit,
            skip=page.skip,
        )


class StatusIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "approved"}]})

    status: Status


class SearchIn(BaseModel):
    """Any subset of the fields; none of them lists everything."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"search": "Priya", "status": "pending", "date_from": "2026-01-01", "date_to": "2026-12-31"}]
        }
    )

    search: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = Field(
        None, description="Part of a name, email, phone number, service or booking id."
    )
    status: Status | None = None
    date_from: date | None = Field(None, description="First day of the event.")
    date_to: date | None = Field(None, description="Last day of the event.")
    limit: int = Field(50, ge=1, le=200)
    skip: int = Field(0, ge=0, le=2**31 - 1)

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.search or None,
            status=self.status,
            date_from=self.date_from.isoformat() if self.date_from else None,
            date_to=self.date_to.isoformat() if self.date_to else None,
        )


class OverviewOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total_bookings": 150,
                    "pending_bookings": 12,
                    "approved_bookings": 45,
                    "completed_bookings": 85,
                    "cancelled_bookings": 8,
                    "recent_bookings_7_days": 23,
                    "today_bookings": 5,
                }
            ]
        }
    )

    total_bookings: int
    pending_bookings: int
    approved_bookings: int
    completed_bookings: int
    cancelled_bookings: int
    recent_bookings_7_days: int = Field(description="Made in the last seven days of the business, today included.")
    today_bookings: int

    @staticmethod
    def of(overview: Overview) -> "OverviewOut":
        return OverviewOut(
            total_bookings=overview.total,
            pending_bookings=overview.by_status[Status.PENDING],
            approved_bookings=overview.by_status[Status.APPROVED],
            completed_bookings=overview.by_status[Status.COMPLETED],
            cancelled_bookings=overview.by_status[Status.CANCELLED],
            recent_bookings_7_days=overview.last_7_days,
            today_bookings=overview.today,
        )


class ServiceFiguresOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"service": "Bridal Makeup Services", "count": 61, "revenue": "2149957.00", "currency": "INR"}]
        }
    )

    service: str
    count: int = Field(description="All bookings.")
    revenue: str = Field(description="Of bookings that are approved or completed, as a decimal number.")
    currency: str

    @staticmethod
    def of(group: Group) -> "ServiceFiguresOut":
        return ServiceFiguresOut(
            service=group.name,
            count=group.count,
            revenue=group.revenue.decimal(),
            currency=group.revenue.currency,
        )


class MonthFiguresOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"month": "2026-10", "count": 18, "revenue": "640000.00", "currency": "INR"}]}
    )

    month: str = Field(description="Month in which the bookings were made, in the business's time zone.")
    count: int = Field(description="All bookings.")
    revenue: str = Field(description="Of bookings that are approved or completed, as a decimal number.")
    currency: str

    @staticmethod
    def of(group: Group) -> "MonthFiguresOut":
        return MonthFiguresOut(
            month=group.name,
            count=group.count,
            revenue=group.revenue.decimal(),
            currency=group.revenue.currency,
        )


class FunnelStageOut(BaseModel):
    stage: Stage
    sessions: int = Field(description="Conversations that reached this stage or a later one.")


class FunnelOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stages": [
                        {"stage": "greeting", "sessions": 120},
                        {"stage": "selecting_service", "sessions": 96},
                        {"stage": "selecting_package", "sessions": 80},
                        {"stage": "collecting_details", "sessions": 71},
                        {"stage": "confirming", "sessions": 52},
                        {"stage": "otp_sent", "sessions": 47},
                        {"stage": "completed", "sessions": 41},
                    ]
                }
            ]
        }
    )

    stages: list[FunnelStageOut]


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
    collected_info: dict[str, Any]
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
    created_at: str
    updated_at: str

    @staticmethod
    def of(session: Session) -> "SessionOut":
        return SessionOut(
            session_id=session.id,
            language=session.language,
            stage=session.stage,
            created_at=iso(session.created_at),
            updated_at=iso(session.updated_at),
        )


class SessionsOut(BaseModel):
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
    total: int
    limit: int
    skip: int


class CleanupOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "Expired sessions removed", "removed": 3}]})

    message: str
    removed: int


class AgentHealthOut(BaseModel):
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

    status: str
    service: str
    version: str
    timestamp: str
    languages: list[Language]
