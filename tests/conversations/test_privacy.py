"""All that is kept of an account, handed over or erased."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime

import pytest
from tests.conversations.conftest import Talk

from frontdesk.conversations import branching, chats, privacy, replies
from frontdesk.conversations.chats import Change, Chat, ChatNotFound, Status
from frontdesk.conversations.privacy import Messages, Profile
from frontdesk.conversations.replies import Begun
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts, preferences
from frontdesk.identity.accounts import Account, LastAdmin
from frontdesk.identity.actor import Role
from frontdesk.kit.errors import NotFound, Unauthorized
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.notifications.deliver import Mailbox
from frontdesk.notifications.messages import EmailCode
from frontdesk.notifications.models import Channel
from frontdesk.storage.bus import Bus
from frontdesk.storage.session import Database


async def _exported(database: Database, account_id: AccountId) -> list[Profile | Chat | Messages]:
    return [part async for part in privacy.export(database, account_id)]


async def test_everything_is_handed_over_and_nothing_of_others(
    database: Database, talk: Talk, meera: Account, ravi: Account, now: datetime
) -> None:
    database.tx_now(preferences.merge, meera.id, {"chat_settings": {"temperature": 0.2}}, now)
    first = talk.open(meera, "first", now)
    talk.turn(first, "Hello", "Hi!", now)
    deleted = talk.open(meera, "deleted", now, door=Door.APP)
    talk.turn(deleted, "Secret?", "Kept.", now)
    database.tx_now(chats.change, meera.id, Door.APP, deleted.id, Change(status=Status.DELETED), now)
    talk.open(meera, "empty", now)
    talk.turn(talk.open(ravi, "his", now), "foreign", "foreign", now)
    parts = await _exported(database, meera.id)
    profile = parts[0]
    assert isinstance(profile, Profile)
    assert (profile.account, profile.preferences.chat_settings.temperature) == (meera, 0.2)
    told = [
        part.title if isinstance(part, Chat) else [said.content for said in part.items]
        for part in parts
        if not isinstance(part, Profile)
    ]
    assert told == ["first", ["Hello", "Hi!"], "deleted", ["Secret?", "Kept."], "empty"]


async def test_a_long_chat_comes_in_portions_and_whole(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    chat = talk.open(meera, "long", now)
    for number in range(3):
        _, last = talk.turn(chat, f"question {number}", f"answer {number}", now)
    while database.read_now(chats.get, meera.id, chat.door, chat.id).message_count < 1_200:
        chat = database.tx_now(branching.branch, meera.id, chat.door, chat.id, last, now)
        for number in range(200):
            _, last = talk.turn(chat, f"more {number}", f"answers {number}", now)
    of_chat: list[Messages] = []
    for part in await _exported(database, meera.id):
        if isinstance(part, Chat):
            of_chat = []
        elif isinstance(part, Messages):
            of_chat.append(part)
    assert [len(portion.items) for portion in of_chat] == [500, 500, 206]
    ids = [said.id for portion in of_chat for said in portion.items]
    assert ids == sorted(set(ids))


async def test_an_account_that_is_not_there_has_nothing(database: Database) -> None:
    with pytest.raises(NotFound):
        await _exported(database, AccountId("nobody"))
    with pytest.raises(NotFound):
        await privacy.erase(database, AccountId("nobody"))


async def test_erasing_leaves_nothing_of_the_account_and_all_of_others(
    database: Database, talk: Talk, meera: Account, ravi: Account, now: datetime
) -> None:
    mailbox = Mailbox(Bus())
    for account in (meera, ravi):
        database.tx_now(preferences.merge, account.id, {"chat_settings": {"temperature": 0.2}}, now)
        chat = talk.open(account, "a", now)
        _, last = talk.turn(chat, "Hello", "Hi!", now)
        database.tx_now(branching.branch, account.id, chat.door, chat.id, last, now)
        database.tx_now(replies.begin, chat, "and now?", Language.EN, now)
        database.tx_now(chats.change, account.id, chat.door, chat.id, Change(status=Status.DELETED), now)
        database.tx_now(
            mailbox.send, EmailCode("123456", 5, "Studio", now), channel=Channel.EMAIL, to=account.email,
            language=Language.EN, about=f"account:{account.id}", now=now,
        )  # fmt: skip
    tables = (
        "accounts",
        "preferences",
        "conversations",
        "chats",
        "messages",
        "replies",
        "chat_words",
        "outgoing_messages",
    )
    before = {table: talk.count(table) for table in tables}
    await privacy.erase(database, meera.id)
    assert {table: talk.count(table) * 2 for table in tables} == before
    with pytest.raises(NotFound):
        database.read_now(accounts.get, meera.id)
    assert database.read_now(chats.listing, ravi.id, Door.PERSONAL, Status.ACTIVE, Paging()).total == 1
    assert database.tx_now(accounts.create, meera.email, None, "x", Role.CUSTOMER, now).id != meera.id


async def test_the_last_admin_stays_with_everything(database: Database, talk: Talk, now: datetime) -> None:
    owner = database.tx_now(accounts.create, "owner@example.com", None, "x", Role.ADMIN, now)
    talk.turn(talk.open(owner, "a", now), "Hello", "Hi!", now)
    with pytest.raises(LastAdmin):
        await privacy.erase(database, owner.id)
    assert (talk.count("accounts"), talk.count("messages")) == (1, 2)
    database.tx_now(accounts.create, "second@example.com", None, "x", Role.ADMIN, now)
    await privacy.erase(database, owner.id)
    assert (talk.count("accounts"), talk.count("messages")) == (1, 0)


async def test_of_two_admins_who_leave_at_once_one_stays(database: Database, now: datetime) -> None:
    pair = [database.tx_now(accounts.create, f"{name}@example.com", None, "x", Role.ADMIN, now) for name in "ab"]
    answers = await asyncio.gather(*(privacy.erase(database, one.id) for one in pair), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["LastAdmin", "NoneType"]


async def test_whoever_opens_chats_while_the_account_is_erased_leaves_none_behind(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    def open_one(number: int) -> Awaitable[Chat]:
        return database.tx(chats.open_chat, meera.id, Door.PERSONAL, str(number), Language.EN, now)

    outcomes = await asyncio.gather(
        *(open_one(number) for number in range(6)),
        privacy.erase(database, meera.id),
        *(open_one(number) for number in range(6)),
        return_exceptions=True,
    )
    assert outcomes[6] is None
    assert {type(outcome) for outcome in outcomes} <= {Chat, Unauthorized, type(None)}
    assert (talk.count("conversations"), talk.count("chats"), talk.count("accounts")) == (0, 0, 0)


async def test_whoever_speaks_while_the_account_is_erased_is_told_and_leaves_nothing(
    database: Database, talk: Talk, meera: Account, now: datetime
) -> None:
    spoken_in = [talk.open(meera, str(number), now) for number in range(8)]
    outcomes = await asyncio.gather(
        *(database.tx(replies.begin, chat, "Hello", Language.EN, now) for chat in spoken_in[:4]),
        privacy.erase(database, meera.id),
        *(database.tx(replies.begin, chat, "Hello", Language.EN, now) for chat in spoken_in[4:]),
        return_exceptions=True,
    )
    assert outcomes[4] is None
    assert {type(outcome) for outcome in outcomes} <= {Begun, ChatNotFound, type(None)}
    assert [talk.count(table) for table in ("conversations", "messages", "replies", "chat_words")] == [0, 0, 0, 0]
