"""Wire shapes of the knowledge base."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from pydantic.config import JsonDict

from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Page
from frontdesk.knowledge.entries import Entry, EntryChange, EntryDraft
from frontdesk.knowledge.gaps import Asked, Gap
from frontdesk.web.shapes import Change, Listed, Moment

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"\S")]
Content = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000, pattern=r"\S")]
Category = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"\S")]

_ID = "507f1f77bcf86cd7994390110a1b2c3d"
_DRAFT: JsonDict = {
    "title": "Bridal Makeup Packages",
    "content": "We offer 3 bridal packages: Basic (₹15,999), Premium (₹49,999), and Luxury (₹99,999).",
    "category": "Services",
    "language": "en",
    "is_active": True,
}
_ENTRY: JsonDict = {
    "id": _ID,
    "_id": _ID,
    **_DRAFT,
    "created_at": "2026-11-21T10:00:00.000Z",
    "updated_at": "2026-11-21T10:00:00.000Z",
}
_GAP: JsonDict = {
    "question": "Do you do henna?",
    "language": "en",
    "count": 7,
    "last_asked_at": "2026-11-21T10:00:00.000Z",
    "examples": [
        {"question": "Do you do henna?", "language": "en", "count": 5, "last_asked_at": "2026-11-21T10:00:00.000Z"},
        {"question": "मेहंदी लगाते हैं?", "language": "hi", "count": 2, "last_asked_at": "2026-11-20T10:00:00.000Z"},
    ],
    "variants": 2,
}


class EntryIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [_DRAFT]})

    title: Title
    content: Content = Field(description="Plain text; it is quoted, never interpreted.")
    category: Category = "General"
    language: Language = Language.EN
    is_active: StrictBool = True

    def draft(self) -> EntryDraft:
        return EntryDraft(self.title, self.content, self.category, self.language, self.is_active)


class EntryPatch(Change):
    model_config = ConfigDict(
        json_schema_extra={
            "minProperties": 1,
            "examples": [{"content": "Updated package information.", "is_active": True}],
        }
    )

    title: Title | None = None
    content: Content | None = None
    category: Category | None = None
    language: Language | None = None
    is_active: StrictBool | None = None

    def change(self) -> EntryChange:
        return EntryChange(self.title, self.content, self.category, self.language, self.is_active)


class EntryCreatedOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"message": "Knowledge entry created", "id": _ID}]})

    message: str
    id: str


class EntryOut(BaseModel):
    model_config = ConfigDict(validate_by_name=True, json_schema_extra={"examples": [_ENTRY]})

    id: str
    mongo_id: str = Field(serialization_alias="_id", description="The same id under its documented name.")
    title: str
    content: str
    category: str
    language: Language
    is_active: bool
    created_at: Moment
    updated_at: Moment

    @staticmethod
    def of(entry: Entry) -> "EntryOut":
        return EntryOut(
            id=entry.id,
            mongo_id=entry.id,
            title=entry.title,
            content=entry.content,
            category=entry.category,
            language=entry.language,
            is_active=entry.is_active,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
        )


class EntriesOut(Listed):
    entries: list[EntryOut]

    @staticmethod
    def of(page: Page[Entry]) -> "EntriesOut":
        entries = [EntryOut.of(entry) for entry in page.items]
        return EntriesOut(entries=entries, total=page.total, limit=page.limit, skip=page.skip)


class AskedOut(BaseModel):
    question: str = Field(description="As it was first asked, without numbers and addresses.")
    language: Language
    count: int
    last_asked_at: Moment

    @staticmethod
    def of(asked: Asked) -> "AskedOut":
        return AskedOut(
            question=asked.question, language=asked.language, count=asked.count, last_asked_at=asked.last_asked_at
        )


class GapOut(BaseModel):
    """Questions that ask much the same, whatever their spelling, script or language."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GAP]})

    question: str = Field(description="The most asked of them, without numbers and addresses.")
    language: Language
    count: int = Field(description="How often all of them were asked.")
    last_asked_at: Moment
    examples: list[AskedOut] = Field(description="The most asked ones, up to five.")
    variants: int = Field(description="How many wordings there are.")

    @staticmethod
    def of(gap: Gap) -> "GapOut":
        return GapOut(
            question=gap.question,
            language=gap.language,
            count=gap.count,
            last_asked_at=gap.last_asked_at,
            examples=[AskedOut.of(asked) for asked in gap.examples],
            variants=gap.variants,
        )


class GapsOut(Listed):
    gaps: list[GapOut]

    @staticmethod
    def of(page: Page[Gap]) -> "GapsOut":
        gaps = [GapOut.of(gap) for gap in page.items]
        return GapsOut(gaps=gaps, total=page.total, limit=page.limit, skip=page.skip)
