"""The judge itself: it must call wrong what is wrong, or its figures say nothing."""

from pathlib import Path

import pytest

from evals import judge, rows, stories


def verdict(tmp_path: Path, line: str) -> judge.Verdict:
    (tmp_path / "en.txt").write_text(f"@ today=2026-11-21 catalogue=studio\n{line}\n", "utf-8")
    return judge.judge(next(iter(rows.read(tmp_path))))


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("email | priya@example.com | email=priya@example.com", set()),
        ("email | priya@example.com | email=other@example.com", {"email"}),
        ("email | priya@example.com | ", {"email"}),
        ("email | hello | email=priya@example.com", {"email"}),
        ("email | priya@example.com | email=priya@example.com ; yes", {"confirm"}),
        ("email | priya@example.com | email=priya@example.com ; yes?", set()),
        (" | yes | yes", set()),
        (" | yes | no", {"confirm"}),
        ("event_date | 31 Feb | !event_date", set()),
        ("event_date | 31 Feb | !event_date=impossible", set()),
        ("event_date | 31 Feb | !event_date=past", {"!event_date"}),
        ("event_date | 31 Feb | event_date=2027-03-03", {"event_date", "!event_date"}),
        ("name | priya sharma. | name=Priya Sharma", set()),
        ("name | Priya Sharma | name=Priya", {"name"}),
        (" | I want to talk to a person | human", set()),
        (" | What is your Instagram? | question", set()),
        (" | What is your Instagram? | ", {"question"}),
    ],
)
def test_a_verdict(tmp_path: Path, line: str, wrong: set[str]) -> None:
    assert verdict(tmp_path, line).wrong == wrong


def test_figures_count_what_was_made_up_and_what_was_missed(tmp_path: Path) -> None:
    lines = (
        "email | priya@example.com | email=priya@example.com",
        "email | priya@example.com | ",
        "email | hm | email=a@b.co",
    )
    tally = judge.tally(verdict(tmp_path, line) for line in lines)
    assert (tally.rows, tally.right, tally.fields["email"], tally.exact["email"]) == (3, 1, 3, 1)
    assert tally.exactness == pytest.approx(1 / 3)


@pytest.mark.parametrize("line", ["email | a", "mail | a | ", " | a | mail=b", " | a | email"])
def test_a_row_that_cannot_be_read_names_its_place(tmp_path: Path, line: str) -> None:
    with pytest.raises(rows.Malformed, match=r"en\.txt:2"):
        verdict(tmp_path, line)


def test_a_story_says_at_which_turn_it_went_another_way(tmp_path: Path) -> None:
    (tmp_path / "en-one.toml").write_text(
        '[[turn]]\nsays = "bridal makeup please"\nstage = "selecting_package"\n'
        '[[turn]]\nsays = "luxury"\nasked = "phone"\ncollected = { package = "Luxury" }\n',
        "utf-8",
    )
    told = stories.tell(next(iter(stories.read(tmp_path))))
    assert [(slip.turn, slip.key, slip.happened) for slip in told.slips] == [(2, "asked", "event_date")]
    assert (told.turns, told.wrong_turns, told.booked) == (2, 1, None)
