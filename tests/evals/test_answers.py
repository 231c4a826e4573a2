"""What three businesses are asked; `python -m evals.answers` prints the figures."""

from pathlib import Path

import pytest

from evals import answers


def test_the_right_entry_and_its_sentence_come_first() -> None:
    verdicts = answers.judge(answers.questions())
    for is_across, least, least_sentence in ((False, 0.83, 0.69), (True, 0.80, 0.66)):
        asked = [one for one in verdicts if one.question.entry is not None and one.is_across is is_across]
        assert sum(one.entry_first for one in asked) / len(asked) >= least
        assert sum(one.sentence_first for one in asked) / len(asked) >= least_sentence
    assert sum(one.quoted is None for one in verdicts if one.question.entry is None) >= 48


@pytest.mark.parametrize("folder", answers.FOLDERS, ids=lambda folder: folder.name)
def test_every_question_has_its_sentence_in_its_entry(folder: Path) -> None:
    entries = {entry.id: entry for known in answers.businesses(folder).values() for entry in known}
    asked = answers.questions(folder)
    assert len([one for one in asked if one.entry is None]) == 50
    assert all(one.sentence and one.sentence in entries[one.entry].content for one in asked if one.entry in entries)
    assert {one.entry for one in asked if one.entry is not None} <= set(entries)
