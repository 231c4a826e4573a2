"""Words as they are compared."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import frontdesk.locales
from frontdesk.kit.languages import Language
from frontdesk.retrieval import stems, words

FOLDER = Path(next(iter(frontdesk.locales.__path__)))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("What's your Instagram?", ["what", "your", "instagram"]),
        ("Don’t! The brides' makeup", ["dont", "the", "brides", "makeup"]),
        ("₹15,999 / १५,९९९ / ১৫,৯৯৯", ["15999", "15999", "15999"]),
        ("नमस्ते।मेकअप॥", ["नमस्ते", "मेकअप"]),
        ("X-ray and e-mail by Wi-Fi", ["xray", "and", "email", "by", "wifi"]),
        ("एक्स-रे", ["एक्सरे"]),
        ("क्या-क्या make-up", ["क्या", "क्या", "makeup"]),
        ("ক'দিন", ["কত", "দিন"]),
        ("@asha_studio", ["asha", "studio"]),
        ("\U0001f600 \u200b", []),
        ("a" * 5000, ["a" * 40]),
    ],
)
def test_a_text_falls_into_words(text: str, tokens: list[str]) -> None:
    assert words.tokens(text) == tokens


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        (Language.EN, "pass passed passes passing"),
        (Language.EN, "book booking booked bookings books"),
        (Language.EN, "price prices pricing"),
        (Language.EN, "sari saris"),
        (Language.EN, "saree sarees"),
        (Language.EN, "family families"),
        (Language.EN, "class classes"),
        (Language.HI, "शादी शादियों शादियाँ"),
        (Language.HI, "हिंदी हिन्दी"),
        (Language.HI, "पैकेज पैकेजों"),
        (Language.NE, "कपाल कपालको कपालमा"),
        (Language.NE, "दुलही दुलहीको दुलहीहरूलाई"),
        (Language.NE, "पार्किङ पार्किङको"),
        (Language.MR, "मेकअप मेकअपसाठी मेकअपची मेकअपला"),
        (Language.MR, "स्टुडिओ स्टुडिओमध्ये"),
        (Language.MR, "गट गटासाठी"),
        (Language.BN, "পার্কিং পার্কিংয়ের"),
        (Language.BN, "শিল্পী শিল্পীরা শিল্পীদের"),
        (Language.BN, "প্যাকেজ প্যাকেজে প্যাকেজের প্যাকেজগুলো"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: Language, forms: str) -> None:
    found = {form: stems.stem(form, language) for form in forms.split()}
    assert len(set(found.values())) == 1, found


@pytest.mark.parametrize(
    ("language", "apart"),
    [
        (Language.EN, "booking price"),
        (Language.EN, "bus business"),
        (Language.HI, "दाम दिन"),
        (Language.MR, "केस किंमत"),
        (Language.BN, "দাম দিন"),
    ],
)
def test_other_words_keep_apart(language: Language, apart: str) -> None:
    assert all(stems.stem(a, language) != stems.stem(b, language) for a, b in combinations(apart.split(), 2))


@pytest.mark.parametrize(
    ("token", "language", "english"),
    [
        ("कीमत", Language.HI, "price"),
        ("बालों", Language.HI, "hair"),
        ("मूल्य", Language.NE, "price"),
        ("किंमतीचा", Language.MR, "price"),
        ("দামের", Language.BN, "price"),
        ("ठेगाना", Language.NE, "address"),
        # Nepali words in a conversation that is held in Hindi.
        ("ठेगाना", Language.HI, "address"),
    ],
)
def test_words_lead_to_their_english_meaning(token: str, language: Language, english: str) -> None:
    assert stems.stem(english, Language.EN) in words.english(token, language)


@pytest.mark.parametrize(
    ("typed", "english"), [("keemat", "price"), ("mehendi", "henna"), ("khoroch", "price"), ("thegana", "address")]
)
def test_romanised_words_lead_to_their_english_meaning(typed: str, english: str) -> None:
    assert stems.stem(english, Language.EN) in words.romanised(typed)


def test_what_a_text_holds_without_naming_it_is_marked() -> None:
    marks = {word.raw for word in words.marks("Write to a@b.example, it is ₹500 or 20% off.")}
    assert marks == {"email", "price", "discount"}
    assert words.marks("Nothing of the kind.") == []


@pytest.mark.parametrize("language", Language)
def test_the_lists_are_whole(language: Language) -> None:
    data = tomllib.loads((FOLDER / language / "words" / "knowledge.toml").read_text("utf-8"))
    assert {"stop", "weak", "endings", "hints", "means"} <= data.keys()
    english = tomllib.loads((FOLDER / "en" / "words" / "knowledge.toml").read_text("utf-8"))["means"]
    assert all(meaning.isascii() and meaning == meaning.lower() for meaning in data["means"])
    if language is not Language.EN:
        # Every word that customers of a front desk ask with can be asked in each language.
        assert {"price", "address", "payment", "refund", "travel", "trial", "advance"} <= data["means"].keys() & english


@given(st.text(max_size=60), st.sampled_from(Language))
def test_any_text_can_be_read(text: str, language: Language) -> None:
    for word in words.read(text, language):
        words.english(word.raw, language)
        words.romanised(word.raw)
        words.is_filler(word, language)
        words.is_weak(word, language)


@pytest.mark.parametrize(
    ("typed", "english"), [("datachya", "tooth"), ("mahinyacha", "month"), ("sakharechi", "sugar")]
)
def test_romanised_words_are_known_with_their_endings(typed: str, english: str) -> None:
    assert stems.stem(english, Language.EN) in words.romanised(typed)
