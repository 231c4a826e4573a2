"""What other assistants hand out, as rows of our own.

mem0     what `get_all` and `search` answer: `{"results": [{"id", "memory", "metadata", "categories", "created_at",
         "updated_at", "expiration_date", "user_id", …}]}`, several pages of it, or the bare list; older versions name
         the list `memories`, an export may name the text `text` or `content`.
ChatGPT  `memories.json` or `memory.json` of the data export, a list of `{"content", "enabled", "created_at",
         "updated_at"}`; what its settings page is given, `{"memories": [{"id", "content", "created_timestamp",
         "updated_at"}]}`; or text, one memory a line, as it is copied from the page or as the assistant writes it down
         when it is asked to: `[2026-04-26] - User loves dogs.`, `1. [2026-04-26]. User loves dogs.`, `- …`.

What a model has concluded about somebody is `pending` until that person has looked at it, and less than certain.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from frontdesk.kit import large_json
from frontdesk.memory.memories import Kind, Status
from frontdesk.memory.problems import refused

# Stands where a row would, so that the others keep their numbers.
LEFT_OUT = object()
# Above what a person's settings ask for by default, so that it is of use at once.
_CONFIDENCE = 0.75
_TEXTS = ("memory", "content", "text", "data")
_LISTS = ("memories", "results", "memory_entries", "data")
# mem0's own categories; others are kept as contexts.
_CATEGORIES = {
    "personal_details": Kind.FACT,
    "professional_details": Kind.FACT,
    "health": Kind.FACT,
    "finance": Kind.FACT,
    "family": Kind.RELATIONSHIP,
    "user_preferences": Kind.PREFERENCE,
    "preferences": Kind.PREFERENCE,
    "food": Kind.PREFERENCE,
    "sports": Kind.TOPIC,
    "hobbies": Kind.TOPIC,
    "music": Kind.TOPIC,
    "entertainment": Kind.TOPIC,
    "technology": Kind.TOPIC,
    "milestones": Kind.EXPERIENCE,
    "travel": Kind.EXPERIENCE,
    "goals": Kind.GOAL,
}
# How ChatGPT and mem0 begin a statement about somebody. Without one of these it is a fact.
_SUBJECT = r"^(?:the )?(?:user(?:'s)?|he|she|they|i)?\s*"
_BEGINNINGS = (
    (Kind.PREFERENCE, r"(?:prefers?|likes?|loves?|enjoys?|dislikes?|hates?|favou?rs?|(?:is|am) fond of)\b"),
    (Kind.GOAL, r"(?:wants? to|plans? to|(?:is|am) (?:planning|aiming|learning|trying)|hopes? to|intends? to|goal)\b"),
    (Kind.TOPIC, r"(?:(?:is|am) (?:interested in|curious about))\b"),
    (Kind.EXPERIENCE, r"(?:visited|travell?ed|went|attended|(?:has|have) (?:visited|been to|worked|completed))\b"),
    (
        Kind.RELATIONSHIP,
        r"(?:(?:has|have) an? |my )?(?:wife|husband|son|daughter|partner|mother|father|brother|sister)\b",
    ),
)
_KINDS = tuple((kind, re.compile(_SUBJECT + beginning, re.IGNORECASE)) for kind, beginning in _BEGINNINGS)
_LINE = re.compile(r"^\s*(?:[-*•]\s+|\d{1,5}[.)]\s+)?(?:\[(?P<date>[^\]]{0,40})\]\s*[-–—.:]?\s*)?(?P<text>.*?)\s*$")
_NO_MEMORY = re.compile(r"^\s*(?:```.*|#+\s.*|-{3,}|={3,})?\s*$")


def mem0(said: Any) -> list[Any]:
    """Rows of one person; BadInput where the file is about several: nobody's memories become somebody else's."""
    listed = _list_in(said)
    people = {one["user_id"] for one in listed if isinstance(one, Mapping) and isinstance(one.get("user_id"), str)}
    if len(people) > 1:
        raise refused("memories", "several_people")
    return [_of_mem0(one) if isinstance(one, Mapping) else one for one in listed]


def chatgpt(said: Any) -> list[Any]:
    """Those that were switched off in ChatGPT stay there, as LEFT_OUT."""
    if isinstance(said, str):
        try:
            said = large_json.loads(said)
        except ValueError:
            return _of_lines(said)
        if isinstance(said, str):
            return _of_lines(said)
    rows: list[Any] = []
    for one in _list_in(said):
        if isinstance(one, str):
            rows += _of_lines(one.replace("\n", " "))
        elif not isinstance(one, Mapping):
            rows.append(one)
        else:
            rows.append(LEFT_OUT if one.get("enabled") is False else _of_chatgpt(one))
    return rows


def _of_mem0(one: Mapping[str, Any]) -> dict[str, Any]:
    metadata = one["metadata"] if isinstance(one.get("metadata"), Mapping) else {}
    listed = one.get("categories") or metadata.get("categories") or metadata.get("category") or []
    categories = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    categories = [str(category) for category in categories]
    named = metadata.get("memory_type") or metadata.get("type")
    known = [_CATEGORIES[category] for category in categories if category in _CATEGORIES]
    text = _first(one, _TEXTS)
    kind = named if named in tuple(Kind) else known[0] if known else _kind(text)
    return _row(one, text, kind) | {"contexts": categories[:20], "expires_at": one.get("expiration_date")}


def _of_chatgpt(one: Mapping[str, Any]) -> dict[str, Any]:
    text = _first(one, _TEXTS)
    return _row(one, text, _kind(text))


def _of_lines(text: str) -> list[Any]:
    rows: list[Any] = []
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None or _NO_MEMORY.match(line):
            continue
        said = found["text"]
        created = found["date"] if re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"] or "") else None
        rows.append(_row({"created_at": created}, said, _kind(said)))
    return rows


def _row(one: Mapping[str, Any], text: Any, kind: str) -> dict[str, Any]:
    created = _first(one, ("created_at", "created_timestamp", "create_time"))
    return {
        "id": one.get("id"),
        "content": text,
        "memory_type": kind,
        "status": Status.PENDING.value,
        "confidence": _CONFIDENCE,
        "created_at": _moment(created),
        "updated_at": _moment(_first(one, ("updated_at", "update_time"))),
    }


def _moment(value: Any) -> Any:
    """Seconds since 1970 as ISO 8601; whatever else it is, rows.py judges it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        return datetime.fromtimestamp(value / 1_000 if value > 10**11 else value, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(value)


def _kind(text: Any) -> Kind:
    if isinstance(text, str):
        for kind, beginning in _KINDS:
            if beginning.match(text):
                return kind
    return Kind.FACT


def _first(one: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((one[name] for name in names if one.get(name) is not None), None)


def _list_in(said: Any) -> list[Any]:
    """The list itself, under one of its names, or page after page of it."""
    if isinstance(said, Mapping):
        said = _first(said, _LISTS)
    if isinstance(said, list) and said and all(isinstance(page, Mapping) and "results" in page for page in said):
        said = [one for page in said for one in (page["results"] if isinstance(page["results"], list) else [page])]
    if not isinstance(said, list):
        raise refused("memories", "no_foreign_list")
    return said
