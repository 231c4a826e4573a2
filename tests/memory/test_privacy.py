"""Who may read a memory, and how memories are erased."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import String, cast, func, select
from tests.memory.conftest import Store

from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account, LastAdmin
from frontdesk.identity.actor import Role
from frontdesk.kit.errors import BadInput, Forbidden, NotFound
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.pagination import Paging
from frontdesk.memory import bulk, erasing, graph, history, memories, privacy, queries
from frontdesk.memory.finding import vectors
from frontdesk.memory.graph import Relation
from frontdesk.memory.memories import About, Kind, Memory, MemoryNotFound, Scope, Source, Status
from frontdesk.memory.models import memory_shelves, memory_vectors
from frontdesk.memory.privacy import Filter
from frontdesk.memory.queries import Wanted
from frontdesk.storage import spending
from frontdesk.storage.base import metadata
from frontdesk.storage.session import Database, Tx
from frontdesk.storage.spending import Caps, Part


def _share(database: Database, scope: Scope, *ids: str, now: datetime, **what: Any) -> list[privacy.Shared]:
    return database.tx_now(privacy.share, scope, ids, now, **what)


def _count(database: Database, scope: Scope) -> int:
    wanted = Wanted(statuses=tuple(Status))
    return database.read_now(queries.listing, scope, wanted, Paging()).total


def test_what_is_shared_is_read_and_nothing_else(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    source = Source(quote="I like pizza", chat=ConversationId("c"), message=7, speaker="Meera")
    pizza, secret = store.add(hers, "Likes pizza", source=source), store.add(hers, "Secret")
    with pytest.raises(MemoryNotFound):
        database.read_now(privacy.readable, his.owner, pizza.id)
    (shared,) = _share(database, hers, pizza.id, now=now, is_private=True, shared_with=[his.owner])
    assert (shared.memory.is_private, shared.readers) == (True, (his.owner,))
    seen = database.read_now(privacy.readable, his.owner, pizza.id)
    assert (seen.content, seen.owner, seen.source) == ("Likes pizza", hers.owner, Source())
    assert database.read_now(privacy.readable, hers.owner, pizza.id).source == source
    page = database.read_now(privacy.shared_with_me, his.owner, Paging())
    assert ([one.id for one in page.items], page.total, page.items[0].source) == ([pizza.id], 1, Source())
    with pytest.raises(Forbidden):
        database.read_now(privacy.writable, his.owner, pizza.id)
    with pytest.raises(MemoryNotFound):
        database.read_now(privacy.writable, his.owner, secret.id)
    assert database.read_now(privacy.writable, hers.owner, pizza.id).id == pizza.id
    assert database.read_now(privacy.shared_with_me, hers.owner, Paging()).total == 0
    assert _count(database, his) == 0
    for write in (erasing.delete, history.undo):
        with pytest.raises(MemoryNotFound):
            database.tx_now(write, his, pizza.id, now)


def test_a_share_is_replaced_kept_or_taken_back(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    other = database.tx_now(accounts.create, "c@example.com", None, "x", Role.CUSTOMER, now)
    one = store.add(hers, "Likes pizza")
    assert _share(database, hers, one.id, now=now, shared_with=[his.owner, his.owner])[0].readers == (his.owner,)
    assert _share(database, hers, one.id, now=now, shared_with=[other.id])[0].readers == (other.id,)
    assert _share(database, hers, one.id, now=now, is_private=False)[0].readers == (other.id,)
    private = _share(database, hers, one.id, now=now, is_private=True)[0]
    assert (private.readers, private.memory.is_private) == ((), True)
    assert _share(database, hers, one.id, now=now, shared_with=[])[0].memory.is_private
    with pytest.raises(MemoryNotFound):
        database.read_now(privacy.readable, other.id, one.id)


@pytest.mark.parametrize("status", [Status.REJECTED, Status.MERGED, Status.EXPIRED])
def test_what_its_owner_no_longer_sees_no_reader_sees(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime, status: Status
) -> None:
    one = store.add(hers, "over", status=status)
    _share(database, hers, one.id, now=now, shared_with=[his.owner])
    with pytest.raises(MemoryNotFound):
        database.read_now(privacy.readable, his.owner, one.id)
    assert database.read_now(privacy.shared_with_me, his.owner, Paging()).items == []


def test_whom_one_cannot_share_with_is_refused_alike(
    database: Database, store: Store, meera: Account, hers: Scope, his: Scope, now: datetime
) -> None:
    away = database.tx_now(accounts.create, "c@example.com", None, "x", Role.CUSTOMER, now)
    database.tx_now(accounts.change, away.id, now, is_active=False)
    one = store.add(hers, "one")
    refused: list[BadInput] = []
    for readers in ([his.owner, "nobody"], [his.owner, away.id], ["", "x" * 500], ["ravi@example.com"]):
        with pytest.raises(BadInput) as raised:
            _share(database, hers, one.id, now=now, is_private=True, shared_with=readers)
        refused.append(raised.value)
    assert {str(error.problems) for error in refused} == {str(refused[0].problems)}
    for readers in ([hers.owner], [f"{number}" for number in range(51)]):
        with pytest.raises(BadInput):
            _share(database, hers, one.id, now=now, shared_with=readers)
    assert not store.get(hers, one.id).is_private
    assert database.read_now(privacy.readers_of, hers, [one.id]) == {one.id: ()}
    assert meera.id == hers.owner


def test_all_that_are_named_are_shared_or_none(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    mine, foreign = store.add(hers, "mine"), store.add(his, "his")
    for ids in ((mine.id, foreign.id), (mine.id, "nobody")):
        with pytest.raises(MemoryNotFound):
            _share(database, hers, *ids, now=now, is_private=True, shared_with=[his.owner])
    for ids in ((), tuple(map(str, range(1_001)))):
        with pytest.raises(BadInput):
            _share(database, hers, *ids, now=now, is_private=True)
    assert not store.get(hers, mine.id).is_private
    assert database.read_now(privacy.readers_of, his, [mine.id]) == {mine.id: ()}


async def test_sharing_at_once_leaves_one_list_of_readers(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    other = database.tx_now(accounts.create, "c@example.com", None, "x", Role.CUSTOMER, now)
    one = store.add(hers, "one")
    lists = [[his.owner], [other.id], [his.owner, other.id], []] * 3
    await asyncio.gather(*(database.tx(privacy.share, hers, [one.id], now, shared_with=each) for each in lists))
    left = database.read_now(privacy.readers_of, hers, [one.id])[one.id]
    assert sorted(left) in [sorted(each) for each in lists]


def test_named_ones_are_erased_all_or_none(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    mine, other, foreign = store.add(hers, "mine"), store.add(hers, "other"), store.add(his, "his")
    for ids in ([mine.id, foreign.id], [mine.id, "nobody"]):
        with pytest.raises(MemoryNotFound):
            database.tx_now(privacy.erase_named, hers, ids, now)
    with pytest.raises(BadInput):
        database.tx_now(privacy.erase_named, hers, [], now)
    assert database.tx_now(privacy.erase_named, hers, [mine.id, mine.id], now) == 1
    assert (_count(database, hers), _count(database, his)) == (1, 1)
    assert store.get(hers, other.id).id == other.id


def test_an_erased_memory_takes_all_that_hung_on_it(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    one, other = store.add(hers, "one"), store.add(hers, "other")
    database.tx_now(graph.link, hers, one.id, other.id, Relation.SUPPORTS, now)
    _share(database, hers, one.id, now=now, shared_with=[his.owner])
    _vector(database, hers, one)
    database.tx_now(lambda tx: history.change(tx, one, one, "correct", now) and None)
    before = _shelf(database, hers)
    database.tx_now(privacy.erase_named, hers, [one.id], now)
    assert _tables_with(database, one.id) == set()
    after = _shelf(database, hers)
    assert after[0] > before[0]
    assert after[1] == after[0]


async def test_a_filter_takes_what_it_matches_and_nothing_of_others(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    old = now - timedelta(days=400)
    for scope in (hers, his):
        store.add(scope, "old low topic", Kind.TOPIC, importance=0.1, now=old)
        store.add(scope, "new low topic", Kind.TOPIC, importance=0.1)
        store.add(scope, "old high topic", Kind.TOPIC, importance=0.9, now=old)
        store.add(scope, "old low fact", importance=0.1, now=old, status=Status.REJECTED, confidence=0.2)
        store.add(scope, "a goal", Kind.GOAL)
    before = datetime(now.year, 1, 1, tzinfo=UTC)
    documented = Filter(kind=Kind.TOPIC, importance_lt=0.3, created_before=before)
    assert await privacy.erase_matching(database, hers, documented, now) == 1
    assert await privacy.erase_matching(database, hers, documented, now) == 0
    assert await privacy.erase_matching(database, hers, Filter(statuses=(Status.REJECTED,)), now) == 1
    assert await privacy.erase_matching(database, hers, Filter(confidence_lt=0.3), now) == 0
    assert await privacy.erase_matching(database, hers, Filter(kind=Kind.TOPIC), now) == 2
    assert (_count(database, hers), _count(database, his)) == (1, 5)


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(),
        Filter(importance_lt=0),
        Filter(importance_lt=1.5),
        Filter(confidence_lt=float("nan")),
        Filter(created_before=datetime(2999, 1, 1, tzinfo=UTC)),
        Filter(statuses=tuple(Status)),
    ],
)
async def test_a_filter_that_leaves_nothing_out_is_refused(
    database: Database, store: Store, hers: Scope, now: datetime, chosen: Filter
) -> None:
    store.add(hers, "one")
    with pytest.raises(BadInput):
        await privacy.erase_matching(database, hers, chosen, now)
    assert _count(database, hers) == 1


async def test_many_go_in_portions_and_what_comes_meanwhile_stays(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    first = store.add(hers, "first")
    many = [_like(first, number) for number in range(1_200)]
    database.tx_now(bulk.add, hers, many, now)
    late = store.add(hers, "late", now=now + timedelta(seconds=1))
    assert await privacy.erase_matching(database, hers, Filter(kind=Kind.FACT), now) == 1_201
    assert store.get(hers, late.id) == late


async def test_a_filter_that_leaves_nothing_out_is_refused_whatever_it_looks_like(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    for content in ("first", "second"):
        store.add(hers, content, Kind.FACT, importance=0.5)
    store.add(his, "his", Kind.GOAL)
    for chosen in (Filter(kind=Kind.FACT), Filter(importance_lt=0.6), Filter(kind=Kind.FACT, confidence_lt=1.0)):
        if chosen.confidence_lt is None:
            with pytest.raises(BadInput):
                await privacy.erase_matching(database, hers, chosen, now)
        else:
            assert await privacy.erase_matching(database, hers, chosen, now) == 0
    assert _count(database, hers) == 2
    kept = store.add(hers, "third", Kind.GOAL)
    assert await privacy.erase_matching(database, hers, Filter(kind=Kind.FACT), now) == 2
    assert store.get(hers, kept.id) == kept


def _like(one: Memory, number: int) -> Memory:
    row = list(memories.row(one))
    row[0], row[2] = f"{number:032x}", f"statement {number}"
    return memories.memory(tuple(row))


async def test_nothing_of_an_erased_account_is_left_in_any_table(
    database: Database, store: Store, meera: Account, hers: Scope, his: Scope, now: datetime
) -> None:
    his_one = store.add(his, "his")
    _share(database, his, his_one.id, now=now, shared_with=[hers.owner])
    one, other = store.add(hers, "one"), store.add(hers, "other")
    database.tx_now(graph.link, hers, one.id, other.id, Relation.SUPPORTS, now)
    _share(database, hers, one.id, now=now, shared_with=[his.owner])
    _vector(database, hers, one)
    database.tx_now(lambda tx: history.change(tx, one, one, "correct", now) and None)
    database.tx_now(spending.reserve, hers.owner, 5, Caps(1_000, part=Part("memory", 1_000)), now)
    database.tx_now(bulk.add, hers, [_like(one, number) for number in range(1_100)], now)
    assert _tables_with(database, hers.owner) >= {
        *("accounts", "memories", "memory_shelves", "memory_vectors", "memory_links", "memory_shares", "spending"),
    }
    await privacy.erase_account(database, meera.id)
    assert _tables_with(database, hers.owner) == set()
    assert _tables_with(database, one.id) == set()
    assert (_count(database, his), _tables_with(database, his.owner) >= {"memories"}) == (1, True)
    with pytest.raises(NotFound):
        await privacy.erase_account(database, meera.id)


class _Slow:
    """Makes vectors of nothing, while something else happens."""

    name, model, dimensions = "slow", "slow", 3

    def __init__(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self._meanwhile = meanwhile

    async def embed(self, texts: Sequence[str]) -> Any:
        await self._meanwhile()
        return np.ones((len(texts), 3), np.float32)

    async def close(self) -> None:
        pass


async def test_what_is_learnt_of_an_account_that_is_erased_meanwhile_is_nothing(
    database: Database, store: Store, meera: Account, hers: Scope
) -> None:
    one = store.add(hers, "one")
    await vectors.embed_some(database, _Slow(lambda: privacy.erase_account(database, meera.id)), hers)
    database.tx_now(bulk.tell, hers, {one.id: ("one", About("home", "pune"))})
    assert _tables_with(database, hers.owner) == set()


async def test_the_last_admin_keeps_the_memories_too(database: Database, store: Store, now: datetime) -> None:
    owner = database.tx_now(accounts.create, "owner@example.com", None, "x", Role.ADMIN, now)
    store.add(Scope(owner.id), "one")
    with pytest.raises(LastAdmin):
        await privacy.erase_account(database, owner.id)
    assert _count(database, Scope(owner.id)) == 1


def _vector(database: Database, scope: Scope, one: Memory) -> None:
    values = {"memory_id": one.id, "account_id": scope.owner, "model": "m", "vector": b"\x00\x00"}
    database.tx_now(lambda tx: tx.execute(memory_vectors.insert().values(**values)) and None)


def _shelf(database: Database, scope: Scope) -> tuple[int, int]:
    chosen = select(memory_shelves.c.revision, memory_shelves.c.rebuilt)
    row = database.read_now(lambda tx: tx.execute(chosen.where(memory_shelves.c.account_id == scope.owner)).one())
    return row[0], row[1]


def _tables_with(database: Database, needle: str) -> set[str]:
    """Every table of the house that has it anywhere, in a column of its own or inside a text."""

    def look(tx: Tx) -> set[str]:
        found = set()
        for table in metadata.sorted_tables:
            for column in table.columns:
                told = select(func.count()).select_from(table).where(cast(column, String).contains(needle))
                if not isinstance(column.type, memory_vectors.c.vector.type.__class__) and tx.execute(told).scalar():
                    found.add(table.name)
        return found

    return database.read_now(look)
