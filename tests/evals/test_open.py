"""The sentences and conversations of `evals/open`, against the reader and the engine as they are.

What is marked as not understood must in fact not be: a mark that is no longer needed goes.
"""

import pytest

from evals import judge, rows, stories

ROWS = list(rows.read(rows.HERE / "open" / "utterances"))
STORIES = list(stories.read(rows.HERE / "open" / "stories"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.place)
def test_a_sentence_is_understood_as_a_careful_person_would(row: rows.Row) -> None:
    verdict = judge.judge(row)
    assert verdict.right is not row.known_gap, (row.text, row.asked, row.parts, verdict.found)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_conversation_goes_as_a_careful_person_would_expect(story: stories.Story) -> None:
    told = stories.tell(story)
    assert bool(told.slips) is story.known_gap, "\n".join(map(str, told.slips))


def test_there_is_something_in_every_language() -> None:
    languages = {"en", "hi", "ne", "mr", "bn"}
    for part in ("open", "held"):
        assert {row.file.partition("-")[0] for row in rows.read(rows.HERE / part / "utterances")} == languages
        assert {story.language for story in stories.read(rows.HERE / part / "stories")} == languages


def test_what_is_held_back_is_not_in_the_open_part() -> None:
    texts = {row.text for row in ROWS}
    assert not [row.place for row in rows.read(rows.HERE / "held" / "utterances") if row.text in texts]
