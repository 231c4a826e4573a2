"""Accounts: made, signed in to, changed, switched off.

Whatever makes tokens void (password, role, activity) raises the account's generation in the same statement.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, func, select, update

from frontdesk.identity.actor import Role
from frontdesk.identity.guard import Guard
from frontdesk.identity.models import accounts
from frontdesk.identity.passwords import Passwords, check_length
from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.errors import BadInput, Conflict, FieldProblem, NotFound, Unauthorized
from frontdesk.kit.ids import AccountId, new_id
from frontdesk.kit.pagination import Page, Paging
from frontdesk.kit.text import normalise
from frontdesk.storage.session import Database, Sql, Tx

_MAX_EMAIL = 254
# An address that has not been seen for this long is a stranger's again.
_KNOWN_FOR = timedelta(days=180)
# How fresh the note of a known address is kept; signing in more often writes nothing.
_SEEN_AGAIN = timedelta(days=1)

# Inserting nothing instead of failing keeps a PostgreSQL transaction alive.
_INSERT = Sql(
    "INSERT INTO accounts"
    " (id, email, name, password_hash, role, is_active, generation, created_at, updated_at)"
    " VALUES (:id, :email, :name, :password_hash, :role, :is_active, 0, :now, :now) ON CONFLICT (email) DO NOTHING"
)
# One statement for everything, so that an existing account takes no longer to look up than a missing one.
_SIGN_IN = Sql(
    "SELECT a.id, a.email, a.name, a.role, a.is_active, a.generation, a.created_at, a.updated_at, a.verified_at,"
    " a.password_hash, k.seen_at FROM accounts a LEFT JOIN known_addresses k"
    " ON k.account_id = a.id AND k.address_hash = :address AND k.seen_at > :since WHERE a.email = :email"
)
# Only over the hash that was verified: a password set in the meantime stays.
_REHASH = Sql("UPDATE accounts SET password_hash = :new WHERE id = :id AND password_hash = :old")
_SEEN = Sql(
    "INSERT INTO known_addresses (account_id, address_hash, seen_at) VALUES (:id, :address, :now)"
    " ON CONFLICT (account_id, address_hash) DO UPDATE SET seen_at = excluded.seen_at"
)
_FORGET_SEEN = Sql("DELETE FROM known_addresses WHERE account_id = :id AND seen_at <= :before")


@dataclass(frozen=True, slots=True)
class Account:
    """Without the password hash, which leaves this package never."""

    id: AccountId
    email: str
    name: str | None
    role: Role
    is_active: bool
    generation: int
    created_at: datetime
    updated_at: datetime
    # when a code sent to the email came back
    verified_at: datetime | None = None


class LastAdmin(Conflict):
    code = "last_admin"
    detail = "The last active admin cannot be switched off or lose the role."


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored for a sign-in: `seen_at` of the address in microseconds, None for a stranger's."""

    account: Account
    password_hash: str = field(repr=False)
    seen_at: int | None


_COLUMNS = (
    accounts.c.id,
    accounts.c.email,
    accounts.c.name,
    accounts.c.role,
    accounts.c.is_active,
    accounts.c.generation,
    accounts.c.created_at,
    accounts.c.updated_at,
    accounts.c.verified_at,
)


def key_of(email: str) -> str:
    """The account key that an email is kept and found under; never fails, and fits no account if it is nonsense."""
    storable = email[: 2 * _MAX_EMAIL].encode(errors="replace").decode()
    return normalise(storable).lower()[: _MAX_EMAIL + 1]


