"""Types and bases that the surfaces' wire shapes share."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

from frontdesk.kit.clock import iso

Moment = Annotated[
    datetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T09:30:00.000Z"]}),
]


class Message(BaseModel):
    """An answer that only says that it was done."""

    message: str


class Listed(BaseModel):
    """What every list says beside its items."""

    total: int = Field(description="How many the filter matches, on this page and all others.")
    limit: int
    skip: int


class Change(BaseModel):
    """The body of a PATCH: what it leaves out stays. It must name something to change, and nothing unknown.

    A member may be null only if it is in `nullable`; "no value" and "not named" are different things.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})
    nullable: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for name in cls.model_fields:
                if name not in cls.nullable and data.get(name, ...) is None:
                    raise ValueError(f"{name} cannot be null")
        return data

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing to change")
        return self
