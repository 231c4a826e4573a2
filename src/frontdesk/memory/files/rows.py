"""A memory as a row of a file: its members in JSON, its cells in CSV, and the way back.

`NAMES` are the members, in their order, and CSV's header. Lists and objects stand in a cell as JSON. Reading checks
every member by itself and says what is wrong with each (members.py), so that a person can mend a file in one go.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from frontdesk.kit.clock import iso
from frontdesk.memory.files.members import MEMBERS, OF_METADATA, unpacked
from frontdesk.memory.learning import gate
from frontdesk.memory.memories import Memory
from frontdesk.memory.problems import Problem, Unfit

# Of members that nobody knows.
_MOST_UNKNOWN, _LONGEST_NAME = 20, 100

# Other programs would take such a cell for a formula. One that looks quoted already gets a further mark, so that every
# text comes back as it was.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says: `values` holds only what it names, and nothing that it leaves empty. `says_about`: it knows of
    `attribute`, so that an empty one means that the statement is about nothing in particular."""

    number: int
    id: str | None
    content: str
    values: Mapping[str, Any]
    says_about: bool = False


def shown(one: Memory) -> dict[str, Any]:
    """All that is kept of it, for its owner."""
    source = one.source
    return {
        "id": one.id,
        "content": one.content,
        "memory_type": one.kind.value,
        "status": one.status.value,
        "importance": one.importance,
        "confidence": one.confidence,
        "language": one.language.value,
        "contexts": list(one.contexts),
        "attribute": one.about.attribute,
        "value": one.about.value,
        "is_negated": one.about.is_negated,
        "valid_from": _moment(one.valid_from),
        "valid_to": _moment(one.valid_to),
        "superseded_by": one.superseded_by,
        "merged_into": one.merged_into,
        "expires_at": _moment(one.expires_at),
        "expiration_reason": one.expiry_reason,
        "is_private": one.is_private,
        "metadata": {
            "origin": one.origin.value,
            "source_session": source.chat,
            "source_message": None if source.message is None else str(source.message),
            "quote": source.quote,
            "quote_start": source.start,
            "quote_end": source.end,
            "speaker": source.speaker,
            "said_at": _moment(one.said_at),
            "place": one.place,
        },
        "created_at": _moment(one.created_at),
        "updated_at": _moment(one.updated_at),
        "verified_at": _moment(one.verified_at),
        "last_seen": _moment(one.last_seen_at),
        "last_accessed": _moment(one.used_at),
        "access_count": one.use_count,
    }


def cell(value: Any) -> str:
    """A value as CSV holds it, harmless to whoever opens the file in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"'{text}" if _FORMULA.match(text) else text


def uncell(text: str) -> str:
    return text[1:] if _MARKED.match(text) else text


def read(raw: Mapping[str, Any], number: int, now: datetime) -> Row | list[Problem]:
    """The row, or all that is wrong with it. Members that nobody knows are left out."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    metadata = raw.get("metadata")
    given: dict[str, Any] = {}
    if _is_empty(metadata):
        pass
    elif isinstance(metadata := unpacked(metadata), Mapping):
        given |= {name: metadata[name] for name in OF_METADATA if name in metadata}
    else:
        problems.append(Problem(number, "metadata", "no_object"))
    for name, take in {**OF_METADATA, **MEMBERS}.items():
        value = given.get(name) if name in OF_METADATA else raw.get(name)
        if _is_empty(value) and name != "content":
            continue
        try:
            values[name] = take(value)
        except Unfit as error:
            problems.append(
                Problem(number, f"metadata.{name}" if name in OF_METADATA else name, error.key, error.values)
            )
    problems += [*_future(values, number, now), *_secrets(values, number)]
    if problems:
        return problems
    return Row(number, values.pop("id", None), values.pop("content"), values, "attribute" in raw)


def unknown(raws: Collection[Mapping[str, Any]]) -> tuple[str, ...]:
    """Members that no memory has, in the order in which they first come."""
    names = dict.fromkeys(str(name)[:_LONGEST_NAME] for raw in raws for name in raw)
    return tuple(name for name in names if name not in KNOWN)[:_MOST_UNKNOWN]


def _future(values: Mapping[str, Any], number: int, now: datetime) -> list[Problem]:
    """What has happened cannot have happened tomorrow."""
    problems = [Problem(number, name, "to_come") for name in _PAST if name in values and values[name] > now]
    if "valid_from" in values and "valid_to" in values and values["valid_to"] < values["valid_from"]:
        problems.append(Problem(number, "valid_to", "ends_early"))
    return problems


def _secrets(values: Mapping[str, Any], number: int) -> list[Problem]:
    """A file is no way around the gate."""
    return [
        Problem(number, f"metadata.{name}" if name in OF_METADATA else name, "secret")
        for name in _TEXTS
        if (said := values.get(name)) and gate.check(*([said] if isinstance(said, str) else said)) is not None
    ]


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _moment(at: datetime | None) -> str | None:
    return None if at is None else iso(at)


# Whatever a person may have written in her own words.
_TEXTS = ("content", "attribute", "value", "expiration_reason", "quote", "speaker", "contexts")
_PAST = ("created_at", "updated_at", "verified_at", "last_seen", "last_accessed")
NAMES = (
    *("id", "content", "memory_type", "status", "importance", "confidence", "language", "contexts"),
    *("attribute", "value", "is_negated", "valid_from", "valid_to", "superseded_by", "merged_into"),
    *("expires_at", "expiration_reason", "is_private", "metadata"),
    *("created_at", "updated_at", "verified_at", "last_seen", "last_accessed", "access_count"),
)
# `relationships` stands in CSV alone; `user_id` and `embedding` are answers' members and nobody's business here.
KNOWN = frozenset({*NAMES, "relationships", "user_id", "embedding"})
