"""Slows guessing at passwords without locking an owner out, and what a stranger can make the house send.

Limits hold per account and per address, per process. All strangers together share one allowance for an account, so
guessing from a thousand addresses is as slow as from one. An address from which the account has signed in before has
an allowance of its own for that account, which nobody elsewhere can use up. A right password does not get past a
limit: otherwise a refusal would tell the guesser that the password was wrong.
"""

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

from frontdesk.kit.bucket import TokenBuckets
from frontdesk.kit.errors import TooMany

# Codes cost money and reach whoever a stranger names: besides what a minute allows, an address may send so many at once
# and then one a minute. What holds exactly for a number and a booking is counted by codes.py.
_CODES_AT_ONCE = 60
# Each writes to all of the staff; but an office may share an address, and who asks for a person is not refused lightly.
_CALLS_AT_ONCE = 20


class Guard:
    """`per_minute` tries for an account, `per_address` from an address: an office signs in several people.

    `enabled=False` lifts all of it.
    """

    def __init__(
        self,
        buckets: TokenBuckets,
        secret: str,
        *,
        per_minute: int = 5,
        per_address: int = 20,
        enabled: bool = True,
    ) -> None:
        self._buckets = buckets
        self._key = hmac.digest(secret.encode(), b"frontdesk.addresses", hashlib.sha256)
        self._per_minute = per_minute
        self._per_address = per_address
        self._enabled = enabled

    def sign_in(self, address: str, account: str, *, known: bool) -> None:
        """TooMany if this try comes too soon. `account` is the account key as typed, existing or not."""
        network = network_of(address)
        if known:
            # Not the address's own allowance: a neighbour behind the same router could use that up.
            self._take(f"known {network} {account}", self._per_minute)
        else:
            self._take(f"address {network}", self._per_address)
            self._take(f"account {account}", self._per_minute)

    def reset_request(self, address: str, account: str) -> None:
        """Per account *and* address, else strangers could keep an owner from asking; reset.py bounds the emails."""
        network = network_of(address)
        self._take(f"reset address {network}", self._per_address)
        self._take(f"reset {network} {account}", self._per_minute)

    def reset(self, address: str) -> None:
        self._take(f"reset token {network_of(address)}", self._per_address)

    def code(self, address: str, conversation: str) -> None:
        """TooMany if this conversation, or this address in whatever conversations, has codes sent too fast."""
        network = network_of(address)
        self._take(f"code {conversation}", self._per_minute)
        self._take(f"code address {network}", self._per_address)
        self._take(f"codes {network}", 1, burst=_CODES_AT_ONCE)

    def register(self, address: str) -> None:
        """TooMany if accounts are made too fast from this address."""
        self._take(f"register {network_of(address)}", self._per_address)

    def verification_code(self, address: str, account: str) -> None:
        """Per account *and* address; verification.py bounds the emails to one account, whoever asks for them."""
        self.verification(address, account)
        self._take(f"codes {network_of(address)}", 1, burst=_CODES_AT_ONCE)

    def verification(self, address: str, account: str) -> None:
        """TooMany if codes for this account, or any, are tried too fast from this address."""
        network = network_of(address)
        self._take(f"verify address {network}", self._per_address)
        self._take(f"verify {network} {account}", self._per_minute)

    def call_for_staff(self, address: str) -> None:
        """TooMany if this address has asked for a person again and again, in whatever conversations."""
        self._take(f"staff {network_of(address)}", 1, burst=_CALLS_AT_ONCE)

    def address_hash(self, address: str) -> str:
        """What is stored of an address: enough to know it again, not to read it."""
        return hmac.new(self._key, network_of(address).encode(), hashlib.sha256).hexdigest()

    def _take(self, key: str, per_minute: int, *, burst: int | None = None) -> None:
        if not self._enabled:
            return
        verdict = self._buckets.take(key, rate_per_minute=per_minute, burst=burst or per_minute)
        if not verdict.allowed:
            raise TooMany(retry_after=verdict.retry_after)


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 of an IPv6 one, which is what one line is given."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]  # no IP address: a name that a test client or a socket gave itself
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
