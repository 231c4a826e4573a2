"""What a message says of the person who sent it, kept for her to confirm.

`after` enqueues in the transaction that stores the message, so a reply never waits for it and a crash loses nothing.
The job may run twice, or die anywhere: what it stores it stores in one transaction, behind a lock on the person's
shelf, and a statement that is there already is only seen again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import structlog

from frontdesk.conversations.transcript import Door, Sender
from frontdesk.identity import preferences
from frontdesk.kit.clock import Clock, from_micros
from frontdesk.kit.ids import AccountId, ConversationId
from frontdesk.kit.languages import Language
from frontdesk.memory import memories, room
from frontdesk.memory.deciding import expiry, opposed
from frontdesk.memory.learning import extract, gate, model_extraction
from frontdesk.memory.learning.extract import OTHER, Candidate
from frontdesk.memory.learning.model_extraction import Found, ModelExtraction
from frontdesk.memory.memories import About, Draft, Memory, Origin, Scope, Source, Status
from frontdesk.storage import outbox, spending
from frontdesk.storage.outbox import Job
from frontdesk.storage.session import Database, Sql, Tx
from frontdesk.storage.spending import Caps
from frontdesk.storage.worker import Handler

log = structlog.get_logger()

JOB = "memory.learn"
# What a model costs that reads messages is counted under this name beside what its person spends in all.
PART = "memory"
_NO_CAPS = Caps()

# Only what the person herself said, at the door where she has memories: an assistant's message is nobody's statement.
_HEARD = Sql(
    "SELECT m.content, m.created_at FROM messages m JOIN chats c ON c.conversation_id = m.conversation_id"
    " WHERE m.id = :message AND m.conversation_id = :chat AND c.account_id = :owner AND c.door = :door"
    " AND m.sender = :sender"
)
_ALIKE = Sql(
    f"SELECT {', '.join(column.name for column in memories.COLUMNS)} FROM memories"  # noqa: S608  # constants only
    " WHERE account_id = :owner AND attribute = :attribute AND value = :value AND is_negated = :is_negated"
    " AND kind = :kind AND status IN ('confirmed', 'pending', 'rejected')"
    " ORDER BY CASE status WHEN 'confirmed' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    said_at: datetime
    chat: ConversationId
    message: int


def after(tx: Tx, scope: Scope, chat: ConversationId, message: int, language: Language, now: datetime) -> None:
    """The caller has seen to it that this turn may be learnt from: the door, the request and the preferences."""
    payload = {"owner": scope.owner, "chat": chat, "message": message, "language": language.value}
    outbox.enqueue(tx, JOB, payload, now=now)


def jobs(
    database: Database,
    clock: Clock,
    model: ModelExtraction | None = None,
    caps: Caps = _NO_CAPS,
    *,
    most: int = room.MOST,
) -> dict[str, Handler]:
    """Whoever has `most` memories is read no further, until she has erased some; the dashboard tells her."""
    return {JOB: _Learning(database, clock, model, caps, most).run}


@dataclass(frozen=True, slots=True)
class _Learning:
    database: Database
    clock: Clock
    model: ModelExtraction | None
    caps: Caps
    most: int

    async def run(self, job: Job) -> None:
        scope = Scope(AccountId(str(job.payload["owner"])))
        chat, message = ConversationId(str(job.payload["chat"])), int(job.payload["message"])
        heard = await self.database.read(self._hear, scope, chat, message)
        if heard is None:
            return
        language = Language(job.payload["language"])
        # Storing looks at the rules as well, whoever has read: they are compiled before, and hold up nobody.
        await asyncio.to_thread(extract.prepare, language)
        found = await self._read(scope, heard, language)
        if found:
            await self.database.tx(self._store, scope, heard, found)

    def _hear(self, tx: Tx, scope: Scope, chat: ConversationId, message: int) -> _Heard | None:
        """None if she has switched learning off meanwhile, there is no room for more, or the message is gone."""
        if not preferences.get(tx, scope.owner).memory_settings.auto_memory_extraction:
            return None
        if not room.left(tx, scope, self.most):
            log.info("memory.full")
            return None
        row = tx.one(
            _HEARD,
            message=message,
            chat=chat,
            owner=scope.owner,
            door=Door.PERSONAL.value,
            sender=Sender.CUSTOMER.value,
        )
        return None if row is None else _Heard(row[0], from_micros(row[1]), chat, message)

    async def _read(self, scope: Scope, heard: _Heard, language: Language) -> Sequence[Found]:
        by_model = await self._ask(scope, heard, language)
        if by_model is not None:
            return by_model
        return [Found(one, None) for one in await asyncio.to_thread(extract.read, heard.text, language)]

    async def _ask(self, scope: Scope, heard: _Heard, language: Language) -> Sequence[Found] | None:
        """None without a model, beyond the day's tokens, for what no model need read, and where it failed."""
        if self.model is None or not self.model.is_ready or len(heard.text) > extract.LONGEST:
            return None
        if gate.refusal(heard.text) is not None:
            return None
        today = self.clock.today()
        tokens = model_extraction.bound(heard.text, language, today)
        promise = await self.database.tx(spending.reserve, scope.owner, tokens, self.caps, self.clock.now())
        if promise is None:
            return None
        reading = await self.model.read(heard.text, language, today)
        # What a failed call has cost nobody knows: it counts whole.
        if reading is None:
            return None
        await self.database.tx(spending.settle, promise, reading.tokens)
        return reading.found

    def _store(self, tx: Tx, scope: Scope, heard: _Heard, found: Sequence[Found]) -> None:
        if not memories.has_owner(tx, scope) or self._hear(tx, scope, heard.chat, heard.message) is None:
            return
        # Whoever stores for this person waits here, so that two that read one message do not both find nothing.
        memories.raise_revision(tx, scope)
        least = preferences.get(tx, scope.owner).memory_settings.memory_importance_threshold
        for one in found:
            if one.candidate.importance >= least and room.left(tx, scope, self.most):
                self._keep(tx, scope, heard, one)

    def _keep(self, tx: Tx, scope: Scope, heard: _Heard, found: Found) -> None:
        one = found.candidate
        if gate.quoted(heard.text, one.start, one.end, one.content) or gate.refusal(one.content):
            return
        now = self.clock.now()
        known = _known(tx, scope, one)
        if known is None:
            memories.add(tx, scope, self._draft(heard, found), now)
        elif known.status in memories.SHOWN and known.source.message != heard.message:
            memories.seen(tx, scope, known.id, now)

    def _draft(self, heard: _Heard, found: Found) -> Draft:
        one = found.candidate
        said_on = self.clock.local(heard.said_at).date()
        over = expiry.classify(one.content, one.kind, one.language, said_on)
        on = over.on or (found.expires + timedelta(days=1) if found.expires else None)
        reason = over.reason if over.on else expiry.Reason.HOLDS_UNTIL
        return Draft(
            content=one.content,
            kind=one.kind,
            importance=one.importance,
            confidence=one.confidence,
            status=Status.PENDING,
            origin=Origin.MESSAGE,
            language=one.language,
            source=Source(one.quote, heard.chat, heard.message, one.start, one.end),
            about=About(None if one.attribute == OTHER else one.attribute, one.value, one.is_negated),
            said_at=heard.said_at,
            expires_at=self._midnight(on) if on else None,
            expiry_reason=reason.value if on else None,
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.clock.zone).astimezone(UTC)


def _known(tx: Tx, scope: Scope, one: Candidate) -> Memory | None:
    """The memory that says so already, in these words or of the same thing; not one whose time is over, since what is
    true again is worth knowing again."""
    same = memories.same(tx, scope, one.content)
    if same is not None and same.status is not Status.EXPIRED:
        return same
    # Elsewhere than in English a value may be what is left of a verb: "I like tea" is not "I like coffee".
    if one.value is None or one.attribute == OTHER or one.language is not Language.EN:
        return None
    row = tx.one(
        _ALIKE, owner=scope.owner, attribute=one.attribute, value=one.value, is_negated=one.is_negated,
        kind=one.kind.value,
    )  # fmt: skip
    found = None if row is None else memories.memory(row)
    return found if found is not None and opposed.numbers(found.content) == opposed.numbers(one.content) else None