def create(tx: Tx, email: str, name: str | None, password_hash: str, role: Role, now: datetime) -> Account:
    """Conflict if the email, read without regard to case, is taken. Its shape as an email is the rim's to check."""
    key = key_of(email)
    if not key or len(key) > _MAX_EMAIL or any(char.isspace() for char in key):
        raise BadInput(
            "This cannot be an email address.", problems=[FieldProblem("email", "This cannot be an email address.")]
        )
    account = Account(
        AccountId(new_id()), key, name, role, is_active=True, generation=0, created_at=now, updated_at=now
    )
    inserted = tx.changed(
        _INSERT,
        id=account.id,
        email=key,
        name=name,
        password_hash=password_hash,
        role=role.value,
        is_active=True,
        now=to_micros(now),
    )
    if not inserted:
        raise Conflict("An account with this email already exists.", code="email_taken")
    return account


async def authenticate(
    database: Database, passwords: Passwords, guard: Guard, email: str, password: str, address: str, now: datetime
) -> Account:
    """Unauthorized alike for an unknown, a switched-off and a mistaken sign-in; TooMany whatever the password."""
    key = key_of(email)
    origin = guard.address_hash(address)
    found = await database.read(_for_sign_in, key, origin, now)
    guard.sign_in(address, key, known=found is not None and found.seen_at is not None)
    verdict = await passwords.verify_aside(password, found.password_hash if found else None)
    if found is None or not verdict.ok or not found.account.is_active:
        raise Unauthorized
    if verdict.rehash or found.seen_at is None or found.seen_at <= to_micros(now - _SEEN_AGAIN):
        await database.tx(_signed_in, found, verdict.rehash, origin, now)
    return found.account


async def ensure_first_admin(
    database: Database, passwords: Passwords, email: str, password: str, now: datetime
) -> Account | None:
    """Makes the first admin; None if there is one already, whoever that is. BadInput if the password is too short."""
    if await database.read(has_admin):
        return None
    check_length(password)
    return await database.tx(_make_first_admin, email, await passwords.hash_aside(password), now)


