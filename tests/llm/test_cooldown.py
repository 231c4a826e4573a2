"""How long a key is left alone, and who finds out how it is."""

import pytest

from frontdesk.llm import cooldown
from frontdesk.llm.cooldown import Cooldown
from frontdesk.llm.failures import ModelFailed

KEY, OTHER = "openai:1", "openai:2"


class Hands:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Board:
    """What others said, and what they would hear."""

    def __init__(self) -> None:
        self.heard: dict[str, float] = {}
        self.said: list[tuple[str, float]] = []

    def tell(self, key: str, seconds: float) -> None:
        self.said.append((key, seconds))

    def left(self, key: str) -> float:
        return self.heard.get(key, 0.0)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def rests(hands: Hands) -> Cooldown:
    return Cooldown(hands)


@pytest.mark.parametrize(
    ("failures", "least", "most"),
    [
        # The vendor's own word counts, within reason.
        ([ModelFailed("limited", wait=7.0)], 7.0, 7.7),
        ([ModelFailed("limited", wait=0.0)], 0.5, 0.55),
        ([ModelFailed("limited", wait=1e9)], 6 * 3600.0, 6.6 * 3600.0),
        ([ModelFailed("broken", wait=30.0)], 30.0, 33.0),
        ([ModelFailed("limited")], 20.0, 22.0),
        ([ModelFailed("quota")], 3600.0, 3960.0),
        ([ModelFailed("credits")], 3600.0, 3960.0),
        ([ModelFailed("auth")], 3600.0, 3960.0),
        # Faults grow.
        ([ModelFailed("broken")], 2.0, 2.2),
        ([ModelFailed("timeout")] * 2, 4.0, 4.4),
        ([ModelFailed("connection")] * 3, 8.0, 8.8),
        ([ModelFailed("disconnected")] * 12, 60.0, 66.0),
        # What one message brought about says nothing of the next.
        ([ModelFailed(reason) for reason in ("refused", "cut", "unreadable", "empty", "too_long")], 0.0, 0.0),
        ([ModelFailed("rejected")] * 2, 0.0, 0.0),
        ([ModelFailed("rejected")] * 3, 8.0, 8.8),
    ],
    ids=lambda value: "+".join(one.reason for one in value) if isinstance(value, list) else None,
)
def test_a_pause_is_as_long_as_its_reason(
    rests: Cooldown, hands: Hands, failures: list[ModelFailed], least: float, most: float
) -> None:
    for failure in failures:
        hands.now += rests.left(KEY)
        rests.begins(KEY)
        rests.fails(KEY, failure)
    assert least <= rests.left(KEY) <= most
    assert rests.is_free(KEY) is (least == 0.0)
    assert rests.is_free(OTHER)


def test_a_lone_key_is_asked_again_sooner(rests: Cooldown, hands: Hands) -> None:
    for seconds in (2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0):
        rests.begins(KEY)
        rests.fails(KEY, ModelFailed("limited"), is_alone=True)
        assert seconds <= rests.left(KEY) <= seconds * 1.1
        hands.now += rests.left(KEY)
    rests.fails(KEY, ModelFailed("limited", wait=30.0), is_alone=True)
    assert rests.left(KEY) >= 30.0, "the vendor's own word counts"
    rests.fails(OTHER, ModelFailed("quota"), is_alone=True)
    assert rests.left(OTHER) >= 3600.0


def test_calls_that_fail_together_count_once(rests: Cooldown) -> None:
    for _ in range(50):
        rests.fails(KEY, ModelFailed("broken"))
    assert rests.left(KEY) <= 2.2


def test_after_a_pause_one_goes_first(rests: Cooldown, hands: Hands) -> None:
    rests.fails(KEY, ModelFailed("limited", wait=5.0))
    assert not rests.is_free(KEY)
    hands.now += 6.0
    assert rests.is_free(KEY)
    rests.begins(KEY)
    assert not rests.is_free(KEY)
    rests.answers(KEY)
    assert rests.is_free(KEY)


@pytest.mark.parametrize("said", ["given up", "of the message"])
def test_who_learns_nothing_leaves_it_to_the_next(rests: Cooldown, hands: Hands, said: str) -> None:
    rests.fails(KEY, ModelFailed("broken"))
    hands.now += 3.0
    rests.begins(KEY)
    if said == "given up":
        rests.given_up(KEY)
    else:
        rests.fails(KEY, ModelFailed("empty"))
    assert rests.is_free(KEY)
    rests.begins(KEY)
    assert not rests.is_free(KEY)


def test_a_stream_that_breaks_off_counts_and_one_that_ends_well_forgets(rests: Cooldown, hands: Hands) -> None:
    for seconds in (2.0, 4.0, 8.0):
        rests.begins(KEY)
        rests.answers(KEY)
        rests.fails(KEY, ModelFailed("disconnected"))
        assert seconds <= rests.left(KEY) <= seconds * 1.1
        hands.now += rests.left(KEY)
    rests.works(KEY)
    rests.fails(KEY, ModelFailed("disconnected"))
    assert rests.left(KEY) <= 2.2


def test_a_longer_pause_is_not_shortened(rests: Cooldown) -> None:
    rests.fails(KEY, ModelFailed("auth"))
    rests.fails(KEY, ModelFailed("broken"))
    assert rests.left(KEY) >= 3600.0


def test_what_others_learnt_counts_and_is_told(hands: Hands) -> None:
    board = Board()
    rests = Cooldown(hands, board)
    board.heard[KEY] = 9.0
    assert not rests.is_free(KEY)
    assert rests.left(KEY) == 9.0
    rests.fails(OTHER, ModelFailed("limited", wait=4.0))
    rests.fails(OTHER, ModelFailed("empty"))
    assert [(key, round(seconds // 1)) for key, seconds in board.said] == [(OTHER, 4)]
    board.heard.clear()
    assert rests.is_free(KEY)


def test_rests_have_an_end(rests: Cooldown, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooldown, "_MOST", 10)
    for number in range(25):
        rests.fails(f"named:{number}", ModelFailed("auth"))
    assert len(rests._rests) <= 10
    assert not rests.is_free("named:24")
    rests.fails(KEY, ModelFailed("auth"))
    hands.now += 4_000.0
    for number in range(8):
        rests.fails(f"more:{number}", ModelFailed("broken"))
    assert KEY not in rests._rests
