"""How memories look in files: as they are handed over, streamed by memory/transfer.py, and described here."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.memory.memories import Kind, Origin, Status
from frontdesk.web.shapes import Moment

EXPORTED_MEMORY: dict[str, Any] = {
    "id": "7a1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",
    "content": "Likes pizza",
    "memory_type": "preference",
    "status": "confirmed",
    "importance": 0.8,
    "confidence": 0.9,
    "language": "en",
    "contexts": ["food"],
    "attribute": None,
    "value": None,
    "is_negated": False,
    "valid_from": "2026-11-21T09:00:00.000Z",
    "valid_to": None,
    "superseded_by": None,
    "merged_into": None,
    "expires_at": None,
    "expiration_reason": None,
    "is_private": False,
    "metadata": {
        "origin": "message",
        "source_session": "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",
        "source_message": "41",
        "quote": "I like pizza",
        "quote_start": 0,
        "quote_end": 12,
        "speaker": None,
        "said_at": "2026-11-21T09:00:00.000Z",
        "place": 1795251600000000,
    },
    "created_at": "2026-11-21T09:00:00.000Z",
    "updated_at": "2026-11-21T09:00:00.000Z",
    "verified_at": "2026-11-21T09:05:00.000Z",
    "last_seen": "2026-11-21T09:00:00.000Z",
    "last_accessed": None,
    "access_count": 0,
}
EXPORTED_LINK: dict[str, Any] = {
    "source_id": EXPORTED_MEMORY["id"],
    "target_id": "8b1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",
    "relationship_type": "relates_to",
    "created_at": "2026-11-21T09:10:00.000Z",
}


class ExportedSourceOut(BaseModel):
    """Where it was said, and the words it rests on."""

    origin: Origin
    source_session: str | None
    source_message: str | None
    quote: str | None
    quote_start: int | None
    quote_end: int | None
    speaker: str | None
    said_at: Moment
    place: int = Field(description="Orders what one conversation said.")


class ExportedMemoryOut(BaseModel):
    """All that is kept of a memory beside its history and its vector."""

    id: str
    content: str
    memory_type: Kind
    status: Status
    importance: float
    confidence: float
    language: str
    contexts: list[str]
    attribute: str | None = Field(description="What it is about, `home` for example.")
    value: str | None
    is_negated: bool
    valid_from: Moment
    valid_to: Moment | None
    superseded_by: str | None
    merged_into: str | None
    expires_at: Moment | None
    expiration_reason: str | None
    is_private: bool
    metadata: ExportedSourceOut
    created_at: Moment
    updated_at: Moment
    verified_at: Moment | None
    last_seen: Moment
    last_accessed: Moment | None
    access_count: int


class ExportedLinkOut(BaseModel):
    source_id: str
    target_id: str
    relationship_type: str = Field(description="`distinct`: the person keeps both.")
    created_at: Moment


class MemoryFileOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "exported_at": "2026-11-21T09:30:00.000Z",
                    "memories": [EXPORTED_MEMORY],
                    "relationships": [EXPORTED_LINK],
                }
            ]
        }
    )

    exported_at: Moment
    memories: list[ExportedMemoryOut]
    relationships: list[ExportedLinkOut]
