"""Dialogues told as one."""

from datetime import UTC, datetime

from evals.dialogues import Asked, Dialogue, Turn

from evals import together

_ASHA = Dialogue(
    "asha",
    (
        Turn("D1:1", "Asha", "Hi Tom", 1, datetime(2024, 2, 29, 9, tzinfo=UTC), 0),
        Turn("D1:2", "Tom", "Hi Asha, my oud came", 1, datetime(2024, 2, 29, 9, tzinfo=UTC), 1),
        Turn("D1:3", "Asha", "The brown one?", 1, datetime(2024, 2, 29, 9, tzinfo=UTC), 2),
        Turn("D1:4", "Tom", "In 2024 they are all brown", 1, datetime(2024, 2, 29, 9, tzinfo=UTC), 3),
        Turn("D2:1", "Tom", "I play in Pune", 2, datetime(2024, 5, 1, 9, tzinfo=UTC), 4),
    ),
    (Asked("What came for Tom?", 4, ("D1:2", "D1:4")),),
)
_MEI = Dialogue(
    "mei",
    (
        Turn("D1:1", "Mei", "Ravi, my kiln broke in 2023", 1, datetime(2023, 3, 1, 9, tzinfo=UTC), 0),
        Turn("D1:2", "Ravi", "Oh no", 1, datetime(2023, 3, 1, 9, tzinfo=UTC), 1),
    ),
    (Asked("What broke for Mei in 2023?", 4, ("D1:1",)),),
)


def test_the_others_get_the_names_and_the_years_of_the_first() -> None:
    told = together.joined([_ASHA, _MEI])
    assert told.name == "asha+mei"
    assert [(turn.id, turn.speaker, turn.session, turn.place) for turn in told.turns] == [
        ("0/D1:1", "Asha", 0, 0),
        ("0/D1:2", "Tom", 0, 1),
        ("0/D1:3", "Asha", 0, 2),
        ("0/D1:4", "Tom", 0, 3),
        ("1/D1:1", "Asha", 1, 4),
        ("1/D1:2", "Tom", 1, 5),
        ("0/D2:1", "Tom", 2, 6),
    ]
    assert told.turns[4].text == "Tom, my kiln broke in 2024"
    assert told.turns[4].said_at == datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert told.questions[1] == Asked("What broke for Asha in 2024?", 4, ("1/D1:1",))


def test_a_day_that_the_other_year_lacks_is_the_next_one() -> None:
    told = together.joined([_MEI, _ASHA])
    assert told.turns[0].said_at == told.turns[2].said_at == datetime(2023, 3, 1, 9, tzinfo=UTC)


def test_every_two_are_told_as_one() -> None:
    assert [one.name for one in together.every([_ASHA, _MEI, _ASHA], 2)] == ["asha+mei", "asha+asha", "mei+asha"]


def test_dialogues_of_the_same_turns_are_one_with_the_questions_of_both() -> None:
    again = Dialogue("again", _ASHA.turns, (Asked("Where does Tom play?", 4, ("D2:1",)),))
    assert [len(one.questions) for one in together.same([_ASHA, _MEI, again])] == [2, 1]


def test_two_turns_of_each_become_one() -> None:
    told = together.longer(_ASHA)
    assert [(turn.id, turn.text, turn.session) for turn in told.turns] == [
        ("D1:1", "Hi Tom The brown one?", 1),
        ("D1:2", "Hi Asha, my oud came In 2024 they are all brown", 1),
        ("D2:1", "I play in Pune", 1),
    ]
    assert [turn.place for turn in told.turns] == [0, 1, 2]
    assert told.questions[0].evidence == ("D1:2",)
