"""Who is calling: the peer, or what trusted proxies say of it."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

_UNKNOWN = "unknown"
# Proxies add one entry each; a longer list was padded by the client.
_MOST_HOPS = 32
# An IPv6 address with brackets, port and blanks; longer ones must not fill the cache of what was read.
_LONGEST_HOP = 64


@lru_cache(4096)
def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Also "1.2.3.4:5678", "[::1]:80" and IPv4 inside IPv6, as proxies write them."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


@lru_cache(4096)
def shared_by(address: str) -> str:
    """What one customer's limits are kept under: an IPv6 network of 64 bits is one household."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed) if parsed else address


class Proxies:
    """`X-Forwarded-For` counts only from these networks, and only up to the first hop that is none of them."""

    def __init__(self, networks: tuple[Network, ...]) -> None:
        self._networks = networks

    def trusts(self, peer: str) -> bool:
        if not self._networks:
            return False
        address = _parse(peer)
        return address is not None and any(address in network for network in self._networks)

    def client(self, peer: str, forwarded: bytes | None) -> str:
        """The right-most address that is not one of ours; what stands left of it, the client may have invented."""
        if forwarded is None or not self.trusts(peer):
            return peer or _UNKNOWN
        client = peer
        for hop in reversed(forwarded.decode("latin-1").split(",")[-_MOST_HOPS:]):
            address = _parse(hop) if len(hop) <= _LONGEST_HOP else None
            if address is None:
                break
            client = str(address)
            if not self.trusts(client):
                break
        return client
