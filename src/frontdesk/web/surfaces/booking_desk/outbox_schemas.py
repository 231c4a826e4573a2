"""Wire shapes of outgoing messages."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from frontdesk.kit.pagination import Page
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.notifications.queries import OutgoingRow
from frontdesk.web.shapes import Listed, Moment

_SENT: JsonDict = {
    "channel": "whatsapp",
    "to": "+9779876543210",
    "subject": "Your booking is approved",
    "body": "Namaste Priya, your booking on Friday, 25 December 2026 is approved.",
    "status": "captured",
    "created_at": "2026-11-21T09:30:00.000Z",
}


class SentOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [_SENT]})

    channel: Channel
    to: str = Field(description="E.164 or an email address.")
    subject: str
    body: str
    status: DeliveryStatus = Field(description="`captured` where no vendor serves the channel.")
    created_at: Moment

    @staticmethod
    def of(row: OutgoingRow) -> "SentOut":
        return SentOut(
            channel=row.channel,
            to=row.to,
            subject=row.subject,
            body=row.body,
            status=row.status,
            created_at=row.created_at,
        )


class DeliveryOut(SentOut):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_SENT,
                    "id": "1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f",
                    "kind": "booking_approved",
                    "language": "en",
                    "attempts": 0,
                    "vendor": None,
                    "error": None,
                    "updated_at": "2026-11-21T09:30:00.000Z",
                }
            ]
        }
    )

    id: str
    kind: str
    language: str
    attempts: int
    vendor: str | None
    error: str | None = Field(description="Why it has not gone out, in short.")
    updated_at: Moment

    @staticmethod
    def of(row: OutgoingRow) -> "DeliveryOut":
        return DeliveryOut(
            **dict(SentOut.of(row)),
            id=row.id,
            kind=row.kind,
            language=row.language,
            attempts=row.attempts,
            vendor=row.vendor,
            error=row.error,
            updated_at=row.updated_at,
        )


class MessagesOut(Listed):
    messages: list[DeliveryOut]

    @staticmethod
    def of(page: Page[OutgoingRow]) -> "MessagesOut":
        messages = [DeliveryOut.of(row) for row in page.items]
        return MessagesOut(messages=messages, total=page.total, limit=page.limit, skip=page.skip)
