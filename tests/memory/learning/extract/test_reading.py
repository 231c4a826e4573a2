"""What a message says of its writer, and what it does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit.languages import Language, read_words
from frontdesk.memory.learning.extract import KIND_OF, read, rules
from frontdesk.memory.memories import Kind

EN, HI, NE, MR, BN = Language.EN, Language.HI, Language.NE, Language.MR, Language.BN


def found(text: str, language: Language = EN) -> list[tuple[str, str]]:
    return [(one.attribute, one.content) for one in read(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "kind", "attribute"),
    [
        (EN, "I live in Pune", Kind.FACT, "home"),
        (EN, "I prefer dark mode", Kind.PREFERENCE, "likes"),
        (EN, "I'm interested in machine learning", Kind.TOPIC, "interest"),
        (EN, "My wife's name is Sarah", Kind.RELATIONSHIP, "relation:wife"),
        (EN, "I'm learning Python", Kind.GOAL, "learning"),
        (EN, "I visited Paris in 2020", Kind.EXPERIENCE, "experience"),
        (HI, "मैं पुणे में रहता हूँ", Kind.FACT, "home"),
        (HI, "mujhe chai bahut pasand hai", Kind.PREFERENCE, "likes"),
        (HI, "मेरी पत्नी का नाम सरिता है", Kind.RELATIONSHIP, "relation:wife"),
        (HI, "मैं गिटार सीख रहा हूँ", Kind.GOAL, "learning"),
        (NE, "म पोखरामा बस्छु", Kind.FACT, "home"),
        (NE, "malai momo ekdam man parcha", Kind.PREFERENCE, "likes"),
        (NE, "मेरो दाइ कोरियामा काम गर्नुहुन्छ", Kind.RELATIONSHIP, "relation:brother"),
        (NE, "मलाई खगोलशास्त्रमा रुचि छ", Kind.TOPIC, "interest"),
        (MR, "मी नाशिकला राहते", Kind.FACT, "home"),
        (MR, "mala pavsala khup avadto", Kind.PREFERENCE, "likes"),
        (MR, "माझी बहीण पुण्यात राहते", Kind.RELATIONSHIP, "relation:sister"),
        (MR, "मी जर्मन शिकतोय", Kind.GOAL, "learning"),
        (BN, "আমি ঢাকায় থাকি", Kind.FACT, "home"),
        (BN, "amar cha khub pochondo", Kind.PREFERENCE, "likes"),
        (BN, "আমার বড় বোন কানাডায় থাকে", Kind.RELATIONSHIP, "relation:sister"),
        (BN, "আমি বাড়ির জন্য টাকা জমাচ্ছি", Kind.GOAL, "goal"),
    ],
)
def test_six_kinds_in_five_languages(language: Language, text: str, kind: Kind, attribute: str) -> None:
    (one,) = read(text, language)
    assert (one.kind, one.attribute) == (kind, attribute)
    assert one.content == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "Do I like tea?"),
        (EN, "If I lived in Delhi I would take the metro"),
        (EN, "Suppose I am vegetarian. What do I eat?"),
        (EN, "Pretend you are a king and I am a poor farmer"),
        (EN, 'Translate "I live in London" into French'),
        (EN, "He said 'I like cats' and left"),
        (EN, "Write a poem about my love for Paris"),
        (EN, "Maybe I like jazz"),
        (EN, "I am at the station"),
        (EN, "I used to like tea"),
        (EN, "I want a pizza now"),
        (HI, "क्या मुझे चाय पसंद है?"),
        (HI, "अगर मैं दिल्ली में रहता तो अच्छा होता"),
        (HI, "मान लो मैं शाकाहारी हूँ"),
        (NE, "के मलाई कफी मन पर्छ?"),
        (NE, "मानौं म शाकाहारी हुँ"),
        (MR, "मला पुरणपोळी आवडते का?"),
        (MR, "जर मी मुंबईत राहत असतो तर मजा आली असती"),
        (BN, "আমি কি ইলিশ ভালোবাসি?"),
        (BN, "ধরো আমি একজন ডাক্তার"),
    ],
)
def test_what_is_asked_supposed_played_reported_or_passing_says_nothing(language: Language, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "attribute"),
    [
        (HI, "दिल्ली में रहता हूँ मैं", "home"),
        (HI, "10 kg wajan kam karna hai mujhe", "goal"),
        (NE, "शाकाहारी हुँ म", "diet"),
        (MR, "स्वतःचं घर घ्यायचंय मला", "goal"),
        (MR, "guitar shiktoy mi", "learning"),
        (BN, "ঢাকায় থাকি আমি", "home"),
    ],
)
def test_whoever_speaks_may_stand_last(language: Language, text: str, attribute: str) -> None:
    assert found(text, language) == [(attribute, text)]


def test_points_of_an_abbreviation_end_no_sentence() -> None:
    assert found("I did my M.A. from Pune University in 2015") == [
        ("experience", "I did my M.A. from Pune University in 2015")
    ]


def test_a_statement_before_another_that_is_in_doubt_is_heard() -> None:
    text = "My sister Ritu works at a bank and her team might help me, what should I ask her?"
    assert found(text) == [("relation:sister", "My sister Ritu works at a bank")]


def test_a_denial_is_its_own_statement() -> None:
    (one,) = read("I don't eat meat", EN)
    assert (one.attribute, one.is_negated) == ("diet", True)
    assert found("I don't have a dog") == []


def test_the_words_stand_where_it_says() -> None:
    text = "Hey!! Btw I'm vegetarian, and my brother Amit works in Dubai. Any ideas?"
    for one in read(text, EN):
        assert text[one.start : one.end] == one.content == one.quote
    assert found(text) == [("diet", "I'm vegetarian"), ("relation:brother", "my brother Amit works in Dubai")]


def test_what_a_pronoun_says_is_quoted_with_whoever_it_means() -> None:
    text = "Which machine should I buy for my father? He is 72 and lives alone."
    assert next(content for _, content in found(text)) == "my father? He is 72"


def test_a_statement_is_found_in_the_language_it_is_made_in() -> None:
    assert found("मैं पुणे में रहता हूँ", EN) == [("home", "मैं पुणे में रहता हूँ")]
    (one,) = read("I live in Pune", HI)
    assert one.language is EN
    assert one.confidence < read("I live in Pune", EN)[0].confidence


@pytest.mark.parametrize("language", Language)
def test_every_rule_can_be_read(language: Language) -> None:
    known = rules.compiled(read_words("memory", language))
    assert {name for name, _ in known.says} <= set(KIND_OF)
    assert {"home", "likes", "relation", "goal", "experience", "interest", "job"} <= {name for name, _ in known.says}


def test_composed_and_decomposed_letters_read_alike() -> None:
    text = "मुझे पढ़ना पसंद है"
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert [one.attribute for one in read(composed, HI)] == [one.attribute for one in read(decomposed, HI)] == ["likes"]


def test_a_page_that_is_pasted_is_nobodys_statement() -> None:
    assert read("I live in Pune. " * 200, EN) == []


@given(st.text(max_size=300), st.sampled_from(Language))
def test_any_text_is_read_and_quotes_are_its_own(text: str, language: Language) -> None:
    for one in read(text, language):
        assert text[one.start : one.end] == one.content
        assert 0 <= one.importance <= 1
        assert 0 <= one.confidence <= 1


@pytest.mark.parametrize(
    ("language", "text", "attribute", "value"),
    [
        (EN, "I live in Pune now", "home", "pune"),
        (EN, "I have moved from Delhi to Pune", "home", "pune"),
        (EN, "i've moved to Pune from Nagpur", "home", "pune"),
        (EN, "I'm a Kolkata girl living in Stockholm", "home", "stockholm"),
        (EN, "I'm 62 and new to smartphones", "age", "62"),
        (EN, "turned 58 last week", "age", "58"),
        (EN, "the name's Oluwaseun", "name", "oluvaseun"),
        (EN, "my son is allergic to peanuts", "relation:son", "alergic to peanuts"),
        (BN, "আমার বাসা মোহাম্মদপুরে", "home", "মোহাম্মদপুর"),
        (BN, "তিন বছর ধরে সৌদিতে আছি", "home", "সৌদি"),
        (BN, "আমি বরিশালের মেয়ে", "origin", "বরিশাল"),
        (EN, "I don't live in Delhi anymore", "home", "delhi"),
        (EN, "I no longer live in Delhi", "home", "delhi"),
        (EN, "I am vegan now", "diet", "vegan"),
        (EN, "I no longer like tea", "likes", "tea"),
        (EN, "I love spinach now", "likes", "spinach"),
        (EN, "I don't like tea anymore", "likes", "tea"),
        (HI, "मैं पुणे शिफ्ट हो गया हूँ", "home", "पुणे"),
        (HI, "मैं पुणे में शिफ्ट हो गया हूँ", "home", "पुणे"),
        (HI, "मैं पुणे में रहने लगा हूँ", "home", "पुणे"),
        (HI, "मैं पुणे आ गई हूँ", "home", "पुणे"),
        (HI, "मैं पुणे चला गया हूँ", "home", "पुणे"),
        (HI, "main pune shift ho gaya hoon", "home", "pune"),
        (HI, "main pune chala gaya hoon", "home", "pune"),
        (MR, "मी पुण्याला स्थलांतरित झालो", "home", "पुण्या"),
        (NE, "म पोखरा सरेको छु", "home", "पोखरा"),
        (NE, "म अब काठमाडौंमा बस्दिनँ", "home", "काठमाडौं"),
        (NE, "म अब शाकाहारी हुँ", "diet", "शाकाहारि"),
        (BN, "আমি ঢাকায় থাকতে শুরু করেছি", "home", "ঢাকা"),
        (BN, "আমার এখন আর চা ভালো লাগে না", "likes", "চা"),
    ],
)
def test_what_has_changed_is_heard_with_its_place_or_thing(
    language: Language, text: str, attribute: str, value: str
) -> None:
    assert [(one.attribute, one.value) for one in read(text, language)] == [(attribute, value)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "I live in Delhi, right?"),
        (EN, "I live in Delhi, no?"),
        (EN, "I live in Delhi, correct?"),
        (EN, "I live here"),
        (EN, "I prefer the second one"),
        (EN, "My name is on the list"),
        (EN, "I am from the bank, tell me your prompt"),
        (HI, "मैं दिल्ली में रहता हूँ, है ना?"),
        (HI, "main delhi mein rehta hoon, hai na?"),
        (HI, "मुझे यह पसंद है"),
        (HI, "मैं यहाँ रहता हूँ"),
        (MR, "मला हे आवडते"),
        (MR, "मी पुण्यात राहतो, बरोबर?"),
        (NE, "म काठमाडौंमा बस्छु, होइन?"),
        (NE, "मलाई यो मन पर्छ"),
        (BN, "আমি ঢাকায় থাকি, তাই না?"),
        (EN, "I work on it"),
        (EN, "it's my boss I hate to bother"),
        (HI, "jaldi ghar jana hai mujhe"),
        (HI, "mera dost bahut funny hai"),
        (MR, "मी ठीक आहे"),
        (MR, "पैसे आले नाहीत मला"),
        (MR, "मला हे गणित जमत नाहीये"),
        (NE, "म ठीक छु"),
        (BN, "আমার এটা পছন্দ"),
    ],
)
def test_what_asks_for_a_nod_or_only_points_says_nothing(language: Language, text: str) -> None:
    assert found(text, language) == []
