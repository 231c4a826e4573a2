"""How rules are looked for in a line."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import rules
from frontdesk.memory.learning.extract.matching import Index
from frontdesk.memory.learning.extract.written import Vocabulary, pattern, phrases

CLASSES = Vocabulary({"i": ["i", "we both"], "food": ["tea", "mint tea", "rice"]})


@pytest.mark.parametrize(
    ("listed", "text", "spans"),
    [
        (["tea", "mint tea"], " mint tea or tea ", ["mint tea ", "tea "]),
        (["in ####", "in # "], " in 2019 in 7 ", ["in 2019 ", "in 7 "]),
        (["^ so"], " so so ", ["so "]),
        (["{i} *ing"], " we both sing ", ["we both sing "]),
        (["coffee"], " tea ", []),
        (["$"], " tea ", [""]),
    ],
)
def test_phrases_are_found_the_longest_first(listed: list[str], text: str, spans: list[str]) -> None:
    assert [hit.text for hit in phrases(listed, CLASSES).finditer(text)] == spans


def test_what_is_found_can_be_left_out() -> None:
    assert phrases(["mint tea", "or"]).without(" mint tea or rice ") == " rice "


def test_what_stands_between_a_rules_words_is_told_from_them() -> None:
    hits = pattern("i .. like <...>", CLASSES).find(" i do like rice pudding ")
    assert hits is not None
    (hit,) = hits
    assert (hit.value, [hit.line.words[place] for place in sorted(hit.aside)]) == (
        "rice pudding",
        ["do", "rice", "pudding"],
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (" i like rice ", ["like", "food", "any"]),
        (" we both drink ", ["any"]),
        (" mint tea ", ["food", "any"]),
        (" somebody cooks ", ["any"]),
    ],
)
def test_a_clause_is_tried_against_rules_whose_words_it_holds(text: str, names: list[str]) -> None:
    written = (("like", "{i} like/love <...>"), ("food", "{food}"), ("swim", "{i} swim"), ("any", "*s & !swims"))
    index = Index((name, pattern(rule, CLASSES)) for name, rule in written)
    assert [name for name, _ in index.candidates(text)] == names


@pytest.mark.parametrize("language", Language)
def test_no_rule_that_fits_is_left_out_by_the_index(language: Language) -> None:
    says = rules.of(language).says
    for line in (" i live in pune ", " मुझे चाय पसंद है ", " amar bari dhakay ", " मी पुण्यात राहतो ", " म पोखरामा बस्छु "):
        fitting = [rule for _, rule in says if rule.find(line) is not None]
        tried = [rule for _, rule in says.candidates(line)]
        assert [rule for rule in tried if rule in fitting] == fitting
