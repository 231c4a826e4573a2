"""What speaks for an entry, and that more of it never speaks against."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.kit.languages import Language
from frontdesk.knowledge import weights
from frontdesk.knowledge.index import Index
from frontdesk.knowledge.signs import OfEntry, OfSentence, Signs
from tests.knowledge import judge

SHARE = st.floats(0, 1)


def signs(entry: OfEntry, strength: float = 5.0) -> Signs:
    return Signs(entry, (OfSentence(),), strength, 0.0)


@given(SHARE, SHARE, SHARE, st.floats(0, 20), st.booleans())
def test_a_certainty_is_a_probability_and_grows_with_the_lead(
    words: float, coverage: float, meant: float, strength: float, by_meaning: bool
) -> None:
    one = signs(OfEntry(words=words, sentence=words, alone=words, coverage=coverage, meant=meant), strength)
    close, far = (weights.certainty(one, lead, by_meaning=by_meaning) for lead in (0.0, 4.0))
    assert 0 < close < far < 1


@pytest.mark.parametrize("by_meaning", [False, True])
def test_words_and_meaning_speak_for_an_entry(by_meaning: bool) -> None:
    nothing = weights.of_entry(signs(OfEntry()), by_meaning=by_meaning)
    for sign in ("words", "sentence", "alone", "coverage", "named", "expected", "own"):
        assert weights.of_entry(signs(OfEntry(**{sign: 1.0})), by_meaning=by_meaning) > nothing, sign
    assert weights.of_entry(signs(OfEntry(meant=1.0)), by_meaning=True) > 0


def test_no_lead_is_longer_than_the_longest_that_tells() -> None:
    assert weights.lead(9.0, []) == weights.lead(9.0, [0.0, -1.0])
    assert weights.lead(3.0, [2.5, 1.0]) == 0.5


@settings(max_examples=40)
@given(st.text(max_size=80), st.sampled_from(Language))
def test_shares_of_a_question_are_shares(question: str, language: Language) -> None:
    index = Index(judge.load("yoga").entries)
    for passage, seen in index.look(question, language):
        assert 0 <= seen.entry.coverage <= 1 + 1e-9
        assert 0 <= seen.entry.named <= 1 + 1e-9
        assert seen.entry.own == (passage.entry.language is language)
        assert len(seen.sentences) == len(passage.sentences)
        assert seen.entry.meant == seen.entry.title_meant == 0


def test_only_the_best_hit_says_how_likely_it_is_right() -> None:
    first, *others = Index(judge.load("yoga").entries).find("what does a monthly pass cost", Language.EN)
    assert first.certainty > 0
    assert first.certainty_in_language >= first.certainty
    assert not any(other.certainty or other.certainty_in_language for other in others)
