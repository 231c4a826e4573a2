"""What is remembered of the messages of `evals/memory/open`, without a language model, and the judge of it."""

from collections import Counter

import pytest
from evals.extraction import Wanted

from evals import extraction, rows
from frontdesk.kit.languages import Language
from frontdesk.memory.learning import extract

MESSAGES = list(extraction.messages(rows.HERE / "memory" / "open"))
TAUGHT = list(extraction.messages(rows.HERE / "memory" / "taught"))


@pytest.mark.parametrize("language", ["en", "hi", "ne", "mr", "bn"])
def test_little_is_made_up_and_most_is_found(language: str) -> None:
    read = extraction.score(extraction.judge(one) for one in MESSAGES if one.language == language)
    assert read.messages >= 50
    assert read.precision >= 0.93
    assert read.recall >= 0.9


@pytest.mark.parametrize("language", ["en", "hi", "ne", "mr", "bn"])
def test_what_was_learnt_finds_far_more_than_rules(language: str) -> None:
    """The weights were made of these very messages: no measure of them, but they would find nothing with other eyes."""
    told = [one for one in TAUGHT if one.language == language][::5]
    read = extraction.score(extraction.judge(one) for one in told)
    by_rules = extraction.score(extraction.judge(one, extract.by_rules) for one in told)
    assert read.precision >= by_rules.precision - 0.03
    assert read.recall >= 1.4 * by_rules.recall


def test_quotes_stand_in_their_messages() -> None:
    assert not [one.place for one in MESSAGES + TAUGHT if any(wanted.quote not in one.text for wanted in one.memories)]


def test_what_is_held_back_is_not_in_the_open_part() -> None:
    texts = {one.text for one in MESSAGES + TAUGHT}
    held = list(extraction.messages(rows.HERE / "memory" / "held"))
    assert min(Counter(one.language for one in held).values()) >= 60, "of fewer a share says little"
    assert not [one.place for one in held if one.text in texts]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("I live in Pune", "live in Pune", True),
        ("I live in Pune now", "We live in Pune now", True),
        ("I live in Pune", "my brother works", False),
    ],
)
def test_half_of_the_words_make_a_quote(one: str, other: str, *, is_alike: bool) -> None:
    assert extraction.alike(one, other) is is_alike


def test_what_is_taken_for_another_kind_is_wrong_and_told_apart() -> None:
    told = extraction.Message("x", 1, Language.EN, "I like tea. I live in Pune.", (Wanted(("fact",), "I like tea"),))
    read = extraction.judge(told, extract.by_rules)
    assert (read.right, read.misfiled, len(read.wrong), len(read.missed)) == (0, 1, 2, 1)
    figures = extraction.score([read])
    assert (figures.precision, figures.recall) == (0, 0)
    assert (figures.precision_of_any_kind, figures.recall_of_any_kind) == (0.5, 1)
