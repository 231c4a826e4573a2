"""Several memories made one, and taken apart again."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.memory.conftest import Store
from tests.memory.deciding.test_opposed import memory
from tests.memory.deciding.test_verify import every_state, histories

from frontdesk.kit.errors import BadInput
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.memory import erasing, graph, history, privacy, queries
from frontdesk.memory.deciding import consolidate, timeline, truth, verify
from frontdesk.memory.deciding.conflicts import Pair
from frontdesk.memory.deciding.consolidate import Consolidated, NotMerged, NotToBeMerged
from frontdesk.memory.deciding.truth import ConflictKind
from frontdesk.memory.deciding.verify import Action, Decision
from frontdesk.memory.graph import Relation
from frontdesk.memory.memories import About, Kind, Memory, MemoryNotFound, Origin, Scope, Status
from frontdesk.memory.queries import Wanted
from frontdesk.storage.session import Database, Sql

_DAY = timedelta(days=1)
_FORGET = Sql("DELETE FROM memories WHERE account_id = :owner")


def _merge(database: Database, scope: Scope, now: datetime, *found: Memory) -> Consolidated:
    return database.tx_now(consolidate.merge, scope, [one.id for one in found], now)


def test_the_new_one_has_the_best_of_all(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    home = About("likes", "tea")
    found = [
        store.add(
            hers, "I like tea", Kind.PREFERENCE, importance=0.9, confidence=0.5, contexts=("food", "home"),
            status=Status.PENDING, about=home, said_at=now - 2 * _DAY, expires_at=now + _DAY,
        ),
        store.add(
            hers, "I like tea very much", Kind.PREFERENCE, importance=0.4, confidence=0.8, contexts=("drinks", "food"),
            about=home, said_at=now - _DAY, is_private=True,
        ),
    ]  # fmt: skip
    made = _merge(database, hers, now, *found)
    new = made.memory
    assert made.merged_from == tuple(one.id for one in found)
    assert (new.content, new.kind, new.origin) == ("I like tea very much", Kind.PREFERENCE, Origin.MERGE)
    assert (new.status, new.importance, new.confidence) == (Status.CONFIRMED, 0.9, 0.8)
    assert (new.contexts, new.about, new.expires_at) == (("food", "home", "drinks"), home, None)
    assert (new.said_at, new.valid_from) == (now - _DAY, now - 2 * _DAY)
    assert new.is_private, "what one of them hid stays hidden"
    assert store.get(hers, new.id) == new
    assert database.read_now(consolidate.merged_from, hers, new.id) == made.merged_from
    for one in found:
        stored = store.get(hers, one.id)
        assert (stored.status, stored.merged_into, stored.content) == (Status.MERGED, new.id, one.content)
        (former,) = database.read_now(history.of, hers, one.id)
        assert (former.action, former.status) == ("merge", one.status)
    shown = database.read_now(queries.listing, hers, Wanted(), Paging())
    assert [one.id for one in shown.items] == [new.id]


def test_of_none_that_is_confirmed_one_that_waits_is_made(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    dates = [now + _DAY, now + 3 * _DAY, now + 2 * _DAY]
    found = [
        store.add(hers, f"I have exam {number}", status=Status.PENDING, expires_at=at, expiry_reason=str(number))
        for number, at in enumerate(dates)
    ]
    made = _merge(database, hers, now, *found).memory
    assert (made.status, made.expires_at, made.expiry_reason) == (Status.PENDING, now + 3 * _DAY, "1")
    assert made.content == "I have exam 0; I have exam 1; I have exam 2"


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (["I like tea", "I like green tea"], "I like green tea"),
        (["I love pizza", "I really love pizza!"], "I really love pizza!"),
        (["I live in Pune.", "I work as a nurse."], "I live in Pune; I work as a nurse"),
        (["I like cats", "I hate cats"], "I like cats; I hate cats"),
        (["मुझे चाय पसंद है।", "मैं पुणे में रहता हूँ।"], "मुझे चाय पसंद है; मैं पुणे में रहता हूँ"),
    ],
)
def test_statements_are_put_together_without_repeating_one(contents: list[str], expected: str) -> None:
    assert consolidate.combined([memory(content) for content in contents]) == expected


def test_what_would_be_too_long_is_refused_and_nothing_is_merged(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    found = [store.add(hers, f"word{number} " * 200) for number in range(2)]
    with pytest.raises(BadInput):
        _merge(database, hers, now, *found)
    assert [store.get(hers, one.id) for one in found] == found


def test_bounds_owners_and_states(database: Database, store: Store, hers: Scope, his: Scope, now: datetime) -> None:
    one, other = store.add(hers, "I like tea"), store.add(hers, "I like milk")
    foreign = store.add(his, "He likes tea")
    for ids in ([], [one.id], [one.id, one.id], [str(number) for number in range(51)]):
        with pytest.raises(BadInput):
            database.tx_now(consolidate.merge, hers, ids, now)
    for ids in ([one.id, foreign.id], [one.id, "nothing"]):
        with pytest.raises(MemoryNotFound):
            database.tx_now(consolidate.merge, hers, ids, now)
    for status in (Status.REJECTED, Status.MERGED, Status.EXPIRED):
        gone = store.add(hers, f"It is {status}", status=status)
        with pytest.raises(NotToBeMerged) as refused:
            _merge(database, hers, now, one, gone)
        assert refused.value.status == 409
    assert [store.get(hers, each.id) for each in (one, other)] == [one, other]
    fifty = [store.add(hers, f"Thing {number}") for number in range(50)]
    assert len(_merge(database, hers, now, *fifty).merged_from) == 50


def test_unmerge_brings_back_what_was(database: Database, store: Store, hers: Scope, his: Scope, now: datetime) -> None:
    found = [store.add(hers, "I like tea", status=Status.PENDING), store.add(hers, "I like green tea")]
    made = _merge(database, hers, now, *found).memory
    with pytest.raises(MemoryNotFound):
        database.tx_now(consolidate.unmerge, his, made.id, now)
    assert sorted(database.tx_now(consolidate.unmerge, hers, made.id, now)) == sorted(one.id for one in found)
    assert [replace(store.get(hers, one.id), updated_at=one.updated_at) for one in found] == found
    with pytest.raises(MemoryNotFound):
        store.get(hers, made.id)
    assert database.read_now(history.of, hers, found[0].id) == []


def test_only_the_last_of_several_consolidations_is_undone(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    tea, milk, juice = (store.add(hers, f"I like {thing}") for thing in ("tea", "milk", "juice"))
    first = _merge(database, hers, now, tea, milk).memory
    second = _merge(database, hers, now, first, juice).memory
    for one in (tea, first, juice):
        with pytest.raises(NotMerged):
            database.tx_now(consolidate.unmerge, hers, one.id, now)
    database.tx_now(consolidate.unmerge, hers, second.id, now)
    assert store.get(hers, first.id).status is Status.CONFIRMED
    assert store.get(hers, tea.id).status is Status.MERGED
    database.tx_now(consolidate.unmerge, hers, first.id, now)
    assert store.get(hers, tea.id).status is Status.CONFIRMED


def test_what_is_all_that_is_left_of_them_is_not_undone(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    found = [store.add(hers, "I like tea"), store.add(hers, "I like milk")]
    made = _merge(database, hers, now, *found).memory
    for one in found:
        database.tx_now(erasing.delete, hers, one.id, now)
    with pytest.raises(NotMerged):
        database.tx_now(consolidate.unmerge, hers, made.id, now)
    assert store.get(hers, made.id) == made


@pytest.mark.parametrize("is_bulk", [False, True])
def test_of_what_is_erased_the_parts_come_back(
    database: Database, store: Store, hers: Scope, now: datetime, is_bulk: bool
) -> None:
    tea, milk, juice = (store.add(hers, f"I like {thing}") for thing in ("tea", "milk", "juice"))
    first = _merge(database, hers, now, tea, milk).memory
    second = _merge(database, hers, now, first, juice).memory
    if is_bulk:
        assert database.tx_now(privacy.erase_named, hers, [first.id], now) == 1
    else:
        database.tx_now(erasing.delete, hers, first.id, now)
    assert store.get(hers, tea.id).merged_into == second.id, "they are part of what the erased was part of"
    database.tx_now(erasing.delete, hers, second.id, now)
    for one in (tea, milk, juice):
        assert (store.get(hers, one.id).status, store.get(hers, one.id).merged_into) == (Status.CONFIRMED, None)


def test_what_the_parts_had_ended_is_the_merged_ones(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    homes = [
        store.add(hers, content, about=About("home", town), said_at=now - ago * _DAY, status=status)
        for content, town, ago, status in (
            ("I live in Delhi", "delhi", 3, Status.CONFIRMED),
            ("I live in Pune", "pune", 2, Status.PENDING),
            ("I really live in Pune", "pune", 1, Status.PENDING),
        )
    ]
    delhi, *pune = homes
    database.tx_now(verify.decide, hers, Decision(pune[0].id, Action.CONFIRM), now)
    assert store.get(hers, delhi.id).superseded_by == pune[0].id
    made = _merge(database, hers, now, *pune).memory
    database.tx_now(verify.decide, hers, Decision(made.id, Action.REJECT), now)
    assert (store.get(hers, delhi.id).status, store.get(hers, delhi.id).superseded_by) == (Status.CONFIRMED, None)
    database.tx_now(consolidate.unmerge, hers, made.id, now)
    assert store.get(hers, pune[0].id).status is Status.CONFIRMED
    assert store.get(hers, delhi.id).superseded_by == pune[0].id


def test_what_hangs_on_the_parts_hangs_on_the_merged_one(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    tea, milk, cup, mud = (store.add(hers, f"I like {thing}") for thing in ("tea", "milk", "cups", "mud"))
    for source, target in ((tea, milk), (tea, cup), (mud, milk)):
        database.tx_now(graph.link, hers, source.id, target.id, Relation.SUPPORTS, now)
    database.tx_now(truth.keep_both, hers, milk.id, mud.id, now)
    ids = [one.id for one in (tea, milk, cup, mud)]
    before = database.read_now(graph.between, hers, ids, 9)
    made = _merge(database, hers, now, tea, milk).memory
    shown = database.read_now(graph.between, hers, [made.id, cup.id, mud.id], 9)
    assert {(one.source, one.target) for one in shown} == {(made.id, cup.id), (mud.id, made.id)}
    assert mud.id in database.read_now(timeline.apart, hers, made.id)
    database.tx_now(consolidate.unmerge, hers, made.id, now)
    assert database.read_now(graph.between, hers, [*ids, made.id], 9) == before
    assert mud.id in database.read_now(timeline.apart, hers, milk.id)


def test_what_was_linked_to_the_merged_one_is_linked_to_its_parts(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    one, other, old, new = (store.add(hers, content) for content in ("likes tea", "likes green tea", "old", "new"))
    database.tx_now(graph.link, hers, one.id, old.id, Relation.SUPPORTS, now)
    made = database.tx_now(consolidate.merge, hers, [one.id, other.id], now).memory
    database.tx_now(graph.link, hers, new.id, made.id, Relation.CAUSED_BY, now)
    database.tx_now(truth.keep_both, hers, made.id, new.id, now)
    database.tx_now(consolidate.unmerge, hers, made.id, now)
    rows = database.read_now(lambda tx: tx.run(_LINKS))
    assert {(row[0], row[1], row[2]) for row in rows if row[2] != "distinct"} == {
        (one.id, old.id, "supports"), (new.id, one.id, "caused_by"), (new.id, other.id, "caused_by")
    }  # fmt: skip
    assert database.read_now(timeline.apart, hers, new.id) == {one.id, other.id, new.id}


_LINKS = Sql("SELECT source_id, target_id, relation FROM memory_links")


async def test_of_two_who_merge_the_same_at_once_one_wins(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    for _ in range(5):
        tea, milk, juice = (store.add(hers, f"I like {thing}") for thing in ("tea", "milk", "juice"))
        results = await asyncio.gather(
            database.tx(consolidate.merge, hers, [tea.id, milk.id], now),
            database.tx(consolidate.merge, hers, [milk.id, tea.id], now),
            database.tx(consolidate.merge, hers, [juice.id, milk.id], now),
            return_exceptions=True,
        )
        won = [one for one in results if isinstance(one, Consolidated)]
        lost = [one for one in results if isinstance(one, NotToBeMerged)]
        assert (len(won), len(lost)) == (1, 2)
        assert store.get(hers, milk.id).merged_into == won[0].memory.id
        await database.tx(consolidate.unmerge, hers, won[0].memory.id, now)
        for one in (tea, milk, juice):
            await database.tx(erasing.delete, hers, one.id, now)


async def test_a_decision_and_a_merge_at_once_do_not_lose_each_other(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    for _ in range(5):
        tea, milk = (store.add(hers, f"I like {thing}", status=Status.PENDING) for thing in ("tea", "milk"))
        merged, rejected = await asyncio.gather(
            database.tx(consolidate.merge, hers, [tea.id, milk.id], now),
            database.tx(verify.decide, hers, Decision(tea.id, Action.REJECT), now),
            return_exceptions=True,
        )
        stored = store.get(hers, tea.id)
        if isinstance(merged, Consolidated):
            assert isinstance(rejected, verify.Merged)
            assert stored.merged_into == merged.memory.id
        else:
            assert isinstance(merged, NotToBeMerged)
            assert stored == rejected


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(
        st.tuples(
            st.sampled_from(["I like tea", "I live in Pune", "I moved to Goa", "I hate tea", "A", "B"]),
            st.sampled_from([Status.PENDING, Status.CONFIRMED]),
            st.floats(0, 1),
        ),
        min_size=2,
        max_size=6,
    ),
    chosen=st.sets(st.integers(0, 5), min_size=2),
)
def test_unmerge_after_merge_is_as_if_nothing_had_been(
    database: Database,
    store: Store,
    hers: Scope,
    now: datetime,
    made: list[tuple[str, Status, float]],
    chosen: set[int],
) -> None:
    database.tx_now(lambda tx: tx.run(_FORGET, owner=hers.owner))
    found = [store.add(hers, content, status=status, importance=weight) for content, status, weight in made]
    ids = [found[place].id for place in chosen if place < len(found)]
    before, written = every_state(database, hers), histories(database, hers)
    if len(ids) < 2:
        return
    merged = database.tx_now(consolidate.merge, hers, ids, now)
    assert set(database.tx_now(consolidate.unmerge, hers, merged.memory.id, now)) == set(ids)
    assert every_state(database, hers) == before
    assert histories(database, hers) == written


async def test_suggestions_are_of_one_kind_and_say_why(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    contents = ["The gate to our garden is green", "The gate to our garden is really green", "I like the sea"]
    first, second, _ = (store.add(hers, content) for content in contents)
    store.add(hers, "The gate to our garden is so green", Kind.GOAL)
    store.add(his, contents[0])
    (found,) = await consolidate.suggestions(database, hers, now, Language.EN)
    assert {one.id for one in found.memories} == {first.id, second.id}
    assert (found.content, found.kind) == (contents[1], Kind.FACT)
    assert found.similarity >= 0.85
    assert f"{found.similarity:.2f}" in found.reason
    (other,) = await consolidate.suggestions(database, hers, now, Language.HI)
    assert other.reason != found.reason
    _merge(database, hers, now, *found.memories)
    assert await consolidate.suggestions(database, hers, now, Language.EN) == []


def test_a_group_is_of_those_that_are_all_alike() -> None:
    a, b, c, d = (memory(f"Thing {name}") for name in "abcd")

    def pair(one: Memory, other: Memory, similarity: float, kind: ConflictKind = ConflictKind.DUPLICATES) -> Pair:
        return Pair(one, other, similarity, kind)

    chain = [pair(a, b, 0.95), pair(b, c, 0.9), pair(c, d, 0.86)]
    assert [{one.content[-1] for one in each.memories} for each in consolidate.grouped(chain, Language.EN)] == [
        {"a", "b"},
        {"c", "d"},
    ]
    whole = [*chain, pair(a, c, 0.88), pair(a, d, 0.87), pair(b, d, 0.89)]
    (group,) = consolidate.grouped(whole, Language.EN)
    assert ({one.content[-1] for one in group.memories}, group.similarity) == (set("abcd"), 0.86)
    assert consolidate.grouped([pair(a, b, 0.99, ConflictKind.CONTRADICTS)], Language.EN) == []
