"""Tables of what is offered, what is booked, what is held, and where each dialogue stands."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from frontdesk.storage.base import Json, UtcTime, metadata

services = Table(
    "services",
    metadata,
    Column("id", Text, primary_key=True),
    # order in which services are offered
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("names", Json, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("currency", Text, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    # bookings a day; null: no limit
    Column("daily_capacity", Integer),
    # each with name, names and price_minor
    Column("packages", Json, nullable=False),
    # minutes between start times; null: booked by the day alone
    Column("slot_minutes", Integer),
    # bookings that may start at one time
    Column("slot_capacity", Integer, nullable=False),
    # {"mon": [["10:00", "18:00"]], …}; null: the business's hours
    Column("opening_hours", Json),
    # ISO dates beside the business's closed days
    Column("closed_days", Json, nullable=False),
    # hours between asking and the event; null: the business's
    Column("minimum_notice_hours", Integer),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

# Facts about the business, one row a fact: name, hours, closed days (catalogue.Business).
business = Table(
    "business",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Json, nullable=False),
)

bookings = Table(
    "bookings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("service_id", Text, nullable=False),
    # names as they were when it was booked: a later rename changes no agreement
    Column("service", Text, nullable=False),
    Column("package", Text),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("phone_country", Text, nullable=False),
    Column("service_country", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("pincode", Text, nullable=False),
    Column("event_date", Text, nullable=False),
    Column("event_time", Text),
    Column("message", Text),
    Column("status", Text, nullable=False),
    Column("otp_verified", Boolean, nullable=False),
    Column("source", Text),
    Column("language", Text, nullable=False),
    Column("conversation_id", Text),
    # calendar day of created_at in the business's time zone: what months and "today" are counted by
    Column("created_on", Text, nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("updated_at", UtcTime, nullable=False),
    Index(None, "status", "created_at"),
    Index(None, "service_id", "event_date", "status"),
)

# A place kept while its code is open. The key is the id that the booking will have.
holds = Table(
    "holds",
    metadata,
    Column("booking_id", Text, primary_key=True),
    Column("service_id", Text, nullable=False),
    Column("event_date", Text, nullable=False),
    Column("event_time", Text),
    # agreed to in the summary: what happens to the catalogue while a code is open changes no price
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Index(None, "service_id", "event_date"),
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("stage", Text, nullable=False),
    Column("language", Text, nullable=False),
    # DialogueState as JSON; null once the session has expired: only the funnel still counts it
    Column("state", Text),
    # rank of the latest stage ever reached
    Column("furthest", Integer, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False, index=True),
)
