"""Whole conversations as customers have them: one file a story, its turns in order.

A story may give `answers` (what the knowledge base says to a question that contains the key) and begins on `today`.
Of a turn everything but `says` is optional: `stage`, `asked` ("" for none), `action`, `off_track`, `collected` (exactly
what this turn set or changed), `gone` (what it took away), `reply_has` and `reply_lacks` (pieces of the reply). The
right code is 123456.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from frontdesk.booking.dialogue import engine, replies
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.state import DialogueState
from frontdesk.booking.dialogue.step import AlwaysFree, CheckOtp, CheckOutcome, Part, SendOtp, SendOutcome, Step
from frontdesk.kit.languages import Language

FOLDER = Path(__file__).parent
STORIES = sorted(FOLDER.glob("*/*.toml"))
STUDIO = Catalogue.of(tomllib.loads((FOLDER / "studio.toml").read_text("utf-8"))["services"])
TODAY = date(2026, 11, 21)


def turn(state: DialogueState, text: str, today: date, language: Language) -> tuple[Step, tuple[Part, ...]]:
    """The step and all parts of its reply, its effects performed by a desk on which everything goes well."""
    step = engine.step(state, text, catalogue=STUDIO, today=today, availability=AlwaysFree(), hint=language)
    for effect in step.effects:
        if isinstance(effect, SendOtp):
            held = replace(step.state, booking_id="b-1")
            done = engine.after_send(held, SendOutcome.SENT, catalogue=STUDIO, today=today)
            return done, step.parts + done.parts
        if isinstance(effect, CheckOtp):
            outcome = CheckOutcome.CONFIRMED if effect.code == "123456" else CheckOutcome.WRONG
            done = engine.after_check(step.state, outcome, catalogue=STUDIO, today=today, tries_left=2)
            return done, step.parts + done.parts
    return step, step.parts


def seen(before: DialogueState, step: Step) -> dict[str, Any]:
    old = {name.value: value for name, value in before.collected.items()}
    new = {name.value: value for name, value in step.state.collected.items()}
    return {
        "stage": step.state.stage.value,
        "asked": step.state.asked.value if step.state.asked else "",
        "action": step.action.value,
        "off_track": step.state.off_track,
        "language": step.state.language.value,
        "collected": {name: value for name, value in new.items() if old.get(name) != value},
        "gone": [name for name in old if name not in new],
    }


def reply_of(parts: tuple[Part, ...], language: Language, answers: Mapping[str, str]) -> str:
    def answer(question: str) -> str | None:
        return next((said for key, said in answers.items() if key.casefold() in question.casefold()), None)

    return replies.render(parts, language, answer)


@pytest.mark.parametrize("file", STORIES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_story(file: Path) -> None:
    story = tomllib.loads(file.read_text("utf-8"))
    language = Language(file.parent.name)
    today = story.get("today", TODAY)
    state = DialogueState()
    for number, line in enumerate(story["turn"], 1):
        step, parts = turn(state, line["says"], today, language)
        place = f"turn {number}: {line['says']}"
        happened = seen(state, step)
        expected = {"language": language.value, **{key: line[key] for key in happened if key in line}}
        assert {key: happened[key] for key in expected} == expected, place
        reply = reply_of(parts, step.state.language, story.get("answers", {}))
        for piece in line.get("reply_has", []):
            assert piece in reply, f"{place}\n{reply}"
        for piece in line.get("reply_lacks", []):
            assert piece not in reply, f"{place}\n{reply}"
        state = step.state
