"""Token buckets under a clock of our own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.kit.bucket import TokenBuckets


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def buckets(seconds: Seconds) -> TokenBuckets:
    return TokenBuckets(capacity=3, monotonic=seconds)


def test_a_burst_goes_through_and_the_next_one_learns_when_to_come_back(buckets: TokenBuckets) -> None:
    verdicts = [buckets.take("a", rate_per_minute=60, burst=3) for _ in range(4)]
    assert [v.allowed for v in verdicts] == [True, True, True, False]
    assert [v.remaining for v in verdicts] == [2, 1, 0, 0]
    assert [v.reset_after_seconds for v in verdicts] == [1.0, 2.0, 3.0, 3.0]
    assert [v.retry_after for v in verdicts] == [0.0, 0.0, 0.0, 1.0]
    assert {v.limit for v in verdicts} == {60}


def test_waiting_as_long_as_told_is_enough(buckets: TokenBuckets, seconds: Seconds) -> None:
    for _ in range(20):
        verdict = buckets.take("a", rate_per_minute=7, burst=2)
        if not verdict.allowed:
            seconds.now += verdict.retry_after
            assert buckets.take("a", rate_per_minute=7, burst=2).allowed


def test_a_refusal_costs_nothing(buckets: TokenBuckets, seconds: Seconds) -> None:
    buckets.take("a", rate_per_minute=60, burst=1)
    for _ in range(50):
        assert not buckets.take("a", rate_per_minute=60, burst=1).allowed
    seconds.now += 1
    assert buckets.take("a", rate_per_minute=60, burst=1).allowed


def test_a_bucket_never_holds_more_than_its_burst(buckets: TokenBuckets, seconds: Seconds) -> None:
    buckets.take("a", rate_per_minute=60, burst=2)
    seconds.now += 86_400
    assert [buckets.take("a", rate_per_minute=60, burst=2).allowed for _ in range(3)] == [True, True, False]


def test_keys_do_not_share(buckets: TokenBuckets) -> None:
    assert buckets.take("a", rate_per_minute=1, burst=1).allowed
    assert buckets.take("b", rate_per_minute=1, burst=1).allowed
    assert not buckets.take("a", rate_per_minute=1, burst=1).allowed


def test_memory_is_bounded_and_the_longest_untouched_goes_first(buckets: TokenBuckets) -> None:
    for key in ("a", "b", "c", "a", "d"):  # d pushes out b, since a was touched again
        buckets.take(key, rate_per_minute=1, burst=2)
    assert len(buckets) == 3
    assert not buckets.take("a", rate_per_minute=1, burst=2).allowed
    assert buckets.take("b", rate_per_minute=1, burst=2).remaining == 1


def test_threads_cannot_take_a_token_twice(seconds: Seconds) -> None:
    shared = TokenBuckets(monotonic=seconds)
    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(lambda _: shared.take("a", rate_per_minute=60, burst=100), range(400)))
    assert sum(v.allowed for v in verdicts) == 100


@given(
    rate=st.integers(1, 600),
    burst=st.integers(1, 20),
    pauses=st.lists(st.floats(0, 30, allow_nan=False), max_size=60),
)
def test_no_pattern_of_calls_gets_more_than_burst_and_rate_allow(rate: int, burst: int, pauses: list[float]) -> None:
    seconds = Seconds()
    buckets = TokenBuckets(monotonic=seconds)
    start = seconds.now
    allowed = 0
    for pause in pauses:
        seconds.now += pause
        verdict = buckets.take("a", rate_per_minute=rate, burst=burst)
        allowed += verdict.allowed
        assert 0 <= verdict.remaining < burst + 1
        assert verdict.retry_after >= 0
    assert allowed <= burst + (seconds.now - start) * rate / 60 + 1e-6
