"""What the house does by itself, whoever runs it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from frontdesk import bootstrap
from frontdesk.booking.models import dialogues
from frontdesk.bootstrap import Desk, erase_old
from frontdesk.conversations.models import conversations
from frontdesk.conversations.models import messages as said
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
