import pytest

from frontdesk.booking.dialogue.extractors.message import fold


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("tommorow", "tomorrow"),
        ("chahiye", "chahie"),
        ("somwar", "somvar"),
        ("shanibar", "sanibar"),
        ("theek", "thik"),
        ("naam", "nam"),
        ("दिसम्बर", "दिसंबर"),
        ("हिन्दी", "हिंदी"),
        ("पांच", "पाँच"),
        ("आइतबार", "आईतबार"),
        ("ज़रूर", "जरुर"),
        ("শনিবার", "সনিবার"),
        ("প্রিয়া", "প্রিযা"),
    ],
)
def test_spellings_of_one_word_meet(left, right):
    assert fold.loose(left) == fold.loose(right)


@pytest.mark.parametrize(
    ("left", "right"), [("kal", "kala1"), ("no", "nahi"), ("परसों", "पर"), ("দুই", "দিন"), ("may", "mai1")]
)
def test_different_words_stay_apart(left, right):
    assert fold.loose(left) != fold.loose(right)


@pytest.mark.parametrize(
    ("latin", "other"),
    [("bridal", "ब्राइडल"), ("bridal", "ব্রাইডাল"), ("mehndi", "मेहंदी"), ("premium", "প্রিমিয়াম"), ("party", "पार्टी")],
)
def test_a_word_meets_itself_across_scripts(latin, other):
    assert fold.skeleton(latin) == fold.skeleton(other)


def test_vowels_tell_short_words_apart():
    assert fold.bare("dulahi") == fold.bare("दुलही")
    assert fold.bare("dulahi") != fold.bare("दिल्ली")
