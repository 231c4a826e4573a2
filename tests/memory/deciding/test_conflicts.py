"""Pairs of memories to choose from, found among all of a person's."""

import asyncio
import math
import random
import struct
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.memory.deciding.test_opposed import memory

from frontdesk.kit.errors import BadInput
from frontdesk.kit.languages import Language
from frontdesk.llm import embeddings
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.memory import erasing
from frontdesk.memory.deciding import conflicts, truth
from frontdesk.memory.deciding.conflicts import Found, Material, Pair
from frontdesk.memory.deciding.truth import ConflictKind
from frontdesk.memory.memories import Draft, Kind, Memory, MemoryId, MemoryNotFound, Scope, Status
from frontdesk.memory.models import memory_vectors
from frontdesk.storage.session import Database, Tx

_LONG = 16


def _say(database: Database, scope: Scope, content: str, now: datetime, **more: Any) -> Memory:
    draft = replace(Draft(content, Kind.FACT), said_at=now, **more)
    return database.tx_now(truth.add, scope, draft, now)


def _packed(vector: list[float]) -> bytes:
    return struct.pack(f"<{len(vector)}e", *vector)


def _mean(database: Database, one: Memory, degrees: float, *, model: str = "m", length: int = _LONG) -> None:
    """Gives it a vector at that angle."""
    angle = math.radians(degrees)
    vector = [math.cos(angle), math.sin(angle), *[0.0] * (length - 2)]

    def write(tx: Tx) -> None:
        tx.execute(
            memory_vectors.insert().values(
                memory_id=one.id, account_id=one.owner, model=model, vector=_packed(vector), tokens=None
            )
        )

    database.tx_now(write)


def _told(found: list[Found]) -> dict[str, list[tuple[str, str]]]:
    return {
        one.memory.content: [(conflict.memory.content, conflict.kind.value) for conflict in one.conflicts]
        for one in found
    }


async def test_the_documented_pairs_are_found(database: Database, hers: Scope, now: datetime) -> None:
    delhi = _say(database, hers, "I live in Delhi", now - timedelta(days=3))
    berlin = _say(database, hers, "I moved to Berlin", now - timedelta(days=2))
    _say(database, hers, "I like cats", now - timedelta(days=2))
    _say(database, hers, "I hate cats", now - timedelta(days=1))
    _say(database, hers, "I have a bicycle", now)
    found = await conflicts.detect(database, hers, now)
    assert _told(found) == {
        "I moved to Berlin": [("I live in Delhi", "contradicts")],
        "I hate cats": [("I like cats", "contradicts")],
    }
    assert all(0 <= conflict.similarity <= 1 for one in found for conflict in one.conflicts)
    alone = await conflicts.detect(database, hers, now, delhi.id)
    assert _told(alone) == {"I live in Delhi": [("I moved to Berlin", "contradicts")]}
    assert alone[0].conflicts[0].memory == berlin


async def test_of_one_memory_there_is_an_answer_even_if_it_is_empty(
    database: Database, hers: Scope, his: Scope, now: datetime
) -> None:
    one = _say(database, hers, "I like cats", now)
    assert _told(await conflicts.detect(database, hers, now, one.id)) == {"I like cats": []}
    assert await conflicts.detect(database, his, now) == []
    with pytest.raises(MemoryNotFound):
        await conflicts.detect(database, his, now, one.id)


async def test_what_is_erased_at_this_moment_is_not_kept(database: Database, hers: Scope, now: datetime) -> None:
    cats = _say(database, hers, "I like cats", now)
    for _ in range(5):
        gone = _say(database, hers, "I hate cats", now)
        outcomes = await asyncio.gather(
            *(database.tx(truth.keep_both, hers, cats.id, gone.id, now) for _ in range(3)),
            database.tx(erasing.delete, hers, gone.id, now),
            *(database.tx(truth.keep_both, hers, cats.id, gone.id, now) for _ in range(3)),
            return_exceptions=True,
        )
        assert {type(outcome) for outcome in outcomes} <= {type(None), MemoryNotFound}


async def test_one_persons_memories_do_not_conflict_with_anothers(
    database: Database, hers: Scope, his: Scope, now: datetime
) -> None:
    _say(database, hers, "I like cats", now)
    _say(database, his, "I hate cats", now)
    assert await conflicts.detect(database, hers, now) == []


async def test_a_waiting_statement_updates_an_older_one(database: Database, hers: Scope, now: datetime) -> None:
    _say(database, hers, "I live in Delhi", now - timedelta(days=1))
    _say(database, hers, "I moved to Pune", now, status=Status.PENDING)
    assert _told(await conflicts.detect(database, hers, now)) == {"I moved to Pune": [("I live in Delhi", "updates")]}


async def test_what_is_over_conflicts_with_nothing(database: Database, hers: Scope, now: datetime) -> None:
    _say(database, hers, "I like cats", now)
    _say(database, hers, "I hate cats", now, status=Status.REJECTED)
    _say(database, hers, "I hate cats a lot", now, valid_to=now)
    _say(database, hers, "I hate cats so much", now, expires_at=now)
    assert await conflicts.detect(database, hers, now) == []


