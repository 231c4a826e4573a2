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
# Erased in one transaction: on SQLite everybody else waits as long.
_AT_ONCE = 1_000

# Who opens a chat at this moment has done so before, and it is seen below, or finds no account afterwards.
_LOCK = Sql("SELECT 1", postgresql="SELECT 1 FROM accounts WHERE id = :account FOR UPDATE")
_CONVERSATIONS = Sql(
    "DELETE FROM conversations WHERE id IN (SELECT conversation_id FROM chats WHERE account_id = :account)"
)
# Not the reply that is being written: it goes with its chat, by which its writer knows that nobody else settles it.
_SOME_MESSAGES = Sql(
    "DELETE FROM messages WHERE id IN (SELECT m.id FROM chats c"
    " JOIN messages m ON m.conversation_id = c.conversation_id WHERE c.account_id = :account AND NOT EXISTS"
    " (SELECT 1 FROM replies r WHERE r.message_id = m.id AND r.state = 'writing') LIMIT :count)"
)
_SOME_WORDS = Sql(
    "DELETE FROM chat_words WHERE (chat, message_id) IN (SELECT w.chat, w.message_id FROM chats c"
    " JOIN chat_words w ON w.chat = c.number WHERE c.account_id = :account LIMIT :count)"
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


async def erase(database: Database, account_id: AccountId) -> None:
    """The account with its chats, messages and whatever hangs on it, and what was sent to it about itself.

    Goes in portions, so that nobody else waits for an account that has said much; the account itself goes last. Whoever
    is interrupted erases again. NotFound, LastAdmin if nobody would be left, before anything is gone.
    """
    await database.read(accounts.check_erasable, account_id)
    while await database.tx(_erase_some, account_id):
        pass
    await database.tx(erase_now, account_id)


def erase_now(tx: Tx, account_id: AccountId) -> None:
    """The same in one transaction, for an account that has not said much."""
    tx.run(_LOCK, account=account_id)
    tx.run(_CONVERSATIONS, account=account_id)
    accounts.erase(tx, account_id)
    rows.forget_about(tx, f"account:{account_id}")


def _erase_some(tx: Tx, account_id: AccountId) -> bool:
    """Whether there may be more."""
    statements = (_SOME_MESSAGES, _SOME_WORDS)
    return any(tx.changed(statement, account=account_id, count=_AT_ONCE) for statement in statements)


def _profile(tx: Tx, account_id: AccountId) -> Profile:
    return Profile(accounts.get(tx, account_id), preferences.get(tx, account_id))
