"""Long dialogues between two people, with questions about them and the turns that answer each.

The form is that of LoCoMo's file: a list of samples or one sample, each with `conversation` (`session_1`,
`session_1_date_time`, …) and `qa`. Evidence as it is written by hand is mended where only one thing can be meant, and
left out where it names no turn.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# A question of this category has no answer in the dialogue.
ADVERSARIAL = 5
_WHEN = "%I:%M %p on %d %B, %Y"
_EVIDENCE = re.compile(r"D\s*:?\s*(\d+)\s*:\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turn:
    """`place` counts from 0 through the whole dialogue."""

    id: str
    speaker: str
    text: str
    session: int
    said_at: datetime
    place: int


@dataclass(frozen=True, slots=True)
class Asked:
    """`evidence` are the ids of turns; none where the file names none that there are."""

    question: str
    category: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    name: str
    turns: tuple[Turn, ...]
    questions: tuple[Asked, ...]


def read(file: Path) -> list[Dialogue]:
    """ValueError where the file is of another form."""
    loaded = json.loads(file.read_text("utf-8"))
    samples = loaded if isinstance(loaded, list) else [loaded]
    return [_dialogue(sample, f"{file.stem}-{place}") for place, sample in enumerate(samples, 1)]


def evidence(written: Iterable[object], known: Mapping[str, object]) -> tuple[str, ...]:
    """ "D8:6; D9:17", "D9:1 D4:4", "D:11:26" and "D30:05" are the turns that they must mean; "D" is none."""
    found = (f"D{int(session)}:{int(turn)}" for one in written for session, turn in _EVIDENCE.findall(str(one)))
    return tuple(dict.fromkeys(one for one in found if one in known))


def _dialogue(sample: Mapping[str, Any], name: str) -> Dialogue:
    if not isinstance(sample, dict) or "conversation" not in sample or "qa" not in sample:
        raise ValueError("a sample has a conversation and qa")
    turns = tuple(_turns(sample["conversation"]))
    known = {turn.id: turn for turn in turns}
    asked = (
        Asked(str(one["question"]), int(one.get("category", 0)), evidence(one.get("evidence") or (), known))
        for one in sample["qa"]
    )
    return Dialogue(str(sample.get("sample_id", name)), turns, tuple(asked))


def _turns(conversation: Mapping[str, Any]) -> Iterator[Turn]:
    sessions = sorted(int(key[8:]) for key in conversation if re.fullmatch(r"session_\d+", key))
    place = 0
    for session in sessions:
        when = datetime.strptime(conversation[f"session_{session}_date_time"].strip(), _WHEN).replace(tzinfo=UTC)
        for turn in conversation[f"session_{session}"]:
            text = said(turn)
            if text:
                yield Turn(turn["dia_id"], turn["speaker"], text, session, when, place)
            place += 1


def said(turn: Mapping[str, Any]) -> str:
    """What was written, with a photo's caption in words behind it."""
    text, caption = str(turn.get("text") or "").strip(), str(turn.get("blip_caption") or "").strip()
    return f"{text} [{caption}]".strip() if caption else text
