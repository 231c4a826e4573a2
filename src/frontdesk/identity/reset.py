"""Forgotten passwords: a link that is good once, for thirty minutes, and of which only the SHA-256 is kept.

Whether an account exists must show neither in the answer nor in how long it takes. `ask` sees to both: it answers
nothing, and it answers only when its floor of time has passed, which is longer than finding the account, storing the
token and storing the email take together.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from frontdesk.identity import accounts, pace
from frontdesk.identity.accounts import Account
from frontdesk.identity.guard import Guard
from frontdesk.identity.models import accounts as account_rows
from frontdesk.identity.models import reset_tokens
from frontdesk.identity.passwords import Passwords, check_policy
from frontdesk.kit.clock import to_micros
from frontdesk.kit.errors import DeskError
from frontdesk.kit.ids import new_token
from frontdesk.storage.session import Database, Tx

LIFETIME = timedelta(minutes=30)
# Each request makes the earlier links void. Were there no end to them, a stranger who keeps asking could keep the
# owner from ever using one; after this many in half an hour the last link stays good and no further email goes out.
MAX_REQUESTS = 5


class BadResetToken(DeskError):
    status = 400
    code = "invalid_reset_token"
    detail = "Invalid or expired reset token"


@dataclass(frozen=True, slots=True)
class ResetToken:
    """`token` goes into the email's link and nowhere else."""

    account: Account
    token: str = field(repr=False)
    expires_at: datetime


async def ask(
    database: Database,
    guard: Guard,
    email: str,
    address: str,
    now: datetime,
    deliver: Callable[[Tx, ResetToken], object],
    *,
    floor_seconds: float = pace.FLOOR_SECONDS,
) -> None:
    """Sends a link through `deliver`, in the transaction that stores the token, if the account is there and active.

    TooMany for existing and other accounts alike. Returns after `floor_seconds`, whichever it was.
    """
    guard.reset_request(address, accounts.key_of(email))
    async with pace.at_least(floor_seconds):
        await database.tx(_request_and_deliver, email, now, deliver)


def request(tx: Tx, email: str, now: datetime) -> ResetToken | None:
    """A new token; the account's earlier ones are void. None if there is nobody to send it to, or enough were sent.

    Takes measurably longer for an account that exists: callers on the network's side go through `ask`.
    """
    token = new_token()
    token_hash = _hash(token)
    account = accounts.find(tx, email)
    if account is None or not account.is_active:
        return None
    # Two requests for one account take turns, so that only one token is good in the end.
    tx.execute(select(account_rows.c.id).where(account_rows.c.id == account.id).with_for_update())
    mine = reset_tokens.c.account_id == account.id
    tx.execute(delete(reset_tokens).where(mine, reset_tokens.c.expires_at <= to_micros(now)))
    asked = tx.execute(select(func.count()).select_from(reset_tokens).where(mine)).scalar_one()
    if asked >= MAX_REQUESTS:
        return None
    expires_at = now + LIFETIME
    tx.execute(update(reset_tokens).where(mine).values(is_void=True))
    tx.execute(
        insert(reset_tokens).values(
            id=token_hash, account_id=account.id, expires_at=to_micros(expires_at), is_void=False
        )
    )
    return ResetToken(account, token, expires_at)


async def perform(
    database: Database, passwords: Passwords, guard: Guard, token: str, new_password: str, address: str, now: datetime
) -> Account:
    """Sets the password, voids all tokens of the account and remembers the address as one of its own.

    BadInput for a password against the policy, BadResetToken for a token that is unknown, used, void or too old. Of two
    calls with one token at the same moment one wins.
    """
    guard.reset(address)
    check_policy(new_password, name="new_password")
    token_hash = _hash(token)
    if not await database.read(_is_good, token_hash, now):
        raise BadResetToken  # before hashing: junk must not cost what a password costs
    password_hash = await passwords.hash_aside(new_password)
    return await database.tx(_perform, token_hash, password_hash, guard.address_hash(address), now)


def forget_old(tx: Tx, now: datetime) -> None:
    tx.execute(delete(reset_tokens).where(reset_tokens.c.expires_at <= to_micros(now)))


def _request_and_deliver(tx: Tx, email: str, now: datetime, deliver: Callable[[Tx, ResetToken], object]) -> None:
    reset_token = request(tx, email, now)
    if reset_token is not None:
        deliver(tx, reset_token)


def _is_good(tx: Tx, token_hash: str, now: datetime) -> bool:
    good = (
        reset_tokens.c.id == token_hash,
        reset_tokens.c.is_void.is_(False),
        reset_tokens.c.expires_at > to_micros(now),
    )
    return tx.execute(select(reset_tokens.c.id).where(*good)).one_or_none() is not None


def _perform(tx: Tx, token_hash: str, password_hash: str, address_hash: str, now: datetime) -> Account:
    consumed = (
        delete(reset_tokens)
        .where(
            reset_tokens.c.id == token_hash,
            reset_tokens.c.is_void.is_(False),
            reset_tokens.c.expires_at > to_micros(now),
        )
        .returning(reset_tokens.c.account_id)
    )
    account_id = tx.execute(consumed).scalar_one_or_none()
    if account_id is None or not accounts.get(tx, account_id).is_active:
        raise BadResetToken
    tx.execute(delete(reset_tokens).where(reset_tokens.c.account_id == account_id))
    accounts.remember_address(tx, account_id, address_hash, now)
    return accounts.set_password(tx, account_id, password_hash, now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
