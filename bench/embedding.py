"""The embedding model on one core: a sentence, a batch, its memory, and comparing words with words.

Measured in a process of its own, since numpy counts its threads when it is imported. The floors are the same arithmetic
without the care: texts one by one, and a batch in which every text is as long as the longest.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

Row = tuple[str, str, str]

_SHORT = (
    "Where does Priya work now?",
    "I moved to Pune last month.",
    "When does the clinic open on Saturdays?",
    "My daughter is allergic to peanuts.",
    "She starts at the new job on Monday, right?",
)
_SAID = (
    "Sure.",
    "We went to the lake on Sunday, and the dog swam further than any of us.",
    "Can you remind me what the dentist said about the second visit, and whether I have to fast before it?",
    "No peanuts please, my son gets a rash, and he should not sit beside anybody who eats them either.",
    "I sold the blue bicycle, bought a red one, and have been late for work ever since, which my boss finds less funny"
    " than I do; so from next week on I shall take the bus at ten past seven.",
)


def rows(_: str | None, *, quick: bool) -> list[Row]:
    found = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.embedding", "10" if quick else "100"],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    batch = found["batch"]
    return [
        ("CPU of embedding a short text, one core", f"{found['short']:.1f} ms", "≤ 15 ms"),
        (f"  of 64 texts, {found['tokens']} tokens, a text", f"{batch / 64:.1f} ms", ""),
        ("  against one by one", f"{found['singly'] / batch:.2f} ×", "more is better"),
        ("  against all as long as the longest", f"{found['padded'] / batch:.2f} ×", "more is better"),
        ("resident memory with the model", f"{found['full']:.0f} MB (from {found['empty']:.0f})", "none before use"),
        ("  loading it, checksums included", f"{found['load']:.0f} ms", "once"),
        ("words of a question with those of 30 passages", f"{found['late']:.2f} ms", "≤ 1 ms"),
    ]


def _measured(times: int) -> dict[str, float]:
    from frontdesk.llm import vectors  # noqa: PLC0415  # what is measured begins with their import
    from frontdesk.llm.embedded import files  # noqa: PLC0415

    folder = files.built_in()
    if folder is None:
        raise SystemExit("The built-in model is not installed.")
    empty, start = _resident(), time.perf_counter()
    from frontdesk.llm.embedded.bert import Bert, pooled  # noqa: PLC0415
    from frontdesk.llm.embedded.tokens import Reducer  # noqa: PLC0415

    files.verify(folder)
    model = Bert(folder)
    reducer = Reducer(model, is_built_in=True)
    load = time.perf_counter() - start
    said = [f"{_SAID[number % 5]} {number}" for number in range(64)]
    states = model.states(said)
    ids = sorted((one.ids for one in states), key=len)
    longest = [ids[-1]] * 8
    passages = [reducer.of(one) for one in states[:30]]
    asked = reducer.of(model.states(_SHORT[:1])[0])
    few = max(2, times // 20)
    return {
        "empty": empty,
        "load": load * 1e3,
        "tokens": sum(map(len, ids)),
        "short": statistics.median(_cpu(lambda text=text: pooled(model.states([text])), times) for text in _SHORT),
        "batch": _cpu(lambda: pooled(model.states(said)), few),
        "singly": _cpu(lambda: [pooled(model.states([text])) for text in said], few),
        "padded": _cpu(lambda: [model._forward(longest) for _ in range(8)], few),
        "late": _cpu(lambda: vectors.late_of(asked, passages), times),
        "full": _resident(),
    }


def _cpu(act: Callable[[], object], times: int) -> float:
    """Milliseconds, the median."""
    spent = []
    for _ in range(times + 1):
        start = time.process_time_ns()
        act()
        spent.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(spent[1:])


def _resident() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
