"""What requests about memories have in common: their values and bounds, and how examples are shown."""

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from frontdesk.kit.text import is_storable, normalise
from frontdesk.memory.memories import LONGEST, Status

MEMORY_ID = "7f1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e"
OTHER_ID = "8a2d7e1fa09c8b7d6e5f4a3b2c1d0e9f"
ACCOUNT_ID = "9b1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e"
# Named in one request; memory/privacy.py and others have bounds of their own below.
MOST_IDS = 1_000
MOST_CONTEXTS = 20
LONGEST_CONTEXT = 100
LONGEST_FEEDBACK = 500


def examples(*shown: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(shown)})


def taking(*shown: Any, **more: Any) -> ConfigDict:
    """Of a body: nothing unknown is taken, since a misspelt member would silently mean something else."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": list(shown), **more})


def visible(text: str) -> str:
    if not is_storable(text) or not normalise(text):
        raise ValueError("Write something that can be read.")
    return text


def _once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))


def statuses_of(named: Status | list[Status] | None) -> tuple[Status, ...]:
    """None and an empty list name none."""
    return (named,) if isinstance(named, Status) else tuple(named or ())


Statement = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST), AfterValidator(visible)
]
Feedback = Annotated[str, StringConstraints(max_length=LONGEST_FEEDBACK), AfterValidator(visible)]
Context = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_CONTEXT), AfterValidator(visible)
]
Contexts = Annotated[list[Context], Field(max_length=MOST_CONTEXTS), AfterValidator(_once)]
MemoryIdIn = Annotated[str, Field(min_length=1, max_length=64)]
Ids = Annotated[list[MemoryIdIn], Field(min_length=1, max_length=MOST_IDS)]