def get(tx: Tx, account_id: str) -> Account:
    row = tx.execute(select(*_COLUMNS).where(accounts.c.id == account_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such account.")
    return _account(row)


def find(tx: Tx, email: str) -> Account | None:
    row = tx.execute(select(*_COLUMNS).where(accounts.c.email == key_of(email))).mappings().one_or_none()
    return None if row is None else _account(row)


def active(tx: Tx, ids: Collection[str]) -> tuple[AccountId, ...]:
    """Those of `ids` that can sign in, in the order of their ids. None of them goes before the transaction ends."""
    chosen = select(accounts.c.id).where(accounts.c.id.in_(ids), accounts.c.is_active).order_by(accounts.c.id)
    return tuple(tx.execute(chosen.with_for_update(read=True, key_share=True)).scalars())


def listing(tx: Tx, paging: Paging) -> Page[Account]:
    """Newest first."""
    newest = select(*_COLUMNS).order_by(accounts.c.created_at.desc(), accounts.c.id)
    rows = tx.execute(newest.limit(paging.limit).offset(paging.skip)).mappings()
    total = tx.execute(select(func.count()).select_from(accounts)).scalar_one()
    return Page([_account(row) for row in rows], total, paging.limit, paging.skip)


def admin_emails(tx: Tx) -> list[str]:
    """Where the house writes to its own people: active administrators who signed up with an email address."""
    is_staff = (accounts.c.role == Role.ADMIN.value, accounts.c.is_active, accounts.c.email.contains("@"))
    return list(tx.execute(select(accounts.c.email).where(*is_staff).order_by(accounts.c.email)).scalars())


def set_password(tx: Tx, account_id: str, password_hash: str, now: datetime) -> Account:
    """All tokens of the account become void."""
    return _change(tx, account_id, now, password_hash=password_hash)


def change(
    tx: Tx, account_id: str, now: datetime, *, is_active: bool | None = None, role: Role | None = None
) -> Account:
    """What an admin changes; what is None, or is so already, stays. Else all tokens of the account become void.

    NotFound, LastAdmin if nobody would be left.
    """
    account = get(tx, account_id)
    values: dict[str, Any] = {}
    if is_active is not None and is_active is not account.is_active:
        values["is_active"] = is_active
    if role is not None and role is not account.role:
        values["role"] = role.value
    if not values:
        return account
    if is_active is False or role not in (None, Role.ADMIN):
        _keep_an_admin(tx, account_id)
    return _change(tx, account_id, now, **values)


def verify(tx: Tx, account_id: str, now: datetime) -> None:
    """The email is the owner's own. The first time stays noted."""
    fresh = (accounts.c.id == account_id, accounts.c.verified_at.is_(None))
    tx.execute(update(accounts).where(*fresh).values(verified_at=now, updated_at=now))


def check_erasable(tx: Tx, account_id: str) -> None:
    """NotFound, LastAdmin if nobody would be left."""
    get(tx, account_id)
    _keep_an_admin(tx, account_id)


def erase(tx: Tx, account_id: str) -> None:
    """The account and what hangs on its row; its chats are erased before, by whoever knows of them.

    NotFound, LastAdmin if nobody would be left.
    """
    check_erasable(tx, account_id)
    tx.execute(delete(accounts).where(accounts.c.id == account_id))


def remember_address(tx: Tx, account_id: str, address_hash: str, now: datetime) -> None:
    """From here the account has an allowance of its own; forgets addresses not seen for half a year."""
    tx.run(_SEEN, id=account_id, address=address_hash, now=to_micros(now))
    tx.run(_FORGET_SEEN, id=account_id, before=to_micros(now - _KNOWN_FOR))


def _change(tx: Tx, account_id: str, now: datetime, **values: Any) -> Account:
    tx.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(generation=accounts.c.generation + 1, updated_at=now, **values)
    )
    return get(tx, account_id)


def _keep_an_admin(tx: Tx, account_id: str) -> None:
    # The lock makes two admins who dismiss each other at the same moment take turns.
    admins = tx.execute(
        select(accounts.c.id)
        .where(accounts.c.role == Role.ADMIN.value, accounts.c.is_active)
        .order_by(accounts.c.id)
        .with_for_update()
    ).scalars()
    if list(admins) == [account_id]:
        raise LastAdmin


def _for_sign_in(tx: Tx, key: str, origin: str, now: datetime) -> _Known | None:
    row = tx.one(_SIGN_IN, email=key, address=origin, since=to_micros(now - _KNOWN_FOR))
    if row is None:
        return None
    (
        account_id,
        email,
        name,
        role,
        is_active,
        generation,
        created_at,
        updated_at,
        verified_at,
        password_hash,
        seen_at,
    ) = row
    account = Account(
        AccountId(account_id),
        email,
        name,
        Role(role),
        bool(is_active),
        generation,
        from_micros(created_at),
        from_micros(updated_at),
        None if verified_at is None else from_micros(verified_at),
    )
    return _Known(account, password_hash, seen_at)


def _signed_in(tx: Tx, known: _Known, rehash: str | None, origin: str, now: datetime) -> None:
    remember_address(tx, known.account.id, origin, now)
    if rehash is not None:
        tx.run(_REHASH, id=known.account.id, old=known.password_hash, new=rehash)


def has_admin(tx: Tx) -> bool:
    return bool(tx.execute(select(func.count()).where(accounts.c.role == Role.ADMIN.value)).scalar_one())


def _make_first_admin(tx: Tx, email: str, password_hash: str, now: datetime) -> Account | None:
    # Several processes may start at this moment. Looking for an admin only under the lock on the email's row, or after
    # losing the race to insert it, shows what the first of them has done.
    holder = tx.execute(select(accounts.c.id).where(accounts.c.email == key_of(email)).with_for_update()).scalar()
    if has_admin(tx):
        return None
    if holder is None:
        try:
            return create(tx, email, None, password_hash, Role.ADMIN, now)
        except Conflict:
            return None
    # Somebody may have registered under the owner's email first: the owner's password replaces theirs.
    return _change(tx, holder, now, role=Role.ADMIN.value, password_hash=password_hash, is_active=True)


def _account(row: RowMapping) -> Account:
    return Account(**{**row, "role": Role(row["role"])})
