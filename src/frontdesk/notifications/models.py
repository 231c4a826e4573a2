"""Tables of outgoing messages: the outbox that people look at, and each attempt to deliver."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from frontdesk.storage.base import BigSerial, Json, UtcTime, metadata


class Channel(StrEnum):
    WHATSAPP = "whatsapp"
    SMS = "sms"
    EMAIL = "email"


class DeliveryStatus(StrEnum):
    """captured | queued -> sending -> sent -> delivered; sending may also end as failed or unknown."""

    # no vendor serves the channel: the row is the whole delivery
    CAPTURED = "captured"
    QUEUED = "queued"
    # the vendor is being called; found so after a crash, nobody knows whether it was reached
    SENDING = "sending"
    # the vendor has taken it over
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    # may or may not have gone out; never repeated by itself
    UNKNOWN = "unknown"


outgoing = Table(
    "outgoing_messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),  # E.164 or email address
    Column("kind", Text, nullable=False),  # otp, booking_approved, …
    Column("language", Text, nullable=False),
    Column("subject", Text),
    Column("body", Text, nullable=False),
    # values for vendors that fill an approved template themselves
    Column("variables", Json, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("vendor", Text),
    Column("vendor_id", Text, index=True),
    Column("error", Text),
    # what it is about ("booking:<id>"), for looking up and for replacing an unsent code
    Column("about", Text, index=True),
    # the message that this one stands in for on another channel; unique: there is one such replacement
    Column("fallback_for", Text, unique=True),
    # from then on what it carries is worthless and it is not sent any more
    Column("not_after", BigInteger),
    # while set, the body still shows a code or a link; it is blotted out then, or earlier once it is no longer needed
    Column("secret_until", BigInteger, index=True),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("updated_at", UtcTime, nullable=False),
    Index(None, "recipient", "created_at"),
)

attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("message_id", Text, ForeignKey("outgoing_messages.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("vendor", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text),
    Column("at", UtcTime, nullable=False),
)
