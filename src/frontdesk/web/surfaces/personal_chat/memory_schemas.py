"""Wire shapes of memories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from frontdesk.kit.languages import Language
from frontdesk.memory.history import Former
from frontdesk.memory.memories import Draft, Kind, Memory, MemoryId, Origin, Status
from frontdesk.web.shapes import Change, Moment, When
from frontdesk.web.surfaces.personal_chat.choices_schemas import Share
from frontdesk.web.surfaces.personal_chat.memory_values import (
    ACCOUNT_ID,
    MEMORY_ID,
    Contexts,
    Statement,
    examples,
    taking,
)

# By memory.
Vectors = Mapping[MemoryId, list[float]]

MEMORY: dict[str, Any] = {
    "id": MEMORY_ID,
    "user_id": ACCOUNT_ID,
    "content": "Prefers dark mode",
    "memory_type": "preference",
    "importance": 0.8,
    "confidence": 0.9,
    "status": "confirmed",
    "contexts": ["ui", "settings"],
    "language": "en",
    "attribute": None,
    "value": None,
    "is_negated": False,
    "valid_from": "2026-11-21T09:30:00.000Z",
    "valid_to": None,
    "superseded_by": None,
    "merged_into": None,
    "expires_at": None,
    "expiration_reason": None,
    "is_private": False,
    "metadata": {
        "origin": "message",
        "source_session": "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",
        "source_message": "411",
        "quote": "I prefer dark mode",
        "quote_start": 0,
        "quote_end": 18,
        "speaker": None,
        "said_at": "2026-11-21T09:30:00.000Z",
    },
    "created_at": "2026-11-21T09:30:01.000Z",
    "updated_at": "2026-11-21T10:30:00.000Z",
    "verified_at": "2026-11-21T10:30:00.000Z",
    "last_seen": "2026-11-21T09:30:01.000Z",
    "last_accessed": None,
    "access_count": 0,
}
_WHOLE: dict[str, Any] = MEMORY | {
    "history": [
        {
            "action": "confirm",
            "content": "Prefers dark mode",
            "importance": 0.8,
            "status": "pending",
            "feedback": None,
            "changed_at": "2026-11-21T10:30:00.000Z",
        }
    ],
    "shared_with": [],
    "merged_from": [],
}


class SourceOut(BaseModel):
    """Where it comes from. Whoever it is shared with is not told."""

    origin: Origin = Field(description="`message`: read out of what was said; `merge`: made of others.")
    source_session: str | None = Field(description="The conversation; it may be gone.")
    source_message: str | None
    quote: str | None = Field(description="The words that it rests on.")
    quote_start: int | None = Field(description="Of the quote in its message, in characters.")
    quote_end: int | None
    speaker: str | None
    said_at: Moment


class MemoryOut(BaseModel):
    model_config = examples(MEMORY)

    id: str
    user_id: str = Field(description="Whose it is.")
    content: str
    memory_type: Kind
    importance: float
    confidence: float
    status: Status
    contexts: list[str]
    language: Language
    attribute: str | None = Field(description="What it is about, if that was understood: `home`, `diet`.")
    value: str | None
    is_negated: bool
    valid_from: Moment
    valid_to: Moment | None = Field(description="When something else became true instead.")
    superseded_by: str | None
    merged_into: str | None
    expires_at: Moment | None
    expiration_reason: str | None
    is_private: bool
    metadata: SourceOut
    created_at: Moment
    updated_at: Moment
    verified_at: Moment | None = Field(description="When its owner last decided about it.")
    last_seen: Moment = Field(description="When its owner last said it.")
    last_accessed: Moment | None = Field(description="When a reply last used it.")
    access_count: int

    @staticmethod
    def of(one: Memory) -> "MemoryOut":
        return MemoryOut(**members(one))


class EmbeddedMemoryOut(MemoryOut):
    """With `include_embedding`."""

    model_config = examples(MEMORY | {"embedding": [0.12, -0.08]})

    embedding: list[float] | None = Field(description="What stands for its meaning; null until it is made.")


# The one with more members first: it is told from the other by them.
ShownMemory = EmbeddedMemoryOut | MemoryOut


def members(one: Memory) -> dict[str, Any]:
    """Of every shape of a memory."""
    return {
        "id": one.id, "user_id": one.owner, "content": one.content, "memory_type": one.kind,
        "importance": one.importance, "confidence": one.confidence, "status": one.status,
        "contexts": list(one.contexts), "language": one.language, "attribute": one.about.attribute,
        "value": one.about.value, "is_negated": one.about.is_negated, "valid_from": one.valid_from,
        "valid_to": one.valid_to, "superseded_by": one.superseded_by, "merged_into": one.merged_into,
        "expires_at": one.expires_at, "expiration_reason": one.expiry_reason, "is_private": one.is_private,
        "metadata": _source(one), "created_at": one.created_at, "updated_at": one.updated_at,
        "verified_at": one.verified_at, "last_seen": one.last_seen_at, "last_accessed": one.used_at,
        "access_count": one.use_count,
    }  # fmt: skip


def shown(one: Memory, vectors: Vectors | None) -> ShownMemory:
    """`vectors` None: nobody has asked for them."""
    if vectors is None:
        return MemoryOut.of(one)
    return EmbeddedMemoryOut(**members(one), embedding=vectors.get(one.id))


def _source(one: Memory) -> SourceOut:
    source = one.source
    return SourceOut(
        origin=one.origin,
        source_session=source.chat,
        source_message=None if source.message is None else str(source.message),
        quote=source.quote,
        quote_start=source.start,
        quote_end=source.end,
        speaker=source.speaker,
        said_at=one.said_at,
    )


class FormerOut(BaseModel):
    """What it was before `action` changed it."""

    action: str
    content: str
    importance: float
    status: Status
    feedback: str | None
    changed_at: Moment

    @staticmethod
    def of(former: Former) -> "FormerOut":
        return FormerOut.model_validate(former, from_attributes=True)


class WholeMemoryOut(MemoryOut):
    """A memory with what is only looked at in one."""

    model_config = examples(_WHOLE)

    history: list[FormerOut] = Field(description="Newest first; empty for whoever it is shared with.")
    shared_with: list[str] = Field(description="Accounts that may read it; for its owner.")
    merged_from: list[str] = Field(description="The memories that it was made of; for its owner.")


class EmbeddedWholeMemoryOut(WholeMemoryOut):
    """With `include_embedding`."""

    model_config = examples(_WHOLE | {"embedding": [0.12, -0.08]})

    embedding: list[float] | None = Field(description="What stands for its meaning; null until it is made.")


ShownWholeMemory = EmbeddedWholeMemoryOut | WholeMemoryOut


@dataclass(frozen=True, slots=True)
class Looked:
    """A memory and what its owner sees of it beside."""

    memory: Memory
    history: Sequence[Former] = ()
    readers: Sequence[str] = ()
    merged_from: Sequence[str] = ()


def whole(looked: Looked, vectors: Vectors | None) -> ShownWholeMemory:
    """`vectors` None: nobody has asked for them."""
    told = members(looked.memory) | {
        "history": [FormerOut.of(former) for former in looked.history],
        "shared_with": list(looked.readers),
        "merged_from": list(looked.merged_from),
    }
    if vectors is None:
        return WholeMemoryOut(**told)
    return EmbeddedWholeMemoryOut(**told, embedding=vectors.get(looked.memory.id))


class MemoryIn(BaseModel):
    model_config = taking(
        {"content": "Prefers dark mode", "memory_type": "preference", "importance": 0.8, "contexts": ["ui"]},
        {"content": "Is in Pune for a fair", "memory_type": "experience", "expires_at": "2027-01-31"},
    )

    content: Statement = Field(description="1 to 2,000 characters after trimming.")
    memory_type: Kind
    importance: Share = 0.5
    confidence: Share = 1.0
    contexts: Contexts = []
    language: Language | None = Field(None, description="Else that of `content`.")
    expires_at: When | None = None
    is_private: StrictBool = False

    def draft(self, inherited: Language) -> Draft:
        """`inherited`: where none is named."""
        return Draft(
            content=self.content,
            kind=self.memory_type,
            importance=self.importance,
            confidence=self.confidence,
            contexts=tuple(self.contexts),
            language=self.language or inherited,
            expires_at=self.expires_at,
            is_private=self.is_private,
        )


class MemoryPut(Change):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"importance": 0.9}, {"content": "Prefers dark blue", "expires_at": None}]}
    )
    nullable: ClassVar[frozenset[str]] = frozenset({"expires_at"})

    content: Statement | None = None
    memory_type: Kind | None = None
    importance: Share | None = None
    confidence: Share | None = None
    contexts: Contexts | None = None
    language: Language | None = None
    expires_at: When | None = Field(None, description="null: never.")

    def apply(self, one: Memory, inherited: Language) -> Memory:
        """`inherited`: of a new content without one."""
        named = self.model_fields_set
        return replace(
            one,
            content=self.content if self.content is not None else one.content,
            kind=self.memory_type or one.kind,
            importance=self.importance if self.importance is not None else one.importance,
            confidence=self.confidence if self.confidence is not None else one.confidence,
            contexts=tuple(self.contexts) if self.contexts is not None else one.contexts,
            language=self.language or (inherited if self.content is not None else one.language),
            expires_at=self.expires_at if "expires_at" in named else one.expires_at,
        )
