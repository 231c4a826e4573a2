"""What a server process does to stay small, before and after its modules are loaded."""

import ctypes
import sys
from importlib import import_module
from types import ModuleType
from typing import cast

_M_MMAP_THRESHOLD = -3
_LARGE_BLOCK = 256 * 1024


def load_logging() -> None:
    """Loads structlog without the coloured tracebacks that it would bring rich and pygments for (9 MB, a tenth of a
    second): the server logs JSON."""
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    if "structlog" in modules or "rich.traceback" in modules:
        return
    modules["rich.traceback"] = None
    try:
        import_module("structlog")
    finally:
        del modules["rich.traceback"]


def give_back_large_blocks() -> None:
    """Keeps glibc from holding on to the 19 MB that each password hash takes for a moment.

    Left alone, it raises its threshold for separate mappings after the first such block, and later ones stay in the
    heap. Other C libraries have no such call and no such habit.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
