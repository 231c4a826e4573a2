"""Whose request it is, with and without proxies in between."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.web.address import Proxies, shared_by

INNER = Proxies((ip_network("10.0.0.0/8"), ip_network("fd00::/8")))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("10.0.0.1", None, "10.0.0.1"),
        # A stranger's word does not count.
        ("203.0.113.9", b"198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", b"198.51.100.1", "198.51.100.1"),
        # What stands left of the first foreign hop was sent by that hop.
        ("10.0.0.1", b"1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", b"198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.1", b"198.51.100.1,10.0.0.7, 10.0.0.8", "198.51.100.1"),
        ("10.0.0.1", b"10.0.0.5, 10.0.0.7", "10.0.0.5"),
        ("10.0.0.1", b"198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", b"", "10.0.0.1"),
        ("10.0.0.1", b"198.51.100.1:4711", "198.51.100.1"),
        ("fd00::1", b"[2001:db8::5]:4711", "2001:db8::5"),
        ("10.0.0.1", b"::ffff:198.51.100.1", "198.51.100.1"),
        ("::ffff:10.0.0.1", b"198.51.100.1", "198.51.100.1"),
        ("", b"198.51.100.1", "unknown"),
    ],
)
def test_the_client_is_the_last_hop_that_is_not_ours(peer: str, forwarded: bytes | None, client: str) -> None:
    assert INNER.client(peer, forwarded) == client


def test_without_proxies_nothing_forwarded_counts() -> None:
    assert Proxies(()).client("10.0.0.1", b"198.51.100.1") == "10.0.0.1"


@given(st.binary(max_size=200))
def test_no_header_breaks_it(forwarded: bytes) -> None:
    assert INNER.client("10.0.0.1", forwarded)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("4f2e account", "4f2e account"),
    ],
)
def test_one_line_shares_one_limit(address: str, key: str) -> None:
    assert shared_by(address) == key
