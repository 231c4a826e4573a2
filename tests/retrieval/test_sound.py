"""The same name in different scripts, and the same word as different people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.retrieval import sound


@pytest.mark.parametrize(
    ("indic", "latin"),
    [
        ("इंस्टाग्राम", "instagram"),
        ("इन्स्टाग्राम", "instagram"),
        ("ইনস্টাগ্রাম", "instagram"),
        ("व्हाट्सएप", "whatsapp"),
        ("হোয়াটসঅ্যাপ", "whatsapp"),
        ("ফেসবুক", "facebook"),
        ("पार्किंग", "parking"),
        ("पार्किङ", "parking"),
        ("পার্কিং", "parking"),
        ("भिडियो", "video"),
        ("ভিডিও", "video"),
        ("वाशिंगटन", "washington"),
        ("ওয়াশিংটন", "washington"),
        ("शेक्सपियर", "shakespeare"),
        ("माइकल", "michael"),
        ("জর্জ", "george"),
        ("मोज़ार्ट", "mozart"),
        ("हाइड्रोजन", "hydrogen"),
        ("चेन्नई", "chennai"),
        ("এভারেস্ট", "everest"),
        ("ম্যানেজার", "manager"),
    ],
)
def test_a_name_sounds_the_same_in_two_scripts(indic: str, latin: str) -> None:
    assert set(sound.keys(indic)) & set(sound.keys(latin))


@pytest.mark.parametrize(
    ("one", "other"),
    [("दिल्ली", "mumbai"), ("पोखरा", "pokemon"), ("instagram", "फेसबुक"), ("काठमाडौं", "kolkata")],
)
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert not set(sound.keys(one)) & set(sound.keys(other))


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("कीमत", ["keemat", "kimat", "qeemat"]),
        ("दाम", ["daam", "dam"]),
        ("तारीख", ["tareekh", "tarikh"]),
        ("भुगतान", ["bhugtan", "bhugtaan"]),
        ("पहले", ["pehle", "pahle"]),
        ("शादी", ["shaadi", "shadi"]),
        ("मेहन्दी", ["mehendi", "mehandi"]),
    ],
)
def test_typed_spellings_meet(word: str, typed: list[str]) -> None:
    vowels = str.maketrans("", "", "aeiou")
    assert {sound.spelling(other).translate(vowels) for other in typed} == {sound.spelling(word).translate(vowels)}


def test_the_unwritten_vowel_of_bengali_is_typed_as_o() -> None:
    assert sound.spelling("khoroch", bengali=True) == sound.spelling("খরচ", bengali=True)


@given(st.text(max_size=30))
def test_any_text_has_a_sound(text: str) -> None:
    sound.keys(text)
    sound.spelling(text)
    sound.spelling(text, bengali=True)


@pytest.mark.parametrize(
    ("word", "letters"),
    [("जेईई", "jee"), ("यूपीआई", "upi"), ("এসি", "ac"), ("জিএসটি", "gst"), ("केले", ""), ("आरती", ""), ("a", ""), ("", "")],
)
def test_letters_that_are_read_out_are_an_abbreviation(word: str, letters: str) -> None:
    assert sound.abbreviation(word) == letters
