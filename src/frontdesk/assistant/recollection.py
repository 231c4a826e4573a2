"""What a turn may use of what its speaker has said before: looked for among her own memories, and cut to a budget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from frontdesk.assistant.context import Source, one_line
from frontdesk.identity import preferences
from frontdesk.identity.preferences import MemoryChoices
from frontdesk.kit.clock import Clock
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.memory.finding import asked as asked_for
from frontdesk.memory.finding import reasons
from frontdesk.memory.finding.question import Parts, Question
from frontdesk.memory.finding.recall import Hit, Recall
from frontdesk.memory.finding.vectors import Meaning
from frontdesk.memory.memories import Memory, Scope, Status
from frontdesk.retrieval import gloss
from frontdesk.storage.session import Database, Tx

_NAME = "what this person has told before"
# Looked at for one question; what fits of them is sent.
_MOST = 12
# From these on a memory has to do with the question at all. A model judges itself, so they let rather much through.
_WORDS = 0.2
_MEANING = 0.3
# Of what a model takes altogether.
_LARGEST_SHARE = 0.25
# Seconds. The model in this process takes some ten milliseconds, a server a round trip, both more on a busy machine;
# whoever is answered without her memories notices that more than a short wait.
PATIENCE = 0.4


@dataclass(frozen=True, slots=True)
class Asked:
    """`to_embed`: what the question's meaning is to be made of; None where words alone decide."""

    scope: Scope
    question: Question
    to_embed: str | None


class Recollection:
    """One a process. `tokens` is the most that memories take up of what a model is sent; `patience` the seconds that
    are waited for the meaning of a question before words decide alone."""

    def __init__(self, recall: Recall, clock: Clock, *, tokens: int = 600, patience: float = PATIENCE) -> None:
        self._recall = recall
        self._clock = clock
        self._tokens = tokens
        self._patience = patience

    def of(self, tx: Tx, account: AccountId, text: str, language: Language, chosen: MemoryChoices) -> Asked | None:
        """None for whoever has never been remembered: that is all that is looked at."""
        scope = Scope(account)
        if self._recall.is_empty(tx, scope):
            return None
        question = Question(
            gloss.gist(text),
            language,
            limit=_MOST,
            least_confidence=chosen.memory_confidence_threshold,
            by_meaning=chosen.enable_semantic_search,
        )
        to_embed = self._recall.to_embed(tx, scope, question) if question.by_meaning else None
        return Asked(scope, question, to_embed)

    async def meaning(self, asked: Asked) -> Meaning | None:
        return await self._recall.meaning(asked.to_embed, self._patience) if asked.to_embed is not None else None

    def search(self, tx: Tx, asked: Asked, now: datetime, meaning: Meaning | None = None) -> tuple[Hit, ...]:
        """Best first; those that have something to do with the question."""
        found = self._recall.search(tx, asked.scope, asked.question, now, meaning)
        related = [hit for hit in found if is_related(hit.parts)]
        told = [_outright(one, asked.question.language) for one in asked_for.told(tx, asked.scope, asked.question, now)]
        ids = {hit.memory.id for hit in told}
        return (*told, *(hit for hit in related if hit.memory.id not in ids))[:_MOST]

    def fitting(self, hits: Sequence[Hit], room: int, count: Callable[[str], int]) -> tuple[Hit, ...]:
        """The best that fit, of a conversation for which there is `room` tokens."""
        left = min(self._tokens, int(room * _LARGEST_SHARE))
        kept: list[Hit] = []
        for hit in hits:
            size = count(self._line(hit))
            if size <= left:
                left -= size
                kept.append(hit)
        return tuple(kept)

    def source(self, hits: Sequence[Hit]) -> Source:
        """For the prompt: a line a memory, with its day."""
        return Source("memory", _NAME, "\n".join(map(self._line, hits)))

    def _line(self, hit: Hit) -> str:
        memory = hit.memory
        unsure = ", not confirmed" if memory.status is Status.PENDING else ""
        return f"- ({self._clock.local(memory.said_at):%Y-%m-%d}{unsure}) {one_line(memory.content)}"

    async def told(self, database: Database, account: AccountId, query: str, language: Language) -> list[Memory]:
        """For a model that looks for it itself: as it may be used in a turn."""

        def look(tx: Tx) -> Asked | None:
            chosen = preferences.get(tx, account).memory_settings
            return self.of(tx, account, query, language, chosen)

        asked = await database.read(look)
        if asked is None:
            return []
        meaning = await self.meaning(asked)
        hits = await database.read(self.search, asked, self._clock.now(), meaning)
        return [hit.memory for hit in hits]


def _outright(memory: Memory, language: Language) -> Hit:
    parts = Parts(0, 0, 0, 0, 0, memory.importance, 0, about=1)
    return Hit(memory, 1.0, parts, reasons.say(memory, parts, language))


def is_related(parts: Parts) -> bool:
    return parts.words >= _WORDS or parts.meaning >= _MEANING
