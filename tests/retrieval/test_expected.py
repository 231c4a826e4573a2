"""What is asked for, and what a sentence has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit.languages import Language
from frontdesk.retrieval import expected
from frontdesk.retrieval.expected import Kind


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("How much is a haircut?", Language.EN, Kind.PRICE),
        ("how many people fit in one room", Language.EN, Kind.NUMBER),
        ("How many days does it take?", Language.EN, Kind.SPAN),
        ("how long until it is ready", Language.EN, Kind.SPAN),
        ("What time do you open?", Language.EN, Kind.CLOCK),
        ("which days are you closed", Language.EN, Kind.DAY),
        ("what percent do students get off", Language.EN, Kind.SHARE),
        ("what is included in the package", Language.EN, Kind.LIST),
        ("कितने दिन में मिलेगा?", Language.HI, Kind.SPAN),
        ("दुकान कितने बजे खुलती है", Language.HI, Kind.CLOCK),
        ("kitna lagega", Language.HI, Kind.PRICE),
        ("कति पैसा लाग्छ?", Language.NE, Kind.PRICE),
        ("कति दिनभित्र आउँछ", Language.NE, Kind.SPAN),
        ("kati baje khulchha", Language.NE, Kind.CLOCK),
        ("किती वाजता बंद होते?", Language.MR, Kind.CLOCK),
        ("कोणत्या दिवशी सुट्टी असते", Language.MR, Kind.DAY),
        ("কত টাকা লাগবে?", Language.BN, Kind.PRICE),
        ("কত দিনে পাব", Language.BN, Kind.SPAN),
        ("কোন কোন দিন খোলা?", Language.BN, Kind.DAY),
        ("কত তারিখের মধ্যে দিতে হবে", Language.BN, Kind.DAY),
    ],
)
def test_a_question_asks_for_a_kind(question: str, language: Language, kind: Kind) -> None:
    asked = expected.asked(question, language)
    assert asked
    assert max(asked, key=lambda one: asked[one]) is kind


@pytest.mark.parametrize(
    ("question", "language"),
    [("Do you have a lift?", Language.EN), ("क्या आप होम विज़िट करते हैं?", Language.HI), ("", Language.BN)],
)
def test_most_questions_ask_for_none(question: str, language: Language) -> None:
    assert expected.asked(question, language) == {}


@pytest.mark.parametrize(
    ("sentence", "language", "kinds"),
    [
        ("A haircut costs Rs 400.", Language.EN, {Kind.PRICE}),
        ("It is Rs 900 a month.", Language.EN, {Kind.PRICE}),
        ("It takes two working days.", Language.EN, {Kind.SPAN}),
        ("We open at 9:30 am.", Language.EN, {Kind.CLOCK}),
        ("We are closed every Monday.", Language.EN, {Kind.DAY}),
        ("Students get 10 percent off.", Language.EN, {Kind.SHARE}),
        ("It has soup, bread, rice and tea.", Language.EN, {Kind.LIST}),
        ("There is a lift.", Language.EN, set()),
        ("इसका शुल्क 400 रुपये है।", Language.HI, {Kind.PRICE}),
        ("यह तीन दिन में मिलता है।", Language.HI, {Kind.SPAN}),
        ("सुबह 9 बजे से।", Language.HI, {Kind.CLOCK}),
        ("दुई दिनभित्र पाइन्छ।", Language.NE, {Kind.SPAN}),
        ("रु ५०० हो।", Language.NE, {Kind.PRICE}),
        ("१० प्रतिशत छुट छ।", Language.NE, {Kind.SHARE}),
        ("गुरुवारी मिळते.", Language.MR, {Kind.DAY}),
        ("সকাল ৭টা থেকে খোলা।", Language.BN, {Kind.CLOCK}),
        ("মাসে ১,২০০ টাকা।", Language.BN, {Kind.PRICE}),
    ],
)
def test_a_sentence_has_kinds(sentence: str, language: Language, kinds: set[Kind]) -> None:
    assert {kind for kind, sure in expected.held(sentence, language).items() if sure == 1.0} == kinds


def test_an_answer_meets_what_is_asked() -> None:
    asks = expected.asked("how much is it", Language.EN)
    dear, named, other = (
        expected.met(asks, expected.held(text, Language.EN)) for text in ("It costs Rs 5.", "A fee is due.", "Come in.")
    )
    assert dear > named > other == 0


@given(st.text(max_size=80), st.sampled_from(Language))
def test_any_text_can_be_read(text: str, language: Language) -> None:
    expected.asked(text, language)
    expected.held(text, language)
