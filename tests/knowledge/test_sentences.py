"""Where a text may be cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.knowledge import sentences


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Basic costs ₹15,999. Premium ₹49,999.50. Done.", ["Basic costs ₹15,999.", "Premium ₹49,999.50.", "Done."]),
        ("It costs Rs. 400 a class. Ask Dr. Meera Joshi.", ["It costs Rs. 400 a class.", "Ask Dr. Meera Joshi."]),
        ("From 6 a.m. to 8 p.m. daily. Come in.", ["From 6 a.m. to 8 p.m. daily.", "Come in."]),
        ("We close at 8 p.m. Come early.", ["We close at 8 p.m.", "Come early."]),
        ("Mail hello@asha.example. See asha.example/faq.", ["Mail hello@asha.example.", "See asha.example/faq."]),
        ("पहला वाक्य है। दूसरा वाक्य? तीसरा॥ चौथा", ["पहला वाक्य है।", "दूसरा वाक्य?", "तीसरा॥", "चौथा"]),
        ("मूल्य रु. ८,००० बाट सुरु। ठीक छ।", ["मूल्य रु. ८,००० बाट सुरु।", "ठीक छ।"]),
        ("প্রথম বাক্য। দাম ৳৫০০। শেষ", ["প্রথম বাক্য।", "দাম ৳৫০০।", "শেষ"]),
        ("He said “Yes.” Then left.", ["He said “Yes.”", "Then left."]),
        ("J. K. Sharma trained us.", ["J. K. Sharma trained us."]),
        ("Wait... what?!  Fine.", ["Wait...", "what?!", "Fine."]),
        ("Packages:\n- Basic\n- Premium. Best.\n", ["Packages:", "- Basic", "- Premium.", "Best."]),
        ("1. First step.\n2. Second step.", ["1. First step.", "2. Second step."]),
        ("", []),
        (" \n \n", []),
        ("...", ["..."]),
    ],
)
def test_a_text_is_cut_where_a_sentence_ends(text: str, pieces: list[str]) -> None:
    assert [sentence.text for sentence in sentences.split(text)] == pieces


def test_bullets_and_lines_are_told_apart() -> None:
    found = sentences.split("Packages:\n- Basic. Cheap.\n* Luxury\nThat is all.")
    assert [(s.opens_line, s.is_bullet) for s in found] == [
        (True, False),
        (True, True),
        (False, True),
        (True, True),
        (True, False),
    ]


@given(st.text(max_size=400))
def test_nothing_but_blanks_is_lost(text: str) -> None:
    kept = "".join(sentence.text for sentence in sentences.split(text))
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(alphabet="ab. ।?!\n\r\t-•1)\u2028\x1c", max_size=200))
def test_a_sentence_knows_where_it_stands(text: str) -> None:
    found = sentences.split(text)
    assert [text[sentence.start : sentence.end] for sentence in found] == [sentence.text for sentence in found]
    assert all(before.end <= after.start for before, after in pairwise(found))