async def test_what_the_person_keeps_both_does_not_come_back(
    database: Database, hers: Scope, his: Scope, now: datetime
) -> None:
    one, other = (_say(database, hers, text, now) for text in ("I like cats", "I hate cats"))
    with pytest.raises(BadInput):
        database.tx_now(truth.keep_both, hers, one.id, one.id, now)
    with pytest.raises(MemoryNotFound):
        database.tx_now(truth.keep_both, his, one.id, other.id, now)
    assert len(await conflicts.detect(database, hers, now)) == 1
    for _ in range(2):
        database.tx_now(truth.keep_both, hers, other.id, one.id, now)
    assert await conflicts.detect(database, hers, now) == []
    assert _told(await conflicts.detect(database, hers, now, one.id)) == {"I like cats": []}


async def test_paraphrases_are_found_by_meaning_from_085_on(database: Database, hers: Scope, now: datetime) -> None:
    one, near, far, other_model, other_length = (
        _say(database, hers, text, now)
        for text in ("My spouse is Sarah", "Sarah and I are married", "Trains are fun", "It rains", "Snow falls")
    )
    for each, degrees in ((one, 0), (near, 31), (far, 33)):  # cosines 0.857 and 0.839 with the first
        _mean(database, each, degrees)
    _mean(database, other_model, 0, model="n")
    _mean(database, other_length, 0, length=8)
    (found,) = await conflicts.detect(database, hers, now, one.id)
    assert [(each.memory.id, each.kind) for each in found.conflicts] == [(near.id, ConflictKind.DUPLICATES)]
    assert found.conflicts[0].similarity == pytest.approx(math.cos(math.radians(31)), abs=0.002)
    everything = await conflicts.detect(database, hers, now)
    assert sum(len(each.conflicts) for each in everything) == 2, "the second is like the third as well"


async def test_the_built_in_model_is_not_asked_about_what_it_cannot_read(
    database: Database, hers: Scope, now: datetime
) -> None:
    found = [
        _say(database, hers, "मैं गिटार सीख रहा हूँ", now, language=Language.HI),
        _say(database, hers, "मैं पुणे में रहता हूँ", now, language=Language.HI),
        _say(database, hers, "main guitar seekh raha hoon", now, language=Language.HI),
        _say(database, hers, "I play the drums on Sundays", now),
        _say(database, hers, "On Sundays one hears me drumming", now),
    ]
    folder = files.built_in()
    assert folder is not None
    built_in = embeddings.model_of(LocalEmbedder(folder, is_built_in=True))
    assert built_in is not None
    for one in found:
        _mean(database, one, 0, model=built_in)
    (alike,) = await conflicts.detect(database, hers, now)
    assert {alike.memory.id, *(each.memory.id for each in alike.conflicts)} == {found[3].id, found[4].id}


async def test_without_vectors_words_tell(database: Database, hers: Scope, now: datetime) -> None:
    _say(database, hers, "The gate to our garden is green", now)
    _say(database, hers, "The gate to our garden is really green", now)
    _say(database, hers, "The gate to the moon", now)
    found = await conflicts.detect(database, hers, now)
    assert [[each.kind for each in one.conflicts] for one in found] == [[ConflictKind.DUPLICATES]]


def _material(found: list[Memory], stored: list[bytes | None] | None = None) -> Material:
    return Material(found, stored or [None] * len(found), frozenset(), None)


def _key(pair: Pair) -> frozenset[str]:
    return frozenset((pair.one.content, pair.other.content))


def test_all_with_all_finds_what_pairs_alone_find() -> None:
    """Against the plain way: every pair by itself."""
    random.seed(5)
    things = ["tea", "cats", "rain", "green tea", "old films"]
    texts = {f"I {verb} {thing}" for verb in ("like", "hate", "love") for thing in things}
    texts |= {f"I {verb} {town}" for verb in ("live in", "moved to") for town in ("Delhi", "Pune", "Goa")}
    found = [memory(text) for text in sorted(texts)]
    random.shuffle(found)
    plain = {
        frozenset((one.content, other.content))
        for place, one in enumerate(found)
        for other in found[:place]
        if truth.judge(one, other, conflicts._in_common(one, other)) is not None
    }
    assert {_key(pair) for pair in conflicts.find(_material(found))} == plain
    assert len(plain) > 20


def test_ten_thousand_are_compared_without_going_over_all_pairs() -> None:
    """Where all say the same, and all contradict each other: the answer stays short."""
    like = memory("I live in Delhi")
    found = [
        replace(like, id=MemoryId(f"{number:032}"), content=f"I live in {town}", about=replace(like.about, value=town))
        for number in range(10_000)
        for town in [f"town{number % 9_000}"]
    ]
    pairs = conflicts.find(_material(found, [_packed([1.0] + [0.0] * 7)] * len(found)))
    assert len(pairs) == conflicts.MOST_PAIRS
    assert {pair.kind for pair in pairs} == {ConflictKind.CONTRADICTS}
