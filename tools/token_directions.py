"""python -m tools.token_directions: makes src/frontdesk/llm/embedded/tokens.npy anew, of this repository's English.

To be run when the built-in model changes. Vectors of tokens that were stored before do not compare with those after.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.bert import Bert
from frontdesk.llm.vectors import TOKEN_WIDTH

_ROOT = Path(__file__).parent.parent
_TARGET = _ROOT / "src/frontdesk/llm/embedded/tokens.npy"


def _texts() -> Iterator[str]:
    """What we tell readers, and what customers say in the sentences and conversations that measure understanding."""
    for page in [*(_ROOT / "docs").rglob("*.md"), _ROOT / "README.md", _ROOT / "ARCHITECTURE.md"]:
        for paragraph in page.read_text().split("\n\n"):
            if not paragraph.startswith("|") and "```" not in paragraph:
                yield from (part for part in re.split(r"(?<=[.:;?!])\s+", paragraph) if 20 < len(part) < 300)
    for page in (_ROOT / "evals").glob("*/utterances/en*.txt"):
        yield from re.findall(r"^[^#@|]*\|([^|]+)\|", page.read_text(), re.MULTILINE)
    for page in (_ROOT / "evals").glob("*/stories/en-*.toml"):
        yield from re.findall(r'^says = "(.*)"', page.read_text(), re.MULTILINE)
    for page in (_ROOT / "tests/knowledge").glob("*.toml"):
        found = re.findall(r'^(?:content|title|text|question) = "(.*)"', page.read_text(), re.MULTILINE)
        yield from (text for text in found if text.isascii())


def main() -> None:
    folder = files.built_in()
    if folder is None:
        raise SystemExit("The built-in model is not installed.")
    files.verify(folder)
    states = Bert(folder).states(sorted({text.strip() for text in _texts()}))
    rows = np.concatenate([one.hidden[1:-1] for one in states])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    mean = rows.mean(axis=0)
    rows -= mean
    # Eigenvalues come smallest first.
    _, directions = np.linalg.eigh(rows.T.astype(np.float64) @ rows)
    np.save(_TARGET, np.vstack([mean, directions[:, : -TOKEN_WIDTH - 1 : -1].T]).astype(np.float16))
    print(f"{len(states)} texts, {len(rows)} tokens -> {_TARGET.name}, {_TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
