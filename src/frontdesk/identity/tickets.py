"""Tickets: good once and for half a minute, for sockets whose address ends up in logs of others.

Kept as hashes, in the database: whichever process the socket comes to, a ticket opens one. Each carries what the token
that it was given for says, so that a socket ends when the token does.
"""

import hashlib
from datetime import datetime, timedelta

from frontdesk.identity.actor import Role
from frontdesk.identity.tokens import Claims
from frontdesk.kit.clock import from_micros, to_micros
from frontdesk.kit.errors import Unauthorized
from frontdesk.kit.ids import AccountId, new_token
from frontdesk.storage.session import Sql, Tx

LIFETIME = timedelta(seconds=30)

_ISSUE = Sql(
    "INSERT INTO tickets (id, account_id, generation, issued_at, ends_at, expires_at)"
    " VALUES (:id, :account, :generation, :issued_at, :ends_at, :expires_at)"
)
_REDEEM = Sql("DELETE FROM tickets WHERE id = :id RETURNING account_id, generation, issued_at, ends_at, expires_at")
_WHO = Sql("SELECT email, role FROM accounts WHERE id = :id")
_FORGET = Sql("DELETE FROM tickets WHERE expires_at < :now")


def issue(tx: Tx, claims: Claims, now: datetime) -> str:
    """For the holder of the token that says `claims`. Those that nobody came with are swept out on the way."""
    tx.run(_FORGET, now=to_micros(now))
    ticket = new_token()
    tx.run(
        _ISSUE,
        id=_hash(ticket),
        account=claims.account_id,
        generation=claims.generation,
        issued_at=to_micros(claims.issued_at),
        ends_at=to_micros(claims.expires_at),
        expires_at=to_micros(now + LIFETIME),
    )
    return ticket


def redeem(tx: Tx, ticket: str, now: datetime) -> Claims:
    """What the token said; Unauthorized for a ticket that is unknown, used or too old. Of two who come, one gets in."""
    row = tx.one(_REDEEM, id=_hash(ticket))
    if row is None or row[4] <= to_micros(now):
        raise Unauthorized
    account_id, generation, issued_at, ends_at, _ = row
    who = tx.one(_WHO, id=account_id)
    if who is None:
        raise Unauthorized("User not found")
    return Claims(
        AccountId(account_id),
        who[0],
        Role(who[1]),
        from_micros(issued_at),
        from_micros(ends_at),
        jti=_hash(ticket),
        generation=generation,
    )


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode(errors="replace")).hexdigest()
