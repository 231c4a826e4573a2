"""What a turn has to know before a model is asked, and how its question is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from frontdesk.assistant import context, profiles, spending, tokens
from frontdesk.assistant.ask import LOCAL, Ask, Bounds, Opened, bound_of, size_of_tools
from frontdesk.assistant.profiles import Profile
from frontdesk.assistant.repeated import Repeated, once
from frontdesk.assistant.spending import Caps
from frontdesk.assistant.tools import Toolbox
from frontdesk.assistant.writing import Writing
from frontdesk.conversations import chats, replies, transcript
from frontdesk.conversations.chats import Chat
from frontdesk.conversations.transcript import Door, Message
from frontdesk.identity import preferences
from frontdesk.identity import tokens as signed
from frontdesk.identity.actor import Actor
from frontdesk.identity.tokens import Claims
from frontdesk.kit.clock import Clock
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer, gaps
from frontdesk.knowledge.answer import Answer
from frontdesk.knowledge.search import Search
from frontdesk.llm.messages import ChatMessage, ChatRequest, ToolSpec
from frontdesk.llm.router import Router
from frontdesk.storage.session import Tx

# Messages looked at for the context; what fits of them is sent.
_RECENT = 60
_SOURCES = 3


class Moved(Exception):
    """Something was said in the chat since it was looked at: the model must not be asked without it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that is read, at one moment. `chat` is None where the question begins one; `asked` is the provider and
    model that are asked for, as one name. `language` is the answer's, which may not be the question's. `is_gap`: the
    question is one for the owner's list of those that found no answer."""

    actor: Actor
    chat: Chat | None
    request: ChatRequest
    provider: str
    asked: str
    language: Language
    asked_in: Language
    found: Answer | None
    courtesy: Callable[[], str | None]
    is_gap: bool


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
        self._profiles = profiles
        self._tell = tell
        self._courtesy = courtesy
        self._caps = caps
        self._bounds = bounds
        self._default_language = default_language
        self._measured = measured

    def look_up(self, tx: Tx, ask: Ask) -> Known:
        """Unauthorized, ChatNotFound, Busy."""
        actor = signed.current(tx, ask.account) if isinstance(ask.account, Claims) else ask.account
        chat, history = self._so_far(tx, actor, ask)
        chosen = preferences.get(tx, actor.account_id).chat_settings
        profile = self._profiles(tx)[ask.door]
        asked_in = self._tell(ask.text, chat.language if chat else ask.accepts or self._default_language)
        language = asked_in if asked_in in profile.languages else profile.languages[0]
        index = self._search.fresh(tx)
        found, related = answer.consult(index, ask.text, language, profile.categories, _SOURCES, asked_in=asked_in)
        courtesy = partial(self._courtesy, ask.text, asked_in)
        is_gap = profile.keeps_gaps and found is None and courtesy() is None
        quoted = context.quoted(context.Source("knowledge", entry.title, entry.content) for entry in related)
        told = profiles.system(profile, language, self._clock.local(self._clock.now()), quoted)
        provider = ask.provider or chosen.default_provider
        model = ask.model or (chosen.default_model if ask.provider is None else None)
        tools = self._toolbox.of(actor) if profile.has_tools else ()
        request = ChatRequest(
            self._fitted(told, history, ask.text, tools, provider, _name(provider, model)),
            tools=tools,
            model=model,
            temperature=chosen.temperature if ask.temperature is None else ask.temperature,
            max_tokens=ask.max_tokens or chosen.max_tokens,
        )
        return Known(
            actor, chat, request, provider, _name(provider, model), language, asked_in, found, courtesy, is_gap
        )

    def _so_far(self, tx: Tx, actor: Actor, ask: Ask) -> tuple[Chat | None, list[Message]]:
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

    def _fitted(
        self, told: str, history: list[Message], said: str, tools: tuple[ToolSpec, ...], provider: str, asked: str
    ) -> tuple[ChatMessage, ...]:
        def count(text: str) -> int:
            return self._measured.of(tokens.estimate(text), asked)

        # A model at home takes less than what we would like to send, and some cut off the rest without a word.
        most = min(self._bounds.context_tokens, self._models.room(provider) or self._bounds.context_tokens)
        return context.fit(told, history, said, budget=most - size_of_tools(tools, count), count=count)

    def is_free(self, known: Known) -> bool:
        """Whether a model is asked, and nothing has to be promised for that first."""
        return known.provider != LOCAL and not self._caps.are_set

    def store(self, tx: Tx, ask: Ask, known: Known) -> tuple[Writing, Opened] | Repeated:
        """Moved, Busy, and ChatNotFound or Unauthorized for what has been erased since `look_up`."""
        if ask.key is None:
            return self._store(tx, ask, known)
        account = known.actor.account_id
        return once(tx, ask.key, account, self._clock.now(), lambda inner: self._store(inner, ask, known))

    def _store(self, tx: Tx, ask: Ask, known: Known) -> tuple[Writing, Opened]:
        now = self._clock.now()
        chat, begun = self._said(tx, ask, known, now)
        if known.is_gap:
            gaps.record(tx, ask.text, known.asked_in, now=now)
        promise = None
        if self._caps.are_set and known.provider != LOCAL:
            promise = spending.reserve(tx, chat.account_id, bound_of(known.request), self._caps, now)
            if promise is not None:
                replies.note_promise(tx, begun.message_id, promise.tokens, promise.day)
        is_capped = self._caps.are_set and promise is None
        writing = Writing(chat.id, begun.message_id, begun.asked_id, patience=self._bounds.patience)
        return writing, Opened(
            known.actor, known.request, known.provider, known.asked, known.language, known.found, known.courtesy,
            promise, is_capped,
        )  # fmt: skip

    @staticmethod
    def _said(tx: Tx, ask: Ask, known: Known, now: datetime) -> tuple[Chat, replies.Begun]:
        chat = known.chat
        if chat is None:
            return replies.begin_new(tx, known.actor.account_id, ask.door, ask.text, known.language, now)
        begun = replies.begin(tx, chat, ask.text, known.language, now)
        if begun.before != chat.message_count:
            raise Moved
        if not chat.title:
            chats.entitle(tx, chat.id, chats.title_of(ask.text))
        return chat, begun


def _name(provider: str, model: str | None) -> str:
    return f"{provider} {model or ''}"
