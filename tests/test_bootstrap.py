"""What the house does by itself, whoever runs it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from frontdesk import bootstrap
from frontdesk.assistant.ask import Ask
from frontdesk.assistant.writing import Done
from frontdesk.booking import catalogue
from frontdesk.booking.models import dialogues
from frontdesk.bootstrap import Desk, erase_old
from frontdesk.conversations import chats
from frontdesk.conversations.models import conversations
from frontdesk.conversations.models import messages as said
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit import languages
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import gaps
from frontdesk.knowledge.models import gaps as questions
from frontdesk.notifications.messages import OtpCode
from frontdesk.notifications.models import Channel, outgoing
from frontdesk.storage import outbox
from frontdesk.storage.models import jobs
from frontdesk.storage.session import Tx
from tests import served
from tests.conftest import SetClock
from tests.simulators.models import settings_of, simulated

_TABLES = {
    "talks": conversations,
    "lines": said,
    "stages": dialogues,
    "sent": outgoing,
    "gaps": questions,
    "jobs": jobs,
}


@pytest.fixture
def desk(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = served.desk_for(
        database_url, tmp_path, clock, RETENTION__CONVERSATIONS_DAYS="30", RETENTION__MESSAGES_DAYS="60"
    )
    yield opened
    opened.close()


def _counts(desk: Desk) -> dict[str, int]:
    def count(tx: Tx) -> dict[str, int]:
        return {
            name: int(tx.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in _TABLES.items()
        }

    return desk.database.read_now(count)


async def _live(desk: Desk) -> None:
    """A conversation with a question that finds no answer, a message that went out, and a job that was given up."""
    async with served.client_of(desk) as client:
        assert (await client.post("/agent/chat", json={"message": "hello"})).status_code == 200
    now = desk.clock.now()

    def write(tx: Tx) -> None:
        gaps.record(tx, f"Do you know about {now:%d %B}?", Language.EN, now=now)
        code = OtpCode(code="123456", minutes=5, business="Studio", not_after=now + timedelta(minutes=5))
        desk.mailbox.send(
            tx, code, channel=Channel.WHATSAPP, to="+9779841234567", language=Language.EN, about=None, now=now
        )
        outbox.enqueue(tx, "hopeless", {}, now=now)
        for job in outbox.claim(tx, now=now, lease=timedelta(seconds=1), count=1):
            outbox.bury(tx, job, now=now, error="no")

    await desk.database.tx(write)


async def test_what_has_been_kept_as_long_as_the_settings_say_is_erased(
    desk: Desk, hands: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_ERASE_AT_ONCE", 1)
    for _ in range(3):
        await _live(desk)
    hands.forward(days=29)
    await _live(desk)
    everything = {"talks": 4, "lines": 8, "stages": 4, "sent": 4, "gaps": 2, "jobs": 4}
    await erase_old(desk.database, desk.clock, desk.settings.retention)
    assert _counts(desk) == everything
    hands.forward(days=2)
    await erase_old(desk.database, desk.clock, desk.settings.retention)
    assert _counts(desk) == everything | {"talks": 1, "lines": 2, "stages": 1, "gaps": 1}
    hands.forward(days=30)
    await erase_old(desk.database, desk.clock, desk.settings.retention)
    assert _counts(desk) == {"talks": 0, "lines": 0, "stages": 0, "sent": 1, "gaps": 0, "jobs": 1}


def test_the_list_of_open_questions_has_an_end(desk: Desk) -> None:
    now = desk.clock.now()

    def ask(tx: Tx) -> None:
        for number in range(8):
            for _ in range(8 - number):
                gaps.record(tx, f"What about {'abcdefgh'[number] * 3}?", Language.EN, now=now)
        gaps.forget_old(tx, before=now - timedelta(days=1), most=3)

    desk.database.tx_now(ask)
    assert _counts(desk)["gaps"] == 3


def test_erasing_is_among_the_chores(desk: Desk) -> None:
    assert "retention" in [chore.name for chore in desk.worker.periodic]


async def _asked(desk: Desk, asker: Actor, text: str = "When do you open?") -> Done:
    writing = await desk.assistant.begin(Ask(asker, Door.PERSONAL, text))
    done = await writing.result()
    assert isinstance(done, Done)
    return done


@pytest.fixture
def asker(desk: Desk) -> Actor:
    made = served.account(desk, Role.CUSTOMER)
    return Actor(made.id, made.email, made.role)


async def test_a_deleted_chat_is_erased_when_it_cannot_be_restored_any_more(
    desk: Desk, hands: SetClock, asker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_ERASE_AT_ONCE", 1)
    kept, *gone = [(await _asked(desk, asker)).conversation_id for _ in range(3)]
    for chat in gone:
        deleted = chats.Change(status=chats.Status.DELETED)
        await desk.tx(chats.change, asker.account_id, Door.PERSONAL, chat, deleted, desk.clock.now())
    hands.forward(days=29)
    await desk.tx(chats.change, asker.account_id, Door.PERSONAL, kept, chats.Change(title="Mine"), desk.clock.now())
    await erase_old(desk.database, desk.clock, desk.settings.retention)
    assert _counts(desk)["talks"] == 3
    hands.forward(days=2)
    await erase_old(desk.database, desk.clock, desk.settings.retention)
    assert _counts(desk)["talks"] == 1
    await desk.hang_up()


async def test_without_any_key_the_assistant_answers_by_itself_in_the_language_it_is_asked_in(
    desk: Desk, asker: Actor
) -> None:
    assert desk.models.names == ()
    for text, language in (("आप कब खुले हैं?", Language.HI), ("আপনারা কখন খোলেন?", Language.BN)):
        done = await _asked(desk, asker, text)
        assert (done.provider, done.text) == ("local", languages.text("assistant.local_unknown", language))
    await desk.hang_up()


async def test_the_house_is_wired_as_the_settings_say(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    """The order of providers, the persona of the app, the caps, and the chore that ends dead replies."""
    async with simulated() as vendors:
        environ = settings_of(vendors, "openai", "groq") | {
            "AI_SERVICES__ORDER": "groq,openai",
            "APP__PERSONA": "You are Tuli, who helps with the app.",
            "SPENDING__TOKENS_PER_DAY": "1",
        }
        desk = served.desk_for(sqlite_url, tmp_path, clock, **environ)
        made = served.account(desk, Role.CUSTOMER)
        asker = Actor(made.id, made.email, made.role)
        assert desk.models.names == ("groq", "openai")
        assert (await _asked(desk, asker)).provider == "local"
        assert vendors.requests == []
        desk.close()
        desk = served.desk_for(sqlite_url, tmp_path, clock, **environ | {"SPENDING__TOKENS_PER_DAY": ""})
        assert (await _asked(desk, asker)).provider == "groq"
        writing = await desk.assistant.begin(Ask(asker, Door.APP, "Hello"))
        await writing.result()
        assert "You are Tuli" in str(vendors.requests[-1].json["messages"][0])
        await desk.tx(catalogue.store_facts, {"name": "Asha Makeup Studio"})
        await _asked(desk, asker)
        assert "run by Asha Makeup Studio." in str(vendors.requests[-1].json["messages"][0])
        await desk.hang_up()
    assert "settle" in [chore.name for chore in desk.worker.periodic]
    desk.close()


async def test_a_model_at_home_is_sent_what_it_takes(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    """More than that is cut off without a word by such servers, from the front: the system's message first."""
    async with simulated() as vendors:
        # Others that take more are no help to whoever names this one.
        environ = settings_of(vendors, "openai", "gemini") | {"OPENAI_MODEL": "qwen2.5:7b"}
        desk = served.desk_for(sqlite_url, tmp_path, clock, **environ)
        made = served.account(desk, Role.CUSTOMER)
        asker = Actor(made.id, made.email, made.role)
        writing = await desk.assistant.begin(Ask(asker, Door.PERSONAL, "Hello", provider="openai"))
        for _ in range(12):
            chat = writing.conversation_id
            await writing.result()
            writing = await desk.assistant.begin(
                Ask(asker, Door.PERSONAL, "अ" * 3_900, conversation_id=chat, provider="openai")
            )
        done = await writing.result()
        assert isinstance(done, Done)
        assert done.provider == "openai"
        await desk.hang_up()
    desk.close()
