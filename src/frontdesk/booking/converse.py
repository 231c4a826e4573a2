"""The only input and output around the pure engine: one turn is one transaction.

Loading the state, asking calendar and knowledge, holding a place, making a booking, storing both lines and the new
state are committed together, before the answer goes out. Of two messages of one session one waits for the other: on
PostgreSQL at the dialogue's row, on SQLite in the writer's queue.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog

from frontdesk.booking import person
from frontdesk.booking.capacity import Calendar
from frontdesk.booking.catalogue import Offer, OfferCache
from frontdesk.booking.confirm import Confirmation
from frontdesk.booking.dialogue import engine, replies, understand, unplaced
from frontdesk.booking.dialogue.state import DialogueState, Stage
from frontdesk.booking.dialogue.step import Action, CheckOtp, Choice, Release, SendOtp, Step
from frontdesk.booking.dialogue.unplaced import Suggested, Suggestion, Unplaced
from frontdesk.booking.figures import rank
from frontdesk.booking.model_reading import ModelReading
from frontdesk.conversations import transcript
from frontdesk.conversations.responder import Reply, Turn
from frontdesk.identity.guard import Guard
from frontdesk.kit.clock import Clock, from_micros, to_micros
from frontdesk.kit.ids import BookingId, ConversationId, new_id
from frontdesk.kit.languages import Language
from frontdesk.knowledge import answer, gaps
from frontdesk.knowledge.search import Search
from frontdesk.storage import idempotency
from frontdesk.storage.session import Database, Sql, Tx

log = structlog.get_logger()

_LOOK = Sql("SELECT state, updated_at FROM dialogues WHERE conversation_id = :id")
_LOAD = Sql(
    "SELECT state, updated_at FROM dialogues WHERE conversation_id = :id",
    postgresql="SELECT state, updated_at FROM dialogues WHERE conversation_id = :id FOR UPDATE",
)
_BEGIN = Sql(
    "INSERT INTO dialogues (conversation_id, stage, language, state, furthest, created_at, updated_at)"
    " VALUES (:id, :stage, :language, :state, :furthest, :now, :now)"
)
_SAVE = Sql(
    "UPDATE dialogues SET stage = :stage, language = :language, state = :state, furthest = :furthest,"
    " updated_at = :now WHERE conversation_id = :id"
)


@dataclass(frozen=True, slots=True)
class BookingReply(Reply):
    """What the booking door shows beside the text. `booking_id` is null until a code has been sent."""

    stage: Stage
    action: Action
    missing_fields: tuple[str, ...]
    collected_info: Mapping[str, str]
    collected_labels: Mapping[str, str]
    booking_id: str | None
    off_track_count: int
    choices: tuple[Choice, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "reply": self.text,
            "session_id": self.conversation_id,
            "stage": self.stage.value,
            "action": self.action.value,
            "missing_fields": list(self.missing_fields),
            "collected_info": dict(self.collected_info),
            "collected_labels": dict(self.collected_labels),
            "booking_id": self.booking_id,
            "off_track_count": self.off_track_count,
            "language": self.language.value,
            "choices": [{"label": choice.label, "value": choice.value} for choice in self.choices],
        }

    @staticmethod
    def of_json(raw: Mapping[str, Any]) -> "BookingReply":
        return BookingReply(
            conversation_id=ConversationId(raw["session_id"]),
            text=raw["reply"],
            language=Language(raw["language"]),
            stage=Stage(raw["stage"]),
            action=Action(raw["action"]),
            missing_fields=tuple(raw["missing_fields"]),
            collected_info=raw["collected_info"],
            # An answer kept by the version before this one has none.
            collected_labels=raw.get("collected_labels", {}),
            booking_id=raw["booking_id"],
            off_track_count=raw["off_track_count"],
            choices=tuple(Choice(choice["label"], choice["value"]) for choice in raw["choices"]),
        )


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a visitor sees before the first message."""

    business: str
    text: str
    language: Language
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class BookingDialogue:
    """Answers the booking door (a Responder). `lifetime` is how long a silent session lives. `model` is asked about
    messages that the rules cannot place, None where nobody is."""

    database: Database
    clock: Clock
    offers: OfferCache
    search: Search
    confirmation: Confirmation
    lifetime: timedelta
    default_language: Language
    guard: Guard
    model: ModelReading | None = None

    async def respond(self, turn: Turn) -> AsyncIterator[Reply]:
        yield await self._reply(turn)

    async def welcome(self, language: Language | None) -> Welcome:
        return await self.database.read(self._welcome, language or self.default_language)

    def take_turn(self, tx: Tx, turn: Turn, suggestion: Suggestion | None = None) -> BookingReply:
        """One turn inside the caller's transaction; with a key, the first answer to it again."""
        if turn.key is None:
            return self._turn(tx, turn, suggestion)

        def work(inner: Tx) -> idempotency.Answer:
            return idempotency.Answer(200, orjson.dumps(self._turn(inner, turn, suggestion).to_json()).decode())

        given = idempotency.once(tx, turn.key, self.clock.now(), work)
        return BookingReply.of_json(orjson.loads(given.body))

    async def _reply(self, turn: Turn) -> BookingReply:
        if self.model is None or not self.model.is_ready:
            return await self.database.tx(self.take_turn, turn)
        async with self.model.alone(turn.key.id if turn.key else None):
            suggestion = await self._suggestion(self.model, turn)
            return await self.database.tx(self.take_turn, turn, suggestion)

    async def _suggestion(self, model: ModelReading, turn: Turn) -> Suggestion | None:
        """What a model makes of a message that the rules cannot place. No transaction is open while it is asked."""
        about = await self.database.read(self._unplaced, turn)
        return await model.suggest(about) if about else None

    def _unplaced(self, tx: Tx, turn: Turn) -> Unplaced | None:
        now = self.clock.now()
        if turn.key is not None and idempotency.is_answered(tx, turn.key, now):
            return None
        before = self._load(tx, turn.conversation_id, now, _LOOK) or self._fresh(turn)
        return self._not_placed(before, turn, self.offers.fresh(tx))

    def _not_placed(self, before: DialogueState, turn: Turn, offer: Offer) -> Unplaced | None:
        reading = engine.read(
            before,
            turn.text,
            catalogue=offer.catalogue,
            today=self.clock.today(),
            hint=turn.language or turn.accepts,
            named=turn.language,
        )
        return unplaced.of(before, turn.text, reading, offer.catalogue)

    def _fresh(self, turn: Turn) -> DialogueState:
        return DialogueState(language=turn.language or turn.accepts or self.default_language)

    def _reader(self, before: DialogueState, turn: Turn, offer: Offer, suggestion: Suggestion | None) -> engine.Reader:
        """The rules alone where the conversation went on while the model was asked."""
        if suggestion is None or self._not_placed(before, turn, offer) != suggestion.about:
            return understand.read
        return Suggested(suggestion)

    def _turn(self, tx: Tx, turn: Turn, suggestion: Suggestion | None) -> BookingReply:
        now = self.clock.now()
        offer = self.offers.fresh(tx)
        known = self._load(tx, turn.conversation_id, now, _LOAD)
        conversation = turn.conversation_id if known and turn.conversation_id else ConversationId(new_id())
        before = known or self._fresh(turn)
        reader = self._reader(before, turn, offer, suggestion)
        step = engine.step(
            before,
            turn.text,
            catalogue=offer.catalogue,
            today=self.clock.today(),
            availability=Calendar(tx, offer, self.clock, _booking_id(before)),
            hint=turn.language or turn.accepts,
            named=turn.language,
            reader=reader,
        )
        if reader is not understand.read and self.model and _has_more(step.state, before):
            tx.after_commit(self.model.tally.count_placed)
        step, booking_id = self._perform(tx, before, step, offer, conversation, turn.address)
        language = step.state.language
        text = replies.render(
            step.parts,
            language,
            answer=lambda question: self._answer(tx, question, language, now),
            glance=lambda remark: self._find(tx, remark, language),
        )
        self._store(tx, conversation, turn.text, text, step.state, now, is_new=known is None)
        if person.is_news(before, step.state):
            self._call_staff(tx, turn.address, step.state, conversation, offer.business.name)
        return _reply(conversation, text, step, booking_id, offer)

    def _call_staff(
        self, tx: Tx, address: str | None, state: DialogueState, conversation: ConversationId, business: str
    ) -> None:
        if address is not None:
            self.guard.call_for_staff(address)
        person.tell_staff(
            tx,
            self.confirmation.mailbox,
            state,
            conversation,
            business=business,
            language=self.default_language,
            now=self.clock.now(),
        )

    def _load(self, tx: Tx, conversation: ConversationId | None, now: datetime, statement: Sql) -> DialogueState | None:
        """None for a conversation that does not exist or has been silent for too long."""
        row = tx.one(statement, id=conversation) if conversation else None
        if row is None or row[0] is None or from_micros(row[1]) < now - self.lifetime:
            return None
        return DialogueState.of_json(orjson.loads(row[0]))

    def _perform(
        self,
        tx: Tx,
        before: DialogueState,
        step: Step,
        offer: Offer,
        conversation: ConversationId,
        address: str | None,
    ) -> tuple[Step, str | None]:
        """Does what the step asks of the world; the outcome of a code decides what is said instead."""
        booking_id = step.state.booking_id
        for effect in step.effects:
            match effect:
                case Release():
                    if before.booking_id:
                        self.confirmation.release(tx, BookingId(before.booking_id))
                case SendOtp():
                    if address is not None:
                        self.guard.code(address, conversation)
                    step, booking_id = self._send(tx, step, offer)
                case CheckOtp(code):
                    step, booking_id = self._check(tx, step, code, offer, conversation)
        return step, booking_id

    def _send(self, tx: Tx, step: Step, offer: Offer) -> tuple[Step, str | None]:
        booking_id = BookingId(step.state.booking_id or new_id())
        state = replace(step.state, booking_id=booking_id)
        sent = self.confirmation.send_code(tx, state, booking_id, offer)
        after = engine.after_send(
            state, sent.outcome, catalogue=offer.catalogue, today=self.clock.today(), refusal=sent.refusal
        )
        log.info("booking.code", booking_id=booking_id, outcome=sent.outcome.value)
        return replace(after, parts=(*step.parts, *after.parts)), after.state.booking_id

    def _check(
        self, tx: Tx, step: Step, code: str, offer: Offer, conversation: ConversationId
    ) -> tuple[Step, str | None]:
        booking_id = BookingId(step.state.booking_id or "")
        checked = self.confirmation.check_code(tx, step.state, booking_id, code, offer, conversation)
        after = engine.after_check(
            step.state,
            checked.outcome,
            catalogue=offer.catalogue,
            today=self.clock.today(),
            tries_left=checked.tries_left,
            refusal=checked.refusal,
        )
        if after.action is Action.BOOKING_CONFIRMED:
            tx.after_commit(lambda: log.info("booking.confirmed", booking_id=booking_id))
        return replace(after, parts=(*step.parts, *after.parts)), booking_id

    def _answer(self, tx: Tx, question: str, language: Language, now: datetime) -> str | None:
        found = self._find(tx, question, language)
        if found is None:
            gaps.record(tx, question, language, now=now)
        return found

    def _find(self, tx: Tx, words: str, language: Language) -> str | None:
        found = answer.answer(self.search.fresh(tx), words, language)
        return answer.speak(found, language) if found else None

    def _store(
        self,
        tx: Tx,
        conversation: ConversationId,
        said: str,
        answered: str,
        state: DialogueState,
        now: datetime,
        *,
        is_new: bool,
    ) -> None:
        if is_new:
            transcript.open_conversation(tx, conversation, transcript.Door.BOOKING, state.language, now)
        tx.run(
            _BEGIN if is_new else _SAVE,
            id=conversation,
            stage=state.stage.value,
            language=state.language.value,
            state=orjson.dumps(state.to_json()).decode(),
            furthest=rank(state.furthest),
            now=to_micros(now),
        )
        transcript.record_exchange(tx, conversation, said, answered, state.language, now)

    def _welcome(self, tx: Tx, language: Language) -> Welcome:
        offer = self.offers.fresh(tx)
        step = engine.welcome(DialogueState(language=language), catalogue=offer.catalogue)
        text = replies.render(step.parts, language, lambda _: None)
        return Welcome(offer.business.name, text, language, step.choices)


def _has_more(state: DialogueState, before: DialogueState) -> bool:
    return (state.collected, state.unsure) != (before.collected, before.unsure)


def _booking_id(state: DialogueState) -> BookingId | None:
    return BookingId(state.booking_id) if state.booking_id else None


def _reply(conversation: ConversationId, text: str, step: Step, booking_id: str | None, offer: Offer) -> BookingReply:
    return BookingReply(
        conversation_id=conversation,
        text=text,
        language=step.state.language,
        stage=step.state.stage,
        action=step.action,
        missing_fields=tuple(name.value for name in engine.missing_fields(step.state, offer.catalogue)),
        collected_info=engine.collected_info(step.state),
        collected_labels=engine.collected_labels(step.state, offer.catalogue),
        booking_id=booking_id,
        off_track_count=step.state.off_track,
        choices=step.choices,
    )
