"""What is worth remembering of a message: `memory/open/<language>.jsonl`, `…/taught/…` and `…/held/…`, one a line.

`{"lang", "text", "memories": [{"types", "quote", "about"}]}`: `types` are the kinds that careful people would give it.
What is found is right if its kind is among them and its words are mostly those of the quote. Each quote is found once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from frontdesk.kit.languages import Language
from frontdesk.memory.learning import extract
from frontdesk.memory.learning.extract import Candidate

_WORD = re.compile(r"[^\s.,;:!?।'\"()]+")
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    types: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Message:
    file: str
    line: int
    language: Language
    text: str
    memories: tuple[Wanted, ...]

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reading:
    """`wrong` was found and is not wanted, `missed` was wanted and is not found; `misfiled` is how many are both: they
    were found, and taken for another kind."""

    message: Message
    right: int
    misfiled: int
    wrong: tuple[Candidate, ...]
    missed: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Score:
    messages: int
    right: int
    misfiled: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def precision_of_any_kind(self) -> float:
        return (self.right + self.misfiled) / max(self.right + self.wrong, 1)

    @property
    def recall_of_any_kind(self) -> float:
        return (self.right + self.misfiled) / max(self.right + self.missed, 1)


def messages(folder: Path) -> Iterator[Message]:
    for path in sorted(folder.glob("*.jsonl")):
        yield from messages_of(path)


def messages_of(path: Path) -> Iterator[Message]:
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        row = orjson.loads(line)
        wanted = tuple(Wanted(tuple(one["types"]), one["quote"]) for one in row["memories"])
        yield Message(path.stem, number, Language(row["lang"]), row["text"], wanted)


def judge(message: Message, read: Callable[[str, Language], Sequence[Candidate]] = extract.read) -> Reading:
    left = list(message.memories)
    wrong: list[Candidate] = []
    for found in read(message.text, message.language):
        fitting = next((one for one in left if found.kind in one.types and alike(found.quote, one.quote)), None)
        if fitting is None:
            wrong.append(found)
        else:
            left.remove(fitting)
    return Reading(message, len(message.memories) - len(left), _misfiled(wrong, left), tuple(wrong), tuple(left))


def _misfiled(wrong: Sequence[Candidate], missed: Sequence[Wanted]) -> int:
    left = list(missed)
    for found in wrong:
        fitting = next((one for one in left if alike(found.quote, one.quote)), None)
        if fitting is not None:
            left.remove(fitting)
    return len(missed) - len(left)


def score(readings: Iterable[Reading]) -> Score:
    known = tuple(readings)
    return Score(
        len(known),
        sum(one.right for one in known),
        sum(one.misfiled for one in known),
        sum(len(one.wrong) for one in known),
        sum(len(one.missed) for one in known),
    )


def alike(one: str, other: str) -> bool:
    """Half of their words are the same, or one holds the other."""
    if one in other or other in one:
        return True
    left, right = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return len(left & right) >= _ALIKE * len(left | right)
