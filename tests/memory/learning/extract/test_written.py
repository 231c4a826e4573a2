"""How a rule is written."""

import pytest

from frontdesk.memory.learning.extract.clauses import fold
from frontdesk.memory.learning.extract.written import Malformed, Vocabulary, pattern

CLASSES = {"i": ["i", "we all"], "not": ["not"], "very": ["really", "{i} too"]}


def line(text: str) -> str:
    return "".join(f"{fold(word)} " for word in ["", *text.split()])


@pytest.mark.parametrize(
    ("rule", "text", "fits"),
    [
        ("{i} like tea", "we all like tea", True),
        ("{i} like tea", "he like tea", False),
        ("i {not}? like", "i like", True),
        ("i {not}? like", "i not like", True),
        ("i like/love tea", "i love tea", True),
        ("learn* tabla", "i am learning tabla", True),
        ("*ing tabla", "learning tabla", True),
        ("*ing tabla", "learn tabla", False),
        ("i .. tea", "i a b c tea", True),
        ("i .. tea", "i a b c d tea", False),
        ("^ tea", "tea i like", True),
        ("^ tea", "i like tea", False),
        ("tea $", "i like tea", True),
        ("tea & me", "me and tea", True),
        ("tea & !coffee", "tea or coffee", False),
        ("in ####", "in 2019", True),
        ("in ####", "in 4019", False),
        ("# cats", "3 cats", True),
        ("twenty-one", "twenty one", True),
        ("i {very} like", "i i too like", True),
    ],
)
def test_a_rule_fits_what_it_says(rule: str, text: str, *, fits: bool) -> None:
    assert (pattern(rule, Vocabulary(CLASSES)).find(line(text)) is not None) is fits


def test_the_value_is_the_first_that_is_marked() -> None:
    hits = pattern("i live in <...> since <...>", Vocabulary(CLASSES)).find(line("i live in new york since june"))
    assert hits is not None
    assert (hits[0].value or "").split() == [fold("new"), fold("york")]


@pytest.mark.parametrize("rule", ["{nobody} likes", "tea & {missing}", "{nobody}* likes"])
def test_a_class_that_is_not_there_is_named(rule: str) -> None:
    with pytest.raises(Malformed, match=r"nobody|missing"):
        pattern(rule, Vocabulary(CLASSES))
