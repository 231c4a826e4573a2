"""How well the written sets of questions are answered; `python -m bench.knowledge` prints the figures."""

import re
import tomllib
from importlib.resources import files

import pytest

from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer
from frontdesk.knowledge.index import Index
from tests.knowledge import judge


@pytest.mark.parametrize(
    ("name", "recall", "precision", "false_answers"),
    [
        ("questions", 0.94, 0.97, 1),
        ("yoga", 0.90, 0.92, 1),
        ("dentist", 0.88, 0.95, 2),
        ("paragraphs", 0.70, 0.97, 0),
        ("wallet", 0.85, 0.92, 0),
    ],
)
def test_a_set_is_answered(name: str, recall: float, precision: float, false_answers: int) -> None:
    asked = judge.load(name)
    figures, faults = judge.judge(Index(asked.entries), asked.questions)
    assert figures.recall >= recall, faults
    assert figures.precision >= precision, faults
    assert figures.false_answers <= false_answers, faults


@pytest.mark.parametrize("language", [language for language in Language if language is not Language.EN])
def test_english_paragraphs_are_found_from_another_language(language: Language) -> None:
    asked = judge.load("paragraphs")
    figures, faults = judge.judge(Index(asked.entries), [q for q in asked.questions if q.group == language.value])
    assert figures.ranked_first >= 0.8, faults


def test_the_sets_are_large_enough_to_mean_something() -> None:
    asked = judge.load("questions").questions
    assert sum(bool(question.right) for question in asked) >= 120
    assert sum(not question.right for question in asked) >= 60
    assert {question.group for question in asked} == {*(language.value for language in Language), "romanised"}


def test_the_demo_knows_the_same_things_in_five_languages() -> None:
    stored = tomllib.loads((files("frontdesk.demo") / "knowledge.toml").read_text("utf-8"))["entries"]
    topics = {entry["key"].partition("-")[2] for entry in stored}
    assert len(topics) == 20
    assert {entry["key"] for entry in stored} == {f"{language}-{topic}" for language in Language for topic in topics}
    assert all(entry["key"].startswith(entry["language"]) for entry in stored)
    # What is told by a number is told by the same in each language.
    for topic in topics:
        told = [entry["content"] for entry in stored if entry["key"].partition("-")[2] == topic]
        prices = [set(re.findall("₹[\\d,]+\\d", content)) for content in told]
        assert prices == prices[:1] * len(Language), topic


@pytest.mark.parametrize(
    ("question", "language"),
    [("How do I close my account?", Language.EN), ("অ্যাকাউন্ট কীভাবে বন্ধ করব?", Language.BN)],
)
def test_what_is_said_of_the_contrary_is_no_answer(question: str, language: Language) -> None:
    index = Index(judge.load("wallet").entries)
    assert answer.answer(index, question, language) is None
