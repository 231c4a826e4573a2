"""Wire shapes of bookings."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from frontdesk.booking.queries import Booking, Status, Wanted
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page
from frontdesk.web.shapes import Day, Listed, Moment, Whole

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
    created_at: Moment
    updated_at: Moment

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
            created_at=booking.created_at,
            updated_at=booking.updated_at,
        )


class BookingsOut(Listed):
    bookings: list[BookingOut]

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
    date_from: Day | None = Field(None, description="First day of the event.")
    date_to: Day | None = Field(None, description="Last day of the event.")
    limit: Whole = Field(50, ge=1, le=200)
    skip: Whole = Field(0, ge=0, le=2**31 - 1)

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.search or None,
            status=self.status,
            date_from=self.date_from.isoformat() if self.date_from else None,
            date_to=self.date_to.isoformat() if self.date_to else None,
        )
