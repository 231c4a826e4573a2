"""What a person decides about her memories, and takes back."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.memory.conftest import Store

from frontdesk.kit.errors import BadInput
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.pagination import Paging
from frontdesk.memory import erasing, history, privacy, queries
from frontdesk.memory.deciding import truth, verify
from frontdesk.memory.deciding.verify import Action, Decision, Merged, NothingToUndo
from frontdesk.memory.learning import note
from frontdesk.memory.memories import About, Draft, Kind, Memory, MemoryNotFound, Scope, Source, Status
from frontdesk.memory.queries import Wanted
from frontdesk.storage.session import Database, Sql, Tx

MONTH = timedelta(days=30)


def _lives(store: Store, scope: Scope, town: str, said: datetime, status: Status = Status.CONFIRMED) -> Memory:
    about = About("home", town.lower())
    return store.add(scope, f"I live in {town}", about=about, said_at=said, status=status, now=max(said, store.now))


def _decide(database: Database, scope: Scope, one: Memory, action: str, now: datetime, **more: Any) -> Memory:
    return database.tx_now(verify.decide, scope, Decision(one.id, Action(action), **more), now)


def _undo(database: Database, scope: Scope, one: Memory, now: datetime) -> Memory:
    return database.tx_now(verify.undo, scope, one.id, now)


def every_state(database: Database, scope: Scope) -> dict[str, Memory]:
    """Everything that is stored of her, but for when rows were written."""
    at = datetime(2000, 1, 1, tzinfo=UTC)
    page = database.read_now(queries.listing, scope, Wanted(statuses=tuple(Status)), Paging(limit=200))
    return {one.id: replace(one, updated_at=at) for one in page.items}


def test_confirm_reject_and_correct_as_documented(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    one = store.add(hers, "I enjoy playing tennis", Kind.TOPIC, status=Status.PENDING, confidence=0.6)
    confirmed = _decide(database, hers, one, "confirm", later)
    assert (confirmed.status, confirmed.verified_at, confirmed.content) == (Status.CONFIRMED, later, one.content)
    corrected = _decide(
        database, hers, one, "correct", later,
        content="  I enjoy playing tennis and badminton ", importance=0.7, feedback="Added badminton",
    )  # fmt: skip
    assert corrected.content == "I enjoy playing tennis and badminton"
    assert (corrected.importance, corrected.status, corrected.confidence) == (0.7, Status.CONFIRMED, 1.0)
    rejected = _decide(database, hers, one, "reject", later, feedback="This is incorrect")
    assert rejected.status is Status.REJECTED
    assert store.get(hers, one.id) == rejected
    formers = database.read_now(history.of, hers, one.id)
    assert [(former.action, former.content, former.feedback) for former in formers] == [
        ("reject", "I enjoy playing tennis and badminton", "This is incorrect"),
        ("correct", "I enjoy playing tennis", "Added badminton"),
        ("confirm", "I enjoy playing tennis", None),
    ]


@pytest.mark.parametrize("action", ["confirm", "reject"])
def test_the_same_said_twice_changes_nothing(
    database: Database, store: Store, hers: Scope, now: datetime, action: str
) -> None:
    one = store.add(hers, "I like tea", status=Status.PENDING)
    first = _decide(database, hers, one, action, now)
    assert _decide(database, hers, one, action, now + MONTH) == first
    assert len(database.read_now(history.of, hers, one.id)) == 1


def test_pressing_confirm_twice_on_what_is_over_does_not_bring_it_back(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    delhi = _lives(store, hers, "Delhi", now - MONTH, Status.PENDING)
    pune = _lives(store, hers, "Pune", now)
    over = _decide(database, hers, delhi, "confirm", now)
    assert (over.status, over.superseded_by) == (Status.EXPIRED, pune.id)
    assert _decide(database, hers, delhi, "confirm", now) == over
    assert store.get(hers, pune.id) == pune


@pytest.mark.parametrize(
    ("given_content", "given_importance"),
    [(None, None), ("", None), ("   ", 0.5), ("x" * 2_001, None), ("a\x00b", None), (None, 1.5), (None, float("nan"))],
)
def test_a_correction_that_says_nothing_storable_is_refused(
    database: Database,
    store: Store,
    hers: Scope,
    now: datetime,
    given_content: str | None,
    given_importance: float | None,
) -> None:
    one = store.add(hers, "I like tea", status=Status.PENDING)
    with pytest.raises(BadInput):
        _decide(database, hers, one, "correct", now, content=given_content, importance=given_importance)
    assert store.get(hers, one.id) == one


@pytest.mark.parametrize("action", ["confirm", "reject", "correct"])
def test_nobody_decides_about_another_persons_memory(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime, action: str
) -> None:
    one = store.add(hers, "I like tea", status=Status.PENDING)
    with pytest.raises(MemoryNotFound):
        _decide(database, his, one, action, now, content="He likes beer")
    with pytest.raises(MemoryNotFound):
        _undo(database, his, one, now)
    assert store.get(hers, one.id) == one


def test_what_has_become_part_of_another_is_not_decided_about(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    one = store.add(hers, "I like tea", status=Status.MERGED)
    for action in Action:
        with pytest.raises(Merged) as refused:
            _decide(database, hers, one, action, now, content="I like coffee")
        assert refused.value.status == 409
    with pytest.raises(Merged):
        database.tx_now(verify.change, one, replace(one, importance=0.1), now)


def test_a_newer_home_ends_the_older_when_it_is_confirmed(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    delhi = _lives(store, hers, "Delhi", now - 8 * MONTH)
    pune = store.add(hers, "I moved to Pune", about=About("home", "pune"), said_at=now - MONTH, status=Status.PENDING)
    assert store.get(hers, delhi.id).status is Status.CONFIRMED, "what is not confirmed ends nothing"
    _decide(database, hers, pune, "confirm", now)
    ended = store.get(hers, delhi.id)
    assert (ended.status, ended.valid_to, ended.superseded_by) == (Status.EXPIRED, now - MONTH, pune.id)
    assert [former.action for former in database.read_now(history.of, hers, delhi.id)] == ["supersede"]

    def known(at: datetime) -> list[str]:
        return [one.content for one in database.read_now(queries.listing, hers, Wanted(known_at=at), Paging()).items]

    assert known(now - 2 * MONTH) == ["I live in Delhi"]
    assert known(now) == ["I moved to Pune"]
    assert known(now - 9 * MONTH) == []


def test_old_statements_may_be_confirmed_in_any_order(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    towns = ["Delhi", "Agra", "Pune"]
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]):
        said = [now - (3 - place) * MONTH for place in range(3)]
        made = [_lives(store, hers, town, at, Status.PENDING) for town, at in zip(towns, said, strict=True)]
        decisions = [Decision(made[place].id, Action.CONFIRM) for place in order]
        outcomes = {one.memory_id: one.memory for one in database.tx_now(verify.batch, hers, decisions, now)}
        found = [outcomes[one.id] for one in made]
        assert [(one.status, one.valid_to, one.superseded_by) for one in found if one is not None] == [
            (Status.EXPIRED, said[1], made[1].id),
            (Status.EXPIRED, said[2], made[2].id),
            (Status.CONFIRMED, None, None),
        ], order
        for one in made:
            database.tx_now(erasing.delete, hers, one.id, now)


def test_of_likes_and_pets_there_may_be_many(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    tea = store.add(hers, "I like tea", Kind.PREFERENCE, about=About("likes", "tea"))
    coffee = store.add(hers, "I like coffee", Kind.PREFERENCE, about=About("likes", "coffee"), status=Status.PENDING)
    _decide(database, hers, coffee, "confirm", now)
    assert store.get(hers, tea.id) == tea


def test_a_rejected_move_and_a_corrected_one_bring_back_the_home(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    delhi = _lives(store, hers, "Delhi", now - 8 * MONTH)
    pune = _lives(store, hers, "Pune", now - MONTH, Status.PENDING)
    for wrong in ("reject", "correct"):
        _decide(database, hers, pune, "confirm", now)
        assert store.get(hers, delhi.id).status is Status.EXPIRED
        _decide(database, hers, pune, wrong, now, content="I like Pune a lot")
        back = store.get(hers, delhi.id)
        assert (back.status, back.valid_to, back.superseded_by) == (Status.CONFIRMED, None, None)
        _undo(database, hers, pune, now)
        assert store.get(hers, delhi.id).superseded_by == pune.id, "undone, the move stands again"
        _undo(database, hers, pune, now)
        assert store.get(hers, delhi.id).status is Status.CONFIRMED


def test_what_a_rejected_one_had_ended_may_be_over_all_the_same(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    delhi, agra, pune = (
        _lives(store, hers, town, now - ago * MONTH, Status.PENDING)
        for town, ago in (("Delhi", 3), ("Agra", 2), ("Pune", 1))
    )
    for one in (delhi, agra, pune):
        _decide(database, hers, one, "confirm", now)
    _decide(database, hers, agra, "reject", now)
    ended = store.get(hers, delhi.id)
    assert (ended.status, ended.superseded_by, ended.valid_to) == (Status.EXPIRED, pune.id, now - MONTH)


def test_confirming_what_is_over_says_that_it_still_holds(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    delhi = _lives(store, hers, "Delhi", now - 8 * MONTH)
    pune = _lives(store, hers, "Pune", now - MONTH, Status.PENDING)
    _decide(database, hers, pune, "confirm", now)
    still = _decide(database, hers, delhi, "confirm", now + MONTH)
    assert (still.status, still.valid_to, still.superseded_by) == (Status.CONFIRMED, None, None)
    ended = store.get(hers, pune.id)
    assert (ended.status, ended.valid_to, ended.superseded_by) == (Status.EXPIRED, now + MONTH, delhi.id)


def test_what_she_writes_herself_holds_at_this_moment(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    pune = _lives(store, hers, "Pune", now - MONTH)
    delhi = _lives(store, hers, "Delhi", now - 8 * MONTH, Status.PENDING)
    written = database.tx_now(note.write, hers, Draft("I live in Delhi", Kind.FACT), now)
    assert (written.id, written.status, written.valid_to) == (delhi.id, Status.CONFIRMED, None)
    assert store.get(hers, pune.id).superseded_by == delhi.id
    fresh = database.tx_now(note.write, hers, Draft("I moved to Goa", Kind.FACT), now)
    assert fresh.about.attribute == "home"
    assert store.get(hers, delhi.id).superseded_by == fresh.id, "written down is confirmed, and ends what it excludes"


def test_what_is_kept_beside_each_other_ends_nothing(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    delhi = _lives(store, hers, "Delhi", now - MONTH)
    pune = _lives(store, hers, "Pune", now, Status.PENDING)
    database.tx_now(truth.keep_both, hers, pune.id, delhi.id, now)
    database.tx_now(truth.keep_both, hers, delhi.id, pune.id, now)
    assert _decide(database, hers, pune, "confirm", now).status is Status.CONFIRMED
    assert store.get(hers, delhi.id) == delhi


def test_a_date_that_has_passed_does_not_outlive_a_confirmation(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    one = store.add(hers, "I have an exam", status=Status.EXPIRED, expires_at=now - MONTH)
    assert _decide(database, hers, one, "confirm", now).expires_at is None


def test_an_inbox_is_decided_one_by_one(
    database: Database, store: Store, hers: Scope, his: Scope, now: datetime
) -> None:
    good, wrong, merged, empty = (
        store.add(hers, text, status=status)
        for text, status in (
            ("I like tea", Status.PENDING),
            ("I like mud", Status.PENDING),
            ("I like milk", Status.MERGED),
            ("I like ink", Status.PENDING),
        )
    )
    foreign = store.add(his, "He likes beer", status=Status.PENDING)
    decisions = [
        Decision(good.id, Action.CONFIRM),
        Decision(merged.id, Action.CONFIRM),
        Decision(foreign.id, Action.REJECT),
        Decision(empty.id, Action.CORRECT, content=" "),
        Decision(wrong.id, Action.REJECT, feedback="no"),
    ]
    outcomes = database.tx_now(verify.batch, hers, decisions, now)
    assert [one.memory_id for one in outcomes] == [one.memory_id for one in decisions]
    assert [one.error.status if one.error else one.memory and one.memory.status for one in outcomes] == [
        Status.CONFIRMED, 409, 404, 422, Status.REJECTED,
    ]  # fmt: skip
    assert store.get(his, foreign.id) == foreign
    assert store.get(hers, wrong.id).status is Status.REJECTED


def test_an_inbox_is_neither_empty_nor_endless_nor_of_two_minds(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    one = store.add(hers, "I like tea", status=Status.PENDING)
    once = Decision(one.id, Action.CONFIRM)
    for decisions in ([], [once] * 2, [Decision(str(number), Action.CONFIRM) for number in range(verify.MOST + 1)]):
        with pytest.raises(BadInput):
            database.tx_now(verify.batch, hers, decisions, now)
    assert store.get(hers, one.id) == one


def test_there_may_be_nothing_to_undo(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    delhi = _lives(store, hers, "Delhi", now - MONTH)
    pune = _lives(store, hers, "Pune", now, Status.PENDING)
    with pytest.raises(NothingToUndo):
        _undo(database, hers, delhi, now)
    _decide(database, hers, pune, "confirm", now)
    with pytest.raises(NothingToUndo):  # it was the other one that was decided about
        _undo(database, hers, delhi, now)
    with pytest.raises(MemoryNotFound):
        database.tx_now(verify.undo, hers, "nothing", now)


def test_undo_leaves_alone_what_was_decided_since(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    delhi = _lives(store, hers, "Delhi", now - MONTH)
    pune = _lives(store, hers, "Pune", now, Status.PENDING)
    _decide(database, hers, pune, "confirm", now)
    rejected = _decide(database, hers, delhi, "reject", now)
    assert _undo(database, hers, pune, now).status is Status.PENDING
    assert store.get(hers, delhi.id) == rejected


@pytest.mark.parametrize("months", [-1, 1])
def test_what_comes_back_gives_way_to_what_was_decided_since(
    database: Database, store: Store, hers: Scope, now: datetime, months: int
) -> None:
    delhi = _lives(store, hers, "Delhi", now - 2 * MONTH)
    pune = _lives(store, hers, "Pune", now - (2 - months) * MONTH, Status.PENDING)
    _decide(database, hers, delhi, "reject", now)
    _decide(database, hers, pune, "confirm", now)
    _undo(database, hers, delhi, now)
    older, newer = (delhi, pune) if months > 0 else (pune, delhi)
    assert (store.get(hers, older.id).status, store.get(hers, older.id).superseded_by) == (Status.EXPIRED, newer.id)
    assert store.get(hers, older.id).valid_to == newer.valid_from
    assert store.get(hers, newer.id).status is Status.CONFIRMED
    _decide(database, hers, newer, "reject", now)
    assert store.get(hers, older.id).status is Status.CONFIRMED


def test_what_comes_back_is_not_ended_by_what_is_rejected_since(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    delhi = _lives(store, hers, "Delhi", now - MONTH)
    pune = _lives(store, hers, "Pune", now, Status.PENDING)
    _decide(database, hers, pune, "confirm", now)
    _decide(database, hers, delhi, "reject", now)
    _decide(database, hers, pune, "reject", now)
    back = _undo(database, hers, delhi, now)
    assert (back.status, back.superseded_by, back.valid_to) == (Status.CONFIRMED, None, None)


def test_what_the_erased_had_ended_holds_again(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    agra = _lives(store, hers, "Agra", now - 2 * MONTH)
    delhi = _lives(store, hers, "Delhi", now - MONTH, Status.PENDING)
    pune = _lives(store, hers, "Pune", now, Status.PENDING)
    for one in (delhi, pune):
        _decide(database, hers, one, "confirm", now)
    database.tx_now(erasing.delete, hers, delhi.id, now)
    assert store.get(hers, agra.id).superseded_by == pune.id
    assert database.tx_now(privacy.erase_named, hers, [pune.id], now) == 1
    assert store.get(hers, agra.id).superseded_by is None
    assert store.get(hers, agra.id).status is Status.CONFIRMED


def test_a_change_by_hand_takes_its_place_in_time(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    delhi = _lives(store, hers, "Delhi", now - MONTH)
    other = store.add(hers, "I like it here", Kind.FACT)
    after = replace(other, content="I live in Pune")
    changed = database.tx_now(verify.change, other, after, now)
    assert changed.about.attribute == "home"
    assert store.get(hers, delhi.id).superseded_by == other.id
    _undo(database, hers, other, now)
    assert store.get(hers, delhi.id).status is Status.CONFIRMED


async def test_two_decisions_at_once_are_made_one_after_the_other(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    made = [_lives(store, hers, town, now - place * MONTH, Status.PENDING) for place, town in enumerate("ABCDEF")]

    async def confirm(one: Memory) -> None:
        await database.tx(verify.decide, hers, Decision(one.id, Action.CONFIRM), now)

    await asyncio.gather(*(confirm(made[place]) for place in (3, 0, 5, 2, 4, 1)))
    stored = [store.get(hers, one.id) for one in made]
    assert [one.status for one in stored] == [Status.CONFIRMED] + [Status.EXPIRED] * 5
    assert [one.superseded_by for one in stored[1:]] == [one.id for one in made[:-1]]
    assert [one.valid_to for one in stored[1:]] == [one.valid_from for one in made[:-1]]


_TOWNS = ["Delhi", "Pune", "Goa", "Agra"]
_STEPS = st.tuples(
    st.integers(0, 4), st.sampled_from(Action), st.sampled_from([None, *(f"I live in {town}" for town in _TOWNS)])
)
_FORGET = Sql("DELETE FROM memories WHERE account_id = :owner")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    statuses=st.lists(st.sampled_from([Status.PENDING, Status.CONFIRMED, Status.REJECTED]), min_size=5, max_size=5),
    steps=st.lists(_STEPS, min_size=1, max_size=6),
)
def test_undo_takes_back_all_that_a_decision_did(
    database: Database,
    store: Store,
    hers: Scope,
    now: datetime,
    said: list[int],
    statuses: list[Status],
    steps: list[tuple[int, Action, str | None]],
) -> None:
    database.tx_now(lambda tx: tx.run(_FORGET, owner=hers.owner))
    made = [
        _lives(store, hers, _TOWNS[place % 4], now - ago * MONTH, status)
        for place, (ago, status) in enumerate(zip(said, statuses, strict=True))
    ]
    for place, action, content in steps:
        before = every_state(database, hers)
        written = histories(database, hers)
        try:
            _decide(database, hers, made[place], action, now, content=content)
        except BadInput:
            assert every_state(database, hers) == before
            continue
        _check(every_state(database, hers))
        if histories(database, hers) == written:
            assert every_state(database, hers) == before
            continue
        decided = every_state(database, hers)
        _undo(database, hers, made[place], now)
        assert every_state(database, hers) == before
        assert histories(database, hers) == written
        _decide(database, hers, made[place], action, now, content=content)
        assert every_state(database, hers) == decided


def _check(state: dict[str, Memory]) -> None:
    """Whatever is in force has nothing beside it that it ends, unless they were made so; what is over says by what."""
    for one in state.values():
        if one.superseded_by is not None:
            assert one.status is Status.EXPIRED
            assert one.valid_to is not None
            assert state[one.superseded_by].id != one.id


def histories(database: Database, scope: Scope) -> dict[str, int]:
    def count(tx: Tx) -> dict[str, int]:
        return {row[0]: row[1] for row in tx.run(_COUNTED, owner=scope.owner)}

    return database.read_now(count)


_COUNTED = Sql(
    "SELECT h.memory_id, count(*) FROM memory_history h JOIN memories m ON m.id = h.memory_id"
    " WHERE m.account_id = :owner GROUP BY h.memory_id"
)


def test_a_corrected_statement_no_longer_rests_on_what_was_quoted(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    source = Source("I like tea", ConversationId("c"), 7, 3, 13, "Meera")
    one = store.add(hers, "I like tea", source=source, status=Status.PENDING)
    same = _decide(database, hers, one, "correct", now, importance=0.9)
    assert same.source == source
    corrected = _decide(database, hers, one, "correct", now, content="I like coffee")
    assert corrected.source == replace(source, quote=None, start=None, end=None)
    assert _undo(database, hers, one, now).source == source


@pytest.mark.parametrize("is_earlier_first", [True, False])
def test_of_two_of_one_moment_the_one_said_last_holds(
    database: Database, store: Store, hers: Scope, now: datetime, *, is_earlier_first: bool
) -> None:
    earlier, later = (
        store.add(
            hers, f"I moved to {town}", about=About("home", town.lower()), status=Status.PENDING, said_at=now,
            source=Source(f"I moved to {town}", ConversationId("c"), 7, start, start + 10),
        )
        for town, start in (("Delhi", 0), ("Pune", 40))
    )  # fmt: skip
    for one in (earlier, later) if is_earlier_first else (later, earlier):
        _decide(database, hers, one, "confirm", now + timedelta(days=1))
    assert store.get(hers, later.id).status is Status.CONFIRMED
    over = store.get(hers, earlier.id)
    assert (over.status, over.superseded_by) == (Status.EXPIRED, later.id)


def test_of_what_is_written_at_one_moment_the_last_holds(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    written = [
        database.tx_now(note.write, hers, Draft(f"I moved to {town}", Kind.FACT), now)
        for town in ("Delhi", "Goa", "Pune", "Agra", "Surat")
    ]
    assert [store.get(hers, one.id).status for one in written] == [Status.EXPIRED] * 4 + [Status.CONFIRMED]


def test_what_is_confirmed_before_it_was_found_out_what_it_is_about_ends_what_it_replaces(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    """As with a file that has just come in."""
    delhi = _lives(store, hers, "Delhi", now - MONTH)
    pune = store.add(hers, "I moved to Pune", status=Status.PENDING)
    assert pune.about.attribute is None
    assert _decide(database, hers, pune, "confirm", now).about.attribute == "home"
    assert store.get(hers, delhi.id).superseded_by == pune.id
    _undo(database, hers, pune, now)
    assert store.get(hers, delhi.id).superseded_by is None
