"""One turn: what somebody says, answered by a model, by tools and a model, or from what is written down.

The question is stored before anything is asked of a model, the answer as it grows and when it ends; no transaction is
open in between. A turn that has begun goes on in a task of its own, whoever reads along.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from frontdesk.assistant import context, profiles, spending, tokens
from frontdesk.assistant.ask import LATEST, LOCAL, Ask, Bounds, Opened, ProviderUnavailable, bound_of, size_of_tools
from frontdesk.assistant.profiles import Profile
from frontdesk.assistant.repeated import Repeated, ended, once
from frontdesk.assistant.rounds import Rounds
from frontdesk.assistant.spending import Caps, Promise
from frontdesk.assistant.tools import Toolbox, ToolContext
from frontdesk.assistant.writing import Done, Failed, Writing
from frontdesk.conversations import chats, replies, transcript
from frontdesk.conversations.replies import Busy, Outcome, State
from frontdesk.conversations.transcript import Door
from frontdesk.identity import preferences
from frontdesk.kit.clock import Clock
from frontdesk.kit.errors import DeskError, Unavailable
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer, gaps
from frontdesk.knowledge.answer import Answer
from frontdesk.knowledge.search import Search
from frontdesk.llm.messages import ChatRequest
from frontdesk.llm.router import AUTO, Router
from frontdesk.storage.session import Database, Tx

log = structlog.get_logger()

# Messages looked at for the context; what fits of them is sent.
_RECENT = 60
_SOURCES = 3
_RETRY_SECONDS = 10


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
        self._profiles = profiles
        self._tell = tell
        self._courtesy = courtesy
        self._caps = caps
        self._bounds = bounds
        self._default_language = default_language
        self._measured = tokens.Measured()
        self._writings: dict[int, Writing] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None

    async def begin(self, ask: Ask) -> Writing:
        """Everything that can be refused is refused here; afterwards the question is stored and the answer under way.

        ChatNotFound, Busy, ProviderUnavailable for one that is named, here or as a preference, and not configured.
        """
        known = await self._database.read(self._look_up, ask)
        if known.provider not in (AUTO, LOCAL, *self._models.names):
            raise ProviderUnavailable.until(LATEST)  # it has no key, and waiting gives it none
        await self._toolbox.ready()
        begun = await self._database.tx(self._open_once, ask, known)
        if isinstance(begun, Repeated):
            return self._again(begun)
        writing, opened = begun
        task = asyncio.create_task(self._write(writing, opened, ask))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._writings[writing.message_id] = writing
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())
        return writing

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

    async def close(self) -> None:
        """Ends what is under way; what came of it is kept."""
        for writing in tuple(self._writings.values()):
            writing.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _look_up(self, tx: Tx, ask: Ask) -> "_Known":
        chosen = preferences.get(tx, ask.account.account_id)
        language = ask.accepts or self._default_language
        if ask.conversation_id is not None:
            language = chats.get(tx, ask.account.account_id, ask.door, ask.conversation_id).language
        profile = self._profiles(tx)[ask.door]
        asked_in = self._tell(ask.text, language)
        language = asked_in if asked_in in profile.languages else profile.languages[0]
        index = self._search.fresh(tx)
        found, related = answer.consult(index, ask.text, language, profile.categories, _SOURCES, asked_in=asked_in)
        courtesy = partial(self._courtesy, ask.text, asked_in)
        return _Known(
            profile,
            chosen.chat_settings,
            ask.provider or chosen.chat_settings.default_provider,
            ask.model or (chosen.chat_settings.default_model if ask.provider is None else None),
            language,
            asked_in,
            found,
            courtesy,
            profile.keeps_gaps and found is None and courtesy() is None,
            tuple(context.Source("knowledge", entry.title, entry.content) for entry in related),
        )

    def _open_once(self, tx: Tx, ask: Ask, known: "_Known") -> tuple[Writing, Opened] | Repeated:
        if ask.key is None:
            return self._open(tx, ask, known)
        return once(tx, ask.key, ask.account.account_id, self._clock.now(), lambda inner: self._open(inner, ask, known))

    def _open(self, tx: Tx, ask: Ask, known: "_Known") -> tuple[Writing, Opened]:
        now = self._clock.now()
        account = ask.account.account_id
        if ask.conversation_id is None:
            chat = chats.open_chat(tx, account, ask.door, chats.title_of(ask.text), known.language, now)
        else:
            chat = chats.get(tx, account, ask.door, ask.conversation_id)
            if not chat.title:
                chats.entitle(tx, chat.id, chats.title_of(ask.text))
        history = transcript.latest(tx, chat.id, _RECENT)
        begun = replies.begin(tx, chat, ask.text, known.language, now)
        if known.is_gap:
            gaps.record(tx, ask.text, known.asked_in, now=now)
        request = self._request(ask, known, history, now)
        promise = None
        if self._caps.are_set and known.provider != LOCAL:
            promise = spending.reserve(tx, account, bound_of(request), self._caps, now)
            if promise is not None:
                replies.note_promise(tx, begun.message_id, promise.tokens, promise.day)
        is_capped = self._caps.are_set and promise is None
        writing = Writing(chat.id, begun.message_id, begun.asked_id, patience=self._bounds.patience)
        return writing, Opened(
            chat, request, known.provider, known.asked, known.language, known.found, known.courtesy, promise, is_capped
        )

    def _request(self, ask: Ask, known: "_Known", history: list[transcript.Message], now: datetime) -> ChatRequest:
        def count(text: str) -> int:
            return self._measured.of(tokens.estimate(text), known.asked)

        tools = self._toolbox.of(ask.account) if known.profile.has_tools else ()
        # A model at home takes less than what we would like to send, and some cut off the rest without a word.
        most = min(self._bounds.context_tokens, self._models.room(known.provider) or self._bounds.context_tokens)
        told = profiles.system(known.profile, known.language, self._clock.local(now), context.quoted(known.sources))
        return ChatRequest(
            context.fit(told, history, ask.text, budget=most - size_of_tools(tools, count), count=count),
            tools=tools,
            model=known.model,
            temperature=known.choices.temperature if ask.temperature is None else ask.temperature,
            max_tokens=ask.max_tokens or known.choices.max_tokens,
        )

    async def _write(self, writing: Writing, opened: Opened, ask: Ask) -> None:
        rounds = Rounds(
            writing,
            opened,
            self._models,
            self._toolbox,
            ToolContext(ask.account, opened.language),
            self._measured,
            seconds=ask.seconds,
            retries=ask.retries,
        )
        end: Done | Failed
        try:
            failure: DeskError | None = None
            is_stopped = writing.is_stopped
            try:
                if not is_stopped:
                    await self._run(writing, rounds)
            except asyncio.CancelledError:
                is_stopped = True
            except DeskError as error:
                failure = error
            except Exception:  # whatever it is, what came is kept and the reader is told
                log.exception("assistant.failed", message=writing.message_id)
                failure = Unavailable("The reply could not be finished.", retry_after=_RETRY_SECONDS)
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
        detail = {**(rounds.detail or {}), **ended} or None
        outcome = Outcome(state, rounds.provider, rounds.model, usage.prompt_tokens, usage.completion_tokens, detail)

        def step(tx: Tx) -> None:
            is_ours = replies.finish(tx, writing.conversation_id, writing.message_id, text, outcome, now)
            if is_ours and rounds.promise is not None:
                spending.settle(tx, rounds.promise, rounds.unsettled)

        await self._database.tx(step)
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What a turn knows before it is opened. `language` is the answer's, which may not be the question's. `is_gap`: the
    question is one for the owner's list of those that found no answer."""

    profile: Profile
    choices: preferences.ChatChoices
    provider: str
    model: str | None
    language: Language
    asked_in: Language
    found: Answer | None
    courtesy: Callable[[], str | None]
    is_gap: bool
    sources: tuple[context.Source, ...]

    @property
    def asked(self) -> str:
        return f"{self.provider} {self.model or ''}"


def _failed(writing: Writing, opened: Opened, error: DeskError, done: Done | None = None) -> Failed:
    return Failed(error, done, writing.conversation_id, writing.asked_id, opened.language)


def settle_dead(tx: Tx, now: datetime) -> None:
    """Replies whose process died become incomplete, and what was promised to them counts as spent."""
    for orphan in replies.abandon_dead(tx, now):
        if orphan.reserved and orphan.reserved_on:
            promise = Promise(orphan.account_id, orphan.reserved_on, orphan.reserved)
            spending.settle(tx, promise, orphan.reserved)
