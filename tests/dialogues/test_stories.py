"""Whole conversations as customers have them: one file a story, its turns in order.

A story may give `answers` (what the knowledge base says to a question that contains the key) and begins on `today`.
Of a turn everything but `says` is optional: `stage`, `asked` ("" for none), `action`, `off_track`, `collected` (exactly
what this turn set or changed), `gone` (what it took away), `reply_has` and `reply_lacks` (pieces of the reply). The
right code is 123456.
"""

import tomllib
from pathlib import Path

import pytest

from evals import stories
from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.state import DialogueState
from frontdesk.kit.languages import Language

FOLDER = Path(__file__).parent
STORIES = sorted(FOLDER.glob("*/*.toml"))
STUDIO = Catalogue.of(tomllib.loads((FOLDER / "studio.toml").read_text("utf-8"))["services"])


@pytest.mark.parametrize("file", STORIES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_story(file: Path) -> None:
    story = tomllib.loads(file.read_text("utf-8"))
    language = Language(file.parent.name)
    today = story.get("today", stories.TODAY)
    state = DialogueState()
    for number, line in enumerate(story["turn"], 1):
        step, parts = stories.turn(state, line["says"], offered=STUDIO, today=today, hint=language)
        place = f"turn {number}: {line['says']}"
        happened = stories.happening(state, step)
        happened["language"] = happened.pop("speaks")
        expected = {"language": language.value, **{key: line[key] for key in happened if key in line}}
        assert {key: happened[key] for key in expected} == expected, place
        reply = stories.reply(parts, step.state.language, story.get("answers", {}))
        for piece in line.get("reply_has", []):
            assert piece in reply, f"{place}\n{reply}"
        for piece in line.get("reply_lacks", []):
            assert piece not in reply, f"{place}\n{reply}"
        state = step.state
