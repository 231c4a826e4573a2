"""The calls of one turn: a model is asked, its tools are run, and it is asked again, until it answers in words."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NoReturn

from frontdesk.assistant import context, grounds, local
from frontdesk.assistant.ahead import Ahead
from frontdesk.assistant.ask import LOCAL, Opened, ProviderUnavailable, UnknownModel, bound_of, size_of
from frontdesk.assistant.grounds import Stopwatch
from frontdesk.assistant.local import By
from frontdesk.assistant.tools import Toolbox, ToolContext, ToolResult
from frontdesk.assistant.writing import ToolState, Writing
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import DeskError, Unavailable
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import text
from frontdesk.knowledge.answer import Answer
from frontdesk.llm import tokens
from frontdesk.llm.failures import ModelFailed, NoProvider
from frontdesk.llm.messages import (
    Calls,
    ChatMessage,
    ChatRequest,
    Chosen,
    End,
    Role,
    StreamEvent,
    Text,
    ToolCall,
    Usage,
)
from frontdesk.llm.router import AUTO, Router
from frontdesk.memory.finding.recall import Hit
from frontdesk.storage.spending import Promise

MOST_ROUNDS = 8
# Whoever has to be left alone for longer is not waited for.
_LONGEST_REST = 5.0
# When to ask again whoever has broken off, in seconds.
_AGAIN = 5
# Rests that began together end within a tenth of each other; and not all who wait are to come back at once.
_SPREAD = (1.1, 1.2)
_NONE: Mapping[str, str] = MappingProxyType({})
_REPEATED = "You have called this with the same arguments before; the result stands above. Answer with what you have."


class BrokenOff(Unavailable):
    code = "provider_failed"
    detail = "The provider broke off in the middle of the reply. What had come is kept."


@dataclass(frozen=True, slots=True)
class _Left:
    text: str
    provider: str | None
    model: str | None


class Rounds:
    """Writes into `writing`. `run` yields the bound in tokens of every call after the first, just before it is made.

    A whole answer of whoever can (`auto`, and `seconds` given) is not shown before it is complete: if its provider
    breaks off in the middle the others are asked, and what has come is the answer only where they have none.
    """

    def __init__(
        self,
        writing: Writing,
        opened: Opened,
        models: Router,
        toolbox: Toolbox,
        on_behalf: ToolContext,
        measured: tokens.Measured,
        watch: Stopwatch,
        clock: Clock,
        *,
        seconds: float | None = None,
        retries: int = 0,
        ahead: Ahead | None = None,
    ) -> None:
        self._writing = writing
        self.opened = opened
        self._models = models
        self._toolbox = toolbox
        self._on_behalf = on_behalf
        self._measured = measured
        self._watch = watch
        self._clock = clock
        self._due = None if seconds is None else asyncio.get_running_loop().time() + seconds
        self._retries = retries
        self._ahead = ahead
        self._called: dict[tuple[str, str], int] = {}
        # by name and arguments, in milliseconds
        self._took: dict[tuple[str, str], float] = {}
        self._quoted: local.LocalAnswer | None = None
        self._is_capped = opened.is_capped
        self._is_held = seconds is not None and opened.provider == AUTO
        # what has come of the call under way, where it is held back
        self._held: list[str] = []
        # the longest of what providers left behind who broke off, and all of their names
        self._left: _Left | None = None
        self._without: set[str] = set()
        self.promise: Promise | None = opened.promise
        self.provider: str | None = None
        self.model: str | None = None
        self.usage = Usage(0, 0)
        # tokens of calls that no promise has been settled for yet
        self.unsettled = 0

    @property
    def account_id(self) -> AccountId:
        return self.opened.actor.account_id

    @property
    def memories(self) -> tuple[Hit, ...]:
        """Those that the answer may rest on: what the model was sent, or what is quoted."""
        if self._quoted is not None:
            return self._quoted.hits
        return self.opened.grounds.sent if self.provider is not None else ()

    @property
    def detail(self) -> dict[str, Any]:
        """How the reply came about, as plain data; what is empty is left out."""
        steps = [self._step(at, step) for at, step in self._writing.steps]
        quoted = self._quoted
        found = {
            "steps": steps,
            "by": (By.MODEL if quoted is None else quoted.by).value if self.provider is not None else None,
            **_cited(None if quoted is None else quoted.source),
            "memories": grounds.kept(self.memories),
            "ms": self._watch.marks,
            **self.opened.grounds.told,
        }
        return {name: value for name, value in found.items() if value}

    def _step(self, at: int, step: ToolState) -> dict[str, Any]:
        told = {"at": at, "name": step.name, "arguments": step.arguments, "state": step.state}
        took = self._took.get((step.name, step.arguments))
        return told if step.state == "running" or took is None else {**told, "ms": took}

    def promised(self, promise: Promise | None) -> None:
        """What was promised for the next call; None if a cap is reached."""
        self.promise, self.unsettled = promise, 0
        self._is_capped = promise is None

    async def run(self) -> AsyncGenerator[int, None]:
        request = self.opened.request
        for number in range(MOST_ROUNDS + 1):
            if number:
                yield bound_of(request)
            if self._is_capped or self.opened.provider == LOCAL:
                await self._answer_locally()
                return
            asked = request if number < MOST_ROUNDS else replace(request, tools=())
            while (calls := await self._ask(asked)) is None:
                yield bound_of(asked)
                if self._is_capped:
                    self._make_do()
            if not calls:
                return
            try:
                async with asyncio.timeout_at(self._due):
                    results = await self._run_tools(calls)
            except TimeoutError:
                await self._without_provider()
                return
            said = ChatMessage(Role.ASSISTANT, "", calls=calls)
            answers = [
                ChatMessage(Role.TOOL, context.data("tool", result.text), call_id=call.id, name=call.name)
                for call, result in zip(calls, results, strict=True)
            ]
            request = replace(request, messages=(*request.messages, said, *answers))
            if all(count > 1 for count in (self._called[_key(call)] for call in calls)):
                request = replace(request, tools=())

    async def _ask(self, request: ChatRequest) -> tuple[ToolCall, ...] | None:
        """The tools that a model wants; none if it, or what is written down, has answered. None if it broke off where
        nobody has seen anything yet: ask again."""
        while True:
            try:
                return await self._call(request)
            except NoProvider as nobody:
                if self._left is not None:
                    self._make_do()
                if not await self._has_rested():
                    await self._without_provider(nobody.failures)
                    return ()

    async def _has_rested(self) -> bool:
        """Waits until somebody may be asked again, where that is worth it and time is left."""
        rest = self._models.rests()
        if not self._retries or self._writing.length or not 0 < rest <= _LONGEST_REST:
            return False
        seconds = rest * random.uniform(*_SPREAD)  # noqa: S311  # no secret
        if self._due is not None and asyncio.get_running_loop().time() + seconds >= self._due:
            return False
        self._retries -= 1
        await asyncio.sleep(seconds)
        return True

    async def _call(self, request: ChatRequest) -> tuple[ToolCall, ...] | None:
        """One call of a model, or what is written down when time is up; NoProvider if nobody answers. None as above."""
        calls: tuple[ToolCall, ...] = ()
        begins, size = self._writing.length, size_of(request)
        try:
            async with asyncio.timeout_at(self._due), aclosing(self._asked(request, size)) as events:
                async for event in events:
                    if isinstance(event, Text):
                        self._say(event.delta, begins)
                    elif isinstance(event, Chosen):
                        self.provider, self.model = event.provider, event.model
                    elif isinstance(event, Calls):
                        calls = event.calls
                    elif isinstance(event, End):
                        self._count(event, size, begins)
        except TimeoutError:
            self._guess(size, begins)
            self._show()
            await self._without_provider()
        except ModelFailed:
            self._guess(size, begins)
            if not self._is_held:
                raise BrokenOff(retry_after=_AGAIN) from None
            self._leave()
            return None
        except asyncio.CancelledError:
            self._guess(size, begins)
            self._show()
            raise
        self._left = None
        self._show()
        return calls

    def _say(self, delta: str, begins: int) -> None:
        self._watch.mark("first_token")
        is_first = not self._held if self._is_held else self._writing.length == begins
        piece = f"\n\n{delta}" if begins and is_first else delta
        if self._is_held:
            self._held.append(piece)
        else:
            self._writing.add(piece)

    def _leave(self) -> None:
        """Whoever answered has broken off; the longest of what was said so is kept, for want of better."""
        said = "".join(self._held)
        self._held.clear()
        if self.provider is not None:
            self._without.add(self.provider)
        if self._left is None or len(said) > len(self._left.text):
            self._left = _Left(said, self.provider, self.model)

    def _show(self) -> None:
        """What has been held back, or the longer one of what others have left behind."""
        said, left = "".join(self._held), self._left
        if left is not None and len(left.text) > len(said):
            said, self.provider, self.model = left.text, left.provider, left.model
        self._held.clear()
        self._left = None
        if said:
            self._writing.add(said)

    def _make_do(self) -> NoReturn:
        """Nobody else answers, or may be asked."""
        self._show()
        raise BrokenOff(retry_after=_AGAIN)

    def _asked(self, request: ChatRequest, size: int) -> Ahead | AsyncGenerator[Chosen | StreamEvent, None]:
        ahead, self._ahead = self._ahead, None
        measured = self._measured.of(size, self.opened.asked)
        return ahead or self._models.stream(
            request, provider=self.opened.provider, size=measured, without=self._without
        )

    async def _without_provider(self, failures: Mapping[str, str] = _NONE) -> None:
        """Only `auto` falls back, and only where nothing has been said yet. That a model will not answer is an answer
        where it is the one that was asked for."""
        if self._writing.length:
            raise BrokenOff(retry_after=_AGAIN)
        if self.opened.provider != AUTO and failures.get(self.opened.provider) == "refused":
            self.provider, self.model = self.opened.provider, self.opened.request.model
            self._writing.add(text("assistant.refused", self.opened.language))
            return
        if self.opened.provider != AUTO:
            raise self._unavailable(failures.get(self.opened.provider))
        await self._answer_locally()

    def _unavailable(self, reason: str | None) -> DeskError:
        request = self.opened.request
        if reason == "unknown_model" and request.model is not None:
            return UnknownModel(self.opened.provider, request.model)
        return ProviderUnavailable.until(self._models.free_in(self.opened.provider, request))

    async def _answer_locally(self) -> None:
        opened = self.opened
        answer = local.answer(
            opened.said, opened.found, opened.language, opened.courtesy(), opened.grounds.found, self._clock
        )
        self.provider, self.model, self._quoted = LOCAL, local.MODEL, answer
        self._watch.mark("first_token")
        for piece in local.pieces(answer.text):
            self._writing.add(piece)
            await asyncio.sleep(0)  # readers see it piece by piece, as from a model

    async def _run_tools(self, calls: tuple[ToolCall, ...]) -> list[ToolResult]:
        return list(await asyncio.gather(*(self._run_tool(call) for call in calls)))

    async def _run_tool(self, call: ToolCall) -> ToolResult:
        self._called[_key(call)] = self._called.get(_key(call), 0) + 1
        if self._called[_key(call)] > 1:
            return ToolResult(_REPEATED, ok=False)
        self._writing.tool(ToolState(call.name, call.arguments, "running"))
        began = time.perf_counter()
        result = await self._toolbox.run(call, self._on_behalf)
        self._took[_key(call)] = grounds.since(began)
        self._writing.tool(ToolState(call.name, call.arguments, "done" if result.ok else "failed"))
        return result

    def _count(self, end: End, size: int, begins: int) -> None:
        self.model = end.model or self.model
        if end.usage is None:
            self._guess(size, begins)
            return
        self._measured.learn(self.opened.asked, size, end.usage.prompt_tokens)
        self._spent(end.usage.prompt_tokens, end.usage.completion_tokens)

    def _guess(self, size: int, begins: int) -> None:
        """What a call cost that nobody has counted."""
        self._spent(size, tokens.estimate(self._writing.text[begins:] + "".join(self._held)))

    def _spent(self, prompt: int, completion: int) -> None:
        self.usage = Usage(self.usage.prompt_tokens + prompt, self.usage.completion_tokens + completion)
        self.unsettled += prompt + completion


def _key(call: ToolCall) -> tuple[str, str]:
    return call.name, call.arguments


def _cited(source: Answer | None) -> dict[str, Any]:
    """Which entry is quoted, and from which character of its content to before which."""
    if source is None:
        return {}
    span = {"entry_id": source.entry_id, "title": source.title, "start": source.start, "end": source.end}
    return {"source": source.title, "citations": [span]}
