"""What a turn has to know before a model is asked, and how its question is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from frontdesk.assistant import builtin_tools, context, profiles
from frontdesk.assistant.ask import LOCAL, Ask, Bounds, Opened, bound_of, size_of_tools
from frontdesk.assistant.grounds import Entry, Grounds
from frontdesk.assistant.profiles import Profile
from frontdesk.assistant.recollection import Asked, Recollection
from frontdesk.assistant.repeated import Repeated, Unanswered, once, unanswered
from frontdesk.assistant.tools import Toolbox
from frontdesk.assistant.writing import Writing
from frontdesk.conversations import chats, replies, transcript
from frontdesk.conversations.chats import Chat
from frontdesk.conversations.transcript import Door, Message
from frontdesk.identity import preferences
from frontdesk.identity import tokens as signed
from frontdesk.identity.actor import Actor
from frontdesk.identity.preferences import Preferences
from frontdesk.identity.tokens import Claims
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer, gaps
from frontdesk.knowledge.answer import Answer
from frontdesk.knowledge.search import Search
from frontdesk.llm import tokens
from frontdesk.llm.messages import ChatMessage, ChatRequest, ToolSpec
from frontdesk.llm.router import Router
from frontdesk.memory.finding.recall import Hit
from frontdesk.memory.finding.vectors import Meaning
from frontdesk.memory.learning import learn
from frontdesk.memory.memories import Scope
from frontdesk.storage import spending
from frontdesk.storage.session import Tx
from frontdesk.storage.spending import Caps

if TYPE_CHECKING:
    from frontdesk.llm.vectors import Matrix

# Messages looked at for the context; what fits of them is sent.
_RECENT = 60
_SOURCES = 3


class Moved(Exception):
    """Something was said in the chat since it was looked at: the model must not be asked without it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """All that is read but the speaker's memories, which `memories` are to be asked for; None where there are none, or
    none are wanted. `to_embed`: what the question's meaning is to be made of for the knowledge base; None where words
    alone decide. `chat` is None where the question begins one. `language` is the answer's, which may not be the
    question's. `is_gap`: the question is one for the owner's list of those that found no answer."""

    ask: Ask
    actor: Actor
    chat: Chat | None
    history: list[Message]
    chosen: Preferences
    profile: Profile
    language: Language
    asked_in: Language
    found: Answer | None
    entries: tuple[tuple[Entry, str], ...]
    courtesy: Callable[[], str | None]
    is_gap: bool
    memories: Asked | None
    # the same question, stored before; it is no part of `history`
    before: Unanswered | None
    to_embed: str | None

    @property
    def waits(self) -> bool:
        """Whether the question's meaning is wanted before it can be answered."""
        return self.to_embed is not None or (self.memories is not None and self.memories.to_embed is not None)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything. `asked` is the provider and model that are asked for, as one name."""

    looked: Looked
    request: ChatRequest
    provider: str
    asked: str
    grounds: Grounds

    @property
    def learns(self) -> bool:
        """Whether what is said may be kept of the speaker."""
        said = self.looked
        is_wanted = said.ask.use_memory and said.chosen.memory_settings.auto_memory_extraction
        return said.profile.has_memory and is_wanted


class Opening:
    """One a process. `look_up` and `store` are transactions of their own: the request is complete before the question
    is stored, so that it may be on its way meanwhile."""

    def __init__(
        self,
        *,
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
        measured: tokens.Measured,
    ) -> None:
        self._clock = clock
        self._models = models
        self._toolbox = toolbox
        self._search = search
        self._recollection = recollection
        self._profiles = profiles
        self._tell = tell
        self._courtesy = courtesy
        self._caps = caps
        self._bounds = bounds
        self._default_language = default_language
        self._measured = measured

    def look_up(self, tx: Tx, ask: Ask, embed: Callable[[Asked], None]) -> Looked | Known:
        """Unauthorized, ChatNotFound, Busy. Where the question's meaning is needed `embed` is told at once, and `know`
        has to follow when it is there."""
        actor = signed.current(tx, ask.account) if isinstance(ask.account, Claims) else ask.account
        before = self._before(tx, actor, ask)
        chat, history = self._so_far(tx, actor, ask, before)
        chosen = preferences.get(tx, actor.account_id)
        profile = self._profiles(tx)[ask.door]
        asked_in = self._tell(ask.text, chat.language if chat else ask.accepts or self._default_language)
        memories = None
        if profile.has_memory and ask.use_memory:
            memories = self._recollection.of(tx, actor.account_id, ask.text, asked_in, chosen.memory_settings)
            if memories is not None and memories.to_embed is not None:
                embed(memories)
        language = asked_in if asked_in in profile.languages else profile.languages[0]
        courtesy = partial(self._courtesy, ask.text, asked_in)
        looked = Looked(
            ask, actor, chat, history, chosen, profile, language, asked_in, None, (), courtesy,
            is_gap=False, memories=memories, before=before, to_embed=None,
        )  # fmt: skip
        looked = self._consulted(tx, looked, None)
        return looked if looked.waits else self.know(tx, looked)

    def _consulted(self, tx: Tx, looked: Looked, meant: "Matrix | None") -> Looked:
        """With what is written down about it, by words, or by its meaning too."""
        ask, profile, asked_in = looked.ask, looked.profile, looked.asked_in
        index = self._search.fresh(tx)
        found, related = answer.consult(
            index, ask.text, looked.language, profile.categories, _SOURCES, asked_in=asked_in, meaning=meant
        )
        to_embed = None
        if meant is None and not answer.is_settled(found):
            to_embed = self._search.to_embed(index, ask.text, asked_in)
        return replace(
            looked,
            found=found,
            entries=tuple((Entry(entry.id, entry.title, score), entry.content) for entry, score in related),
            is_gap=profile.keeps_gaps and found is None and looked.courtesy() is None,
            to_embed=to_embed,
        )

    def know(self, tx: Tx, looked: Looked, meaning: Meaning | None = None, meant: "Matrix | None" = None) -> Known:
        """With what the speaker has said before about this. `meant` is the vector of the `to_embed` that was looked for
        in vain by its words."""
        if meant is not None:
            looked = self._consulted(tx, looked, meant)
        now = self._clock.now()
        hits = () if looked.memories is None else self._recollection.search(tx, looked.memories, now, meaning)
        ask, chosen = looked.ask, looked.chosen.chat_settings
        provider = ask.provider or chosen.default_provider
        model = ask.model or (chosen.default_model if ask.provider is None else None)
        asked = _name(provider, model)
        tools = self._tools(looked)
        messages, grounds = self._told(looked, hits, tools, provider, asked)
        request = ChatRequest(
            messages,
            tools=tools,
            model=model,
            temperature=chosen.temperature if ask.temperature is None else ask.temperature,
            max_tokens=ask.max_tokens or chosen.max_tokens,
        )
        return Known(looked, request, provider, asked, grounds)

    def _tools(self, looked: Looked) -> tuple[ToolSpec, ...]:
        if not looked.profile.has_tools:
            return ()
        tools = self._toolbox.of(looked.actor)
        if looked.memories is not None:
            return tools
        return tuple(one for one in tools if one.name != builtin_tools.MEMORY_SEARCH)

    def _told(
        self, looked: Looked, hits: tuple[Hit, ...], tools: tuple[ToolSpec, ...], provider: str, asked: str
    ) -> tuple[tuple[ChatMessage, ...], Grounds]:
        """What a model is sent, and of what that is made."""

        def count(text: str) -> int:
            return self._measured.of(tokens.estimate(text), asked)

        # A model at home takes less than what we would like to send, and some cut off the rest without a word.
        most = min(self._bounds.context_tokens, self._models.room(provider) or self._bounds.context_tokens)
        sent = self._recollection.fitting(hits, most, count) if hits else ()
        known = [context.Source("knowledge", entry.title, content) for entry, content in looked.entries]
        knowledge = context.quoted(known)
        remembered = context.quoted([self._recollection.source(sent)] if sent else [])
        rules = profiles.rules(
            looked.profile,
            looked.language,
            self._clock.local(self._clock.now()),
            has_data=bool(knowledge or remembered),
            has_memories=bool(remembered),
        )
        told = "\n\n".join([*rules, *filter(None, (knowledge, remembered))])
        room = most - size_of_tools(tools, count)
        messages = context.fit(told, looked.history, looked.ask.text, budget=room, count=count)
        sizes = {
            "rules": sum(map(tokens.estimate, rules)),
            "knowledge": tokens.estimate(knowledge) if knowledge else 0,
            "memories": tokens.estimate(remembered) if remembered else 0,
            "history": sum(tokens.estimate(message.content) for message in messages[1:-1]),
            "question": tokens.estimate(looked.ask.text),
            "tools": size_of_tools(tools, tokens.estimate),
        }
        entries = tuple(entry for entry, _ in looked.entries)
        return messages, Grounds(tuple(rules), entries, hits, sent, sizes)

    def _before(self, tx: Tx, actor: Actor, ask: Ask) -> Unanswered | None:
        return None if ask.key is None else unanswered(tx, ask.key, actor.account_id, self._clock.now())

    def _so_far(self, tx: Tx, actor: Actor, ask: Ask, before: Unanswered | None) -> tuple[Chat | None, list[Message]]:
        if before is not None and (found := self._up_to(tx, actor, ask, before)) is not None:
            return found
        if ask.number is not None:
            chat = chats.get_by_number(tx, actor.account_id, ask.door, ask.number)
        elif ask.conversation_id is not None:
            chat = chats.get(tx, actor.account_id, ask.door, ask.conversation_id)
        else:
            return None, []
        # With a key it may be this very message that is being answered.
        if ask.key is None and replies.is_writing(tx, chat.id, self._clock.now()):
            raise replies.Busy
        return chat, transcript.latest(tx, chat.id, _RECENT)

    @staticmethod
    def _up_to(tx: Tx, actor: Actor, ask: Ask, before: Unanswered) -> tuple[Chat, list[Message]] | None:
        """The chat where the question stands already, and what was said before it; None where that has gone on."""
        try:
            chat = chats.get(tx, actor.account_id, ask.door, before.conversation_id)
        except chats.ChatNotFound:
            return None
        said = transcript.latest(tx, chat.id, _RECENT)
        if any(message.content for message in said if message.id > before.asked_id):
            return None
        return chat, [message for message in said if message.id < before.asked_id]

    def is_free(self, known: Known) -> bool:
        """Whether a model is asked, and nothing has to be promised for that first."""
        return known.provider != LOCAL and not self._caps.are_set

    def store(self, tx: Tx, ask: Ask, known: Known) -> tuple[Writing, Opened] | Repeated:
        """Moved, Busy, and ChatNotFound or Unauthorized for what has been erased since `look_up`."""
        if ask.key is None:
            return self._store(tx, ask, known)
        account = known.looked.actor.account_id
        return once(
            tx, ask.key, account, self._clock.now(), lambda inner, before: self._store(inner, ask, known, before)
        )

    def _store(self, tx: Tx, ask: Ask, known: Known, before: Unanswered | None = None) -> tuple[Writing, Opened]:
        now = self._clock.now()
        if before != known.looked.before:
            raise Moved
        again = None if before is None else self._asked_before(tx, known, before, now)
        chat, begun = again or self._said(tx, ask, known, now)
        looked = known.looked
        if looked.is_gap and again is None:
            gaps.record(tx, ask.text, looked.asked_in, now=now)
        if known.learns and again is None:
            learn.after(tx, Scope(chat.account_id), chat.id, begun.asked_id, looked.asked_in, now)
        promise = None
        if self._caps.are_set and known.provider != LOCAL:
            promise = spending.reserve(tx, chat.account_id, bound_of(known.request), self._caps, now)
            if promise is not None:
                replies.note_promise(tx, begun.message_id, promise.tokens, promise.day)
        is_capped = self._caps.are_set and promise is None
        writing = Writing(chat.id, begun.message_id, begun.asked_id, patience=self._bounds.patience)
        return writing, Opened(
            looked.actor, ask.text, known.request, known.provider, known.asked, looked.language, looked.found,
            looked.courtesy, known.grounds, looked.memories is not None, promise, is_capped,
        )  # fmt: skip

    @staticmethod
    def _asked_before(tx: Tx, known: Known, before: Unanswered, now: datetime) -> tuple[Chat, replies.Begun] | None:
        """None where the chat is gone, or has gone on: then the question is asked anew."""
        chat = known.looked.chat
        if chat is None or chat.id != before.conversation_id:
            return None
        begun = replies.begin_again(tx, chat, before.asked_id, now)
        return None if begun is None else (chat, begun)

    @staticmethod
    def _said(tx: Tx, ask: Ask, known: Known, now: datetime) -> tuple[Chat, replies.Begun]:
        looked = known.looked
        chat = looked.chat
        if chat is None:
            return replies.begin_new(tx, looked.actor.account_id, ask.door, ask.text, looked.language, now)
        begun = replies.begin(tx, chat, ask.text, looked.language, now)
        if begun.before != chat.message_count:
            raise Moved
        if not chat.title:
            chats.entitle(tx, chat.id, chats.title_of(ask.text))
        return chat, begun


def _name(provider: str, model: str | None) -> str:
    return f"{provider} {model or ''}"
