"""What has been asked of models in this process: calls by outcome, tokens, seconds to the first piece."""

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from frontdesk.llm.messages import Usage

# Seconds; a value on a border belongs below it.
BOUNDS = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5, 4.0, 6.0, 10.0, 20.0, 60.0)
ANSWERED, LEFT = "answered", "left"


@dataclass(slots=True)
class Histogram:
    """`counts` has one place more than there are bounds, and each counts its own values alone."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


class Figures:
    """`calls` by provider and outcome: "answered", "left" where the reader went away, or why it failed. `tokens` by
    provider and "prompt" or "completion". `first_pieces` by provider, of calls that were answered."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.tokens: Counter[tuple[str, str]] = Counter()
        self.first_pieces: defaultdict[str, Histogram] = defaultdict(Histogram)

    def ended(self, provider: str, outcome: str) -> None:
        self.calls[provider, outcome] += 1

    def counted(self, provider: str, usage: Usage) -> None:
        self.tokens[provider, "prompt"] += usage.prompt_tokens
        self.tokens[provider, "completion"] += usage.completion_tokens

    def began(self, provider: str, seconds: float) -> None:
        self.first_pieces[provider].add(seconds)
