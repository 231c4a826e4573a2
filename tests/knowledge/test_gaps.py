"""Questions without an answer: counted as one where they are one, and without the asker's data."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.knowledge import gaps
from frontdesk.storage.session import Database
from tests.conftest import SetClock


def test_questions_that_differ_in_dress_are_one_and_the_most_asked_come_first(
    database: Database, clock: Clock, hands: SetClock
) -> None:
    for question, language in [
        ("Do you do tattoos?", Language.EN),
        ("कोई कविता सुनाओ।", Language.HI),
        ("  do you do   TATTOOS ", Language.EN),
        ("do you do tattoos!! \U0001f64f", Language.EN),
        ("Is the studio heated?", Language.EN),
        ("कोई कविता सुनाओ", Language.HI),
        ("do you do tattoos", Language.NE),
    ]:
        hands.forward(minutes=1)
        database.tx_now(gaps.record, question, language, now=clock.now())
    asked = database.read_now(gaps.leading)
    assert [(one.question, one.language, one.count) for one in asked] == [
        ("Do you do tattoos?", Language.EN, 3),
        ("कोई कविता सुनाओ।", Language.HI, 2),
        ("do you do tattoos", Language.NE, 1),
        ("Is the studio heated?", Language.EN, 1),
    ]
    page = database.read_now(gaps.listing, Paging())
    assert [(gap.question, gap.language, gap.count, gap.variants) for gap in page.items] == [
        ("Do you do tattoos?", Language.EN, 4, 2),
        ("कोई कविता सुनाओ।", Language.HI, 2, 1),
        ("Is the studio heated?", Language.EN, 1, 1),
    ]
    assert page.total == 3
    assert page.items[0].last_asked_at == clock.now()
    assert page.items[0].examples == (asked[0], asked[2])


def test_what_asks_much_the_same_is_one_in_whatever_script(database: Database, clock: Clock) -> None:
    for question, language, times in [
        ("bridal makeup price", Language.EN, 2),
        ("Do you sell gift vouchers?", Language.EN, 4),
        ("price of bridal?", Language.EN, 1),
        ("bridal makeup kitne ka hai", Language.HI, 3),
        ("party makeup price", Language.EN, 1),
        ("ब्राइडल मेकअप की कीमत?", Language.HI, 1),
    ]:
        for _ in range(times):
            database.tx_now(gaps.record, question, language, now=clock.now())
    page = database.read_now(gaps.listing, Paging())
    assert [(gap.question, gap.count, gap.variants) for gap in page.items] == [
        ("bridal makeup kitne ka hai", 7, 4),
        ("Do you sell gift vouchers?", 4, 1),
        ("party makeup price", 1, 1),
    ]
    first = page.items[0].examples
    assert [one.count for one in first] == [3, 2, 1, 1]
    second = database.read_now(gaps.listing, Paging(limit=1, skip=1))
    assert (second.items, second.total) == (page.items[1:2], 3)


def test_of_many_wordings_some_are_shown(database: Database, clock: Clock) -> None:
    for place in range(8):
        database.tx_now(
            gaps.record, f"Do you do tattoos{'?' * (place % 2)} {'a ' * place}", Language.EN, now=clock.now()
        )
    (gap,) = database.read_now(gaps.listing, Paging()).items
    assert (gap.count, gap.variants, len(gap.examples)) == (8, 8, 5)


def test_vowel_signs_are_part_of_a_word(database: Database, clock: Clock) -> None:
    for question in ("मिल", "मेल", "मल"):
        database.tx_now(gaps.record, question, Language.HI, now=clock.now())
    assert database.read_now(gaps.listing, Paging()).total == 3


@pytest.mark.parametrize("question", ["", "   ", "?!", "\U0001f600\U0001f600", "\u200d"])
def test_what_asks_nothing_is_not_recorded(database: Database, clock: Clock, question: str) -> None:
    database.tx_now(gaps.record, question, Language.EN, now=clock.now())
    assert database.read_now(gaps.listing, Paging()).total == 0


async def test_two_at_the_same_moment_are_both_counted(database: Database, clock: Clock) -> None:
    await asyncio.gather(
        *(database.tx(gaps.record, "Do you do tattoos?", Language.EN, now=clock.now()) for _ in range(16))
    )
    page = await database.read(gaps.listing, Paging())
    assert [gap.count for gap in page.items] == [16]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Call me on +977-9876543210 please", "Call me on ••• please"),
        ("my number is 98 76 54 32 10", "my number is •••"),
        ("मेरा नंबर ९८७६५४३२१० है", "मेरा नंबर ••• है"),
        ("নম্বর ০১৭১২-৩৪৫৬৭৮", "নম্বর •••"),
        ("write to priya.s+x@example.co.in, ok?", "write to •••, ok?"),
        ("priya @ example.com", "•••"),
        ("OTP 123456", "OTP •••"),
        ("is 12345 enough for 10 people on the 25th?", "is 12345 enough for 10 people on the 25th?"),
        ("line one\nline two\x00", "line one line two"),
        ("\ud800 broken", "? broken"),
    ],
)
def test_numbers_and_addresses_of_the_asker_are_left_out(question: str, kept: str) -> None:
    assert gaps.mask(question) == kept


@given(st.text(max_size=3000))
def test_a_kept_question_is_short_and_storable(question: str) -> None:
    kept = gaps.mask(question)
    assert len(kept) <= gaps.LONGEST
    kept.encode()
    assert "\x00" not in kept
    assert "\n" not in kept


def test_a_long_question_cannot_hide_a_number_at_the_cut(database: Database, clock: Clock) -> None:
    database.tx_now(gaps.record, "a " * 246 + "9876543210 and more", Language.EN, now=clock.now())
    (gap,) = database.read_now(gaps.listing, Paging()).items
    assert gap.question.endswith("•••") or gap.question.endswith("••• and")
    assert "9876" not in gap.question
