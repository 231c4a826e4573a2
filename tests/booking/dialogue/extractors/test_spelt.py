"""Figures said one by one or in pairs, whatever the language, and what is left alone."""

from datetime import date

import pytest

from frontdesk.booking.dialogue import Catalogue
from frontdesk.booking.dialogue.extractors.message import layout, sheet
from frontdesk.booking.dialogue.extractors.numbers import spelt
from frontdesk.kit.languages import Language, words


def line(text):
    context = sheet.Context(Catalogue.of([]), Language.EN, date(2026, 11, 21), None, {})
    return spelt.line(layout.lay_out(text, context))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("nine eight seven six", "9876"),
        ("call nine eight seven, six five now", "call 987, 65 now"),
        ("double nine eight triple five", "998555"),
        ("ninety eight seventy six fifty four", "987654"),
        ("plus nine one nine eight", "+9198"),
        ("98765 four three two one zero", "9876543210"),
        ("four eleven double oh one", "411001"),
        ("अट्ठानवे छिहत्तर चौवन", "987654"),
        ("नाइन एट डबल सेवन", "9877"),
        ("nau aath saat chhe", "9876"),
        ("अठ्ठ्याण्णव शहात्तर चोपन्न", "987654"),
        ("अन्ठानब्बे छयहत्तर चवन्न", "987654"),
        ("আটানব্বই ছিয়াত্তর চুয়ান্ন", "987654"),
        ("নাইন এইট সেভেন সিক্স", "9876"),
        # Too few to be a number, or typed already.
        ("one or two", "one or two"),
        ("two people, three rooms", "two people, three rooms"),
        ("do din baad", "do din baad"),
        ("98765 43210", "98765 43210"),
        ("call at two 9876543210", "call at two 9876543210"),
    ],
)
def test_figures(said, written):
    assert line(said).text == written


def test_a_verb_behind_a_complete_number_is_no_six():
    assert line("मेरो नम्बर नौ आठ चार एक दुई तीन चार पाँच सात दुई छ").text == "मेरो नम्बर 9841234572 छ"
    assert line("नौ आठ चार एक दुई तीन चार पाँच सात छ").text == "9841234576"


def test_places_lead_back_to_the_words():
    read = line("my pin is four one one double zero one thanks")
    start = read.text.index("411001")
    assert read.places(start, start + 6) == (3, 9)


@pytest.mark.parametrize("language", Language)
def test_every_figure_has_a_word(language):
    listed = {
        int(key)
        for topic, table in (("numbers", "number"), ("spelt", "figure"))
        for key in words(topic, language)[table]
    }
    assert listed >= ({*range(21), 30, 40, 50, 60, 70, 80, 90} if language is Language.EN else set(range(100)))


def test_a_message_of_nothing_but_figures_is_no_number():
    assert line("nine " * 700).text.startswith("nine nine")
