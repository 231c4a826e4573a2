"""What a person writes into her memory herself."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.memory.conftest import Store

from frontdesk.memory.deciding import verify
from frontdesk.memory.learning import note
from frontdesk.memory.memories import Draft, Kind, Scope, Source, Status
from frontdesk.memory.room import MemoryFull
from frontdesk.storage.session import Database


def test_a_new_statement_leaves_the_words_of_the_old_one_behind(
    database: Database, store: Store, hers: Scope, now: datetime
) -> None:
    quoted = store.add(hers, "Likes tea", source=Source("I like tea", None, None, 0, 10, "Meera"))
    rated = database.tx_now(note.change, hers, quoted.id, lambda one: replace(one, importance=0.9), now)
    assert rated.source == quoted.source
    changed = database.tx_now(note.change, hers, quoted.id, lambda one: replace(one, content="Likes coffee"), now)
    assert changed.source == Source(speaker="Meera")
    assert store.get(hers, quoted.id).source == changed.source
    database.tx_now(verify.undo, hers, quoted.id, now)
    assert store.get(hers, quoted.id).source == quoted.source


def test_there_is_room_for_so_many_and_no_more(database: Database, store: Store, hers: Scope, now: datetime) -> None:
    there = store.add(hers, "Likes tea", status=Status.REJECTED)
    coffee = Draft("Likes coffee", Kind.FACT)
    with pytest.raises(MemoryFull):
        database.tx_now(note.write, hers, coffee, now, most=1)
    again = database.tx_now(note.write, hers, Draft("likes tea", Kind.FACT), now, most=1)
    assert (again.id, again.status) == (there.id, Status.CONFIRMED)
    assert database.tx_now(note.write, hers, coffee, now, most=2).content == "Likes coffee"
