"""mem0 beside our memories: the same texts, questions and vectors, in a process and an environment of its own."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.dialogues import Dialogue

from bench import apart
from bench.vectors import Known, serving

_PROGRAM = Path(__file__).with_name("peers") / "mem0" / "remember.py"
# A memory is written to disk at once, which ten thousand times would take minutes; where this is, they are written here
# and the store is copied.
_QUICK = Path("/dev/shm")  # noqa: S108  # a folder in memory


@dataclass(frozen=True, slots=True)
class Found:
    """`turns` are the ids found for each question of each dialogue, best first; milliseconds beside the embedding."""

    turns: list[list[list[str]]]
    searching: list[float]
    adding: list[float]


def measure(
    dialogues: Sequence[Dialogue],
    texts: Sequence[str],
    questions: Sequence[str],
    added: Sequence[str],
    embedder: Known,
    url: str | None,
) -> Found:
    """In mem0's default store, or in pgvector at `url`. Dialogues are told to it with who said it and when before the
    words, as the product is told in fields of their own. NotInstalled."""
    python = apart.programs("mem0") / "python"
    quick = _QUICK if _QUICK.is_dir() else None
    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory(dir=quick) as filled,
        serving(embedder) as address,
    ):
        asked: dict[str, Any] = {
            "home": home,
            "histories": filled,
            "base_url": address,
            "width": embedder.dimensions,
            "store": _store(Path(home), "one", url),
            "store_to_fill": _store(Path(filled), "one", url),
            "store_of_dialogues": _store(Path(filled), "dialogues", url),
            "dialogues": [_told(one) for one in dialogues],
            "one": {"texts": list(texts), "questions": list(questions), "added": list(added)},
        }
        done = subprocess.run(
            [str(python), str(_PROGRAM)],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "Error" in line]
        raise RuntimeError(said[-1] if said else "mem0 failed")
    answer = json.loads(done.stdout.splitlines()[-1])
    return Found(answer["found"], answer["searching"], answer["adding"])


def _store(folder: Path, name: str, url: str | None) -> dict[str, Any]:
    if url is not None:
        return {"provider": "pgvector", "config": {"connection_string": url}}
    return {"provider": "qdrant", "config": {"path": str(folder / name), "on_disk": True}}


def _told(dialogue: Dialogue) -> dict[str, Any]:
    return {
        "name": dialogue.name,
        "turns": [(turn.id, f"{turn.speaker}, {turn.said_at:%d %B %Y}: {turn.text}") for turn in dialogue.turns],
        "questions": [asked.question for asked in dialogue.questions],
    }
