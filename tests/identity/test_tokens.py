"""Tokens: what is read, and everything that is refused in the same words."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from tests.conftest import SetClock
from tests.identity.conftest import SECRET

from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account
from frontdesk.identity.actor import Actor, Role
from frontdesk.identity.passwords import Passwords
from frontdesk.identity.tokens import Tokens, current
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import Unauthorized
from frontdesk.kit.ids import AccountId
from frontdesk.storage.session import Database

DAY = timedelta(hours=24)


@pytest.fixture
def tokens(clock: Clock) -> Tokens:
    return Tokens(SECRET, clock)


@pytest.fixture
def account(now: datetime) -> Account:
    return Account(AccountId("a1"), "owner@example.com", None, Role.ADMIN, True, 3, now, now)


def _payload(now: datetime, **changes: Any) -> dict[str, Any]:
    seconds = int(now.timestamp())
    whole = {"sub": "a1", "email": "e@example.com", "role": "admin", "iat": seconds, "exp": seconds + 60, "jti": "j"}
    return {name: value for name, value in (whole | {"gen": 0} | changes).items() if value is not None}


def test_what_is_issued_is_read(tokens: Tokens, account: Account, now: datetime) -> None:
    claims = tokens.read(tokens.issue(account, DAY))
    assert (claims.account_id, claims.email, claims.role, claims.generation) == ("a1", account.email, Role.ADMIN, 3)
    assert claims.issued_at == now
    assert claims.expires_at == now + DAY
    assert claims.jti != tokens.read(tokens.issue(account, DAY)).jti


def test_the_documented_claims_are_in_it(tokens: Tokens, account: Account) -> None:
    token = tokens.issue(account, DAY)
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    payload = jwt.decode(token, options={"verify_signature": False})
    assert payload.keys() == {"sub", "email", "role", "iat", "exp", "jti", "gen"}


@pytest.mark.parametrize(("hours", "good"), [(0, True), (23.999, True), (24, False), (1000, False)])
def test_it_is_good_until_it_expires(
    tokens: Tokens, account: Account, hands: SetClock, hours: float, good: bool
) -> None:
    token = tokens.issue(account, DAY)
    hands.forward(hours=hours)
    if good:
        tokens.read(token)
    else:
        with pytest.raises(Unauthorized):
            tokens.read(token)


def test_a_clock_set_back_refuses_no_fresh_token(tokens: Tokens, account: Account, hands: SetClock) -> None:
    token = tokens.issue(account, DAY)
    hands.forward(days=-30)
    assert tokens.read(token).account_id == "a1"


def test_tokens_of_another_secret_or_algorithm_are_refused(tokens: Tokens, now: datetime) -> None:
    good = _payload(now)
    for forged in (
        jwt.encode(good, "another secret, also long enough for it", algorithm="HS256"),
        jwt.encode(good, SECRET * 2, algorithm="HS512"),
        jwt.encode(good, "", algorithm="none"),
        _unsigned({"alg": "none"}, good),
        _unsigned({"alg": "None"}, good),
        _unsigned({"alg": "HS256"}, good),
        _unsigned({"typ": "JWT"}, good),
    ):
        _is_refused(tokens, forged)


@pytest.mark.parametrize("name", ["sub", "email", "role", "iat", "exp", "jti", "gen"])
def test_every_claim_is_needed(tokens: Tokens, now: datetime, name: str) -> None:
    tokens.read(jwt.encode(_payload(now), SECRET))
    _is_refused(tokens, jwt.encode(_payload(now, **{name: None}), SECRET))


@pytest.mark.parametrize(
    "change",
    [
        {"role": "owner"},
        {"role": 1},
        {"email": ""},
        {"exp": 10**30},
        {"exp": 1e300},
        {"exp": True},
        {"exp": -1},
        {"iat": -(10**30)},
        {"gen": "0"},
        {"gen": True},
        {"aud": "another house"},
    ],
)
def test_claims_of_a_wrong_kind_are_refused_even_if_signed(
    tokens: Tokens, now: datetime, change: dict[str, Any]
) -> None:
    _is_refused(tokens, jwt.encode(_payload(now, **change), SECRET))


def test_every_changed_character_is_noticed(tokens: Tokens, account: Account) -> None:
    token = tokens.issue(account, DAY)
    # The very last character also carries bits that no byte uses.
    for place in range(len(token) - 1):
        if token[place] != ".":
            _is_refused(tokens, token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :])


@pytest.mark.parametrize(
    "junk",
    ["", ".", "..", "a.b.c", "a" * 100_000, "é.é.é", "\ud800.e30.e30", "\x00", "null", "e30.e30.e30", "Bearer x.y.z"]
    + [base64.urlsafe_b64encode(header).decode() + ".e30.e30" for header in (b"[" * 50_000, b"[]", b"1", b"null")],
)
def test_junk_is_refused_like_everything_else(tokens: Tokens, junk: str) -> None:
    _is_refused(tokens, junk)


def test_a_signed_payload_that_is_no_object_is_refused(tokens: Tokens) -> None:
    _is_refused(tokens, jwt.api_jws.encode(b"[1]", SECRET, algorithm="HS256"))
    _is_refused(tokens, jwt.api_jws.encode(b"[" * 50_000, SECRET, algorithm="HS256"))


def test_the_person_is_taken_from_the_database(database: Database, tokens: Tokens, owner: Account) -> None:
    claims = tokens.read(tokens.issue(owner, DAY))
    assert database.read_now(current, claims) == Actor(owner.id, "owner@example.com", Role.ADMIN)


def test_a_token_whose_account_is_gone_says_so(database: Database, tokens: Tokens, account: Account) -> None:
    with pytest.raises(Unauthorized) as refusal:
        database.read_now(current, tokens.read(tokens.issue(account, DAY)))
    assert refusal.value.detail == "User not found"


@pytest.mark.parametrize("change", ["password", "role", "activity"])
def test_a_change_makes_earlier_tokens_void_and_later_ones_good(
    database: Database, tokens: Tokens, owner: Account, passwords: Passwords, now: datetime, change: str
) -> None:
    other = database.tx_now(accounts.create, "b@example.com", None, "x", Role.ADMIN, now)
    before = tokens.read(tokens.issue(other, DAY))
    if change == "password":
        changed = database.tx_now(accounts.set_password, other.id, "y", now)
    elif change == "role":
        changed = database.tx_now(accounts.change, other.id, now, role=Role.OPERATOR)
    else:
        off = database.tx_now(accounts.change, other.id, now, is_active=False)
        with pytest.raises(Unauthorized):
            database.read_now(current, tokens.read(tokens.issue(off, DAY)))
        changed = database.tx_now(accounts.change, other.id, now, is_active=True)
    with pytest.raises(Unauthorized) as refusal:
        database.read_now(current, before)
    assert refusal.value.detail == "Invalid authentication credentials"
    assert database.read_now(current, tokens.read(tokens.issue(changed, DAY))).role is changed.role
    # Nobody else was signed out by it.
    assert database.read_now(current, tokens.read(tokens.issue(owner, DAY))).account_id == owner.id


def _unsigned(header: dict[str, str], payload: dict[str, Any]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, payload))
    return ".".join(parts) + "."


def _is_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(Unauthorized) as refusal:
        tokens.read(token)
    assert refusal.value.detail == "Invalid authentication credentials"
