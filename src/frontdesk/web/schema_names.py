"""Names of the description's schemas as a generated client shall show them.

Where two surfaces have a model of one name, FastAPI names both by their modules:
`frontdesk__web__surfaces__personal_chat__chat_schemas__ChatIn`. Here that is `PersonalChatChatIn`.
"""

import re
from collections.abc import Iterable
from typing import Any

_REFERENCE = "#/components/schemas/"


def shorten(schema: dict[str, Any]) -> None:
    """In place, with every reference."""
    schemas = schema["components"]["schemas"]
    names = _shorter(schemas)
    schema["components"]["schemas"] = {names.get(name, name): member for name, member in schemas.items()}
    _point(schema, {_REFERENCE + name: _REFERENCE + shorter for name, shorter in names.items()})


def _shorter(names: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in names:
        match name.split("__"):
            case ["frontdesk", "web", "surfaces", owner, *_, own]:
                found[name] = _joined(owner) + own
            case ["frontdesk", owner, *_, own]:
                found[name] = _joined(owner) + own
    if len({*found.values(), *(name for name in names if name not in found)}) != len(tuple(names)):
        raise AssertionError(f"two schemas would have one name: {sorted(found.values())}")
    return found


def _joined(owner: str) -> str:
    return re.sub(r"(?:^|_)([a-z])", lambda found: found[1].upper(), owner)


def _point(part: Any, references: dict[str, str]) -> None:
    match part:
        case dict():
            if part.get("$ref") in references:
                part["$ref"] = references[part["$ref"]]
            for member in part.values():
                _point(member, references)
        case list():
            for member in part:
                _point(member, references)
