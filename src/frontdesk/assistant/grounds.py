"""What an answer rests on and how long it took, kept with the reply so that it can be asked later."""

import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from frontdesk.memory.finding.recall import Hit


@dataclass(frozen=True, slots=True)
class Entry:
    """Of the knowledge base. `score` is the share of the question, 0…1, that it covers."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Grounds:
    """`rules` and `entries` are what a model is told, `sizes` how many tokens each part of that is; of the memories
    that were `found`, those are `sent` that fit."""

    rules: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    found: tuple[Hit, ...] = ()
    sent: tuple[Hit, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, Any]:
        return {
            "rules": list(self.rules),
            "entries": [astuple(entry) for entry in self.entries],
            "prompt": dict(self.sizes),
        }


class Stopwatch:
    """Milliseconds since the question came, each noted once: `look_up`, `first_token`, `all`."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self.marks: dict[str, float] = {}

    def mark(self, name: str) -> None:
        if name not in self.marks:
            self.marks[name] = since(self._began)


def since(began: float) -> float:
    """Milliseconds from that reading of the performance counter until now."""
    return round((time.perf_counter() - began) * 1e3, 1)


def kept(hits: tuple[Hit, ...]) -> list[dict[str, Any]]:
    """Which memories and how near, and nothing of what they say: that may be erased, and then it is."""
    return [{"id": hit.memory.id, "score": hit.score, "parts": astuple(hit.parts)} for hit in hits]
