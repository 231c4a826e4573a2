"""Word by word in English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.kit.languages import Language
from frontdesk.retrieval import gloss


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("How much is  a haircut?", Language.EN, "How much is a haircut?"),
        ("दाँत की सफ़ाई की कीमत", Language.HI, "tooth scaling price"),
        ("पार्किङ कहाँ छ?", Language.NE, "park where"),
        ("शनिवारी दुकान बंद असते का?", Language.MR, "saturday shop close"),
        ("বইয়ের দাম কত?", Language.BN, "book price how much"),
        ("kitne din pehle", Language.HI, "how many day before"),
        ("जेईई का बैच", Language.HI, "jee batch"),
        ("", Language.BN, ""),
    ],
)
def test_words_stand_in_their_order(text: str, language: Language, english: str) -> None:
    assert gloss.of(text, language) == english


@settings(deadline=None)  # the first text has the lists read
@given(st.text(max_size=80), st.sampled_from(Language))
def test_any_text_can_be_put_so(text: str, language: Language) -> None:
    gloss.of(text, language)
