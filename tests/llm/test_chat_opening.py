"""How a reply begins does not depend on how the network cuts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.llm.chat import Opening


def _shown(pieces: list[str]) -> str:
    opening, shown = Opening(), ""
    for piece in pieces:
        shown += piece if opening.is_over else opening.feed(piece)
    return shown or opening.end()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (" \n", ""),
        (" a ", "a "),
        ("<think>so</think>\n a ", "a "),
        ("<think></think>", ""),
        ("<think>so", ""),
        ("<think>so</think>", ""),
        ("<thinker>", "<thinker>"),
        (" <think", "<think"),
        ("a <think>b</think>", "a <think>b</think>"),
        ("<think>1</think><think>2</think>a", "a"),
    ],
)
def test_what_is_shown_of_a_beginning(text: str, shown: str) -> None:
    assert _shown([text]) == shown
    assert _shown(list(text)) == shown


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "think>", "</th", "a", " ", "\n", "/"]), max_size=12))
def test_any_cutting_shows_the_same(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert _shown(pieces) == _shown([text]) == _shown(list(text))
