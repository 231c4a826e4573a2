"""A reply while it is being written: one task writes it, and any number of readers follow it from anywhere in it.

Readers come and go without the writer noticing; when the last one has left and none comes back for a while, it is
told to stop. What has been written is kept here only as long as it is written.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from frontdesk.kit.ids import ConversationId
from frontdesk.llm.messages import Usage


@dataclass(frozen=True, slots=True)
class Piece:
    """`end` is the number of characters of the reply up to and with this piece."""

    text: str
    end: int


@dataclass(frozen=True, slots=True)
class ToolState:
    """`arguments` is JSON text as the model wrote it."""

    name: str
    arguments: str
    state: Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Done:
    """The reply as it is stored. `incomplete`: it was cut short, by whomever."""

    message_id: int
    conversation_id: ConversationId
    text: str
    provider: str
    model: str
    usage: Usage
    created_at: datetime
    memories_used: int = 0
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """`done` is what was kept; None if nothing came. `code` and `detail` as in any error."""

    code: str
    detail: str
    done: Done | None = None


Event = Piece | ToolState | Done | Failed


class Writing:
    """Made, fed and ended by the turn that writes; followed by whoever shows it."""

    def __init__(self, conversation_id: ConversationId, message_id: int, asked_id: int, *, patience: float) -> None:
        self.conversation_id = conversation_id
        self.message_id = message_id
        self.asked_id = asked_id
        # seconds that a reply goes on without a reader
        self._patience = patience
        self._events: list[Piece | ToolState] = []
        self._end: Done | Failed | None = None
        self._length = 0
        self._waiting: list[asyncio.Future[None]] = []
        self._readers = 0
        self._leaving: asyncio.TimerHandle | None = None
        self._cancel: Callable[[], object] | None = None

    @property
    def text(self) -> str:
        return "".join(event.text for event in self._events if isinstance(event, Piece))

    @property
    def length(self) -> int:
        return self._length

    @property
    def is_over(self) -> bool:
        return self._end is not None

    def on_stop(self, cancel: Callable[[], object]) -> None:
        """`cancel` makes the writer come to an end with what there is."""
        self._cancel = cancel

    def add(self, text: str) -> None:
        self._length += len(text)
        self._events.append(Piece(text, self._length))
        self._wake()

    def tool(self, state: ToolState) -> None:
        self._events.append(state)
        self._wake()

    def end(self, end: Done | Failed) -> None:
        self._end = end
        if self._leaving is not None:
            self._leaving.cancel()
        self._wake()

    def stop(self) -> None:
        if self._cancel is not None and not self.is_over:
            self._cancel()

    def keep_alive(self) -> None:
        """Somebody reads along at another process: what was about to be stopped goes on for another while."""
        if self._leaving is not None and self._readers == 0:
            self._wait_for_readers()

    async def follow(self, after: int = 0) -> AsyncGenerator[Event, None]:
        """Everything from character `after` on, then the end. Pieces that have piled up come as one."""
        self._readers += 1
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        try:
            place = self._place_of(after)
            while True:
                while place < len(self._events):
                    event = self._events[place]
                    place += 1
                    if not isinstance(event, Piece):
                        yield event
                        continue
                    pieces = [event]
                    while place < len(self._events) and isinstance(following := self._events[place], Piece):
                        pieces.append(following)
                        place += 1
                    yield _joined(pieces, after)
                if self._end is not None:
                    yield self._end
                    return
                await self._news()
        finally:
            self._readers -= 1
            if self._readers == 0 and self._end is None:
                self._wait_for_readers()

    async def result(self) -> Done | Failed:
        """The end, whenever it comes."""
        end: Event | None = None
        async for event in self.follow(self._length):
            end = event
        if not isinstance(end, Done | Failed):
            raise AssertionError("a reply that is followed to its end has one")
        return end

    def _place_of(self, after: int) -> int:
        """The first event that holds something behind character `after`."""
        if after <= 0:
            return 0
        for place, event in enumerate(self._events):
            if isinstance(event, Piece) and event.end > after:
                return place
        return len(self._events)

    async def _news(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        await waiter

    def _wake(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for waiter in waiting:
                if not waiter.done():
                    waiter.set_result(None)

    def _wait_for_readers(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
        self._leaving = asyncio.get_running_loop().call_later(self._patience, self.stop)


def _joined(pieces: list[Piece], after: int) -> Piece:
    """One piece of several neighbours, without what stands before character `after`."""
    end = pieces[-1].end
    text = pieces[0].text if len(pieces) == 1 else "".join(piece.text for piece in pieces)
    return Piece(text[max(0, after - (end - len(text))) :], end)
