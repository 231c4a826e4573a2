"""What a word counts in a few texts."""

from collections import defaultdict

from frontdesk.retrieval.postings import Postings


def scores(postings: Postings, terms: dict[int, float]) -> dict[int, float]:
    found: defaultdict[int, float] = defaultdict(float)
    postings.score(terms, 1.0, found)
    return found


def test_more_counts_more_with_less_each_time_and_a_long_text_counts_less() -> None:
    postings = Postings()
    for frequencies in ({1: 1.0, 2: 1.0}, {1: 2.0}, {1: 1.0, 3: 20.0}, {3: 1.0}):
        postings.add(frequencies)
    found = scores(postings, {1: 1.0})
    assert set(found) == {0, 1, 2}
    assert found[2] < found[0] < found[1] < 2 * found[0]


def test_what_is_less_sure_counts_less() -> None:
    postings = Postings()
    postings.add({1: 1.0})
    postings.add({2: 1.0})
    found = scores(postings, {1: 1.0, 2: 0.5})
    assert 0 < found[1] < found[0]
    assert scores(postings, {9: 1.0}) == {}
