"""What one module logs, as plain data."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import structlog
from structlog.testing import LogCapture


@contextmanager
def logged_by(module: ModuleType) -> Iterator[list[MutableMapping[str, Any]]]:
    """Lines as they are logged. structlog's own `capture_logs` stays empty once a server in this process has fixed the
    loggers, as servers do for speed."""
    capture = LogCapture()
    own = module.log  # type: ignore[attr-defined]
    module.log = structlog.wrap_logger(None, processors=[capture], wrapper_class=structlog.BoundLogger)  # type: ignore[attr-defined]
    try:
        yield capture.entries
    finally:
        module.log = own  # type: ignore[attr-defined]
