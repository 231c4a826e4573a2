"""One JSON object a line on stdout, and in LOG_FILE where one is named; secrets and personal data masked.

Lines of other libraries (uvicorn, asyncio, SQLAlchemy) take the same way. A line that cannot be written is lost: a full
disk must not fail what it would have reported.
"""

import json
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from traceback import TracebackException
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

from frontdesk.kit.clock import iso, utc_now
from frontdesk.kit.masking import MASK, masked
from frontdesk.web.exchange import request_id

# Values that only we ourselves write, and that are therefore not searched.
_OURS = frozenset({"level", "timestamp", "request_id", "route", "method"})
# A field is masked whole if any word of its name is one of these.
_PRIVATE = frozenset(
    {
        "address", "answer", "apikey", "authorization", "body", "code", "content", "cookie", "credential",
        "credentials", "email", "key", "message", "messages", "name", "otp", "passwd", "password", "phone", "pincode",
        "question", "recipient", "reply", "secret", "session", "sender", "signature", "sub", "subject", "text", "to",
        "ticket", "token", "username",
    }
)  # fmt: skip
# Lookups that name what is private without holding it.
_HARMLESS = frozenset({"error_code", "status_code", "key_id", "exit_code"})
_WORD = re.compile(r"[a-z0-9]+")

# What databases and validators quote from the data in their messages.
_QUOTED = re.compile(r"(\[parameters?: |DETAIL:\s*|Failing row contains )[^\n]*|'[^'\n]{24,}'|\"[^\"\n]{24,}\"")


@lru_cache(1024)
def _is_private(field: str) -> bool:
    lower = field.lower()
    return lower not in _HARMLESS and not _PRIVATE.isdisjoint(_WORD.findall(lower))


def _mask_value(field: str, value: Any, depth: int = 0) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if _is_private(field):
        return MASK
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, int | float):
        return value
    if depth == 4:
        return MASK
    if isinstance(value, Mapping):
        return {str(name): _mask_value(str(name), inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mask_value(field, inner, depth + 1) for inner in value]
    return masked(str(value))


def mask(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for field, value in event.items():
        if field not in _OURS:
            event[field] = _mask_value(field, value)
    return event


def _stamp(_: WrappedLogger, level: str, event: EventDict) -> EventDict:
    event["level"] = "error" if level == "exception" else level
    event["timestamp"] = iso(utc_now())
    if "request_id" not in event and (current := request_id.get()) is not None:
        event["request_id"] = current
    return event


def _trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    if info:
        error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else sys.exc_info()[1]
        if error is not None:
            event["exception"] = "".join(_told(TracebackException.from_exception(error)))
    return event


def _told(error: TracebackException) -> Iterator[str]:
    """What Python itself would print, with what messages quote taken out. Never the values of variables."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _told(earlier)
        yield "which led to\n"
    yield from error.stack.format()
    for line in error.format_exception_only():
        yield _QUOTED.sub(lambda found: (found[1] or "") + MASK, line)
    for member in error.exceptions or ():
        yield from _told(member)


def _line(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    try:
        return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half characters, and numbers beyond 64 bits
        return json.dumps(event, default=str).encode() + b"\n"


class Sink:
    """Where lines go. The file is opened anew when it was moved away, within a second."""

    def __init__(self, out: int | None, file: Path | None) -> None:
        self._out = out
        self._path = file
        self._file: int | None = None
        self._looked = 0.0
        self._lock = threading.Lock()

    def write(self, line: bytes) -> None:
        with self._lock:
            if self._out is not None:
                with suppress(OSError):
                    os.write(self._out, line)
            if self._path is not None:
                with suppress(OSError):
                    os.write(self._opened(self._path), line)

    def _opened(self, path: Path) -> int:
        now = time.monotonic()
        if self._file is None or now - self._looked > 1:
            self._looked = now
            if self._file is not None and not self._is_current(self._file, path):
                os.close(self._file)
                self._file = None
            if self._file is None:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        return self._file

    @staticmethod
    def _is_current(descriptor: int, path: Path) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), path.stat())
        except FileNotFoundError:
            return False


class _Lines:
    """What structlog calls with a finished line, by the name of its level."""

    def __init__(self, sink: Sink) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = self.exception = self.msg = sink.write


class _Forward(logging.Handler):
    """Lines of the standard library's loggers, onto our way."""

    def __init__(self) -> None:
        super().__init__()
        self._log = structlog.get_logger()

    def emit(self, record: logging.LogRecord) -> None:
        fields = {"logger": record.name, **({"exc_info": record.exc_info} if record.exc_info else {})}
        self._log.log(record.levelno, record.getMessage(), **fields)


def _is_no_opening(record: logging.LogRecord) -> bool:
    return not record.msg.startswith('%s - "WebSocket') if isinstance(record.msg, str) else True


def configure(level: str = "INFO", file: Path | None = None, *, out: int | None = 1) -> None:
    """Once a process, before anything is logged. `out` is a file descriptor; None writes to the file alone."""
    sink = Sink(out, file)
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[_stamp, _trace, mask, _line],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Lines(sink),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Forward()]
    # Other libraries' details are for their own developers.
    root.setLevel(max(number, logging.WARNING if number > logging.DEBUG else logging.INFO))
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(max(number, logging.INFO))
    # Whoever opened which address: `socket.closed` says it with the route alone.
    logging.getLogger("uvicorn.error").addFilter(_is_no_opening)
    # Worker processes of uvicorn begin with its own access log on: whole addresses, which hold more than a mask finds.
    logging.getLogger("uvicorn.access").disabled = True
