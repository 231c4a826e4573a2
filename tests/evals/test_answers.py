"""What three businesses are asked; `python -m evals.answers` prints the figures."""

import pytest

from evals import answers


@pytest.mark.parametrize(("is_held", "own", "across", "refused"), [(False, 0.76, 0.76, 24), (True, 0.76, 0.66, 22)])
def test_the_right_entry_comes_first(is_held: bool, own: float, across: float, refused: int) -> None:
    verdicts = answers.judge([one for one in answers.questions() if one.is_held is is_held])
    for is_across, least in ((False, own), (True, across)):
        asked = [one for one in verdicts if one.question.entry is not None and one.is_across is is_across]
        assert sum(one.entry_first for one in asked) / len(asked) >= least
    assert sum(one.quoted is None for one in verdicts if one.question.entry is None) >= refused


def test_every_question_has_its_sentence_in_its_entry() -> None:
    entries = {entry.id: entry for known in answers.businesses().values() for entry in known}
    asked = answers.questions()
    assert len([one for one in asked if one.entry is None]) == 50
    assert all(one.sentence and one.sentence in entries[one.entry].content for one in asked if one.entry in entries)
    assert {one.entry for one in asked if one.entry is not None} <= set(entries)
