"""How likely a clause says something lasting of whoever writes it, and of which kind: learnt from people's messages.

A linear model of what features.py sees, for what no rule has words for. `python -m tools.learn_clauses` makes its
weights of evals/memory/open, which says nothing of what any one of them means: rules are for what must be so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import features
from frontdesk.memory.learning.extract.clauses import Clause
from frontdesk.memory.learning.extract.rules import Rules
from frontdesk.memory.memories import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).parent / "learnt.npz"
# In the order of the columns of weights, behind that of whether there is a statement at all.
KINDS = (Kind.PREFERENCE, Kind.FACT, Kind.TOPIC, Kind.RELATIONSHIP, Kind.GOAL, Kind.EXPERIENCE)


@dataclass(frozen=True, slots=True)
class Guess:
    """`likely`, 0…1, is that it is a statement, and of this kind: the likeliest."""

    likely: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Weights:
    """`names` is sorted; `of[i]` belongs to names[i]: a column a kind, behind the first."""

    names: "NDArray[np.uint32]"
    of: "NDArray[np.int8]"
    scale: "NDArray[np.float32]"
    bias: "NDArray[np.float32]"


def guesses(text: str, parts: Sequence[Clause], known: Rules, language: Language) -> list[Guess]:
    """One for each clause; `known` are the rules of this language."""
    return [_guess(seen) for seen in features.of(text, parts, known, language)]


@cache
def weights() -> _Weights:
    import numpy as np  # noqa: PLC0415  # a server whose customers have said nothing does without

    with np.load(FILE, allow_pickle=False) as read:
        return _Weights(read["names"], read["weights"], read["scale"], read["bias"])


def _guess(seen: features.Features) -> Guess:
    import numpy as np  # noqa: PLC0415  # as above

    known = weights()
    names = np.fromiter(seen.keys(), np.uint32, len(seen))
    values = np.fromiter(seen.values(), np.float32, len(seen))
    places = np.minimum(np.searchsorted(known.names, names), len(known.names) - 1)
    held = known.names[places] == names
    scores = (values[held] @ known.of[places[held]].astype(np.float32)) * known.scale + known.bias
    of_kinds = np.exp(scores[1:] - scores[1:].max())
    best = int(of_kinds.argmax())
    return Guess(float(of_kinds[best] / of_kinds.sum() / (1 + np.exp(-scores[0]))), KINDS[best])
