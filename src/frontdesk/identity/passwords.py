"""Password policy and hashes: Argon2id by default, bcrypt by choice, both verified whatever is chosen.

One hash costs about 40 ms of CPU on purpose. It must never run on the event loop or inside a transaction: use
`hash_aside` and `verify_aside`. They share two threads, which bounds memory too (19 MiB for each Argon2id hash).

bcrypt reads 72 bytes and no more. A password that is longer in UTF-8 is replaced by a keyed digest of itself before
bcrypt sees it; a shorter one goes in as it is, so that hashes brought along from another system go on working.
"""

import asyncio
import base64
import hashlib
import hmac
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from frontdesk.kit.errors import BadInput, FieldProblem
from frontdesk.kit.text import is_storable

Scheme = Literal["argon2", "bcrypt"]

MIN_LENGTH = 8
MAX_LENGTH = 128

# OWASP's smallest memory for Argon2id, with one pass more than it asks for: fit for a small server.
_TIME_COST = 3
_MEMORY_KIB = 19_456
_BCRYPT_BYTES = 72
_BCRYPT_ROUNDS = re.compile(r"\$2[abxy]\$(\d\d)\$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rehash` is a new hash to store instead, where the old one is of the other scheme or weaker than configured."""

    ok: bool
    rehash: str | None = field(default=None, repr=False)


class Passwords:
    """The configured scheme. `bcrypt_rounds` (4…31) is its cost: one more takes twice as long."""

    def __init__(self, scheme: Scheme = "argon2", bcrypt_rounds: int = 12) -> None:
        self._scheme: Scheme = scheme
        self._rounds = bcrypt_rounds
        self._argon2 = Argon2Hasher(time_cost=_TIME_COST, memory_cost=_MEMORY_KIB, parallelism=1)
        self._bcrypt = BcryptHasher(bcrypt_rounds)
        # Well-formed hashes of no password, as costly to verify as a real one of the scheme.
        self._nobody = (
            f"$argon2id$v=19$m={_MEMORY_KIB},t={_TIME_COST},p=1${'A' * 22}${'A' * 43}"
            if scheme == "argon2"
            else f"$2b${bcrypt_rounds:02d}${'.' * 53}"
        )
        self._threads = ThreadPoolExecutor(2, "passwords")

    def hash(self, password: str) -> str:
        """About 40 ms (Argon2id) of CPU. The password must be storable text, which the policy checks."""
        raw = _to_bytes(password)
        return self._argon2.hash(raw) if self._scheme == "argon2" else self._bcrypt.hash(_for_bcrypt(raw))

    def verify(self, password: str, stored: str | None) -> Verdict:
        """As costly for None (there is no such account) as for a stored hash of the configured scheme."""
        if not is_storable(password) or len(password) > MAX_LENGTH:
            return Verdict(ok=False)  # says nothing about accounts: it hangs on the request alone
        raw = _to_bytes(password)
        ok = self._is_right(raw, stored or self._nobody)
        if stored is None or not ok:
            return Verdict(ok=False)
        return Verdict(ok=True, rehash=self.hash(password) if self._is_dated(stored) else None)

    async def hash_aside(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash, password)

    async def verify_aside(self, password: str, stored: str | None) -> Verdict:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.verify, password, stored)

    def _is_right(self, raw: bytes, stored: str) -> bool:
        try:
            if self._argon2.identify(stored):
                return self._argon2.verify(raw, stored)
            return self._bcrypt.identify(stored) and self._bcrypt.verify(_for_bcrypt(raw), stored)
        except ValueError:
            return False  # looks like a hash and is none, such as bcrypt with a cost of 99

    def _is_dated(self, stored: str) -> bool:
        rounds = _BCRYPT_ROUNDS.match(stored)
        if self._scheme == "argon2":
            return rounds is not None or self._argon2.check_needs_rehash(stored)
        return rounds is None or int(rounds[1]) < self._rounds


def check_length(password: str, *, name: str = "password") -> None:
    """BadInput unless it has 8 to 128 characters; `name` is the field that the problem is reported for."""
    _refuse(name, _length_problems(password))


def check_policy(password: str, *, name: str = "password") -> None:
    """Length as above, an upper-case and a lower-case letter and a digit. BadInput names all that is missing."""
    problems = _length_problems(password)
    if not any(char.isupper() for char in password):
        problems.append("The password needs an upper-case letter.")
    if not any(char.islower() for char in password):
        problems.append("The password needs a lower-case letter.")
    if not any(char.isdecimal() for char in password):
        problems.append("The password needs a digit.")
    _refuse(name, problems)


def _length_problems(password: str) -> list[str]:
    problems = []
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        problems.append(f"The password must have {MIN_LENGTH} to {MAX_LENGTH} characters.")
    if not is_storable(password):
        problems.append("The password contains a character that cannot be stored.")
    return problems


def _refuse(name: str, problems: list[str]) -> None:
    if problems:
        raise BadInput(problems[0], problems=[FieldProblem(name, problem) for problem in problems])


def _to_bytes(password: str) -> bytes:
    # Two keyboards may spell one letter as one character or as two; the person typed the same password.
    return unicodedata.normalize("NFC", password).encode()


def _for_bcrypt(raw: bytes) -> bytes:
    if len(raw) <= _BCRYPT_BYTES:
        return raw
    # Base64, since bcrypt may stop at a zero byte; keyed, so that digests leaked elsewhere are of no use here.
    return base64.b64encode(hmac.digest(b"frontdesk.bcrypt", raw, hashlib.sha256))
