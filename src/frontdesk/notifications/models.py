"""Tables of outgoing messages: the outbox that people look at, and each attempt to deliver."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from frontdesk.storage.base import BigSerial, Json, UtcTime, metadata

outgoing = Table(
    "outgoing_messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),  # whatsapp, sms, email
    Column("recipient", Text, nullable=False),  # E.164 or email address
    Column("kind", Text, nullable=False),  # otp, booking_approved, …
    Column("language", Text, nullable=False),
    Column("subject", Text),
    Column("body", Text, nullable=False),
    # values for vendors that fill an approved template themselves
    Column("variables", Json, nullable=False),
    # captured, queued, sending, sent, delivered, failed, unknown
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("vendor", Text),
    Column("vendor_id", Text, index=True),
    Column("error", Text),
    # what it is about ("booking:<id>"), for looking up and for replacing an unsent code
    Column("about", Text, index=True),
    # the message that this one stands in for on another channel
    Column("fallback_for", Text),
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
