"""How much of a question each text says, over five languages, two ways of writing and misspellings."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.retrieval import terms
from frontdesk.retrieval.lexical import Texts

EN, HI, NE, MR, BN = Language.EN, Language.HI, Language.NE, Language.MR, Language.BN

_TEXTS = [
    ("My sister Sunita lives in Pune", EN),
    ("मेरी बहन सुनीता पुणे में रहती है", HI),
    ("I bought a new Honda Activa", EN),
    ("मुझे क्रिकेट देखना पसंद है", HI),
    ("আমি কলকাতায় থাকি", BN),
    ("We definitely want to learn swimming this year", EN),
]


@pytest.fixture
def texts() -> Texts:
    made = Texts()
    made.add([terms.pack(text, language) for text, language in _TEXTS])
    return made


@pytest.mark.parametrize(
    ("question", "language", "best"),
    [
        ("Where does my sister live?", EN, 0),
        ("sunita kahan rehti hai", HI, 0),
        ("सुनीता कहाँ रहती है", HI, 1),
        ("when did we buy the scooter?", EN, 2),
        ("Which Aktiva?", EN, 2),
        ("cricket", EN, 3),
        ("krikket", HI, 3),
        ("Kolkata", EN, 4),
        ("definately", EN, 5),
        ("swim", EN, 5),
    ],
)
def test_the_text_that_says_most_of_a_question_is_first(
    texts: Texts, question: str, language: Language, best: int
) -> None:
    shares = texts.coverage(terms.asked(question, language))
    assert shares.argmax() == best, shares
    assert 0 < shares.max() <= 1


def test_whatever_nobody_wrote_finds_nothing(texts: Texts) -> None:
    assert not texts.coverage(terms.asked("zebra xylophone", EN)).any()
    assert not texts.coverage([]).any()
    assert not len(Texts().coverage(terms.asked("sister", EN)))


def test_it_makes_no_difference_whether_texts_come_at_once(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.retrieval.lexical._SORTED_FROM", 30)
    one_by_one = Texts()
    for text, language in _TEXTS:
        one_by_one.add([terms.pack(text, language)])
    question = terms.asked("Where does my sister Sunita live?", EN)
    assert one_by_one.coverage(question).tolist() == texts.coverage(question).tolist()


def test_a_text_that_tells_a_time_is_marked(texts: Texts) -> None:
    assert texts.has(terms.TIME).tolist() == [0, 0, 0, 0, 0, 1]


def test_a_long_text_leaves_a_bounded_row() -> None:
    assert len(terms.pack("word" + " sesquipedalian" * 5_000, EN)) < 100_000
    assert terms.pack("", EN) == b""


@pytest.mark.parametrize(
    ("question", "language", "best"),
    [
        ("Which instruments does she play?", EN, 1),
        ("What pets do they have?", EN, 2),
        ("कौन सा वाहन?", HI, 0),
        ("कसका जनावर?", NE, 2),
        ("कोणते वाद्य?", MR, 1),
        ("কোন যানবাহন?", BN, 0),
    ],
)
def test_a_question_for_a_kind_finds_its_things(question: str, language: Language, best: int) -> None:
    told = ["I bought a new car", "My oud is from Beirut", "The ferret bit me", "We talked for hours"]
    texts = Texts()
    texts.add([terms.pack(text, EN) for text in told])
    found = texts.find(terms.asked(question, language))
    assert found.kinds.argmax() == best, found.kinds
    assert found.kinds[best] > found.said[best], "no text has the word itself"


@pytest.mark.parametrize(
    ("told", "question", "language"),
    [
        ("मेरा कुत्ता बहुत प्यारा है", "Which animals?", HI),
        ("मेरी बहन तबला बजाती है", "कौन सा वाद्य?", HI),
        ("मेरो बिरालो हरायो", "कुन जनावर?", NE),
        ("मला पोहायला आवडते", "कोणता छंद?", MR),
        ("আমার মেয়ে বেহালা বাজায়", "কোন বাদ্যযন্ত্র?", BN),
    ],
)
def test_kinds_are_named_alike_in_all_languages(told: str, question: str, language: Language) -> None:
    texts = Texts()
    texts.add([terms.pack(told, language), terms.pack("…", language)])
    asking = terms.asked(question, EN if question.isascii() else language)
    assert texts.find(asking).kinds.tolist() > [0, 0]


def test_a_thing_is_worth_less_than_the_word_itself() -> None:
    texts = Texts()
    texts.add([terms.pack(text, EN) for text in ("I play the piano", "I play an instrument")])
    kinds = texts.find(terms.asked("Which instrument?", EN)).kinds
    assert 0 < kinds[0] < kinds[1]


@pytest.mark.parametrize(
    ("told", "question", "language"),
    [
        ("We bought a settee", "What did they purchase?", EN),
        ("She smashed my favorite mug", "What broke?", EN),
        ("I was sacked on Friday", "Who got dismissed?", EN),
        ("The physician was kind", "डॉक्टर कैसा था?", HI),
        ("The physician was kind", "डाक्टर कस्तो थियो?", NE),
        ("The physician was kind", "डॉक्टर कसा होता?", MR),
        ("The physician was kind", "ডাক্তার কেমন ছিলেন?", BN),
    ],
)
def test_words_for_the_same_are_found_and_are_not_the_words_themselves(
    told: str, question: str, language: Language
) -> None:
    texts = Texts()
    texts.add([terms.pack(told, EN), terms.pack("We talked for hours", EN)])
    found = texts.find(terms.asked(question, language))
    assert found.kinds[0] > 0 == found.kinds[1]
    assert found.said.tolist() == [0, 0]


def test_a_word_for_the_same_is_worth_less_than_the_word_itself() -> None:
    texts = Texts()
    texts.add([terms.pack(text, EN) for text in ("We bought a boat", "We purchased a boat")])
    kinds = texts.find(terms.asked("What did they purchase?", EN)).kinds
    assert 0 < kinds[0] < kinds[1]


def test_a_question_weighs_what_its_words_do_and_not_how_many_they_are() -> None:
    texts = Texts()
    texts.add([terms.pack("We bought a boat", EN), *[terms.pack("We bought a house", EN)] * 500])
    assert texts.find(terms.asked("zebra", EN)).weight == pytest.approx(1)
    assert texts.find(terms.asked("zebra xylophone", EN)).weight == pytest.approx(2)
    assert texts.find(terms.asked("bought", EN)).weight < 0.1
    long, short = (texts.find(terms.asked(question, EN)) for question in ("boat zebra xylophone", "boat"))
    assert long.said[0] < short.said[0]
    assert long.said[0] * long.weight == pytest.approx(short.said[0] * short.weight)


def test_among_few_texts_nearly_every_word_is_rare() -> None:
    texts = Texts()
    texts.add([terms.pack("We bought a boat", EN), terms.pack("We bought a house", EN)])
    assert 0.6 < texts.find(terms.asked("bought", EN)).weight < texts.find(terms.asked("boat", EN)).weight < 1


def test_a_text_that_speaks_to_somebody_is_marked() -> None:
    texts = Texts()
    said = [
        ("You look tired", EN),
        ("I am tired", EN),
        ("आप कैसे हैं", HI),
        ("तिमीलाई थाहा छ", NE),
        ("तुमची आई", MR),
        ("তোমার মা", BN),
    ]
    texts.add([terms.pack(text, language) for text, language in said])
    assert texts.has(terms.YOU).tolist() == [1, 0, 1, 1, 1, 1]


def test_a_text_that_speaks_of_whoever_says_it_is_marked() -> None:
    texts = Texts()
    said = [
        ("My knee hurts", EN),
        ("Your knee hurts", EN),
        ("मेरी माँ", HI),
        ("मेरो घर", NE),
        ("माझी आई", MR),
        ("আমার মা", BN),
    ]
    texts.add([terms.pack(text, language) for text, language in said])
    assert texts.has(terms.OWN).tolist() == [1, 0, 1, 1, 1, 1]


def test_things_of_a_kind_are_no_words_of_one_another() -> None:
    assert not set(terms.of_words("guitar", EN)) & set(terms.of_words("piano", EN))
