"""A reply while it is being written: one task writes it, and any number of readers follow it from anywhere in it.

Readers come and go without the writer noticing; when the last one has left and none comes back for a while, here or at
another process, it is told to stop. What has been written is kept here only as long as it is written.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from frontdesk.kit.errors import DeskError
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.llm.messages import Usage

# Readers at other processes are looked for in the database: not more often than they say that they are there.
_NEXT_LOOK_SECONDS = 0.5


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
    """`done` is what was kept; None if nothing came. The question is kept in any case: `asked_id` is its message.
    `language` is the one that the reply is in."""

    error: DeskError
    done: Done | None = None
    conversation_id: ConversationId | None = None
    asked_id: int | None = None
    language: Language | None = None

    @property
    def code(self) -> str:
        return self.error.code


Event = Piece | ToolState | Done | Failed


class Writing:
    """Made, fed and ended by the turn that writes; followed by whoever shows it."""

    def __init__(self, conversation_id: ConversationId, message_id: int, asked_id: int, *, patience: float) -> None:
        self.conversation_id = conversation_id
        self.message_id = message_id
        self.asked_id = asked_id
        # seconds that a reply goes on without a reader
        self._patience = patience
        self._text = ""
        # what is not in `_text` yet: to append each piece to all before it would cost the square of a long reply
        self._fresh: list[str] = []
        self._last = ""
        self._length = 0
        # each with the number of characters before it
        self._tools: list[tuple[int, ToolState]] = []
        self._end: Done | Failed | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._readers = 0
        self._leaving: asyncio.TimerHandle | None = None
        self._cancel: Callable[[], object] | None = None
        self._alone: Callable[[], object] = self.stop
        self.is_stopped = False

    @property
    def text(self) -> str:
        if self._fresh:
            self._text += "".join(self._fresh)
            self._fresh.clear()
        return self._text

    @property
    def length(self) -> int:
        return self._length

    @property
    def steps(self) -> tuple[tuple[int, ToolState], ...]:
        """What tools did, each with the number of characters before it."""
        return tuple(self._tools)

    @property
    def is_over(self) -> bool:
        return self._end is not None

    def on_stop(self, cancel: Callable[[], object] | None) -> None:
        """`cancel` makes the writer come to an end with what there is; None once it comes to one anyway."""
        self._cancel = cancel

    def on_alone(self, look: Callable[[], object]) -> None:
        """`look` is called once nobody has read here for a while, and says `keep_alive` or `stop_alone`. Without it the
        writer is stopped then."""
        self._alone = look

    def add(self, text: str) -> None:
        self._length += len(text)
        self._fresh.append(text)
        self._last = text
        self._wake()

    def tool(self, state: ToolState) -> None:
        self._tools.append((self._length, state))
        self._wake()

    def end(self, end: Done | Failed) -> None:
        self._end = end
        if self._leaving is not None:
            self._leaving.cancel()
        self._wake()

    def stop(self) -> None:
        """Cancels the writer once, however often it is called: what it does to come to its end is not to be broken off.
        One that has not set out yet sees `is_stopped`."""
        self.is_stopped = True
        cancel, self._cancel = self._cancel, None
        if cancel is not None:
            cancel()

    def keep_alive(self) -> None:
        """Somebody reads along at another process: what was about to be stopped goes on for another while."""
        if self._readers == 0 and self._end is None:
            self._wait_for_readers(max(self._patience, _NEXT_LOOK_SECONDS))

    def leave(self) -> None:
        """Whoever would have read it is not there any more: it goes on for as long as after its last reader."""
        if self._readers == 0 and self._end is None:
            self._wait_for_readers(self._patience)

    def stop_alone(self) -> None:
        """Unless somebody has come back meanwhile."""
        if self._readers == 0 and self._leaving is None:
            self.stop()

    async def follow(self, after: int = 0, steps: int = 0) -> AsyncGenerator[Event, None]:
        """Everything behind character `after` and the first `steps` states of tools, then the end. Pieces that have
        piled up come as one."""
        self._readers += 1
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        try:
            at = max(0, after)
            seen = steps
            while True:
                while seen < len(self._tools):
                    place, state = self._tools[seen]
                    seen += 1
                    if place > at:
                        yield Piece(self.text[at:place], place)
                        at = place
                    yield state
                if at < self._length:
                    piece = Piece(self._behind(at), self._length)
                    at = piece.end
                    yield piece
                elif self._end is not None:
                    yield self._end
                    return
                else:
                    await self._news()
        finally:
            self._readers -= 1
            self.leave()

    async def result(self) -> Done | Failed:
        """The end, whenever it comes."""
        end: Event | None = None
        async for event in self.follow(self._length, len(self._tools)):
            end = event
        if not isinstance(end, Done | Failed):
            raise AssertionError("a reply that is followed to its end has one")
        return end

    def _behind(self, at: int) -> str:
        """What follows character `at`: for whoever keeps up, the last piece."""
        return self._last if at + len(self._last) == self._length else self.text[at:]

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

    def _wait_for_readers(self, seconds: float) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
        self._leaving = asyncio.get_running_loop().call_later(seconds, self._nobody_came)

    def _nobody_came(self) -> None:
        self._leaving = None
        self._alone()
