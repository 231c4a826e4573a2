import pytest

from frontdesk.booking.dialogue import replies, show
from frontdesk.booking.dialogue.state import Field
from frontdesk.booking.dialogue.step import AskKnowledge, Say
from frontdesk.kit.languages import Language, text

PARTS = (Say("booking.hello_again"), AskKnowledge("Where?"), Say("booking.noted_name", {"value": "{Priya}"}))


def test_parts_stand_in_their_order_with_a_blank_line_between():
    reply = replies.render(PARTS, Language.EN, {"Where?": "In Thamel."}.get)
    assert reply == "Hello again! 👋\n\nIn Thamel.\n\nThank you, {Priya}!"


@pytest.mark.parametrize("language", Language)
def test_an_unanswered_question_is_admitted(language):
    assert replies.render([AskKnowledge("Where?")], language, lambda _: None) == text("booking.no_answer", language)
    doubtful = AskKnowledge("Where?", tentative=True)
    assert replies.render([doubtful], language, lambda _: None) == text("booking.not_understood", language)
    assert replies.render([doubtful], language, lambda _: "Here.") == "Here."
    assert replies.render([doubtful], language, lambda _: "Here.", lambda _: "There.") == "There."


@pytest.mark.parametrize(
    ("number", "shown", "masked"),
    [
        ("+9779876543210", "+977-9876543210", "+977-98****3210"),
        ("+919876543210", "+91-9876543210", "+91-98****3210"),
        ("+8801712345678", "+880-1712345678", "+880-17****5678"),
        ("+3726012", "+372-6012", "+372-****12"),
        ("rubbish", "rubbish", "****sh"),
    ],
)
def test_phones(number, shown, masked):
    assert show.phone(number) == shown
    assert show.masked_phone(number) == masked


@pytest.mark.parametrize(
    ("language", "day", "country"),
    [
        (Language.EN, "Friday, 25 December 2026", "Nepal"),
        (Language.HI, "शुक्रवार, 25 दिसंबर 2026", "नेपाल"),
        (Language.NE, "शुक्रबार, 25 डिसेम्बर 2026 (10 पुस 2083)", "नेपाल"),
        (Language.MR, "शुक्रवार, 25 डिसेंबर 2026", "नेपाळ"),
        (Language.BN, "শুক্রবার, 25 ডিসেম্বর 2026", "নেপাল"),
    ],
)
def test_values_in_five_languages(language, day, country):
    assert show.value(Field.EVENT_DATE, "2026-12-25", None, language) == day
    assert show.value(Field.SERVICE_COUNTRY, "Nepal", None, language) == country
    assert show.value(Field.SERVICE_COUNTRY, "Nowhere", None, language) == "Nowhere"


def test_an_address_of_several_lines_is_shown_in_one():
    assert (
        show.value(Field.ADDRESS, "House 4\n Thamel,\n\nKathmandu", None, Language.EN) == "House 4, Thamel, Kathmandu"
    )
