"""All that is kept of an account, handed over or erased: itself, what it chose, its chats.

What other packages keep for an account hangs on the account's row and goes with it; whoever adds such a table adds its
part to the export. The business's own records, bookings for example, are not the account's and stay.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from frontdesk.conversations import chats, history
from frontdesk.conversations.chats import Chat
from frontdesk.conversations.history import Said
from frontdesk.identity import accounts, preferences
from frontdesk.identity.accounts import Account
from frontdesk.identity.preferences import Preferences
from frontdesk.kit.ids import AccountId
from frontdesk.notifications import rows
from frontdesk.storage.session import Database, Sql, Tx

_CHATS = 100
_MESSAGES = 500

# Who opens a chat at this moment has done so before, and it is seen below, or finds no account afterwards.
_LOCK = Sql("SELECT 1", postgresql="SELECT 1 FROM accounts WHERE id = :account FOR UPDATE")
_CONVERSATIONS = Sql(
    "DELETE FROM conversations WHERE id IN (SELECT conversation_id FROM chats WHERE account_id = :account)"
)


@dataclass(frozen=True, slots=True)
class Profile:
    account: Account
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Messages:
    """The next messages of the chat that came last, oldest first."""

    items: tuple[Said, ...]


async def export(database: Database, account_id: AccountId) -> AsyncGenerator[Profile | Chat | Messages, None]:
    """The profile, then each chat, deleted ones too as long as they are kept, followed by its messages in portions.

    Read in short transactions, never held whole in memory: what is said meanwhile may be in it or not. NotFound for an
    account that is not there.
    """
    yield await database.read(_profile, account_id)
    number = 0
    while found := await database.read(chats.owned, account_id, number, _CHATS):
        for chat in found:
            yield chat
            last = 0
            while portion := await database.read(history.after, chat.id, last, _MESSAGES):
                yield Messages(tuple(portion))
                last = portion[-1].id
        number = found[-1].number


def erase(tx: Tx, account_id: AccountId) -> None:
    """The account with its chats, messages and whatever hangs on it, and what was sent to it about itself.

    NotFound, LastAdmin if nobody would be left.
    """
    tx.run(_LOCK, account=account_id)
    tx.run(_CONVERSATIONS, account=account_id)
    accounts.erase(tx, account_id)
    rows.forget_about(tx, f"account:{account_id}")


def _profile(tx: Tx, account_id: AccountId) -> Profile:
    return Profile(accounts.get(tx, account_id), preferences.get(tx, account_id))
