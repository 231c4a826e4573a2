import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.finding.names import Names, replaced
from frontdesk.memory.finding.ranking import addressed, without


def _of(*people: str) -> Names:
    names = Names()
    for one in people:
        names.add(one)
    return names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Where does Asha live?", "Where does you live?"),
        ("Where does Asha's son live?", "Where does your son live?"),
        ("What did asha rao buy?", "What did you buy?"),
        ("What did Ash buy?", "What did you buy?"),
        ("Ash is grey", "Ash is grey"),
        ("What fell like ash on it?", "What fell like ash on it?"),
        ("Where does Ravi live?", "Where does Ravi live?"),
        ("Asha?", "you?"),
    ],
)
def test_a_question_is_put_to_whoever_it_names(text: str, said: str) -> None:
    assert addressed(text, _of("Asha Rao"), Language.EN) == said


def test_where_nothing_else_would_be_left_a_name_stays() -> None:
    assert without("Asha!", _of("Asha")) == "Asha!"
    assert without("What does Asha’s dog eat?", _of("Asha")) == "What does dog eat?"


def test_two_of_one_first_name_are_both_meant_until_one_is_named_wholly() -> None:
    names = _of("Asha Rao", "Asha Jain", "Ben")
    assert [one.who for one in names.find("Did Asha or Asha Jain meet Ben?")] == [{0, 1}, {1}, {2}]


def test_names_of_any_number_and_length_are_taken() -> None:
    names = _of(*(f"{'x' * 5_000}{number} y" for number in range(2_000)), *(f"p{number}" for number in range(20_000)))
    assert names.find("nobody knows " * 300) == []


def test_what_is_replaced_keeps_the_rest_to_the_letter() -> None:
    text = "So, Ben's and Ben  went"
    assert replaced(text, _of("Ben").find(text), "A", "B") == "So, B and A  went"
