"""A large JSON document, read in pieces: for a thread of its own beside an event loop.

A parser in C lets no other thread run until it has finished, and for twenty megabytes that is most of a second. Here it
is called for one element of a list after the other, so that whoever else waits gets a turn in between.
"""

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any

import orjson

# What is deeper is read in one go: a row of a file.
_LISTS_DOWN_TO, _OBJECTS_DOWN_TO = 4, 2
_BLANKS = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder()


def loads(document: bytes | str) -> Any:
    """ValueError for what is no JSON, and for what Python's own reader would let through: half characters, other
    encodings, NaN."""
    text = document if isinstance(document, str) else document.decode()
    try:
        value, end = _value(text, _skip(text, 0), 0)
    except (IndexError, RecursionError):
        raise JSONDecodeError("unfinished, or nested too deeply", "", 0) from None
    if _skip(text, end) != len(text):
        raise JSONDecodeError("more than one value", "", 0)
    return value


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins there, and where it ends."""
    if text[at] == "[" and depth < _LISTS_DOWN_TO:
        return _list(text, at + 1, depth + 1)
    if text[at] == "{" and depth < _OBJECTS_DOWN_TO:
        return _object(text, at + 1, depth + 1)
    value, end = _DECODER.raw_decode(text, at)
    orjson.loads(text[at:end])
    return value, end


def _list(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    at = _skip(text, at)
    while text[at] != "]" or found:
        value, at = _value(text, at, depth)
        found.append(value)
        at = _skip(text, at)
        if text[at] == "]":
            break
        at = _after(text, at, ",")
    return found, at + 1


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    at = _skip(text, at)
    while text[at] != "}" or found:
        name, at = _value(text, at, depth)
        if not isinstance(name, str):
            raise JSONDecodeError("no name", "", 0)
        found[name], at = _value(text, _after(text, _skip(text, at), ":"), depth)
        at = _skip(text, at)
        if text[at] == "}":
            break
        at = _after(text, at, ",")
    return found, at + 1


def _after(text: str, at: int, sign: str) -> int:
    if text[at] != sign:
        raise JSONDecodeError(f"no {sign}", "", 0)
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    if blanks is None:
        raise AssertionError("nothing at all is blank too")
    return blanks.end()
