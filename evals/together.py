"""Several dialogues told as one, of the same two people: who has talked for longer has more turns that are not meant.

The others' speakers get the names of the first one's, and their years are moved to the first one's, in turns and
questions alike.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from evals.dialogues import Asked, Dialogue, Turn

_One = TypeVar("_One")
_YEAR = re.compile(r"\b20\d\d\b")
# Turns that become two, one of each speaker; and sessions that become one.
_TURNS = 4
_SESSIONS = 2


def same(dialogues: Iterable[Dialogue]) -> list[Dialogue]:
    """Dialogues of which all turns are the same become one, with the questions of all."""
    found: list[Dialogue] = []
    for one in dialogues:
        for place, other in enumerate(found):
            if other.turns == one.turns:
                found[place] = replace(other, questions=other.questions + one.questions)
                break
        else:
            found.append(one)
    return found


def every(dialogues: Sequence[Dialogue], count: int) -> list[Dialogue]:
    """Each set of so many of them as one."""
    return [joined(some) for some in itertools.combinations(dialogues, count)]


def joined(dialogues: Sequence[Dialogue]) -> Dialogue:
    """Sessions in the order of their times."""
    first = dialogues[0]
    parts = [_moved(one, str(number), first) for number, one in enumerate(dialogues)]
    turns = [(turn.said_at, number, turn) for number, (some, _) in enumerate(parts) for turn in some]
    turns.sort(key=lambda one: (one[0], one[1], one[2].place))
    talks = {key: number for number, key in enumerate(dict.fromkeys((part, turn.session) for _, part, turn in turns))}
    return Dialogue(
        "+".join(one.name for one in dialogues),
        tuple(
            replace(turn, place=place, session=talks[part, turn.session]) for place, (_, part, turn) in enumerate(turns)
        ),
        tuple(asked for _, some in parts for asked in some),
    )


def longer(dialogue: Dialogue) -> Dialogue:
    """Two turns of each speaker become one, and two sessions."""
    sessions = list(dict.fromkeys(turn.session for turn in dialogue.turns))
    turns: list[Turn] = []
    becomes: dict[str, str] = {}
    for pair in _parts(sessions, _SESSIONS):
        when = next(turn.said_at for turn in dialogue.turns if turn.session == pair[0])
        for session in pair:
            said = [turn for turn in dialogue.turns if turn.session == session]
            for some in _parts(said, _TURNS):
                for who in dict.fromkeys(turn.speaker for turn in some):
                    own = [turn for turn in some if turn.speaker == who]
                    becomes |= {turn.id: own[0].id for turn in own}
                    text = " ".join(turn.text for turn in own)
                    turns.append(replace(own[0], text=text, session=pair[0], said_at=when, place=len(turns)))
    questions = tuple(
        replace(asked, evidence=tuple(dict.fromkeys(becomes[one] for one in asked.evidence)))
        for asked in dialogue.questions
    )
    return Dialogue(dialogue.name, tuple(turns), questions)


def _moved(dialogue: Dialogue, part: str, first: Dialogue) -> tuple[list[Turn], list[Asked]]:
    years = first.turns[0].said_at.year - dialogue.turns[0].said_at.year
    told = _teller(dict(zip(_speakers(dialogue), _speakers(first), strict=False)), years)
    turns = [
        replace(
            turn,
            id=f"{part}/{turn.id}",
            speaker=told(turn.speaker),
            text=told(turn.text),
            said_at=_later(turn.said_at, years),
        )
        for turn in dialogue.turns
    ]
    questions = [
        replace(asked, question=told(asked.question), evidence=tuple(f"{part}/{one}" for one in asked.evidence))
        for asked in dialogue.questions
    ]
    return turns, questions


def _teller(names: dict[str, str], years: int) -> Callable[[str], str]:
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")

    def told(text: str) -> str:
        moved = _YEAR.sub(lambda year: str(int(year[0]) + years), text)
        return named.sub(lambda name: names[name[0]], moved)

    return told


def _later(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year + years, month=3, day=1)


def _parts(many: Sequence[_One], size: int) -> list[Sequence[_One]]:
    return [many[start : start + size] for start in range(0, len(many), size)]


def _speakers(dialogue: Dialogue) -> list[str]:
    return list(dict.fromkeys(turn.speaker for turn in dialogue.turns))
