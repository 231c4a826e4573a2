"""Words that no shop needs to be known for, and that a question may hold all the same."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.retrieval import everyday, stems, words
from frontdesk.retrieval.words import Word

HI, NE, MR, BN, EN = Language.HI, Language.NE, Language.MR, Language.BN, Language.EN


def _listed(language: Language) -> list[tuple[str, list[str]]]:
    lines = words.words("everyday", language)["means"].splitlines()
    return [(line.split()[0], line.split()[1:]) for line in lines]


@pytest.mark.parametrize("language", [HI, NE, MR, BN])
def test_each_word_leads_to_english_by_itself_and_as_it_is_typed(language: Language) -> None:
    for head, forms in _listed(language)[::40]:
        usual = forms[0]
        meant = everyday.named(language)[stems.fold(usual)]
        assert head in meant or len(meant) == 3, (head, usual)
        key = next(iter(stems.typed(usual, language)))
        assert len(key) < 3 or everyday.typed(key, language), (head, usual, key)


@pytest.mark.parametrize("language", [HI, NE, MR, BN])
def test_nothing_is_listed_that_the_lists_of_business_have_or_that_says_nothing(language: Language) -> None:
    business = {
        stems.fold(form) for forms in words.words("knowledge", language)["means"].values() for form in forms.split()
    }
    silent = {stems.fold(word) for word in words.words("knowledge", language)["stop"].split()}
    for head, forms in _listed(language):
        assert forms, head
        assert head not in words.lexicon(EN).stop
        assert not {stems.fold(form) for form in forms} & (business | silent), (head, forms)


def test_a_word_of_business_means_what_business_says() -> None:
    assert everyday.english("कीमत", HI) == words.english("कीमत", HI)
    assert everyday.romanised("keemat") == words.romanised("keemat")
    assert everyday.english("है", HI) == ()
    assert everyday.english("xyzzy", EN) == words.english("xyzzy", EN)
    assert everyday.named(EN) == {}


def test_a_word_typed_in_latin_letters_is_not_taken_for_an_english_one() -> None:
    assert everyday.is_english(Word("price", stems.stem("price", EN)))
    assert not everyday.is_english(Word("kya", stems.stem("kya", EN)))
    assert not everyday.is_english(Word("qwrtzp", "qwrtzp"))
