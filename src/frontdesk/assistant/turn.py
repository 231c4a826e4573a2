"""One turn: what somebody says, answered by a model, by tools and a model, or from what is written down.

The question is stored before anything is asked of a model, the answer as it grows and when it ends; no transaction is
open in between. A turn that has begun goes on in a task of its own, whoever reads along.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from frontdesk.assistant.ahead import Ahead
from frontdesk.assistant.ask import LATEST, LOCAL, Ask, Bounds, Opened, ProviderUnavailable, size_of
from frontdesk.assistant.grounds import Stopwatch
from frontdesk.assistant.later import Later
from frontdesk.assistant.opening import Known, Looked, Moved, Opening
from frontdesk.assistant.profiles import Profile
from frontdesk.assistant.recollection import Asked, Recollection
from frontdesk.assistant.repeated import Repeated, ended
from frontdesk.assistant.rounds import Rounds
from frontdesk.assistant.tools import Toolbox, ToolContext
from frontdesk.assistant.writing import Done, Failed, Writing
from frontdesk.conversations import replies
from frontdesk.conversations.replies import Busy, Outcome, State
from frontdesk.conversations.transcript import Door
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import DeskError, Unavailable
from frontdesk.kit.languages import Language
from frontdesk.knowledge.search import Search
from frontdesk.llm import tokens
from frontdesk.llm.router import AUTO, Router
from frontdesk.memory import memories
from frontdesk.memory.finding.vectors import Meaning
from frontdesk.memory.memories import Scope
from frontdesk.storage import spending
from frontdesk.storage.session import Database, DatabaseAway, Tx
from frontdesk.storage.spending import Caps, Promise

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

T = TypeVar("T")

log = structlog.get_logger()

_RETRY_SECONDS = 10
# How often a chat is looked at that goes on meanwhile: as if somebody were writing in it.
_LOOKS = 3


class Stopped(Unavailable):
    code = "stopped"
    detail = "The reply was stopped before it began."


class Assistant:
    """One a process. `tell` says which language a message is in, given the one that would be inherited, and `courtesy`
    which kind of small talk it is, None if it is none."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        models: Router,
        toolbox: Toolbox,
        search: Search,
        recollection: Recollection,
        profiles: Callable[[Tx], Mapping[Door, Profile]],
        tell: Callable[[str, Language], Language],
        courtesy: Callable[[str, Language], str | None],
        caps: Caps,
        bounds: Bounds,
        default_language: Language,
    ) -> None:
        self._database = database
        self._clock = clock
        self._models = models
        self._toolbox = toolbox
        self._search = search
        self._recollection = recollection
        self._caps = caps
        self._bounds = bounds
        self._measured = tokens.Measured()
        self._opening = Opening(
            clock=clock,
            models=models,
            toolbox=toolbox,
            search=search,
            recollection=recollection,
            profiles=profiles,
            tell=tell,
            courtesy=courtesy,
            caps=caps,
            bounds=bounds,
            default_language=default_language,
            measured=self._measured,
        )
        self._writings: dict[int, Writing] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._later = Later(database)
        self._keeper: asyncio.Task[None] | None = None

    async def begin(self, ask: Ask) -> Writing:
        """Everything that can be refused is refused here; afterwards the question is stored and the answer under way.

        Unauthorized, ChatNotFound, Busy, ProviderUnavailable for one that is named, here or as a preference, and not
        configured. Cancelled, it goes on all the same, as a reply does whose reader has left.
        """
        beginning = self._task(self._begin(ask))
        try:
            return await asyncio.shield(beginning)
        except asyncio.CancelledError:
            beginning.add_done_callback(_leave_alone)
            raise

    def _again(self, repeated: Repeated) -> Writing:
        """Busy while another process writes it."""
        if repeated.reply.outcome.state is not State.WRITING:
            return ended(repeated)
        writing = self._writings.get(repeated.reply.message_id)
        if writing is None:
            raise Busy
        return writing

    def find(self, message_id: int) -> Writing | None:
        """A reply that this process is writing."""
        return self._writings.get(message_id)

    def stop(self) -> None:
        """Ends what is being written, as its readers could: they are told, and what came of it is kept."""
        for writing in tuple(self._writings.values()):
            writing.stop()

    async def close(self) -> None:
        """Ends what is under way; what came of it is kept."""
        while self._tasks:  # those that are only about to begin, too
            self.stop()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._later.close()

    async def _begin(self, ask: Ask) -> Writing:
        watch = Stopwatch()
        await self._toolbox.ready()
        begun = await self._opened(ask, watch)
        if isinstance(begun, Repeated):
            return self._again(begun)
        writing, opened, ahead = begun
        self._writings[writing.message_id] = writing
        writing.on_alone(lambda: self._task(self._look_for_readers(writing)))
        self._task(self._write(writing, opened, ahead, ask, watch))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())
        return writing

    def _task(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _opened(self, ask: Ask, watch: Stopwatch) -> tuple[Writing, Opened, Ahead | None] | Repeated:
        """The question, stored. A model for which nothing has to be promised is asked while the commit is under way,
        and left again if that fails."""
        loop = asyncio.get_running_loop()
        for _ in range(_LOOKS):
            known = await self._known(ask)
            watch.mark("look_up")
            if known.provider not in (AUTO, LOCAL, *self._models.names):
                raise ProviderUnavailable.until(LATEST)  # it has no key, and waiting gives it none
            early: list[Ahead] = []

            def store(tx: Tx, known: Known = known, early: list[Ahead] = early) -> tuple[Writing, Opened] | Repeated:
                stored = self._opening.store(tx, ask, known)
                if not isinstance(stored, Repeated) and self._opening.is_free(known):
                    loop.call_soon_threadsafe(self._set_out, known, early)
                return stored

            try:
                stored = await self._database.tx(store)
            except BaseException as error:
                for ahead in early:
                    await ahead.aclose()
                if not isinstance(error, Moved):
                    raise
            else:
                return stored if isinstance(stored, Repeated) else (*stored, early[0] if early else None)
        raise Busy

    async def _known(self, ask: Ask) -> Known:
        """One read; where the speaker has been remembered, or words do not find what is written down, what the question
        means is found out beside it, and a second one looks for that."""
        loop = asyncio.get_running_loop()
        under_way: list[asyncio.Task[Meaning | None]] = []

        def begin(asked: Asked) -> None:
            if not under_way:
                under_way.append(asyncio.ensure_future(self._recollection.meaning(asked)))

        def embed(asked: Asked) -> None:
            loop.call_soon_threadsafe(begin, asked)

        try:
            looked = await self._database.read(self._opening.look_up, ask, embed)
            if isinstance(looked, Known):
                return looked
            meaning = await under_way[0] if under_way else None
            return await self._database.read(self._opening.know, looked, meaning, await self._meant(looked, meaning))
        finally:
            for one in under_way:
                one.cancel()

    async def _meant(self, looked: Looked, meaning: Meaning | None) -> "Matrix | None":
        """What the knowledge base compares. A question that is put to it as it is to the memories is embedded once."""
        if looked.to_embed is None:
            return None
        if looked.memories is not None and looked.memories.to_embed == looked.to_embed:
            return None if meaning is None else meaning.vector
        return await self._search.meaning(looked.to_embed)

    def _set_out(self, known: Known, early: list[Ahead]) -> None:
        """Once, however often the transaction is run."""
        if not early:
            size = self._measured.of(size_of(known.request), known.asked)
            early.append(Ahead(self._models.stream(known.request, provider=known.provider, size=size)))

    async def _write(self, writing: Writing, opened: Opened, ahead: Ahead | None, ask: Ask, watch: Stopwatch) -> None:
        rounds = Rounds(
            writing,
            opened,
            self._models,
            self._toolbox,
            ToolContext(opened.actor, opened.language, opened.uses_memory),
            self._measured,
            watch,
            self._clock,
            seconds=ask.seconds,
            retries=ask.retries,
            ahead=ahead,
        )
        end: Done | Failed
        try:
            failure: DeskError | None = None
            is_stopped = writing.is_stopped
            try:
                if not is_stopped:
                    await self._run(writing, rounds)
                elif ahead is not None:
                    await ahead.aclose()
            except asyncio.CancelledError:
                is_stopped = True
            except DeskError as error:
                failure = error
            except Exception:  # whatever it is, what came is kept and the reader is told
                log.exception("assistant.failed", message=writing.message_id)
                failure = Unavailable("The reply could not be finished.", retry_after=_RETRY_SECONDS)
            watch.mark("all")
            end = await self._record(writing, rounds, failure, is_stopped=is_stopped)
        except DeskError as error:
            end = _failed(writing, opened, error)
        except Exception:
            log.exception("assistant.not_recorded", message=writing.message_id)
            end = _failed(writing, opened, Unavailable("The reply could not be stored."))
        finally:
            self._writings.pop(writing.message_id, None)
        writing.end(end)

    async def _run(self, writing: Writing, rounds: Rounds) -> None:
        """All rounds. CancelledError, once, where the reply is stopped; what follows may then wait as it likes."""
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("a reply is written by a task")
        writing.on_stop(task.cancel)
        try:
            async with aclosing(rounds.run()) as steps:
                async for bound in steps:
                    await self._promise_more(writing, rounds, bound)
        except asyncio.CancelledError:
            task.uncancel()
            raise
        finally:
            writing.on_stop(None)

    async def _promise_more(self, writing: Writing, rounds: Rounds, bound: int) -> None:
        """Before every further call: what the last one cost is settled, the next one is promised."""
        if not self._caps.are_set:
            return

        def step(tx: Tx) -> Promise | None:
            if rounds.promise is not None:
                spending.settle(tx, rounds.promise, rounds.unsettled)
            now = self._clock.now()
            promise = spending.reserve(tx, rounds.account_id, bound, self._caps, now)
            replies.note_promise(tx, writing.message_id, promise.tokens if promise else 0, now.date().isoformat())
            return promise

        promising = asyncio.ensure_future(self._database.tx(step))
        try:
            await asyncio.shield(promising)
        finally:  # stopped meanwhile, too: what is settled must not be settled again, nor the new promise forgotten
            rounds.promised(await promising)

    async def _record(
        self, writing: Writing, rounds: Rounds, failure: DeskError | None, *, is_stopped: bool
    ) -> Done | Failed:
        text = writing.text
        state = State.INCOMPLETE if failure is not None or is_stopped else State.DONE
        now = self._clock.now()
        usage = rounds.usage
        # How it ended, for whoever reads the rest of it later.
        ended = {} if failure is None else {"failure": failure.code}
        detail = {**rounds.detail, **ended}
        outcome = Outcome(state, rounds.provider, rounds.model, usage.prompt_tokens, usage.completion_tokens, detail)

        used = [hit.memory.id for hit in rounds.memories]

        def step(tx: Tx) -> None:
            memories.used(tx, Scope(rounds.account_id), used, now)
            is_ours = replies.finish(tx, writing.conversation_id, writing.message_id, text, outcome, now)
            if is_ours and rounds.promise is not None:
                spending.settle(tx, rounds.promise, rounds.unsettled)

        try:
            await self._database.tx(step)
        except DatabaseAway:
            self._later.store(step)  # whoever reads along is told at once all the same
            raise
        done = None
        if text or state is State.DONE:
            done = Done(
                writing.message_id,
                writing.conversation_id,
                text,
                rounds.provider or LOCAL,
                rounds.model or "",
                usage,
                now,
                memories_used=len(used),
                incomplete=state is State.INCOMPLETE,
            )
        if failure is not None:
            return _failed(writing, rounds.opened, failure, done)
        return done or _failed(writing, rounds.opened, Stopped())

    async def _keep(self) -> None:
        """Stores what has grown, every second, in one transaction; ends when nothing is being written."""
        while self._writings:
            await asyncio.sleep(self._bounds.keep_seconds)
            await self.look_after()

    async def look_after(self) -> None:
        """What is done once a second, now: for whoever has deleted a chat or an account, whose replies end with it."""
        growing = [(number, one.text) for number, one in self._writings.items() if not one.is_over]
        if not growing:
            return
        try:
            kept = await self._database.tx(replies.keep, growing, self._clock.now())
        except DeskError:
            return  # the database is away; the next second tries again, and the end of the reply reports it
        for number, writing in tuple(self._writings.items()):
            if number in kept.gone:
                writing.stop()
            elif number in kept.followed:
                writing.keep_alive()

    async def _look_for_readers(self, writing: Writing) -> None:
        """Before a reply is stopped that nobody reads here: what looks once a second may be late."""
        try:
            kept = await self._database.tx(replies.keep, [(writing.message_id, writing.text)], self._clock.now())
        except DeskError:
            kept = None
        if kept is not None and writing.message_id in kept.followed:
            writing.keep_alive()
        else:
            writing.stop_alone()


def _leave_alone(beginning: asyncio.Task[Writing]) -> None:
    if not beginning.cancelled() and beginning.exception() is None:
        beginning.result().leave()


def _failed(writing: Writing, opened: Opened, error: DeskError, done: Done | None = None) -> Failed:
    return Failed(error, done, writing.conversation_id, writing.asked_id, opened.language)
