"""Types and bases that the surfaces' wire shapes share."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from frontdesk.kit.clock import iso

Moment = Annotated[
    datetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T09:30:00.000Z"]}),
]

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _number(value: object) -> object:
    """JSON has numbers of its own: "5" and true are something else."""
    if isinstance(value, bool | str):
        raise ValueError("Input should be a valid integer")
    return value


def _day(value: object) -> object:
    """Pydantic also takes seconds since 1970, as numbers and as strings."""
    if not isinstance(value, date) and not (isinstance(value, str) and _ISO_DAY.match(value)):
        raise ValueError("Input should be a valid date like 2026-12-25")
    return value


def _written(value: object) -> object:
    """As with days, numbers are not meant."""
    if not isinstance(value, datetime) and not (isinstance(value, str) and _ISO_DAY.match(value)):
        raise ValueError("Input should be a valid datetime")
    return value


def _utc(value: datetime) -> datetime:
    """Room for a day of either zone at both ends of what a calendar can count."""
    if not 1 < value.year < 9_999:
        raise ValueError("Input should be a valid datetime")
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Members of JSON bodies; a query is text and needs neither.
Whole = Annotated[int, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_day)]
# Also of queries. Without a zone UTC is meant; a day alone is its first moment.
When = Annotated[
    datetime,
    BeforeValidator(_written),
    AfterValidator(_utc),
    WithJsonSchema({"type": "string", "examples": ["2026-11-21T09:30:00Z"]}),
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

    @field_validator("*", mode="before")
    @classmethod
    def _no_null(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name not in cls.nullable:
            raise ValueError("Input cannot be null")
        return value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing to change")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Null, which the type of every member has for "not named", is described only where it may be sent."""
        whole = handler(core)
        for name, member in handler.resolve_ref_schema(whole).get("properties", {}).items():
            if name not in cls.nullable and "anyOf" in member:
                (member["anyOf"],) = [[one for one in member["anyOf"] if one.get("type") != "null"]]
        return whole
