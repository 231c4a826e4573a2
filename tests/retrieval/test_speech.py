"""How much of a text asks, and to whom and of whom it speaks."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.retrieval import speech


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("I moved to Pune", 0),
        ("Where do you live?", 1),
        ("I live in Pune now. You?", 1 / 6),
        ("Really? You too?", 1),
        ("तपाईं कहाँ बस्नुहुन्छ? म पोखरामा छु।", 0.5),
        ("元気？", 1),
        ("???", 0),
        ("", 0),
        ("?", 0),
    ],
)
def test_a_text_asks_as_far_as_it_is_in_questions(text: str, share: float) -> None:
    assert speech.asking(text) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "language", "to", "own"),
    [
        ("You ran well", Language.EN, True, False),
        ("Did you run?", Language.EN, False, False),
        ("I ran. And you?", Language.EN, False, True),
        ("You're fast, I am not.", Language.EN, True, True),
        ("Nobody ran", Language.EN, False, False),
        ("तिम्रो छोरा हराएको थियो", Language.NE, True, False),
        ("you আর আমি", Language.BN, True, True),
    ],
)
def test_whom_a_text_speaks_to_and_of(text: str, language: Language, to: bool, own: bool) -> None:
    assert (speech.speaks_to(text, language), speech.speaks_of_self(text, language)) == (to, own)
