"""Links between memories, and walks along them."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event
from tests.memory.conftest import Store

from frontdesk.kit.errors import BadInput
from frontdesk.memory import erasing, graph, memories
from frontdesk.memory.graph import Link, LinkNotFound, Relation
from frontdesk.memory.memories import Memory, MemoryId, MemoryNotFound, Scope, Status
from frontdesk.memory.models import memory_links
from frontdesk.storage.session import Database, Tx

RELATES, CAUSED = Relation.RELATES_TO, Relation.CAUSED_BY


def _chain(database: Database, store: Store, scope: Scope, length: int, now: datetime) -> list[Memory]:
    """Each linked to the next."""
    found = [store.add(scope, f"link {number}") for number in range(length)]
    for first, second in pairwise(found):
        database.tx_now(graph.link, scope, first.id, second.id, RELATES, now)
    return found


def test_a_link_is_made_once_and_taken_back(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    pizza, rome = store.add(hers, "Likes pizza"), store.add(hers, "Was in Rome")
    made = database.tx_now(graph.link, hers, pizza.id, rome.id, CAUSED, now)
    assert made == Link(pizza.id, rome.id, CAUSED, now)
    later = now + timedelta(days=1)
    assert database.tx_now(graph.link, hers, pizza.id, rome.id, CAUSED, later) == made
    database.tx_now(graph.link, hers, pizza.id, rome.id, RELATES, later)
    database.tx_now(graph.link, hers, rome.id, pizza.id, CAUSED, later)
    assert len(database.read_now(graph.between, hers, [pizza.id, rome.id], 9)) == 3
    assert database.tx_now(graph.unlink, hers, pizza.id, rome.id, CAUSED) == 1
    assert database.tx_now(graph.unlink, hers, pizza.id, rome.id) == 1
    with pytest.raises(LinkNotFound):
        database.tx_now(graph.unlink, hers, pizza.id, rome.id)
    assert [one.source for one in database.read_now(graph.between, hers, [pizza.id, rome.id], 9)] == [rome.id]


def test_nothing_is_linked_to_itself_or_to_what_is_not_ones_own(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    mine, foreign = store.add(hers, "mine"), store.add(his, "his")
    with pytest.raises(BadInput):
        database.tx_now(graph.link, hers, mine.id, mine.id, RELATES, now)
    for pair in ((mine.id, foreign.id), (foreign.id, mine.id), (mine.id, "nobody"), (foreign.id, "nobody")):
        with pytest.raises(MemoryNotFound):
            database.tx_now(graph.link, hers, *pair, RELATES, now)
    other = store.add(his, "his other")
    database.tx_now(graph.link, his, foreign.id, other.id, RELATES, now)
    with pytest.raises(LinkNotFound):
        database.tx_now(graph.unlink, hers, foreign.id, other.id)
    for look in (graph.related, graph.graph):
        with pytest.raises(MemoryNotFound):
            database.read_now(look, hers, foreign.id)


@pytest.mark.parametrize("depth", [0, -1, 6, 99])
def test_a_walk_has_its_limit(database: Database, store: Store, hers: Scope, depth: int) -> None:
    one = store.add(hers, "one")
    for look in (graph.related, graph.graph):
        with pytest.raises(BadInput):
            database.read_now(look, hers, one.id, depth)


def test_a_walk_goes_as_far_as_it_is_told_and_both_ways(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    chain = _chain(database, store, hers, 8, now)
    middle = chain[3]
    found = database.read_now(graph.related, hers, middle.id, 2)
    assert [one.distance for one in found] == [1, 1, 2, 2]
    assert {(one.memory.id, one.direction) for one in found} == {
        (chain[1].id, "in"), (chain[2].id, "in"), (chain[4].id, "out"), (chain[5].id, "out"),
    }  # fmt: skip
    assert len(database.read_now(graph.related, hers, chain[0].id, 5)) == 5
    drawn = database.read_now(graph.graph, hers, chain[0].id, 5)
    assert [node.id for node in drawn.nodes] == [one.id for one in chain[:6]]
    assert (len(drawn.edges), drawn.truncated) == (5, False)


def test_only_links_of_the_relation_that_is_named_are_walked(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    first, second, third = (store.add(hers, word) for word in ("a", "b", "c"))
    database.tx_now(graph.link, hers, first.id, second.id, CAUSED, now)
    database.tx_now(graph.link, hers, second.id, third.id, RELATES, now)
    assert [one.memory.id for one in database.read_now(graph.related, hers, first.id, 5, CAUSED)] == [second.id]
    assert database.read_now(graph.related, hers, first.id, 5, RELATES) == []


def test_cycles_end_and_everything_is_met_once_and_nearest(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    ring = _chain(database, store, hers, 6, now)
    database.tx_now(graph.link, hers, ring[-1].id, ring[0].id, RELATES, now)
    database.tx_now(graph.link, hers, ring[0].id, ring[-1].id, CAUSED, now)
    found = database.read_now(graph.related, hers, ring[0].id, 5)
    assert {one.memory.id: one.distance for one in found} == {
        ring[1].id: 1, ring[5].id: 1, ring[2].id: 2, ring[4].id: 2, ring[3].id: 3,
    }  # fmt: skip
    drawn = database.read_now(graph.graph, hers, ring[0].id, 5)
    assert (len(drawn.nodes), len(drawn.edges)) == (6, 7)


def test_links_between_two_that_are_equally_far_are_shown(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    one, left, right = (store.add(hers, word) for word in ("one", "left", "right"))
    for pair in ((one, left), (one, right), (left, right)):
        database.tx_now(graph.link, hers, pair[0].id, pair[1].id, RELATES, now)
    assert len(database.read_now(graph.graph, hers, one.id, 1).edges) == 3


def test_what_is_rejected_or_merged_is_not_walked_over(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    first, last = store.add(hers, "first"), store.add(hers, "last")
    for status in (Status.REJECTED, Status.MERGED, Status.EXPIRED):
        between = store.add(hers, status.value, status=status)
        database.tx_now(graph.link, hers, first.id, between.id, RELATES, now)
        database.tx_now(graph.link, hers, between.id, last.id, RELATES, now)
    assert database.read_now(graph.related, hers, first.id, 5) == []
    assert database.read_now(graph.graph, hers, first.id, 5).edges == ()


def test_the_houses_own_notes_are_no_links(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    first, second = store.add(hers, "first"), store.add(hers, "second")
    note = memory_links.insert().values(
        source_id=first.id, target_id=second.id, relation="distinct", account_id=hers.owner, created_at=1
    )
    database.tx_now(lambda tx: tx.execute(note) and None)
    assert database.read_now(graph.related, hers, first.id, 5) == []
    with pytest.raises(LinkNotFound):
        database.tx_now(graph.unlink, hers, first.id, second.id)


def test_a_graph_is_cut_and_says_so(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    def star(tx: Tx) -> MemoryId:
        draft = memories.Draft("centre", memories.Kind.FACT)
        centre = memories.add(tx, hers, draft, now)
        for number in range(graph.MOST_NODES + 20):
            leaf = memories.add(tx, hers, memories.Draft(f"leaf {number}", draft.kind), now)
            graph.link(tx, hers, centre.id, leaf.id, RELATES, now)
        return centre.id

    centre = database.tx_now(star)
    drawn = database.read_now(graph.graph, hers, centre, 5)
    assert (len(drawn.nodes), len(drawn.edges), drawn.truncated) == (graph.MOST_NODES, graph.MOST_NODES - 1, True)
    assert len(database.read_now(graph.related, hers, centre, 5)) == graph.MOST_NODES - 1


def test_a_walk_costs_one_statement_a_level(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    chain = _chain(database, store, hers, 6, now)
    for number in range(20):
        leaf = store.add(hers, f"leaf {number}")
        database.tx_now(graph.link, hers, chain[1].id, leaf.id, RELATES, now)
    counted: list[str] = []

    def look(tx: Tx) -> None:
        def count(*arguments: object) -> None:
            counted.append(str(arguments[2]))

        event.listen(tx._connection, "before_cursor_execute", count)
        try:
            graph.related(tx, hers, chain[0].id, 5)
        finally:
            event.remove(tx._connection, "before_cursor_execute", count)

    database.read_now(look)
    assert sum("memory_links" in statement for statement in counted) == 5
    assert len(counted) == 6


async def test_the_same_link_at_once_is_one_and_the_erased_is_linked_to_nothing(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    first, second, third = (store.add(hers, word) for word in ("a", "b", "c"))
    made = await asyncio.gather(
        *(database.tx(graph.link, hers, first.id, second.id, RELATES, now) for _ in range(8))
    )  # fmt: skip
    assert len(set(made)) == 1
    outcomes = await asyncio.gather(
        database.tx(erasing.delete, hers, third.id, now),
        *(database.tx(graph.link, hers, first.id, third.id, RELATES, now) for _ in range(4)),
        return_exceptions=True,
    )
    assert outcomes[0] is None
    assert {type(outcome) for outcome in outcomes[1:]} <= {Link, MemoryNotFound}
    assert [one.target for one in database.read_now(graph.between, hers, [first.id, second.id, third.id], 9)] == [
        second.id
    ]
