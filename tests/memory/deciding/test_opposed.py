"""Which two statements cannot both be true of one person."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.memory.deciding import opposed, truth
from frontdesk.memory.deciding.truth import ConflictKind
from frontdesk.memory.memories import Kind, Memory, MemoryId, Origin, Source, Status

_NUMBERS = count(1)
_START = datetime(2026, 1, 1, tzinfo=UTC)
EN, HI, NE, MR, BN = Language


def memory(content: str, language: Language = EN, status: Status = Status.CONFIRMED) -> Memory:
    """As the house stores it; each a minute newer than the one before."""
    number = next(_NUMBERS)
    at = _START + timedelta(minutes=number)
    return Memory(
        id=MemoryId(f"{number:032}"), owner=AccountId("one"), content=content, kind=Kind.FACT, status=status,
        importance=0.5, confidence=1.0, language=language, contexts=(), origin=Origin.PERSON, source=Source(),
        said_at=at, place=number, about=truth.about(content, language), valid_from=at, valid_to=None,
        superseded_by=None, expires_at=None, expiry_reason=None, is_private=False, merged_into=None, created_at=at,
        updated_at=at, verified_at=None, last_seen_at=at, used_at=None, use_count=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "older", "newer"),
    [
        (EN, "I live in Delhi", "I moved to Pune"),
        (EN, "I live in Delhi", "I live in Berlin now"),
        (EN, "I live in Delhi", "I live in Pune"),
        (EN, "User lives in Delhi", "User moved to Berlin"),
        (EN, "I work as a nurse", "I work as a teacher"),
        (EN, "I work as a nurse", "I got a new job as a teacher"),
        (EN, "I'm a teacher", "I'm a nurse"),
        (EN, "I'm single", "I got married last month"),
        (EN, "I am 31 years old", "I am 32 years old"),
        (EN, "My name is Farhan", "My name is Raj"),
        (HI, "मैं दिल्ली में रहता हूँ", "मैं अब पुणे में रहता हूँ"),
        (HI, "main delhi mein rehta hoon", "main pune shift ho gaya hoon"),
        (NE, "म काठमाडौंमा बस्छु", "म पोखरामा बस्छु"),
        (MR, "मी पुण्यात राहतो", "मी मुंबईत राहतो"),
        (BN, "আমি ঢাকায় থাকি", "আমি কলকাতায় থাকি"),
    ],
)
def test_of_these_there_is_one_at_a_time(language: Language, older: str, newer: str) -> None:
    one, other = memory(older, language), memory(newer, language)
    assert opposed.ends(other, one)
    assert truth.judge(one, other, 0.0) is ConflictKind.CONTRADICTS
    waiting = memory(newer, language, Status.PENDING)
    assert truth.judge(one, waiting, 0.0) is ConflictKind.UPDATES
    assert truth.judge(waiting, one, 0.0) is ConflictKind.UPDATES


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (EN, "I like cats", "I hate cats"),
        (EN, "Likes cats", "Hates cats"),
        (EN, "I like green tea", "I hate tea"),
        (EN, "I'm vegetarian", "I eat chicken"),
        (EN, "I'm vegetarian", "I love eating chicken"),
        (EN, "My favourite colour is blue", "My favourite colour is green"),
        (HI, "मुझे चाय पसंद है", "मुझे चाय पसंद नहीं है"),
        (NE, "मलाई चिया मन पर्छ", "मलाई चिया मन पर्दैन"),
        (MR, "मला चहा आवडतो", "मला चहा आवडत नाही"),
        (BN, "আমি চা পছন্দ করি", "আমি চা পছন্দ করি না"),
    ],
)
def test_both_cannot_be_true_but_none_ends_the_other(language: Language, one: str, other: str) -> None:
    first, second = memory(one, language), memory(other, language)
    assert truth.judge(first, second, 0.0) is ConflictKind.CONTRADICTS
    assert truth.judge(second, first, 0.0) is ConflictKind.CONTRADICTS
    assert not opposed.ends(second, first)
    assert not opposed.ends(first, second)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (EN, "I live in Pune", "I live in Pune with my wife"),
        (EN, "I live in Pune", "We live in Pune now"),
        (EN, "I live alone", "I live in Pune"),
        (EN, "I live with my parents", "I live in Pune"),
        (EN, "I live in Delhi", "I love visiting Berlin"),
        (EN, "I am a teacher", "I'm a teacher"),
        (EN, "I work as a nurse", "I work at Apollo hospital"),
        (EN, "I'm vegetarian", "I don't eat chicken"),
        (EN, "I got married in 2020", "I'm married"),
        (EN, "I like tea", "I don't like green tea"),
        (EN, "I like tea", "I like coffee"),
        (EN, "I have a dog named Rex", "I have a dog named Max"),
        (EN, "My favourite colour is blue", "My favourite food is pizza"),
        (EN, "My name is Farhan", "People call me Fanu"),
        (HI, "मैं दिल्ली में रहता हूँ", "मैं अपनी माँ के साथ रहता हूँ"),
        (HI, "मुझे चाय पसंद है", "मुझे कॉफी पसंद नहीं है"),
        (NE, "म काठमाडौंमा बस्छु", "म एक्लै बस्छु"),
        (NE, "मलाई चिया मन पर्छ", "मलाई कफी मन पर्दैन"),
        (MR, "मी पुण्यात राहतो", "मी एकटा राहतो"),
        (BN, "আমি ঢাকায় থাকি", "আমি একা থাকি"),
        (BN, "আমি চা পছন্দ করি", "আমি কফি পছন্দ করি না"),
    ],
)
def test_both_may_be_true(language: Language, one: str, other: str) -> None:
    first, second = memory(one, language), memory(other, language)
    for older, newer in ((first, second), (second, first)):
        assert not opposed.ends(newer, older)
        assert truth.judge(older, newer, 0.84) is None


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("I love pizza", "I really love pizza", ConflictKind.DUPLICATES),
        ("My spouse is called Sarah", "Sarah is the name of my spouse", ConflictKind.DUPLICATES),
        ("The wedding is on 5 May", "The wedding is on 6 May", ConflictKind.CONTRADICTS),
        ("The dentist here is Dr Rao", "The dentist here is Dr Sen", ConflictKind.CONTRADICTS),
        ("The office is closed on Sundays", "The office is not closed on Sundays", ConflictKind.CONTRADICTS),
        ("I prefer dark mode", "I prefer light mode", ConflictKind.CONTRADICTS),
        ("I have a dog named Rex", "I have a dog named Max", None),
        ("I visited Paris in 2020", "I visited Rome in 2020", None),
    ],
)
def test_what_is_alike_says_the_same_unless_it_denies_it_or_names_others(
    one: str, other: str, kind: ConflictKind | None
) -> None:
    assert truth.judge(memory(one), memory(other), 0.9) is kind
    assert truth.judge(memory(other), memory(one), 0.9) is kind


@pytest.mark.parametrize(
    ("content", "attribute"),
    [
        ("Likes pizza", "likes"),
        ("Prefers tea over coffee", "likes"),
        ("User lives in Delhi", "home"),
        ("The user is a teacher", "job"),
        ("Has a dog", "pet"),
        ("Allergic to nuts", "allergy"),
        ("Interested in machine learning", "interest"),
        ("Learning Python", "learning"),
        ("Visited Paris in 2020", "experience"),
        ("I live in Pune now", "home"),
        ("Blue", None),
        ("", None),
        ("What do I like?", None),
    ],
)
def test_a_note_about_somebody_is_read_as_her_own_words(content: str, attribute: str | None) -> None:
    assert truth.about(content, EN).attribute == attribute


@pytest.mark.parametrize("language", Language)
def test_every_language_has_the_same_lists(language: Language) -> None:
    known, english = opposed._known(language), opposed._known(EN)
    assert [(topic, camp) for topic, camp, _ in known.camps] == [(topic, camp) for topic, camp, _ in english.camps]
    assert known.change.pattern != "(?!)"
    assert known.aside.pattern != "(?!)"


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (EN, "I prefer tea over coffee", "I prefer coffee over tea"),
        (EN, "Prefers tea to coffee", "Prefers coffee to tea"),
        (EN, "I like tea more than coffee", "I prefer coffee over tea"),
        (EN, "I would rather walk than drive", "I would rather drive than walk"),
        (HI, "मुझे कॉफ़ी से ज़्यादा चाय पसंद है", "मुझे चाय से ज़्यादा कॉफ़ी पसंद है"),
        (NE, "मलाई कफीभन्दा चिया मन पर्छ", "मलाई चियाभन्दा कफी मन पर्छ"),
        (MR, "मला कॉफीपेक्षा चहा आवडतो", "मला चहापेक्षा कॉफी आवडते"),
        (BN, "আমি কফির চেয়ে চা পছন্দ করি", "আমি চায়ের চেয়ে কফি পছন্দ করি"),
    ],
)
def test_the_same_words_the_other_way_round_say_the_opposite(language: Language, one: str, other: str) -> None:
    first, second = memory(one, language), memory(other, language)
    assert truth.judge(first, second, 0.99) is ConflictKind.CONTRADICTS
    assert truth.judge(second, first, 0.99) is ConflictKind.CONTRADICTS


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (EN, "I prefer tea over coffee", "In the morning I prefer tea over coffee"),
        (EN, "I prefer tea over coffee", "I like tea more than coffee"),
        (EN, "I like to sing and to dance", "I like to dance and to sing"),
        (HI, "मुझे कॉफ़ी से ज़्यादा चाय पसंद है", "मुझे चाय कॉफ़ी से ज़्यादा पसंद है"),
        (HI, "मैं पुणे से मुंबई जाता हूँ", "मैं मुंबई से पुणे जाता हूँ"),
        (BN, "আমি কফির চেয়ে চা পছন্দ করি", "আমি চা পছন্দ করি কফির চেয়ে"),
    ],
)
def test_another_order_of_words_may_say_the_same(language: Language, one: str, other: str) -> None:
    first, second = memory(one, language), memory(other, language)
    assert truth.judge(first, second, 0.84) is not ConflictKind.CONTRADICTS
