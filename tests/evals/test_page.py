"""The examples of docs/user/understanding.md, each read as the page says."""

from datetime import date
from pathlib import Path

import pytest

from evals import judge, rows

_PAGE = Path(__file__).parents[2] / "docs" / "user" / "understanding.md"


def examples() -> list[rows.Row]:
    found = []
    for number, line in enumerate(_PAGE.read_text("utf-8").splitlines(), 1):
        if line.startswith("|") and not line.startswith(("| asked", "|--")):
            asked, text, expected = (part.strip() for part in line.strip("|").split("|"))
            found.append(rows.row("understanding", number, f"{asked} | {text} | {expected}", "en", date(2026, 11, 21)))
    return found


@pytest.mark.parametrize("row", examples(), ids=lambda row: row.text)
def test_an_example_is_read_as_the_page_says(row: rows.Row) -> None:
    verdict = judge.judge(row)
    assert verdict.right, verdict.found


def test_the_page_has_examples_of_every_field_and_language() -> None:
    named = {part.key.removeprefix("!") for row in examples() for part in row.parts}
    assert named >= {*rows.FIELDS, "confirm", "cancel", "wants_human", "question"}
