"""What is quoted, in which language, and when nothing is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.kit.ids import EntryId
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer
from frontdesk.knowledge.entries import Entry
from frontdesk.knowledge.index import Index
from tests.knowledge import judge

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEMO = Index(judge.load("questions").entries)
FIVE_TIMES = Index(judge.demo())


def entry(title: str, content: str, language: Language = Language.EN, key: str | None = None) -> Entry:
    return Entry(EntryId(key or title), title, content, "General", language, True, _NOW, _NOW)


def ask(question: str, *entries: Entry, language: Language = Language.EN) -> answer.Answer | None:
    return answer.answer(Index(entries), question, language)


def test_the_documented_question_is_answered() -> None:
    found = answer.answer(DEMO, "What is your Instagram?", Language.EN)
    assert found is not None
    assert found.entry_id == "en-contact"
    assert found.text.startswith("You can follow us on Instagram @ashamakeupstudio")
    assert not found.translated
    assert answer.speak(found, Language.EN) == found.text


@pytest.mark.parametrize(
    ("question", "language", "opening"),
    [
        ("आपका इंस्टाग्राम क्या है?", Language.HI, "यह जानकारी हमारे पास केवल अंग्रेज़ी में है:"),
        ("aapka instagram kya hai", Language.HI, "यह जानकारी हमारे पास केवल अंग्रेज़ी में है:"),
        ("तपाईंको इन्स्टाग्राम के हो?", Language.NE, "यो जानकारी हामीसँग अङ्ग्रेजी भाषामा मात्र छ:"),
        ("तुमचे इंस्टाग्राम काय आहे?", Language.MR, "ही माहिती आमच्याकडे फक्त इंग्रजी भाषेत आहे:"),
        ("আপনাদের ইনস্টাগ্রাম কী?", Language.BN, "এই তথ্যটি আমাদের কাছে শুধু ইংরেজি ভাষায় আছে:"),
    ],
)
def test_an_entry_of_another_language_is_quoted_and_said_to_be_so(
    question: str, language: Language, opening: str
) -> None:
    found = answer.answer(DEMO, question, language)
    assert found is not None
    assert (found.entry_id, found.language, found.translated) == ("en-contact", Language.EN, True)
    spoken = answer.speak(found, language)
    assert spoken == f"{opening}\n{found.text}"


@pytest.mark.parametrize(
    ("question", "language", "right"),
    [
        ("What are your opening hours?", Language.HI, "hi-hours"),
        ("स्टूडियो कब खुलता है?", Language.NE, "ne-hours"),
        ("studio kitne baje khulta hai", Language.HI, "hi-hours"),
        ("স্টুডিও কখন খোলে?", Language.BN, "bn-hours"),
        ("bridal package price?", Language.MR, "mr-prices"),
    ],
)
def test_of_entries_on_one_subject_the_customers_language_is_taken(
    question: str, language: Language, right: str
) -> None:
    found = answer.answer(DEMO, question, language)
    assert found is not None
    assert found.entry_id == right


@pytest.mark.parametrize(
    "question", ["", "   ", "?", "what is it", "क्या है", "hai kya", "\U0001f600", "5", "<b>", "\x00"]
)
def test_a_question_that_says_nothing_has_no_answer(question: str) -> None:
    assert answer.answer(DEMO, question, Language.EN) is None


_APP = (
    entry("Withdraw money", "To withdraw money from your wallet go to Wallet, Request Payout and enter the amount."),
    entry("Add funds", "To add money to your wallet go to Wallet, Add Funds and choose a payment method."),
    entry("Forgot password", "Tap Forgot password on the sign-in page and follow the link in the email."),
    entry("টাকা তোলা", "ওয়ালেট থেকে টাকা তুলতে ওয়ালেট, পেআউট রিকোয়েস্ট-এ যান এবং পরিমাণ লিখুন।", Language.BN),
    entry("টাকা যোগ করা", "ওয়ালেটে টাকা যোগ করতে ওয়ালেট, অ্যাড ফান্ডস-এ যান।", Language.BN),
    entry("যোগাযোগ", "আমাদের লিখুন support@example.com ঠিকানায়।", Language.BN),
)


@pytest.mark.parametrize(
    ("question", "language", "title"),
    [
        ("How do I withdraw money?", Language.EN, "Withdraw money"),
        ("how can i get a payout", Language.EN, "Withdraw money"),
        ("ami wallet theke taka kivabe tulbo?", Language.BN, "টাকা তোলা"),
        ("ami taka kivabe tulbo?", Language.BN, "টাকা তোলা"),
        ("taka uthabo kemne?", Language.BN, "টাকা তোলা"),
        ("টাকা উঠাবো কিভাবে", Language.BN, "টাকা তোলা"),
        ("ওয়ালেটে টাকা কীভাবে যোগ করব?", Language.BN, "টাকা যোগ করা"),
        ("kivabe jogajog korbo?", Language.BN, "যোগাযোগ"),
        ("পাসওয়ার্ড ভুলে গেছি", Language.BN, "Forgot password"),
        ("password bhule gechi", Language.BN, "Forgot password"),
    ],
)
def test_what_users_of_an_app_ask(question: str, language: Language, title: str) -> None:
    found = ask(question, *_APP, language=language)
    assert found is not None
    assert found.title == title


def test_without_entries_there_is_no_answer() -> None:
    assert ask("What is your Instagram?") is None


def test_one_entry_is_enough() -> None:
    found = ask("do you have parking?", entry("Parking", "Six cars can park behind the house."))
    assert found is not None
    assert found.text == "Six cars can park behind the house."


_LONG = entry(
    "House rules",
    "Our studio opened in 2012 in a quiet street behind the old market. We have six artists and two assistants. "
    "Dogs of any size may wait with you in the courtyard, where there is water for them. The waiting room has "
    "magazines and tea. Children find toys in the corner by the window, and somebody always has an eye on them. "
    "We ask everybody to switch phones to silent.",
)


def test_of_a_long_entry_the_sentence_that_answers_is_quoted() -> None:
    found = ask("may I bring my dog to the studio?", _LONG, entry("Prices", "Everything costs ₹500."))
    assert found is not None
    assert "Dogs of any size" in found.text
    assert len(found.text) < 250


def test_a_list_is_quoted_whole_with_its_opening_line() -> None:
    found = answer.answer(DEMO, "what does the premium package include?", Language.EN)
    assert found is not None
    lines = found.text.split("\n")
    assert lines[0].endswith(":")
    assert [line[:8] for line in lines[1:]] == ["- Basic ", "- Premiu", "- Luxury"]


def test_a_list_that_is_too_long_is_quoted_by_its_item() -> None:
    items = "\n".join(
        f"- Room {number}: the colour is shade{number} and the view is over the garden" for number in range(40)
    )
    found = ask("which room has shade7?", entry("Rooms and views", "All rooms:\n" + items))
    assert found is not None
    assert "shade7" in found.text
    assert len(found.text) <= answer.LONGEST_QUOTE


def test_a_sentence_without_end_is_cut_between_words() -> None:
    found = ask("is there parking?", entry("Parking", "parking " + "very good " * 200))
    assert found is not None
    assert len(found.text) <= answer.LONGEST_QUOTE
    assert found.text.endswith("good…") or found.text.endswith("very…")


def test_an_entry_without_text_is_answered_by_its_title() -> None:
    found = ask("is there parking?", entry("Parking is free", " \n "))
    assert found is not None
    assert found.text == "Parking is free"


def test_markup_is_text_like_any_other() -> None:
    content = "<script>alert('parking')</script> & <b>free</b> parking."
    found = ask("is there parking?", entry("Parking", content))
    assert found is not None
    assert found.text == content


def test_two_words_are_found_as_one_and_one_as_two() -> None:
    taj = entry("Taj Mahal tours", "A day in Agra costs ₹3,000.")
    found = ask("ताजमहल", taj, entry("Hotels", "We have rooms."), language=Language.HI)
    assert found is not None
    assert found.entry_id == "Taj Mahal tours"


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from(Language))
def test_any_question_is_answered_or_not_but_never_fails(question: str, language: Language) -> None:
    found = answer.answer(DEMO, question, language)
    if found is not None:
        assert 0 < len(found.text) <= answer.LONGEST_QUOTE
        assert 0 < found.score <= 1
        assert answer.speak(found, language).endswith(found.text)


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(max_size=400), st.text(max_size=100), st.sampled_from(Language))
def test_any_entry_can_be_indexed_and_asked_for(title: str, content: str, question: str, language: Language) -> None:
    index = Index([entry(title, content, language), entry(question, title, Language.EN, "other")])
    for asked in (question, title, content):
        found = answer.answer(index, asked, language)
        assert found is None or len(found.text) <= answer.LONGEST_QUOTE


def test_many_entries_of_other_categories_hide_none() -> None:
    others = [
        Entry(EntryId(f"other-{place}"), "Refund of money", f"Refund of money, refund number {place}.", "Shop",
              Language.EN, True, _NOW, _NOW)
        for place in range(20)
    ]  # fmt: skip
    ours = Entry(
        EntryId("ours"), "Withdrawals", "A refund of money takes a week.", "My App", Language.EN, True, _NOW, _NOW
    )
    found = answer.answer(Index([*others, ours]), "refund of money", Language.EN, frozenset({"my  APP"}))
    assert found is not None
    assert found.entry_id == "ours"


@pytest.mark.parametrize(
    ("content", "quoted"),
    [
        ("Six cars can park behind the house.", "Six cars can park behind the house."),
        ("We are open daily.\n  Parking is free.  Ask us.", "We are open daily.\n  Parking is free.  Ask us."),
        (
            f"{'Our house is old and full of stories that nobody tells. ' * 4}Parking is free behind it. "
            f"{'Flowers are in every room of it each morning. ' * 4}",
            "Parking is free behind it. " + " ".join(["Flowers are in every room of it each morning."] * 2),
        ),
        (f"Parking {'is free for all who come to us ' * 20}.", f"Parking {'is free for all who come to us ' * 20}"),
    ],
)
def test_an_answer_says_where_its_words_stand(content: str, quoted: str) -> None:
    found = ask("Is there parking?", entry("Parking", content))
    assert found is not None
    stands = content[found.start : found.end]
    assert stands == quoted or (found.text.endswith("…") and quoted.startswith(stands) and len(stands) > 300)
    assert "".join(found.text.removesuffix("…").split()) == "".join(stands.split())


def test_an_entry_without_a_sentence_is_quoted_by_its_title() -> None:
    found = ask("Is there parking?", entry("Parking is free", " "))
    assert found is not None
    assert (found.text, found.start, found.end) == ("Parking is free", 0, 0)


@pytest.mark.parametrize(
    ("question", "language", "right"),
    [
        ("Do you offer mehndi?", Language.EN, "en-henna"),
        ("बुकिंग रद्द करने पर पैसे वापस मिलेंगे?", Language.HI, "hi-cancellation"),
        ("तारीख बदलता येईल का?", Language.MR, "mr-cancellation"),
        ("মেহেদি পরাতে কতক্ষণ লাগে?", Language.BN, "bn-henna"),
    ],
)
def test_of_entries_that_say_the_same_the_asker_reads_their_own(question: str, language: Language, right: str) -> None:
    found = answer.answer(FIVE_TIMES, question, language)
    assert found is not None
    assert (found.entry_id, found.translated) == (right, False)
