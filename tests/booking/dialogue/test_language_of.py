"""The language of a message that is no booking's."""

import pytest

from frontdesk.booking.dialogue.understand import language_of
from frontdesk.kit.languages import Language

EN, HI, NE, MR, BN = Language


@pytest.mark.parametrize(
    ("text", "inherited", "language"),
    [
        ("What is the weather in Pune tomorrow?", HI, EN),
        ("क्या आज दुकान खुली है?", EN, HI),
        ("आज पसल खुला छ?", EN, NE),
        ("आज दुकान उघडे आहे का?", EN, MR),
        ("আজ কি দোকান খোলা আছে?", EN, BN),
        ("apni kothay thaken?", EN, BN),
        ("kati baje khulcha?", EN, NE),
        # These tell nothing: the conversation stays in its language.
        ("ok", NE, NE),
        ("1234567890", BN, BN),
        ("asha@example.com", MR, MR),
        ("🙂", HI, HI),
        ("", EN, EN),
        # The beginning of a long text tells what it is in, and nothing is read beyond it.
        ("আজ কি দোকান খোলা আছে? " * 200, EN, BN),
        ("What is the weather in Pune tomorrow? " * 100 + "क्या", HI, EN),
    ],
)
def test_a_message_tells_its_language(text: str, inherited: Language, language: Language) -> None:
    assert language_of(text, inherited) is language
