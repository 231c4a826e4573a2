"""Is an account's email its owner's? A code of six digits goes there and comes back: five minutes, three tries.

Neither asking nor trying shows whether an account exists: answers are alike in content, and `ask` in time too. What a
stranger can cause is bounded: five emails an hour to one address, and fifteen tries among a million codes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from frontdesk.identity import accounts, pace
from frontdesk.identity.accounts import Account
from frontdesk.identity.codes import Codes, Issued, Outcome
from frontdesk.identity.guard import Guard
from frontdesk.kit.errors import DeskError
from frontdesk.storage.session import Database, Tx

# Unlike a booking's, an account's codes have no end: what an hour allows to an address is the limit.
_NO_LIMIT = 2**31 - 1


class BadCode(DeskError):
    status = 400
    code = "invalid_otp"
    detail = "Invalid or expired OTP"


@dataclass(frozen=True, slots=True)
class EmailOtp:
    """`code` goes into the email and nowhere else."""

    account: Account
    code: str = field(repr=False)
    expires_at: datetime


class Verification:
    """`secret` keys the stored hashes, as in `Codes`."""

    def __init__(self, secret: str, *, ttl_seconds: int = 300, tries: int = 3, per_target_hour: int = 5) -> None:
        self.ttl_seconds = ttl_seconds
        self._codes = Codes(
            secret, ttl_seconds=ttl_seconds, tries=tries, max_sends=_NO_LIMIT, per_target_hour=per_target_hour
        )

    async def ask(
        self,
        database: Database,
        guard: Guard,
        email: str,
        address: str,
        now: datetime,
        deliver: Callable[[Tx, EmailOtp], object],
        *,
        floor_seconds: float = pace.FLOOR_SECONDS,
    ) -> None:
        """Sends a code through `deliver`, in the transaction that stores it, if the account is there and active.

        TooMany for existing and other accounts alike. Returns after `floor_seconds`, whichever it was.
        """
        guard.verification_code(address, accounts.key_of(email))
        async with pace.at_least(floor_seconds):
            await database.tx(self._issue_and_deliver, email, now, deliver)

    async def confirm(
        self, database: Database, guard: Guard, email: str, code: str, address: str, now: datetime
    ) -> None:
        """BadCode alike for a wrong, used, old or never issued code and for an account that is not there."""
        guard.verification(address, accounts.key_of(email))
        # Raised only now: a wrong try counts because its transaction is committed.
        if not await database.tx(self._confirm, email, code, now):
            raise BadCode

    def issue(self, tx: Tx, email: str, now: datetime) -> EmailOtp | None:
        """A new code in place of the former one; None if there is nobody to send it to, or enough were sent."""
        account = accounts.find(tx, email)
        if account is None or not account.is_active:
            return None
        issued = self._codes.issue(tx, _subject(account), account.email, now)
        return EmailOtp(account, issued.code, issued.expires_at) if isinstance(issued, Issued) else None

    def _issue_and_deliver(self, tx: Tx, email: str, now: datetime, deliver: Callable[[Tx, EmailOtp], object]) -> None:
        made = self.issue(tx, email, now)
        if made is not None:
            deliver(tx, made)

    def _confirm(self, tx: Tx, email: str, code: str, now: datetime) -> bool:
        account = accounts.find(tx, email)
        if account is None or not account.is_active:
            return False
        if self._codes.check(tx, _subject(account), code, now).outcome is not Outcome.RIGHT:
            return False
        accounts.verify(tx, account.id, now)
        return True


def _subject(account: Account) -> str:
    return f"email:{account.id}"
