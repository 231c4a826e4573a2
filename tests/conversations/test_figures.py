"""Figures of one person, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.conversations.conftest import Plan, Talk

from frontdesk.conversations import chats, figures
from frontdesk.conversations.chats import Change, Status
from frontdesk.conversations.figures import ActiveDay, Activity, ModelUse, Share, TimeRange
from frontdesk.conversations.replies import State
from frontdesk.conversations.transcript import Door
from frontdesk.identity.accounts import Account
from frontdesk.kit.clock import to_micros
from frontdesk.storage.session import Database, Sql

NOW = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "since"),
    [
        ("7d", datetime(2026, 2, 23, tzinfo=UTC)),
        ("30d", datetime(2026, 1, 31, tzinfo=UTC)),
        ("90d", datetime(2025, 12, 2, tzinfo=UTC)),
        ("12m", datetime(2025, 3, 2, tzinfo=UTC)),
        ("all", None),
    ],
)
def test_a_range_is_whole_days_and_today_is_one_of_them(span: str, since: datetime | None) -> None:
    assert TimeRange(span).since(NOW) == since


def test_messages_sessions_and_days(database: Database, talk: Talk, meera: Account, ravi: Account) -> None:
    midnight = NOW.replace(minute=0)
    first, second = talk.open(meera, "first", NOW), talk.open(meera, "second", NOW, door=Door.APP)
    talk.open(meera, "nothing said", NOW)
    talk.turn(first, "a", "b", midnight - timedelta(days=6))
    talk.turn(first, "a", "b", midnight - timedelta(days=6) - timedelta(microseconds=1))
    talk.turn(first, "a", "b", midnight - timedelta(microseconds=1))
    talk.turn(first, "a", "b", midnight)
    talk.turn(second, "a", "b", midnight)
    talk.turn(second, "a", "", NOW, state=State.INCOMPLETE)
    talk.turn(talk.open(ravi, "his", NOW), "a", "b", NOW)
    week = database.read_now(figures.activity, meera.id, TimeRange("7d").since(NOW), NOW)
    assert week == Activity(
        5,
        2,
        2.5,
        3,
        (ActiveDay(date(2026, 2, 23), 1, 1), ActiveDay(date(2026, 2, 28), 1, 1), ActiveDay(date(2026, 3, 1), 3, 2)),
    )
    whole = database.read_now(figures.activity, meera.id, None, NOW)
    assert (whole.total_messages, whole.total_sessions, whole.active_days) == (6, 2, 4)
    assert sum(day.messages for day in whole.by_day) == whole.total_messages


def test_nobody_has_done_nothing(database: Database, meera: Account) -> None:
    assert database.read_now(figures.activity, meera.id, None, NOW) == Activity(0, 0, 0.0, 0, ())
    assert database.read_now(figures.models, meera.id) == ModelUse({}, {})


def test_who_answered_how_often(database: Database, talk: Talk, meera: Account, ravi: Account) -> None:
    chat = talk.open(meera, "a", NOW)
    for provider, model in (
        [("groq", "llama")] * 4 + [("openrouter", "gpt")] * 2 + [("local", "quotes"), ("groq", "qwen")]
    ):
        talk.turn(chat, "a", "b", NOW, provider=provider, model=model)
    talk.turn(chat, "a", "b", NOW, provider="gemini", model=None, state=State.INCOMPLETE)
    talk.turn(chat, "a", "b", NOW, provider=None, model=None)
    talk.turn(talk.open(ravi, "his", NOW), "a", "b", NOW)
    used = database.read_now(figures.models, meera.id)
    assert used.by_provider == {
        "groq": Share(5, 55.6),
        "openrouter": Share(2, 22.2),
        "local": Share(1, 11.1),
        "gemini": Share(1, 11.1),
    }
    assert list(used.by_provider)[:2] == ["groq", "openrouter"]
    assert used.by_model == {"llama": 4, "gpt": 2, "quotes": 1, "qwen": 1}


def test_deleted_chats_count_until_they_are_purged(database: Database, talk: Talk, meera: Account) -> None:
    chat = talk.open(meera, "a", NOW)
    talk.turn(chat, "a", "b", NOW)
    database.tx_now(chats.change, meera.id, chat.door, chat.id, Change(status=Status.DELETED), NOW)
    assert database.read_now(figures.activity, meera.id, None, NOW).total_messages == 1
    database.tx_now(chats.purge_deleted, before=NOW + timedelta(days=1), count=1)
    assert database.read_now(figures.activity, meera.id, None, NOW).total_messages == 0


@pytest.mark.parametrize("statement", [figures._ACTIVITY, figures._MODELS], ids=["activity", "models"])
def test_only_the_accounts_own_rows_are_counted(database: Database, meera: Account, plan: Plan, statement: Sql) -> None:
    explained = plan(statement, {"account": meera.id, "since": 0, "now": to_micros(NOW)})
    assert "ix_chats_account_id_door_status_is_pinned_updated_at" in explained
    assert "Seq Scan" not in explained
    assert "SCAN" not in explained
