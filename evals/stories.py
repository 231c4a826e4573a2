"""Whole conversations, one file a story: `open/stories/<language>-<name>.toml` and `held/…`.

A story may set `today`, `language` (that of the widget) and `answers` (what the knowledge base says to a question that
contains the key). Of a turn everything but `says` is optional: `stage`, `asked` ("" for none), `action`, `off_track`,
`speaks` (the language of the reply), `collected` (exactly what this turn set or changed), `gone` (what it took away),
`reply_has` (pieces of the reply). The right code is 123456. `known_gap = "why"` marks a story that does not go as
expected yet.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from evals.judge import plain
from evals.rows import catalogue
from frontdesk.booking.dialogue import engine, replies
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.state import DialogueState
from frontdesk.booking.dialogue.step import AlwaysFree, CheckOtp, CheckOutcome, Part, SendOtp, SendOutcome, Step
from frontdesk.kit.languages import Language

TODAY = date(2026, 11, 21)
_CODE = "123456"
# When a booking is made, or given up, nothing of it stays: that is not a turn's doing.
_ENDINGS = ("booking_confirmed", "cancelled")
KEYS = frozenset({"says", "stage", "asked", "action", "off_track", "speaks", "collected", "gone", "reply_has"})


@dataclass(frozen=True, slots=True)
class Story:
    name: str
    language: str  # of the file's name, by which figures are told apart
    told: Mapping[str, Any]

    @property
    def known_gap(self) -> bool:
        return "known_gap" in self.told


@dataclass(frozen=True, slots=True)
class Slip:
    """Where a conversation left what a careful person would expect: turn from 1."""

    turn: int
    says: str
    key: str
    expected: Any
    happened: Any


@dataclass(frozen=True, slots=True)
class Told:
    story: Story
    turns: int
    slips: tuple[Slip, ...]
    booked: bool | None  # None: the story does not expect a booking

    @property
    def wrong_turns(self) -> int:
        return len({slip.turn for slip in self.slips})


def read(folder: Path) -> Iterator[Story]:
    for path in sorted(folder.glob("*.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        unknown = {key for line in told["turn"] for key in line} - KEYS
        if unknown:
            raise ValueError(f"{path}: a turn has no {', '.join(sorted(unknown))}")
        yield Story(path.stem, path.stem.partition("-")[0], told)


def tell(story: Story) -> Told:
    """Goes through the whole conversation, also behind a turn that went wrong."""
    offered = catalogue(story.told.get("catalogue", "studio"))
    today, hint = story.told.get("today", TODAY), Language(story.told.get("language", "en"))
    state = DialogueState()
    slips: list[Slip] = []
    actions: list[str] = []
    for number, line in enumerate(story.told["turn"], 1):
        step, parts = turn(state, line["says"], offered=offered, today=today, hint=hint)
        happened = happening(state, step)
        if happened["action"] in _ENDINGS:
            happened["gone"] = []
        actions.append(happened["action"])
        slips += [
            Slip(number, line["says"], key, line[key], value)
            for key, value in happened.items() if key in line and not _alike(line[key], value)
        ]  # fmt: skip
        replied = reply(parts, step.state.language, story.told.get("answers", {}))
        slips += [Slip(number, line["says"], "reply_has", piece, replied)
                  for piece in line.get("reply_has", []) if piece not in replied]  # fmt: skip
        state = step.state
    wants = any(line.get("action") == "booking_confirmed" for line in story.told["turn"])
    booked = "booking_confirmed" in actions if wants else None
    return Told(story, len(story.told["turn"]), tuple(slips), booked)


def turn(
    state: DialogueState, text: str, *, offered: Catalogue, today: date, hint: Language
) -> tuple[Step, tuple[Part, ...]]:
    """The step and all parts of its reply, its effects performed by a desk on which everything goes well."""
    step = engine.step(state, text, catalogue=offered, today=today, availability=AlwaysFree(), hint=hint)
    for effect in step.effects:
        if isinstance(effect, SendOtp):
            held = replace(step.state, booking_id="b-1")
            done = engine.after_send(held, SendOutcome.SENT, catalogue=offered, today=today)
            return done, step.parts + done.parts
        if isinstance(effect, CheckOtp):
            outcome = CheckOutcome.CONFIRMED if effect.code == _CODE else CheckOutcome.WRONG
            done = engine.after_check(step.state, outcome, catalogue=offered, today=today, tries_left=2)
            return done, step.parts + done.parts
    return step, step.parts


def happening(before: DialogueState, step: Step) -> dict[str, Any]:
    """What the turn did, under the names that stories use."""
    old = {name.value: value for name, value in before.collected.items()}
    new = {name.value: value for name, value in step.state.collected.items()}
    return {
        "stage": step.state.stage.value,
        "asked": step.state.asked.value if step.state.asked else "",
        "action": step.action.value,
        "off_track": step.state.off_track,
        "speaks": step.state.language.value,
        "collected": {name: value for name, value in new.items() if old.get(name) != value},
        "gone": [name for name in old if name not in new],
    }


def _alike(expected: Any, happened: Any) -> bool:
    if isinstance(expected, dict):
        return {key: plain(key, value) for key, value in expected.items()} == {
            key: plain(key, value) for key, value in happened.items()
        }
    return sorted(expected) == sorted(happened) if isinstance(expected, list) else bool(expected == happened)


def reply(parts: tuple[Part, ...], language: Language, answers: Mapping[str, str]) -> str:
    def answer(question: str) -> str | None:
        return next((said for key, said in answers.items() if key.casefold() in question.casefold()), None)

    return replies.render(parts, language, answer)
