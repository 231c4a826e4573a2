"""How memories look in files, which memory/files/transfer.py streams; what is asked of an export and of an import."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from frontdesk.kit.languages import Language
from frontdesk.memory.files.intake import Report
from frontdesk.memory.files.matching import Strategy
from frontdesk.memory.files.transfer import Chosen, Format
from frontdesk.memory.memories import Kind, Origin, Status
from frontdesk.web.shapes import Moment
from frontdesk.web.surfaces.personal_chat.memory_values import Ids, examples, statuses_of, taking

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


class ExportIn(BaseModel):
    model_config = taking(
        {"format": "json", "include_relationships": True, "filter_by_status": "confirmed"},
        {"format": "csv", "filter_by_type": "preference"},
        {},
    )

    format: Literal["json", "csv"] = "json"
    include_relationships: StrictBool = True
    filter_by_status: Status | list[Status] | None = None
    filter_by_type: Kind | None = None
    memory_ids: Ids | None = None

    def chosen(self) -> Chosen:
        ids = None if self.memory_ids is None else tuple(self.memory_ids)
        return Chosen(statuses_of(self.filter_by_status), self.filter_by_type, ids)


class MemoriesFileOut(BaseModel):
    """As `import` takes it again."""

    model_config = examples(
        {
            "exported_at": "2026-11-21T09:30:00.000Z",
            "memories": [EXPORTED_MEMORY],
            "relationships": [EXPORTED_LINK],
        }
    )

    exported_at: Moment
    memories: list[ExportedMemoryOut]
    relationships: list[ExportedLinkOut]


class ImportIn(BaseModel):
    """An exported file with what is to be done with it."""

    model_config = taking(
        {
            "memories": [{"content": "Prefers dark mode", "memory_type": "preference", "importance": 0.8}],
            "format": "json",
            "merge_strategy": "skip_duplicates",
        },
        {"memories": "content,memory_type\nPrefers dark mode,preference\n", "format": "csv", "atomic": True},
        {"memories": {"results": [{"id": "1", "memory": "Prefers dark mode"}]}, "format": "mem0"},
    )

    memories: list[Any] | dict[str, Any] | str = Field(
        description="A list of memories, at most 10,000; or the text of a file; or what another assistant has handed"
        " out, as it is."
    )
    format: Format = Field(Format.JSON, description="`mem0` and `chatgpt`: as these hand memories out.")
    merge_strategy: Strategy = Field(
        Strategy.SKIP,
        description="Of what is there already. `skip_duplicates`: it stays as it is. `overwrite`: the row's values"
        " replace it. `merge`: contexts are united, the higher importance and confidence kept.",
    )
    atomic: StrictBool = Field(default=False, description="All rows or, if one of them is wrong, none: 422.")
    relationships: list[Any] | None = Field(None, description="As in an exported file.")
    exported_at: str | None = Field(None, description="As in an exported file; means nothing here.")


class RowErrorOut(BaseModel):
    row: int = Field(description="From 1; in CSV the first after the header.")
    field: str
    message: str


class ImportOut(BaseModel):
    model_config = examples(
        {
            "imported": 45,
            "updated": 2,
            "skipped": 5,
            "errors": [{"row": 7, "field": "importance", "message": "A number from 0 to 1 is expected."}],
            "ignored": ["colour"],
        }
    )

    imported: int = Field(description="Rows that are stored now.")
    updated: int = Field(description="Those of them that were there in another form.")
    skipped: int = Field(description="Rows that changed nothing.")
    errors: list[RowErrorOut]
    ignored: list[str] = Field(description="Members that no memory has.")

    @staticmethod
    def of(report: Report, language: Language) -> "ImportOut":
        return ImportOut(
            imported=report.imported,
            updated=report.updated,
            skipped=report.skipped,
            errors=[RowErrorOut(row=one.row, field=one.field, message=one.message(language)) for one in report.errors],
            ignored=list(report.ignored),
        )
