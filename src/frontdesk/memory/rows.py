"""A memory as a row of a file: its members in JSON, its cells in CSV, and the way back.

`NAMES` are the members, in their order, and CSV's header. Lists and objects stand in a cell as JSON. Reading checks
every member by itself and says what is wrong with each, so that a person can mend a file in one go.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import orjson

from frontdesk.kit.clock import iso
from frontdesk.kit.languages import Language
from frontdesk.kit.text import is_storable
from frontdesk.memory import gate
from frontdesk.memory.memories import LONGEST, Kind, Memory, Status
from frontdesk.memory.problems import Problem, Unfit

_MOST_CONTEXTS = 20
_LONGEST_CONTEXT = 100
_LONGEST_TEXT = 500
_LONGEST_ID = 200
_LARGEST = 2**53
_MOST = 2**31 - 1

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
    elif isinstance(metadata := _unpacked(metadata), Mapping):
        given |= {name: metadata[name] for name in _OF_METADATA if name in metadata}
    else:
        problems.append(Problem(number, "metadata", "no_object"))
    for name, take in {**_OF_METADATA, **_MEMBERS}.items():
        value = given.get(name) if name in _OF_METADATA else raw.get(name)
        if _is_empty(value) and name != "content":
            continue
        try:
            values[name] = take(value)
        except Unfit as error:
            problems.append(
                Problem(number, f"metadata.{name}" if name in _OF_METADATA else name, error.key, error.values)
            )
    problems += [*_future(values, number, now), *_secrets(values, number)]
    if problems:
        return problems
    return Row(number, values.pop("id", None), values.pop("content"), values, "attribute" in raw)


def unknown(raws: Collection[Mapping[str, Any]]) -> tuple[str, ...]:
    """Members that no memory has, in the order in which they first come."""
    names = dict.fromkeys(str(name)[:_LONGEST_CONTEXT] for raw in raws for name in raw)
    return tuple(name for name in names if name not in KNOWN)[:_MOST_CONTEXTS]


def _future(values: Mapping[str, Any], number: int, now: datetime) -> list[Problem]:
    """What has happened cannot have happened tomorrow."""
    problems = [Problem(number, name, "to_come") for name in _PAST if name in values and values[name] > now]
    if "valid_from" in values and "valid_to" in values and values["valid_to"] < values["valid_from"]:
        problems.append(Problem(number, "valid_to", "ends_early"))
    return problems


def _secrets(values: Mapping[str, Any], number: int) -> list[Problem]:
    """A file is no way around the gate."""
    return [
        Problem(number, f"metadata.{name}" if name in _OF_METADATA else name, "secret")
        for name in ("content", "value", "expiration_reason", "quote", "contexts")
        if (said := values.get(name)) and any(map(gate.refusal, [said] if isinstance(said, str) else said))
    ]


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _unpacked(value: Any) -> Any:
    """What a cell holds as JSON; everything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def _text(longest: int) -> Callable[[Any], str]:
    def take(value: Any) -> str:
        if not isinstance(value, str) or not is_storable(value):
            raise Unfit("no_text")
        trimmed = value.strip()
        if not 1 <= len(trimmed) <= longest:
            raise Unfit("bad_length", most=longest)
        return trimmed

    return take


def _one_of(kinds: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def take(value: Any) -> StrEnum:
        try:
            return kinds(value.strip().lower() if isinstance(value, str) else value)
        except ValueError:
            raise Unfit("no_such", names=", ".join(kinds)) from None

    return take


def _share(value: Any) -> float:
    number = _number(value)
    if not 0 <= number <= 1:
        raise Unfit("no_share")
    return number


def _number(value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise Unfit("no_share")
    return number


def _count(largest: int) -> Callable[[Any], int]:
    def take(value: Any) -> int:
        try:
            count = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else -1
        except ValueError:
            count = -1
        if not 0 <= count <= largest:
            raise Unfit("no_count")
        return count

    return take


def _place(value: Any) -> int:
    """Of what was said before 1970 it may be negative."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    take = _count(_LARGEST)
    return -take(text[1:]) if text.startswith("-") else take(value)


def _truth(value: Any) -> bool:
    found = {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().lower())
    if found is None or not isinstance(value, bool | str | int):
        raise Unfit("no_truth")
    return found


def moment(value: Any) -> datetime:
    """ISO 8601; without a zone UTC is meant, a day alone begins at midnight. Unfit."""
    try:
        if not isinstance(value, str) or len(value) > _LONGEST_CONTEXT:
            raise ValueError
        text = value.strip()
        day = date.fromisoformat(text) if len(text) <= len("2026-11-23") else None
        found = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit("no_moment") from None
    if not 1 < found.year < 9_999:
        raise Unfit("no_moment")
    return found


def _contexts(value: Any) -> tuple[str, ...]:
    listed = _unpacked(value)
    if isinstance(value, str) and not isinstance(listed, list):
        listed = [part for part in re.split(r"[;,]", value) if part.strip()]
    if not isinstance(listed, list) or len(listed) > _MOST_CONTEXTS:
        raise Unfit("no_words", most=_MOST_CONTEXTS)
    word = _text(_LONGEST_CONTEXT)
    return tuple(dict.fromkeys(word(one) for one in listed))


def _moment(at: datetime | None) -> str | None:
    return None if at is None else iso(at)


_MEMBERS: dict[str, Callable[[Any], Any]] = {
    "id": _text(_LONGEST_ID),
    "content": _text(LONGEST),
    "memory_type": _one_of(Kind),
    "status": _one_of(Status),
    "importance": _share,
    "confidence": _share,
    "language": _one_of(Language),
    "contexts": _contexts,
    "attribute": _text(_LONGEST_CONTEXT),
    "value": _text(_LONGEST_TEXT),
    "is_negated": _truth,
    "valid_from": moment,
    "valid_to": moment,
    "superseded_by": _text(_LONGEST_ID),
    "merged_into": _text(_LONGEST_ID),
    "expires_at": moment,
    "expiration_reason": _text(_LONGEST_TEXT),
    "is_private": _truth,
    "created_at": moment,
    "updated_at": moment,
    "verified_at": moment,
    "last_seen": moment,
    "last_accessed": moment,
    "access_count": _count(_MOST),
}
_OF_METADATA: dict[str, Callable[[Any], Any]] = {
    "source_session": _text(_LONGEST_ID),
    "source_message": _count(_LARGEST),
    "quote": _text(LONGEST),
    "quote_start": _count(_MOST),
    "quote_end": _count(_MOST),
    "speaker": _text(_LONGEST_CONTEXT),
    "said_at": moment,
    "place": _place,
}
_PAST = ("created_at", "updated_at", "verified_at", "last_seen", "last_accessed")
NAMES = (
    *("id", "content", "memory_type", "status", "importance", "confidence", "language", "contexts"),
    *("attribute", "value", "is_negated", "valid_from", "valid_to", "superseded_by", "merged_into"),
    *("expires_at", "expiration_reason", "is_private", "metadata"),
    *("created_at", "updated_at", "verified_at", "last_seen", "last_accessed", "access_count"),
)
# `relationships` stands in CSV alone; `user_id` and `embedding` are answers' members and nobody's business here.
KNOWN = frozenset({*NAMES, "relationships", "user_id", "embedding"})
