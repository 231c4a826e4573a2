"""What asks for nothing, told by the words of the booking dialogue."""

import pytest

from frontdesk.booking.dialogue import courtesy
from frontdesk.kit.languages import Language, keys

SAID = {
    Language.EN: {
        "greeting": ("hi", "Hello!", "good morning"),
        "thanks": ("thanks", "Thank you so much!", "thanks for your help"),
        "farewell": ("bye", "thanks, bye", "see you later"),
        "identity": ("who are you?", "are you a bot?", "hi, who are you"),
        "no_question": ("ok", "123", "yes"),
        "only_text": ("[image]",),
        "laugh": ("😂",),
    },
    Language.HI: {
        "greeting": ("नमस्ते", "namaste"),
        "thanks": ("धन्यवाद", "dhanyavaad", "shukriya"),
        "farewell": ("अलविदा", "phir milenge", "bye"),
        "identity": ("आप कौन हैं?", "aap kaun ho"),
    },
    Language.NE: {
        "greeting": ("नमस्ते", "namaste"),
        "thanks": ("धन्यवाद", "dhanyabad"),
        "farewell": ("बिदा", "bida", "bye"),
        "identity": ("तपाईं को हो?", "tapai ko ho?", "तिमी को हौ?", "timi ko hau?"),
    },
    Language.MR: {
        "greeting": ("नमस्कार", "namaskar"),
        "thanks": ("धन्यवाद", "dhanyavad"),
        "farewell": ("पुन्हा भेटू", "punha bhetu", "bye"),
        "identity": ("तुम्ही कोण आहात?", "tumhi kon ahat?"),
    },
    Language.BN: {
        "greeting": ("নমস্কার", "হ্যালো", "nomoskar"),
        "thanks": ("ধন্যবাদ", "dhonnobad"),
        "farewell": ("বিদায়", "biday", "bye"),
        "identity": ("আপনি কে?", "apni ke?"),
    },
}
ASKED = (
    "hi, how do I withdraw money?",
    "refund policy",
    "thanks, where is my order?",
    "do you open on Tuesday?",
    "मैं पैसे कैसे निकालूँ?",
    "টাকা কীভাবে তুলব?",
    "paise kaise nikale",
)


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [(text, language, kind) for language, kinds in SAID.items() for kind, texts in kinds.items() for text in texts],
)
def test_small_talk_is_told(text: str, language: Language, kind: str) -> None:
    assert courtesy.of(text, language) == kind


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("language", Language)
def test_what_asks_something_is_none(text: str, language: Language) -> None:
    assert courtesy.of(text, language) is None


@pytest.mark.parametrize("language", Language)
def test_each_kind_has_a_sentence(language: Language) -> None:
    kinds = {"only_text", "no_question", *courtesy.KINDS}
    assert {f"assistant.local_{kind}" for kind in kinds} <= keys(language)
