"""Guessing is slow; owners get in."""

import pytest
from tests.identity.conftest import SECRET, Seconds

from frontdesk.identity.guard import Guard, network_of
from frontdesk.kit.bucket import TokenBuckets
from frontdesk.kit.errors import TooMany

HOME = "203.0.113.7"


def _tries(guard: Guard, address: str, account: str, *, known: bool = False, count: int = 100) -> int:
    """How many of `count` tries at once come through."""
    passed = 0
    for _ in range(count):
        try:
            guard.sign_in(address, account, known=known)
        except TooMany:
            continue
        passed += 1
    return passed


def _codes(guard: Guard, address: str, conversation: str) -> bool:
    try:
        guard.code(address, conversation)
    except TooMany:
        return False
    return True


def test_codes_are_slowed_for_a_conversation_and_for_an_address(guard: Guard, seconds: Seconds) -> None:
    assert sum(_codes(guard, HOME, "one") for _ in range(20)) == 5
    assert sum(_codes(guard, "198.51.100.1", f"c{n}") for n in range(50)) == 20
    passed = 20
    for minute in range(1, 10):
        seconds.now += 60
        passed += sum(_codes(guard, "198.51.100.1", f"c{minute}-{n}") for n in range(50))
    assert passed == 60 + 9
    assert _codes(guard, "198.51.100.2", "another")


def test_an_address_that_keeps_calling_for_staff_is_slowed(guard: Guard, seconds: Seconds) -> None:
    for _ in range(20):
        guard.call_for_staff(HOME)
    with pytest.raises(TooMany):
        guard.call_for_staff(HOME)
    guard.call_for_staff("198.51.100.1")
    seconds.now += 60
    guard.call_for_staff(HOME)


def test_five_a_minute_for_an_account(guard: Guard, seconds: Seconds) -> None:
    assert _tries(guard, HOME, "a") == 5
    with pytest.raises(TooMany) as refusal:
        guard.sign_in("198.51.100.1", "a", known=False)
    assert refusal.value.retry_after == pytest.approx(12)
    seconds.now += 12
    assert _tries(guard, "198.51.100.2", "a") == 1
    seconds.now += 600
    assert _tries(guard, "198.51.100.3", "a") == 5


def test_twenty_a_minute_from_an_address(guard: Guard, seconds: Seconds) -> None:
    assert sum(_tries(guard, HOME, f"a{n}", count=1) for n in range(100)) == 20
    assert _tries(guard, "198.51.100.1", "somebody") == 5
    seconds.now += 60
    assert sum(_tries(guard, HOME, f"b{n}", count=1) for n in range(100)) == 20


def test_a_thousand_addresses_guess_no_faster_than_one(guard: Guard) -> None:
    assert sum(_tries(guard, f"10.0.{n // 250}.{n % 250}", "a", count=1) for n in range(1000)) == 5


def test_strangers_cannot_use_up_the_tries_of_an_owner_at_a_known_address(guard: Guard) -> None:
    for stranger in ("198.51.100.1", "198.51.100.2", HOME):
        _tries(guard, stranger, "owner")
    assert _tries(guard, HOME, "owner", known=True) == 5


def test_a_neighbour_behind_the_same_router_cannot_either(guard: Guard) -> None:
    for n in range(100):
        _tries(guard, HOME, f"a{n}", count=1)
    assert _tries(guard, HOME, "owner", known=True) == 5


def test_a_known_address_is_limited_too(guard: Guard) -> None:
    assert _tries(guard, HOME, "owner", known=True) == 5


def test_asking_for_a_reset_is_limited_where_one_asks(guard: Guard) -> None:
    for _ in range(5):
        guard.reset_request("198.51.100.1", "owner")
    with pytest.raises(TooMany):
        guard.reset_request("198.51.100.1", "owner")
    guard.reset_request(HOME, "owner")
    assert _tries(guard, HOME, "owner") == 5  # and leaves signing in alone


def test_trying_reset_tokens_is_limited_by_address(guard: Guard) -> None:
    for _ in range(20):
        guard.reset(HOME)
    with pytest.raises(TooMany):
        guard.reset(HOME)
    guard.reset("198.51.100.1")


def test_it_can_be_lifted(seconds: Seconds) -> None:
    lifted = Guard(TokenBuckets(monotonic=seconds), SECRET, enabled=False)
    assert _tries(lifted, HOME, "a") == 100


def test_the_limit_is_configured(seconds: Seconds) -> None:
    strict = Guard(TokenBuckets(monotonic=seconds), SECRET, per_minute=2)
    assert _tries(strict, HOME, "a") == 2


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_stored_address_cannot_be_guessed_without_the_secret(guard: Guard, seconds: Seconds) -> None:
    assert guard.address_hash(HOME) == guard.address_hash("::ffff:" + HOME)
    assert guard.address_hash(HOME) != guard.address_hash("203.0.113.8")
    assert guard.address_hash(HOME) != Guard(TokenBuckets(), "another secret").address_hash(HOME)
