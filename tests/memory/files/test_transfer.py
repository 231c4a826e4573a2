"""Memories as a file, out and in."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from tests.memory.conftest import Store

from frontdesk.conversations import chats
from frontdesk.conversations.transcript import Door
from frontdesk.identity import accounts
from frontdesk.identity.actor import Role
from frontdesk.kit.errors import BadInput
from frontdesk.kit.ids import ConversationId, JobId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.llm.failures import ModelFailed
from frontdesk.memory import graph, history, memories, privacy, queries
from frontdesk.memory.files import incoming, intake, members, rows, subject, transfer
from frontdesk.memory.files.intake import Report
from frontdesk.memory.files.matching import Strategy
from frontdesk.memory.files.transfer import Chosen, Format
from frontdesk.memory.graph import Relation
from frontdesk.memory.memories import About, Kind, Memory, Origin, Scope, Source, Status
from frontdesk.memory.models import memories as table
from frontdesk.memory.models import memory_links, memory_vectors
from frontdesk.memory.queries import Wanted
from frontdesk.memory.room import MemoryFull
from frontdesk.storage.models import jobs
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database

SKIP, OVERWRITE, MERGE = Strategy
NASTY = (
    "=1+1", "+91 teas", "-5 degrees", "@SUM(A1)", "\tx", "\ry", "'=2", "''=3", "'quoted'", "plain",
    'say "hi", he said', "two\nlines", "three\r\nlines", "a;b", "मुझे चाय पसंद है", "＝4", "ends with ,", "'",
    "?", "=cmd|' /C calc'!A0",
)  # fmt: skip


async def _whole(pieces: AsyncIterator[bytes]) -> str:
    return b"".join([piece async for piece in pieces]).decode()


async def _file(database: Database, scope: Scope, form: Format, now: datetime, chosen: Chosen | None = None) -> str:
    portions = transfer.export(database, scope, chosen)
    return await _whole(transfer.as_csv(portions) if form is Format.CSV else transfer.as_json(portions, now))


async def _take(
    database: Database, scope: Scope, raw: Any, now: datetime, *, form: Format = Format.JSON,
    strategy: Strategy = SKIP, **more: Any,
) -> Report:  # fmt: skip
    return await intake.load(database, scope, form, raw, strategy, now, **more)


def _all(database: Database, scope: Scope) -> list[Memory]:
    return database.read_now(queries.listing, scope, Wanted(statuses=tuple(Status)), Paging(200)).items


def _counts(report: Report) -> tuple[int, int, int]:
    return report.imported, report.updated, report.skipped


def _told(report: Report) -> list[tuple[int, str, str]]:
    return [(error.row, error.field, error.key) for error in report.errors]


def _rich(database: Database, store: Store, scope: Scope, now: datetime) -> list[Memory]:
    """Every member set somewhere."""
    chat = database.tx_now(chats.open_chat, scope.owner, Door.PERSONAL, "t", Language.EN, now)
    earlier = now - timedelta(days=90)
    first = store.add(
        scope, "Lives in Pune", importance=0.9, confidence=0.75, contexts=("home", "a,b"), is_private=True,
        about=About("home", "pune"), expires_at=now + timedelta(days=9), expiry_reason="A plan", now=earlier,
        source=Source("I live in Pune", ConversationId(chat.id), 7, 2, 16, "Meera"),
        said_at=earlier - timedelta(days=1), place=-5, valid_from=earlier, valid_to=now,
    )  # fmt: skip
    texts = [store.add(scope, text.strip() or "-", Kind.TOPIC, language=Language.HI) for text in NASTY]
    old = store.add(scope, "Lives in Delhi", status=Status.EXPIRED, about=About("home", "delhi"), now=earlier)
    merged = store.add(scope, "Lives in Pune!", status=Status.MERGED, now=earlier)
    rejected = store.add(scope, "Hates tea", Kind.PREFERENCE, status=Status.REJECTED, about=About("tea", "tea", True))
    pending = store.add(scope, "May move", Kind.GOAL, status=Status.PENDING)
    ends = ((old.id, first.id, None), (merged.id, None, first.id))
    for memory_id, by, into in ends:
        change = update(table).where(table.c.id == memory_id).values(superseded_by=by, merged_into=into)
        database.tx_now(lambda tx, change=change: tx.execute(change) and None)
    database.tx_now(memories.used, scope, [first.id], now)
    for relation, other in zip(Relation, texts, strict=False):
        database.tx_now(graph.link, scope, first.id, other.id, relation, now)
    note = memory_links.insert().values(
        source_id=rejected.id, target_id=pending.id, relation="distinct", account_id=scope.owner, created_at=1_000_000
    )
    database.tx_now(lambda tx: tx.execute(note) and None)
    return [first, *texts, old, merged, rejected, pending]


def _plain(file: str) -> tuple[list[dict[str, Any]], set[tuple[str, ...]]]:
    """What a JSON file says, ids replaced by the statements they stand for and without what is new of each import."""
    said = orjson.loads(file)
    named = {one["id"]: one["content"] for one in said["memories"]}
    plain = []
    for one in said["memories"]:
        ends = {name: named.get(one[name]) for name in ("superseded_by", "merged_into")}
        source = {"origin": None, "source_session": None}
        if one["metadata"]["source_session"] is None:
            source |= {"source_message": None, "quote_start": None, "quote_end": None}
        plain.append({**one, "id": None, **ends, "metadata": {**one["metadata"], **source}})
    ties = {
        (named[tie["source_id"]], named[tie["target_id"]], tie["relationship_type"], tie["created_at"])
        for tie in said["relationships"]
    }
    return sorted(plain, key=lambda one: (one["content"], one["status"])), ties


@pytest.mark.parametrize("form", [Format.JSON, Format.CSV])
async def test_what_goes_out_comes_in_as_it_was(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime, form: Format
) -> None:
    hers_all = _rich(database, store, hers, now)
    before = _plain(await _file(database, hers, Format.JSON, now))
    file = await _file(database, hers, form, now)
    assert (len(before[0]), len(before[1])) == (len(hers_all), 6)
    report = await _take(database, his, file, now, form=form)
    assert (_counts(report), report.errors, report.ignored) == ((len(hers_all), 0, 0), (), ())
    after = _plain(await _file(database, his, Format.JSON, now))
    for mine, theirs in zip(before[0], after[0], strict=True):
        for name in ("source_message", "quote_start", "quote_end"):
            assert theirs["metadata"][name] is None
            mine["metadata"][name] = None
    assert after == before
    assert {one.origin for one in _all(database, his)} == {Origin.IMPORT}
    assert {one.id for one in _all(database, his)}.isdisjoint(one.id for one in hers_all)
    again = await _take(database, his, file, now, form=form)
    assert _counts(again) == (0, 0, len(hers_all))
    assert _plain(await _file(database, his, Format.JSON, now)) == before


async def test_ones_own_conversation_stays_the_source_and_nobody_elses_becomes_it(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    first, *others = _rich(database, store, hers, now)
    file = await _file(database, hers, Format.JSON, now, Chosen(ids=(first.id,)))
    # with what has become part of it, which would come back and say the same
    parts = [one.id for one in others if one.content == "Lives in Pune!"]
    database.tx_now(privacy.erase_named, hers, [first.id, *parts], now)
    for scope, source in ((hers, first.source), (his, Source(first.source.quote, speaker="Meera"))):
        await _take(database, scope, file, now)
        (found,) = [one for one in _all(database, scope) if one.content == first.content]
        assert found.source == source


async def test_an_export_is_filtered_and_in_portions(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    everything = _rich(database, store, hers, now)
    foreign = store.add(his, "his")
    for chosen, wanted in (
        (Chosen(statuses=(Status.PENDING,)), ["May move"]),
        (Chosen(kind=Kind.PREFERENCE), ["Hates tea"]),
        (Chosen(statuses=(Status.PENDING,), kind=Kind.PREFERENCE), []),
        (Chosen(ids=(everything[0].id, foreign.id, "nobody")), ["Lives in Pune"]),
        (Chosen(ids=()), []),
    ):
        said = orjson.loads(await _file(database, hers, Format.JSON, now, chosen))
        assert [one["content"] for one in said["memories"]] == wanted
        assert said["relationships"] == []
        lines = list(csv.DictReader(io.StringIO(await _file(database, hers, Format.CSV, now, chosen), newline="")))
        assert [line["content"] for line in lines] == wanted
    without = await _whole(transfer.as_json(transfer.export(database, hers, with_links=False), now))
    assert orjson.loads(without)["relationships"] == []
    portions = [portion async for portion in transfer.export(database, Scope(his.owner))]
    assert [len(portion.memories) for portion in portions] == [1]


async def test_ten_thousand_rows_go_in_and_out(database: Database, hers: Scope, now: datetime) -> None:
    listed = [{"id": str(n), "content": f"Statement number {n}", "memory_type": "topic"} for n in range(10_000)]
    links = [
        {"source_id": str(n), "target_id": str(n + 1), "relationship_type": "supports"} for n in range(0, 2_000, 2)
    ]
    report = await _take(database, hers, {"memories": listed, "relationships": links}, now)
    assert (_counts(report), report.errors) == ((10_000, 0, 0), ())
    assert (_jobs(database, memories.EMBED), _jobs(database, subject.JOB)) == (100, 100), "one of each a portion"
    said = orjson.loads(await _file(database, hers, Format.JSON, now))
    assert [one["content"] for one in said["memories"]] == [one["content"] for one in listed]
    assert len(said["relationships"]) == 1_000
    text = await _file(database, hers, Format.CSV, now)
    assert _counts(await _take(database, hers, text, now, form=Format.CSV, atomic=True)) == (0, 0, 10_000)
    with pytest.raises(BadInput):
        await _take(database, hers, [*listed, {"content": "one more"}], now)


# --- what is wrong with a row


async def test_each_bad_row_is_named_and_the_others_stand(database: Database, hers: Scope, now: datetime) -> None:
    tomorrow = (now + timedelta(days=1)).isoformat()
    listed: list[Any] = [
        {"content": "  good  ", "shoe_size": 9},
        {"content": ""},
        {"content": "x" * 1_048_576},
        {"content": "a\x00b"},
        {"content": 7, "memory_type": "wish", "importance": "much", "status": "maybe"},
        {"content": "a", "importance": float("nan")},
        {"content": "b", "confidence": 1e999},
        {"content": "c", "importance": -0.1, "created_at": tomorrow},
        {"content": "d", "expires_at": "soon", "valid_from": "2026-02-01", "valid_to": "2026-01-01"},
        {"content": "e", "contexts": ["", 1]},
        {"content": "f", "is_private": "perhaps", "access_count": -1, "metadata": "x"},
        "text",
        None,
        {"id": "1", "content": "g"},
        {"id": "1", "content": "h"},
        {"content": "i", "created_at": "9999-12-31T23:59:59-23:00", "language": "tlh"},
        {},
    ]
    wanted = [
        (2, "content", "bad_length"), (3, "content", "bad_length"), (4, "content", "no_text"),
        (5, "content", "no_text"),
        (5, "memory_type", "no_such"), (5, "status", "no_such"), (5, "importance", "no_share"),
        (6, "importance", "no_share"), (7, "confidence", "no_share"), (8, "importance", "no_share"),
        (8, "created_at", "to_come"), (9, "expires_at", "no_moment"), (9, "valid_to", "ends_early"),
        (10, "contexts", "bad_length"), (11, "metadata", "no_object"), (11, "is_private", "no_truth"),
        (11, "access_count", "no_count"), (12, "row", "no_object"), (13, "row", "no_object"), (15, "id", "id_twice"),
        (16, "language", "no_such"), (16, "created_at", "no_moment"), (17, "content", "no_text"),
    ]  # fmt: skip
    with pytest.raises(BadInput) as refused:
        await _take(database, hers, listed, now, atomic=True)
    assert refused.value.problems[0].field == "memories.2.content"
    assert _all(database, hers) == []
    report = await _take(database, hers, listed, now)
    assert set(_told(report)) == set(wanted)
    assert [error.row for error in report.errors] == sorted(error.row for error in report.errors)
    assert (_counts(report), report.ignored) == ((2, 0, 0), ("shoe_size",))
    assert {one.content for one in _all(database, hers)} == {"good", "g"}
    for error in report.errors:
        assert len({error.message(language) for language in Language}) == 5


async def test_links_are_checked_too(database: Database, store: Store, hers: Scope, his: Scope, now: datetime) -> None:
    foreign = store.add(his, "his")
    listed = [{"id": "1", "content": "a"}, {"id": "2", "content": "b"}, {"id": "3", "content": ""}]
    good = {"source_id": "1", "target_id": "2", "relationship_type": "supports"}
    links: list[Any] = [
        good, good, {**good, "target_id": "1"}, {**good, "relationship_type": "loves"}, 7, {**good, "created_at": "x"},
        {**good, "target_id": foreign.id}, {**good, "target_id": "3"}, {**good, "target_id": ["2"]},
    ]  # fmt: skip
    report = await _take(database, hers, listed, now, relationships=links)
    assert [one for one in _told(report) if one[1] == "relationships"] == [
        (number, "relationships", "bad_link") for number in (3, 4, 5, 6, 7, 9)
    ]
    portions = [portion async for portion in transfer.export(database, hers)]
    assert [(tie.relation, tie.created_at) for portion in portions for tie in portion.ties] == [("supports", now)]


async def test_a_link_that_leads_out_of_the_file_keeps_an_atomic_one_out(
    database: Database, hers: Scope, now: datetime
) -> None:
    listed = [{"id": "1", "content": "a"}, {"id": "2", "content": "b"}]
    link = {"source_id": "1", "target_id": "9", "relationship_type": "supports"}
    with pytest.raises(BadInput) as refused:
        await _take(database, hers, {"memories": listed, "relationships": [link]}, now, atomic=True)
    assert [one.field for one in refused.value.problems] == ["memories.1.relationships"]
    assert _all(database, hers) == []


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        (Format.JSON, "{"),
        (Format.JSON, "7"),
        (Format.JSON, {"memories": "x"}),
        (Format.JSON, {"memories": [], "relationships": "x"}),
        (Format.JSON, None),
        (Format.CSV, [{"content": "x"}]),
        (Format.CSV, ""),
        (Format.CSV, "text,type\nx,y\n"),
        (Format.CSV, "content,content\nx,y\n"),
        (Format.CSV, 'content\n"never closed\n'),
        (Format.CSV, 'content\n"closed"too early\n'),
        (Format.CSV, "content\n" + "x\n" * 10_001),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(form: Format, raw: Any) -> None:
    with pytest.raises(BadInput):
        incoming.read(form, raw)


async def test_a_csv_row_of_another_length_is_named(database: Database, hers: Scope, now: datetime) -> None:
    text = (
        "\ufeffContent; Importance\r\nLikes tea;0.8\r\n\r\ntoo;many;cells\r\nfew\r\nLikes milk;\r\n"
        + "x" * 200_000
        + ";1"
    )
    report = await _take(database, hers, text, now, form=Format.CSV)
    assert _told(report) == [(3, "row", "bad_cells"), (4, "row", "bad_cells"), (6, "content", "bad_length")]
    assert sorted((one.content, one.importance) for one in _all(database, hers)) == [
        ("Likes milk", 0.5), ("Likes tea", 0.8),
    ]  # fmt: skip


# --- what is there already


async def test_what_is_there_is_left_replaced_or_united(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    there = store.add(hers, "Likes tea", importance=0.4, confidence=0.9, contexts=("food",))
    row = {
        "content": "likes TEA.",
        "importance": 0.8,
        "confidence": 0.5,
        "contexts": ["drinks"],
        "memory_type": "topic",
    }
    assert _counts(await _take(database, hers, [row], now)) == (0, 0, 1)
    assert _all(database, hers) == [there]
    assert _counts(await _take(database, hers, [row], now, strategy=MERGE)) == (1, 1, 0)
    (united,) = _all(database, hers)
    assert (united.content, united.contexts, united.importance, united.confidence, united.kind) == (
        "Likes tea", ("food", "drinks"), 0.8, 0.9, Kind.FACT,
    )  # fmt: skip
    assert _counts(await _take(database, hers, [row], now, strategy=MERGE)) == (0, 0, 1)
    assert _counts(await _take(database, hers, [row], now, strategy=OVERWRITE)) == (1, 1, 0)
    (replaced,) = _all(database, hers)
    assert (replaced.id, replaced.content, replaced.confidence, replaced.kind, replaced.contexts) == (
        there.id, "likes TEA.", 0.5, Kind.TOPIC, ("drinks",),
    )  # fmt: skip
    assert _counts(await _take(database, hers, [row], now, strategy=OVERWRITE)) == (0, 0, 1)
    assert [one.importance for one in database.read_now(history.of, hers, there.id)] == [0.8, 0.4]


async def test_a_row_that_names_an_id_means_that_memory(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    mine, foreign = store.add(hers, "Lives in Delhi"), store.add(his, "his")
    edited = [{"id": mine.id, "content": "Lives in New Delhi"}, {"id": foreign.id, "content": "not his"}]
    assert _counts(await _take(database, hers, edited[:1], now)) == (0, 0, 1)
    assert _counts(await _take(database, hers, edited, now, strategy=OVERWRITE)) == (2, 1, 0)
    assert store.get(hers, mine.id).content == "Lives in New Delhi"
    assert store.get(his, foreign.id).content == "his"
    assert len(_all(database, hers)) == 2


@pytest.mark.parametrize("named", [True, False])
async def test_a_memory_that_was_replaced_no_longer_stands_for_what_it_said(
    database: Database, store: Store, hers: Scope, now: datetime, named: bool
) -> None:
    one = store.add(hers, "My cat is called Tom")
    second = {"content": "My cat is called Tom"} | ({"id": "another"} if named else {})
    file = [{"id": one.id, "content": "My cat is called Felix"}, second]
    assert _counts(await _take(database, hers, file, now, strategy=OVERWRITE)) == (2, 1, 0)
    assert store.get(hers, one.id).content == "My cat is called Felix"
    assert sorted(one.content for one in _all(database, hers)) == ["My cat is called Felix", "My cat is called Tom"]


async def test_what_says_the_same_stands_for_one_that_was_replaced(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    one, other = store.add(hers, "Likes tea"), store.add(hers, "Likes tea", status=Status.PENDING)
    file = [{"id": one.id, "content": "Likes milk"}, {"content": "Likes tea", "importance": 0.9}]
    assert _counts(await _take(database, hers, file, now, strategy=OVERWRITE)) == (2, 2, 0)
    assert (store.get(hers, one.id).content, store.get(hers, other.id).importance) == ("Likes milk", 0.9)


@pytest.mark.parametrize("atomic", [True, False])
async def test_what_a_file_makes_private_is_nobody_elses_any_more(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime, atomic: bool
) -> None:
    cat, dog = store.add(hers, "Has a cat"), store.add(hers, "Has a dog")
    database.tx_now(privacy.share, hers, [cat.id, dog.id], now, shared_with=[his.owner])
    file = [{"id": cat.id, "content": "Has a cat", "is_private": True}, {"id": dog.id, "content": "Has two dogs"}]
    assert _counts(await _take(database, hers, file, now, strategy=OVERWRITE, atomic=atomic)) == (2, 2, 0)
    page = database.read_now(privacy.shared_with_me, his.owner, Paging())
    assert [one.content for one in page.items] == ["Has two dogs"]
    # Who is named while it is private has been named on purpose.
    database.tx_now(privacy.share, hers, [cat.id], now, shared_with=[his.owner])
    again = [{**file[0], "importance": 0.9}]
    assert _counts(await _take(database, hers, again, now, strategy=OVERWRITE)) == (1, 1, 0)
    assert database.read_now(privacy.readers_of, hers, [cat.id]) == {cat.id: (his.owner,)}


async def test_the_same_statement_twice_in_a_file_is_one(database: Database, hers: Scope, now: datetime) -> None:
    twice = [
        {"content": "Likes tea", "importance": 0.2},
        {"content": "Likes tea!", "importance": 0.7, "contexts": "a, b"},
    ]
    assert _counts(await _take(database, hers, twice, now)) == (1, 0, 1)
    other = Scope(database.tx_now(accounts.create, "c@example.com", None, "x", Role.CUSTOMER, now).id)
    assert _counts(await _take(database, other, twice, now, strategy=MERGE)) == (1, 0, 1)
    (one,) = _all(database, other)
    assert (one.importance, one.contexts) == (0.7, ("a", "b"))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"content": "My PIN is 4711"}, "content"),
        ({"content": "Pays by card", "value": "4111 1111 1111 1111"}, "value"),
        ({"content": "Pays by card", "contexts": ["card", "4111 1111 1111 1111"]}, "contexts"),
        ({"content": "Pays by card", "metadata": {"quote": "my password is hunter2!"}}, "metadata.quote"),
        ({"content": "Pays by card", "metadata": {"speaker": "my password is hunter2!"}}, "metadata.speaker"),
        ({"content": "Pays by card", "attribute": "my password is hunter2!"}, "attribute"),
    ],
)
async def test_secrets_are_not_brought_in(
    database: Database, hers: Scope, now: datetime, row: dict[str, Any], field: str
) -> None:
    report = await _take(database, hers, [row, {"content": "Likes tea"}], now)
    assert (_told(report), report.imported) == ([(1, field, "secret")], 1)


async def test_what_a_statement_is_about_is_found_out_where_the_file_does_not_know(
    database: Database, hers: Scope, now: datetime
) -> None:
    listed = [
        {"content": "I live in Pune"},
        {"content": "I live in Delhi", "attribute": None},
        {"content": "I live in Goa", "attribute": "holidays", "value": "goa"},
    ]
    for atomic in (True, False):
        await _take(database, hers, listed, now, atomic=atomic)
    assert _jobs(database, subject.JOB) == 1
    await _work(database)
    about = {one.content[-4:].strip(): (one.about.attribute, one.about.value) for one in _all(database, hers)}
    assert about == {"Pune": ("home", "pune"), "elhi": (None, None), "Goa": ("holidays", "goa")}


async def test_what_an_edited_statement_is_about_is_found_out_anew(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    one = store.add(hers, "I live in Pune", about=About("home", "pune"))
    same, edited = {"id": one.id, "content": "I live in Pune!"}, {"id": one.id, "content": "I live in Delhi"}
    for row, about in ((same, ("home", "pune")), (edited, ("home", "delhi"))):
        await _take(database, hers, [row], now, strategy=OVERWRITE)
        await _work(database)
        assert (store.get(hers, one.id).about.attribute, store.get(hers, one.id).about.value) == about


async def test_whoever_is_gone_when_it_is_found_out_stays_gone(database: Database, hers: Scope, now: datetime) -> None:
    await _take(database, hers, [{"content": "I live in Pune"}], now)
    await privacy.erase_account(database, hers.owner)
    await _work(database)
    assert _all(database, hers) == []


def _jobs(database: Database, kind: str) -> int:
    waiting = select(func.count()).select_from(jobs).where(jobs.c.kind == kind)
    return int(database.read_now(lambda tx: tx.execute(waiting).scalar_one()))


async def _work(database: Database) -> None:
    """All that waits, twice each, as after a crash."""
    rows = database.read_now(lambda tx: tx.execute(select(jobs.c.payload).where(jobs.c.kind == subject.JOB)).all())
    for (payload,) in rows * 2:
        await subject.jobs(database)[subject.JOB](Job(JobId("x"), subject.JOB, payload, 1))


async def test_what_was_rejected_is_not_brought_in_again(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    store.add(hers, "Likes tea", status=Status.REJECTED)
    assert _counts(await _take(database, hers, [{"content": "Likes tea"}], now)) == (0, 0, 1)


async def test_what_is_over_does_not_stand_in_the_way(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    store.add(hers, "Lives in Delhi", status=Status.EXPIRED)
    assert _counts(await _take(database, hers, [{"content": "Lives in Delhi"}], now)) == (1, 0, 0)
    over = {"content": "Lives in Delhi", "status": "expired"}
    assert _counts(await _take(database, hers, [over], now)) == (0, 0, 1)
    twice = [{**over, "valid_from": "2010-01-01"}, {**over, "valid_from": "2015-01-01"}]
    assert _counts(await _take(database, hers, twice, now)) == (2, 0, 0)
    assert _counts(await _take(database, hers, twice, now)) == (0, 0, 2)


async def test_two_that_import_the_same_at_once_store_it_once(database: Database, hers: Scope, now: datetime) -> None:
    listed = [{"content": f"statement {number}"} for number in range(120)]
    reports = await asyncio.gather(*(_take(database, hers, listed, now) for _ in range(4)))
    assert sum(report.imported for report in reports) == 120
    assert len(_all(database, hers)) == 120


async def test_whoever_is_interrupted_imports_again_and_all_is_whole(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _rich(database, store, hers, now)
    file = await _file(database, hers, Format.JSON, now)
    whole = _plain(file)
    monkeypatch.setattr(intake, "_AT_ONCE", 4)
    for stage in (2, 5, 7, 9):
        with pytest.raises(_Killed):
            await _take(_Dying(database, stage), his, file, now)  # type: ignore[arg-type]
    await _take(database, his, file, now)
    after = _plain(await _file(database, his, Format.JSON, now))
    for mine in whole[0]:
        mine["metadata"] |= {"source_message": None, "quote_start": None, "quote_end": None}
    assert after == whole


class _Killed(Exception):
    pass


class _Dying:
    """A process that is killed after so many transactions."""

    def __init__(self, database: Database, transactions: int) -> None:
        self.database = database
        self.left = transactions

    async def tx(self, *arguments: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise _Killed
        return await self.database.tx(*arguments)


# --- in other words


class _Vectors:
    """An embedding model that knows a few sentences."""

    name, model, dimensions = "test", "few", 2

    def __init__(self, known: dict[str, tuple[float, float]], *, dies: bool = False) -> None:
        self.known = known
        self.dies = dies

    async def embed(self, texts: Any) -> Any:
        import numpy as np  # noqa: PLC0415

        if self.dies:
            raise ModelFailed("unavailable")
        return np.array([self.known.get(text, (0.0, 1.0)) for text in texts], dtype=np.float32)


@pytest.mark.parametrize(
    ("said", "vectors", "imported"),
    [
        ("Is fond of tea", _Vectors({"Is fond of tea": (1.0, 0.0)}), 0),
        ("Is fond of tea", _Vectors({"Is fond of tea": (0.9, 0.435)}), 1),
        ("Is fond of tea", _Vectors({}, dies=True), 1),
        ("Is fond of 2 teas", _Vectors({"Is fond of 2 teas": (1.0, 0.0)}), 1),
        ("Is fond of tea", _Vectors({"Is fond of tea": (1.0, 0.0, 0.0)}), 1),  # type: ignore[dict-item]
        ("Is fond of tea", None, 1),
    ],
)
async def test_what_is_said_in_almost_the_same_words_is_skipped(
    database: Database, store: Store, hers: Scope, now: datetime, said: str, vectors: _Vectors | None, imported: int
) -> None:
    one = store.add(hers, "Likes tea")
    values = {"memory_id": one.id, "account_id": hers.owner, "model": "test/few/2", "vector": b"\x00\x3c\x00\x00"}
    database.tx_now(lambda tx: tx.execute(memory_vectors.insert().values(**values)) and None)
    assert (await _take(database, hers, [{"content": said}], now, embedder=vectors)).imported == imported
    again = await _take(database, hers, [{"content": "Likes 3 teas"}], now, strategy=MERGE, embedder=vectors)
    assert again.imported == 1


# --- cells


@pytest.mark.parametrize("text", [text for text in NASTY if text.lstrip("'")[:1] in "=+-@\t\r\n＝" and text.strip("'")])
def test_what_looks_like_a_formula_is_marked(text: str) -> None:
    assert rows.cell(text) == f"'{text}"
    assert rows.uncell(rows.cell(text)) == text


@pytest.mark.parametrize("text", ["plain", "'quoted'", "a=b", "1-2", "", "'", "''", "é"])
def test_whatever_else_stays_as_it_is(text: str) -> None:
    assert rows.cell(text) == text
    assert rows.uncell(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_out_of_a_cell_as_it_went_in(text: str) -> None:
    assert rows.uncell(rows.cell(text)) == text
    assert rows.cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1), min_size=1))
def test_every_text_comes_out_of_a_csv_file_as_it_went_in(texts: list[str]) -> None:
    file = transfer._lines([["content", "n"], *([rows.cell(text), "1"] for text in texts)]).decode()
    assert [row["content"] for _, row in incoming.read(Format.CSV, file).rows] == texts


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists, max_leaves=4))
def test_no_value_breaks_the_reading_of_a_row(value: Any) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    for name in rows.NAMES:
        found = rows.read({"content": "x", name: value}, 1, now)
        assert isinstance(found, rows.Row) or {problem.field.split(".")[0] for problem in found} == {name}
    for name in members.OF_METADATA:
        rows.read({"content": "x", "metadata": {name: value}}, 1, now)


async def test_rows_beyond_the_room_there_is_are_named(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    there = store.add(hers, "Likes tea", importance=0.4)
    file = [{"content": f"Likes dish {number}"} for number in range(149)]
    file[120]["content"] = "Likes tea"
    with pytest.raises(MemoryFull):
        await intake.load(database, hers, Format.JSON, file, Strategy.SKIP, now, atomic=True, most=148)
    assert len(_all(database, hers)) == 1
    report = await intake.load(database, hers, Format.JSON, file, Strategy.SKIP, now, most=148)
    assert (_counts(report), [(one.row, one.field, one.key) for one in report.errors]) == (
        (147, 0, 1), [(149, "row", "no_room")]
    )  # fmt: skip
    file[120]["importance"] = "0.9"
    again = await intake.load(database, hers, Format.JSON, [file[120]], Strategy.OVERWRITE, now, most=148)
    assert (_counts(again), again.errors, store.get(hers, there.id).importance) == ((1, 1, 0), (), 0.9)
