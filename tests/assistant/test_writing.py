"""Readers of one reply: all see the same, however fast they read and wherever they begin."""

import asyncio
import random

import pytest

from frontdesk.assistant.writing import Event, Failed, Piece, ToolState, Writing
from frontdesk.kit.errors import Unavailable
from frontdesk.kit.ids import ConversationId


def _writing() -> Writing:
    return Writing(ConversationId("c" * 32), 2, 1, patience=60)


def _told(events: list[Event | str]) -> list[str | ToolState]:
    """Neighbouring pieces as one."""
    told: list[str | ToolState] = []
    for event in events:
        text = event.text if isinstance(event, Piece) else event
        if isinstance(text, str) and told and isinstance(told[-1], str):
            told[-1] += text
        elif isinstance(text, str | ToolState):
            told.append(text)
    return told


@pytest.mark.parametrize("seed", range(20))
async def test_slow_and_late_readers_see_what_fast_ones_see(seed: int) -> None:
    chance = random.Random(seed)
    writing = _writing()
    written: list[Event | str] = []

    async def write() -> None:
        for number in range(40):
            if chance.random() < 0.2:
                written.append(state := ToolState(str(number), "{}", "done"))
                writing.tool(state)
            else:
                written.append(text := chance.choice("अबcdé") * chance.randint(1, 4))
                writing.add(text)
            if chance.random() < 0.5:
                await asyncio.sleep(0)
        writing.end(Failed(Unavailable("It is over.")))

    async def read(after: int, slowness: float) -> list[Event]:
        seen = []
        async for event in writing.follow(after):
            seen.append(event)
            if chance.random() < slowness:
                await asyncio.sleep(0)
        return seen

    fast, slow, late, _ = await asyncio.gather(read(0, 0.0), read(0, 0.7), read(5, 0.3), write())
    assert _told([*fast]) == _told([*slow]) == _told(written)
    text = writing.text
    assert "".join(piece for piece in _told([*late]) if isinstance(piece, str)) == text[5:]
    ends = [event.end for event in slow if isinstance(event, Piece)]
    assert ends == sorted(set(ends))
    assert ends[-1] == len(text) == writing.length


async def test_who_comes_back_is_not_told_again_of_tools_that_ran_before() -> None:
    writing = _writing()
    before, after = ToolState("before", "{}", "done"), ToolState("after", "{}", "done")
    writing.add("one ")
    writing.tool(before)
    writing.add("two ")
    writing.tool(after)
    writing.end(end := Failed(Unavailable("It is over.")))
    assert [event async for event in writing.follow(4, 1)] == [Piece("two ", 8), after, end]
    assert [event async for event in writing.follow(4)] == [before, Piece("two ", 8), after, end]
    assert [event async for event in writing.follow(8, 1)] == [after, end], "at the same character, and not told yet"
    assert [event async for event in writing.follow(8, 2)] == [end]
    assert [event async for event in writing.follow()] == [Piece("one ", 4), before, Piece("two ", 8), after, end]
