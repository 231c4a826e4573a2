"""Which questions are one."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.retrieval.groups import group

EN, HI, NE, MR, BN = Language


@pytest.mark.parametrize(
    "asked",
    [
        [("price of bridal?", EN), ("bridal makeup price", EN), ("bridal makeup kitne ka hai", HI)],
        [("Do you do tattoos?", EN), ("do u do a tattoo", EN), ("टैटू करते हैं?", HI), ("ট্যাটু করেন?", BN)],
        [("Is there wifi?", EN), ("वाईफाई है क्या?", HI), ("wifi cha?", NE), ("ওয়াইফাই আছে?", BN)],
        [("Do you sell gift vouchers?", EN), ("gift voucher", EN), ("gift vouchers available?", EN)],
        [("मेहंदी की कीमत क्या है?", HI), ("mehndi ki keemat", HI), ("How much is mehndi?", EN)],
    ],
)
def test_what_asks_the_same_is_one_group(asked: list[tuple[str, Language]]) -> None:
    assert group(asked) == [list(range(len(asked)))]


@pytest.mark.parametrize(
    "asked",
    [
        [("party makeup price", EN), ("bridal makeup price", EN)],
        [("Do you do tattoos?", EN), ("Do you do henna?", EN)],
        [("Is parking free?", EN), ("Is the trial free?", EN)],
        [("Are you open at 9?", EN), ("Are you open at 11?", EN)],
        [("मेहंदी की कीमत क्या है?", HI), ("टैटू की कीमत क्या है?", HI)],
        [("what?", EN), ("how?", EN)],
    ],
)
def test_what_asks_for_two_things_is_two_groups(asked: list[tuple[str, Language]]) -> None:
    assert group(asked) == [[0], [1]]


def test_groups_are_led_and_ordered_by_their_first() -> None:
    asked = [("henna price", EN), ("tattoo price", EN), ("price for henna", EN), ("poem", EN), ("a tattoo's price", EN)]
    assert group(asked) == [[0, 2], [1, 4], [3]]
