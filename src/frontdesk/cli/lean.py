"""What a server process does to stay small, before and after its modules are loaded."""

import ctypes
import sys
from importlib import import_module
from types import ModuleType
from typing import cast

_M_MMAP_THRESHOLD = -3
_LARGE_BLOCK = 256 * 1024


# Imports that a library tries and does without: coloured tracebacks for structlog, where the server logs JSON (9 MB, a
# tenth of a second), and signatures by key pairs for PyJWT, where our tokens are signed with a secret (12 MB).
_NOT_NEEDED = (("structlog", "rich.traceback"), ("jwt", "cryptography"))


def load_libraries() -> None:
    """Loads what tries to import more than a server needs, without that."""
    for library, unneeded in _NOT_NEEDED:
        _load_without(library, unneeded)


def _load_without(library: str, unneeded: str) -> None:
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    if library in modules or unneeded in modules:
        return
    modules[unneeded] = None
    try:
        import_module(library)
    finally:
        del modules[unneeded]


def give_back_large_blocks() -> None:
    """Keeps glibc from holding on to the 19 MB that each password hash takes for a moment.

    Left alone, it raises its threshold for separate mappings after the first such block, and later ones stay in the
    heap. Other C libraries have no such call and no such habit.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
