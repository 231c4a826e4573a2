"""What each member of a row may be: one function a member, which takes a value as JSON or a cell holds it, or says what
is wrong with it (Unfit)."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import orjson

from frontdesk.kit.languages import Language
from frontdesk.kit.text import is_storable
from frontdesk.memory.memories import LONGEST, Kind, Status
from frontdesk.memory.problems import Unfit

_MOST_CONTEXTS = 20
_LONGEST_CONTEXT = 100
_LONGEST_TEXT = 500
_LONGEST_ID = 200
_LARGEST = 2**53
_MOST = 2**31 - 1


def unpacked(value: Any) -> Any:
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
    listed = unpacked(value)
    if isinstance(value, str) and not isinstance(listed, list):
        listed = [part for part in re.split(r"[;,]", value) if part.strip()]
    if not isinstance(listed, list) or len(listed) > _MOST_CONTEXTS:
        raise Unfit("no_words", most=_MOST_CONTEXTS)
    word = _text(_LONGEST_CONTEXT)
    return tuple(dict.fromkeys(word(one) for one in listed))


MEMBERS: dict[str, Callable[[Any], Any]] = {
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
OF_METADATA: dict[str, Callable[[Any], Any]] = {
    "source_session": _text(_LONGEST_ID),
    "source_message": _count(_LARGEST),
    "quote": _text(LONGEST),
    "quote_start": _count(_MOST),
    "quote_end": _count(_MOST),
    "speaker": _text(_LONGEST_CONTEXT),
    "said_at": moment,
    "place": _place,
}
