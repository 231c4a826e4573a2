"""What the next answer says, how fast, and what goes wrong with it."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import NoneType, UnionType
from typing import Any, Literal, cast, get_args, get_origin

import orjson

# status: refused with that status. reset, close: the connection ends, hard or softly. hang: silence. error: reported in
# the stream, under 200. garbage: not JSON. unfinished: an orderly end without a finish reason; unreasoned: the vendor's
# last word without one. whole: JSON where a stream was asked for. long_line: one line of `size` bytes.
Kind = Literal[
    "status", "reset", "close", "hang", "error", "garbage", "unfinished", "unreasoned", "whole", "redirect", "long_line"
]
# Where a vendor says how long to wait: Retry-After in seconds or as a date, X-RateLimit-Reset as a Unix time
# (OpenRouter's in milliseconds), Groq's headers, Gemini's RetryInfo in the body.
Hint = Literal["none", "seconds", "date", "unix", "unix_ms", "groq", "retry_info"]
Cause = Literal["", "quota", "context"]
Finish = Literal["stop", "length", "calls", "filtered"]


class BadScript(ValueError):
    """A script that cannot be played; says which part of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`after` counts pieces of the reply: None is before the head of the answer, 0 just behind it. The pieces before
    it come `pause` seconds earlier, so that they are read for themselves."""

    kind: Kind
    after: int | None = None
    status: int = 500
    hint: Hint = "none"
    wait: float = 7.0
    cause: Cause = ""
    size: int = 5_000_000
    pause: float = 0.02
    location: str = "http://127.0.0.1:9/elsewhere"


@dataclass(frozen=True, slots=True)
class Call:
    """`arguments` is JSON text, and goes out in `pieces` where the vendor streams it. Without `has_index` the pieces
    do not say which call they belong to."""

    name: str
    arguments: str = "{}"
    id: str | None = None
    pieces: int = 3
    has_index: bool = True
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """`reply` is cut into tokens of its own; `pieces` go out as they are; `tokens` asks for so many of no meaning.
    Without any of these and without calls the reply is the simulator's own. `stamped`: each token is the monotonic
    clock's seconds at which it left.

    `usage` is prompt and completion tokens, else counted. `tokens_per_second` 0 is at once, None the simulator's own
    pace; `burst` tokens make a packet. `first_after` is in seconds. `packet` cuts the bytes of the answer without
    regard to characters and events, `packet_seconds` apart."""

    reply: str | None = None
    pieces: tuple[str, ...] = ()
    tokens: int | None = None
    stamped: bool = False
    calls: tuple[Call, ...] = ()
    finish: Finish | None = None
    usage: tuple[int, int] | None = None
    tokens_per_second: float | None = None
    burst: int = 1
    first_after: float = 0.0
    packet: int | None = None
    packet_seconds: float = 0.0
    fault: Fault | None = None

    def __post_init__(self) -> None:
        if self.burst < 1 or (self.packet is not None and self.packet < 1):
            raise BadScript("burst and packet are at least 1")

    @property
    def is_silent(self) -> bool:
        """Says nothing of its own: the reply is made from the question."""
        return self.reply is None and not self.pieces and self.tokens is None and not self.calls


def status(code: int, hint: Hint = "none", wait: float = 7.0, cause: Cause = "") -> Script:
    return Script(fault=Fault("status", status=code, hint=hint, wait=wait, cause=cause))


def breaks(kind: Kind, after: int | None = None, *, tokens: int = 20, size: int = 5_000_000) -> Script:
    """So many tokens, of which `after` come."""
    return Script(tokens=tokens, fault=Fault(kind, after=after, size=size))


def from_json(given: Any) -> Script:
    """BadScript where a name or a value has no place in it."""
    return cast(Script, _made(Script, given, "script"))


def from_words(line: str, base: Script) -> Script:
    """What stands in a marker or header: `429 hint=seconds wait=7`, `reset after=3`, `tokens=400 burst=4`, or JSON.
    What it does not name stays as in `base`."""
    if line.lstrip().startswith("{"):
        try:
            return from_json(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            raise BadScript("no JSON") from error
    own: dict[str, Any] = {}
    fault: dict[str, Any] = {}
    names = {field.name for field in fields(Fault)}
    for word in _split(line):
        name, equals, value = word.partition("=")
        if equals:
            (fault if name in names else own)[name] = _value(value)
        elif word.isdigit():
            fault |= {"kind": "status", "status": int(word)}
        elif word == "empty":
            own["reply"] = ""
        else:
            fault["kind"] = word
    if fault:
        own["fault"] = fault
    made = from_json(own)
    return replace(base, **{name: getattr(made, name) for name in own})


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:  # a quotation without an end
        raise BadScript(str(error)) from error


def _value(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _made(kind: Any, given: Any, where: str) -> Any:
    """`given` as the annotated type `kind`."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        if given is None and NoneType in inner:
            return None
        return _made(next(choice for choice in inner if choice is not NoneType), given, where)
    if origin is Literal:
        if given not in inner:
            raise BadScript(f"{where} is one of {', '.join(map(str, inner))}")
        return given
    if origin is tuple:
        if not isinstance(given, list) or (inner[-1] is not Ellipsis and len(given) != len(inner)):
            raise BadScript(f"{where} is no such list")
        return tuple(_made(inner[0], item, where) for item in given)
    if kind in (Script, Fault, Call):
        return _whole(kind, given, where)
    if kind is float and isinstance(given, int) and not isinstance(given, bool):
        return float(given)
    if type(given) is not kind:
        raise BadScript(f"{where} is no {kind.__name__}")
    return given


def _whole(kind: Any, given: Any, where: str) -> Any:
    known = {field.name: field.type for field in fields(kind)}
    if not isinstance(given, Mapping):
        raise BadScript(f"{where} is no object")
    if unknown := given.keys() - known.keys():
        raise BadScript(f"{where} has no {sorted(unknown)[0]}")
    try:
        return kind(**{name: _made(known[name], value, f"{where}.{name}") for name, value in given.items()})
    except TypeError as error:
        raise BadScript(f"{where} is not complete") from error
