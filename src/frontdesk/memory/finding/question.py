"""What is asked of somebody's memories, and what makes up the score of one that is found."""

from dataclasses import dataclass

from frontdesk.kit.languages import Language
from frontdesk.memory.memories import SHOWN, Kind, Status


@dataclass(frozen=True, slots=True)
class Question:
    """`limit` at most 200. Rejected and merged memories are found only where `statuses` names them; what is over is
    not, whatever its status says."""

    text: str
    language: Language = Language.EN
    kind: Kind | None = None
    min_importance: float = 0.0
    statuses: tuple[Status, ...] = SHOWN
    limit: int = 10
    # pending ones that are less sure than this are not found
    least_confidence: float = 0.0
    # False: by words alone, and only what has a word, a name or a time of the question
    by_meaning: bool = True


@dataclass(frozen=True, slots=True)
class Parts:
    """What made up the score, each 0…1 of its own kind."""

    words: float
    meaning: float
    name: float
    time: float
    neighbours: float
    importance: float
    recency: float
    # the question asks outright for what it is about
    about: float = 0.0
