"""Wire shapes of what is done to many memories at once: sharing, erasing, handing over."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from frontdesk.memory.memories import Kind, Status
from frontdesk.memory.privacy import MOST_READERS, Filter, Shared
from frontdesk.web.shapes import When
from frontdesk.web.surfaces.personal_chat.memory_values import (
    ACCOUNT_ID,
    MEMORY_ID,
    OTHER_ID,
    Ids,
    examples,
    statuses_of,
    taking,
)

_NOTHING = "Say which memories are meant: by memory_ids or by filter_criteria."


class PrivacyIn(BaseModel):
    model_config = taking(
        {"memory_ids": [MEMORY_ID, OTHER_ID], "is_private": True, "shared_with": [ACCOUNT_ID]},
        {"memory_ids": [MEMORY_ID], "is_private": True},
    )

    memory_ids: Ids
    is_private: StrictBool | None = Field(
        None, description="true without `shared_with` takes every share back. What is left out stays."
    )
    shared_with: Annotated[list[str], Field(max_length=MOST_READERS)] | None = Field(
        None, description="Accounts that may read them, in place of those named before."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.is_private is None and self.shared_with is None:
            raise ValueError("nothing to change")
        return self


class SharedOut(BaseModel):
    memory_id: str
    is_private: bool
    shared_with: list[str]


class PrivacyOut(BaseModel):
    model_config = examples(
        {"updated": 1, "memories": [{"memory_id": MEMORY_ID, "is_private": True, "shared_with": [ACCOUNT_ID]}]}
    )

    updated: int
    memories: list[SharedOut]

    @staticmethod
    def of(shared: list[Shared]) -> "PrivacyOut":
        told = [
            SharedOut(memory_id=one.memory.id, is_private=one.memory.is_private, shared_with=list(one.readers))
            for one in shared
        ]
        return PrivacyOut(updated=len(told), memories=told)


class FilterIn(BaseModel):
    """What all of it applies to."""

    model_config = ConfigDict(extra="forbid")

    memory_type: Kind | None = None
    status: Status | list[Status] | None = None
    importance_lt: Annotated[float, Field(gt=0, le=1, strict=True)] | None = None
    confidence_lt: Annotated[float, Field(gt=0, le=1, strict=True)] | None = None
    created_before: When | None = None

    def filter(self) -> Filter:
        return Filter(
            self.memory_type, statuses_of(self.status), self.importance_lt, self.confidence_lt, self.created_before
        )


class BulkDeleteIn(BaseModel):
    model_config = taking(
        {"memory_ids": [MEMORY_ID, OTHER_ID]},
        {"filter_criteria": {"memory_type": "topic", "importance_lt": 0.3, "created_before": "2024-01-01"}},
    )

    memory_ids: Ids | None = None
    filter_criteria: FilterIn | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.memory_ids is None) == (self.filter_criteria is None):
            raise ValueError(_NOTHING)
        return self


class DeletedOut(BaseModel):
    model_config = examples({"deleted": 2})

    deleted: int
