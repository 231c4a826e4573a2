"""What is remembered of the messages of `evals/memory/open`, by rules alone, and the judge of it."""

from collections import Counter

import pytest

from evals import extraction, rows

MESSAGES = list(extraction.messages(rows.HERE / "memory" / "open"))


@pytest.mark.parametrize("language", ["en", "hi", "ne", "mr", "bn"])
def test_little_is_made_up_and_most_is_found(language: str) -> None:
    read = extraction.score(extraction.judge(one) for one in MESSAGES if one.language == language)
    assert read.messages >= 50
    assert read.precision >= 0.95
    assert read.recall >= 0.9


def test_quotes_stand_in_their_messages() -> None:
    assert not [one.place for one in MESSAGES if any(wanted.quote not in one.text for wanted in one.memories)]


def test_what_is_held_back_is_not_in_the_open_part() -> None:
    texts = {one.text for one in MESSAGES}
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
