"""Random ids and codes, all from the operating system's cryptographic source."""

import secrets
from typing import NewType

AccountId = NewType("AccountId", str)
BookingId = NewType("BookingId", str)
ConversationId = NewType("ConversationId", str)
EntryId = NewType("EntryId", str)
JobId = NewType("JobId", str)
ServiceId = NewType("ServiceId", str)


def new_id() -> str:
    """128 random bits as 32 hex digits: unguessable, safe in paths, equal length everywhere."""
    return secrets.token_hex(16)


def new_code(digits: int) -> str:
    """A code of exactly `digits` decimal digits; leading zeros happen and count."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def new_token() -> str:
    """256 random bits for links that sign somebody in or reset a password."""
    return secrets.token_urlsafe(32)
