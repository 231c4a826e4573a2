from pathlib import Path

import pytest

from frontdesk.booking import dialogue
from frontdesk.booking.dialogue.extractors.message import lexicon
from frontdesk.kit.languages import Language, words

PACKAGE = Path(dialogue.__file__).parent
GUIDE = Path(__file__).parents[4] / "docs" / "dev" / "add-a-language.md"
# Read by spelt.py, layout.py and topics.py.
APART = ("spelt", "abbreviations", "topics")
# What only English grammar has, or what stands there for all.
ENGLISH = {"ahead", "drops", "loan", "modal", "sign", "vacant"}


def tables():
    return {name for topic in (*lexicon.TOPICS, *APART) for language in Language for name in words(topic, language)}


@pytest.mark.parametrize("topic", lexicon.TOPICS)
def test_every_language_lists_what_english_lists(topic):
    english = set(words(topic, Language.EN)) - ENGLISH
    for language in Language:
        assert english <= set(words(topic, language)), language


def test_every_table_is_asked_for_by_name():
    code = "".join(file.read_text("utf-8") for file in sorted(PACKAGE.rglob("*.py")))
    composed = {"glued_from"}
    assert {name for name in tables() if f'"{name}"' not in code} == composed


def test_the_guide_says_what_every_table_holds():
    guide = GUIDE.read_text("utf-8")
    assert not {name for name in tables() if f"`{name}`" not in guide and f"`[{name}]`" not in guide}


@pytest.mark.parametrize("language", list(Language))
def test_months_weekdays_and_numbers_are_complete(language):
    dates, numbers = words("dates", language), words("numbers", language)
    assert {int(key) for key in dates["month"]} == set(range(1, 13))
    assert {int(key) for key in dates["weekday"]} == set(range(7))
    assert set(range(1, 32)) <= {int(key) for key in numbers["number"]}
    assert {int(key) for key in numbers["ordinal"]} >= set(range(1, 9))


@pytest.mark.parametrize(
    ("word", "category", "value"),
    [
        ("दिसम्बर", "month", 12),
        ("disember", "month", 12),
        ("decmber", "month", 12),
        ("saterday", "weekday", 5),
        ("shanivaar", "weekday", 5),
        ("शनिबारको", "weekday", 5),
        ("শনিবারে", "weekday", 5),
        ("भोलि", "day", 1),
        ("tommorow", "day", 1),
        ("নেপাল", "country", "NP"),
    ],
)
def test_a_word_is_found_as_written_as_it_sounds_inflected_or_mistyped(word, category, value):
    assert (category, value) in {(entry.category, entry.value) for entry in lexicon.lookup(word)}


@pytest.mark.parametrize("word", ["Mondal", "Sundar", "case", "Ivoire", "Marcus", "Augustine"])
def test_names_and_plain_words_are_no_dates(word):
    assert not {"month", "weekday", "day"} & {entry.category for entry in lexicon.lookup(word)}


@pytest.mark.parametrize(
    ("word", "category", "value"),
    [
        ("उद्याच", "day", 1),
        ("मंगळवारीच", "weekday", 1),
        ("সোমবারেই", "weekday", 0),
        ("শনিবারটাই", "weekday", 5),
        ("আজকেই", "day", 0),
        ("सोमबारै", "weekday", 0),
        ("शुकरवारी", "weekday", 4),
        ("डिसेबरमा", "month", 12),
        ("saterday", "weekday", 5),
    ],
)
def test_a_word_is_met_under_several_endings_and_with_a_slip_of_the_finger(word, category, value):
    assert (category, value) in {(entry.category, entry.value) for entry in lexicon.lookup(word)}


@pytest.mark.parametrize("word", ["কাউকে", "sundar", "mondal", "সোমনাথ"])
def test_what_only_resembles_a_day_is_none(word):
    assert not {entry.category for entry in lexicon.lookup(word)} & {"day", "weekday", "month"}
