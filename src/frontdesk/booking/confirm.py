"""From an agreed summary to a booking: hold the place, send the code, check it, write the booking down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from frontdesk.booking import capacity
from frontdesk.booking.capacity import Calendar
from frontdesk.booking.catalogue import Offer, OfferedService
from frontdesk.booking.dialogue.progress import phone_country
from frontdesk.booking.dialogue.state import DialogueState, Field
from frontdesk.booking.dialogue.step import CheckOutcome, NotFree, SendOutcome
from frontdesk.identity.codes import Codes, Outcome, Refused
from frontdesk.kit.clock import Clock, to_micros
from frontdesk.kit.ids import BookingId, ConversationId
from frontdesk.kit.money import Money
from frontdesk.notifications.deliver import Mailbox
from frontdesk.notifications.messages import BookingReceived, OtpCode
from frontdesk.notifications.models import Channel
from frontdesk.storage.session import Sql, Tx

_INSERT = Sql(
    "INSERT INTO bookings (id, service_id, service, package, price_minor, currency, name, email, phone, phone_country,"
    " service_country, address, pincode, event_date, event_time, message, status, otp_verified, source, language,"
    " conversation_id, created_on, created_at, updated_at)"
    " VALUES (:id, :service_id, :service, :package, :price_minor, :currency, :name, :email, :phone, :phone_country,"
    " :service_country, :address, :pincode, :event_date, :event_time, NULL, 'pending', :otp_verified, 'agent_chat',"
    " :language, :conversation_id, :created_on, :now, :now)"
)


@dataclass(frozen=True, slots=True)
class Sent:
    outcome: SendOutcome
    refusal: NotFree | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    outcome: CheckOutcome
    tries_left: int = 0
    refusal: NotFree | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The gate between dialogue and booking. Each method is one part of the turn's transaction."""

    clock: Clock
    codes: Codes
    mailbox: Mailbox

    def send_code(self, tx: Tx, state: DialogueState, booking_id: BookingId, offer: Offer) -> Sent:
        """Holds the place for the life of the code and sends it by WhatsApp."""
        now = self.clock.now()
        offered = offer.services.get(state.collected[Field.SERVICE])
        if offered is None:
            return Sent(SendOutcome.DAY_FULL, NotFree("closed"))
        day, time = _when(state)
        refusal = capacity.take(Calendar(tx, offer, self.clock, booking_id), offered, day, time)
        if refusal is not None:
            return Sent(SendOutcome.DAY_FULL, refusal)
        phone = state.collected[Field.PHONE]
        issued = self.codes.issue(tx, _subject(booking_id), phone, now)
        if isinstance(issued, Refused):
            return Sent(_REFUSALS[issued.reason])
        price = _price(state, offered)
        capacity.hold(tx, booking_id, offered, day, time, price=price, expires_at=issued.expires_at)
        self.mailbox.send(
            tx,
            OtpCode(
                code=issued.code,
                minutes=(issued.expires_at - now) // timedelta(minutes=1),
                business=offer.business.name,
                not_after=issued.expires_at,
            ),
            channel=Channel.WHATSAPP,
            to=phone,
            language=state.language,
            about=_subject(booking_id),
            now=now,
        )
        return Sent(SendOutcome.SENT)

    def check_code(
        self, tx: Tx, state: DialogueState, booking_id: BookingId, code: str, offer: Offer, conversation: ConversationId
    ) -> Checked:
        """Writes the booking if the code is right; right and too late is refused like any expired code."""
        now = self.clock.now()
        checked = self.codes.check(tx, _subject(booking_id), code, now)
        if checked.outcome is not Outcome.RIGHT:
            return Checked(_CHECKS[checked.outcome], checked.tries_left)
        offered = offer.services.get(state.collected[Field.SERVICE])
        if offered is None:
            return Checked(CheckOutcome.DAY_FULL, refusal=NotFree("closed"))
        day, time = _when(state)
        # The hold is normally alive; where a clock was set or the catalogue changed, the last word is this look.
        refusal = capacity.take(Calendar(tx, offer, self.clock, booking_id), offered, day, time)
        if refusal is not None and refusal.reason == "full":
            capacity.release(tx, booking_id)
            return Checked(CheckOutcome.DAY_FULL, refusal=refusal)
        self._write(tx, state, booking_id, offered, conversation, now)
        capacity.release(tx, booking_id)
        self._thank(tx, state, booking_id, offer, now)
        return Checked(CheckOutcome.CONFIRMED)

    def release(self, tx: Tx, booking_id: BookingId) -> None:
        """Gives the place back; the code that is out no longer counts."""
        capacity.release(tx, booking_id)
        self.codes.revoke(tx, _subject(booking_id))
        self.mailbox.withdraw_code(tx, _subject(booking_id), self.clock.now())

    def _write(
        self,
        tx: Tx,
        state: DialogueState,
        booking_id: BookingId,
        offered: OfferedService,
        conversation: ConversationId,
        now: datetime,
    ) -> None:
        price = capacity.held_price(tx, booking_id) or _price(state, offered)
        collected = state.collected
        tx.run(
            _INSERT,
            id=booking_id,
            service_id=offered.id,
            service=collected[Field.SERVICE],
            package=collected.get(Field.PACKAGE),
            price_minor=price.minor,
            currency=price.currency,
            name=collected[Field.NAME],
            email=collected[Field.EMAIL],
            phone=collected[Field.PHONE],
            phone_country=phone_country(collected[Field.PHONE]) or "",
            service_country=collected[Field.SERVICE_COUNTRY],
            address=collected[Field.ADDRESS],
            pincode=collected[Field.PINCODE],
            event_date=collected[Field.EVENT_DATE],
            event_time=collected.get(Field.EVENT_TIME),
            otp_verified=True,
            language=state.language.value,
            conversation_id=conversation,
            created_on=self.clock.local(now).date().isoformat(),
            now=to_micros(now),
        )

    def _thank(self, tx: Tx, state: DialogueState, booking_id: BookingId, offer: Offer, now: datetime) -> None:
        day, time = _when(state)
        self.mailbox.send(
            tx,
            BookingReceived(
                name=state.collected[Field.NAME],
                service=offer.label(state.collected[Field.SERVICE], state.language),
                day=day,
                time=time,
                business=offer.business.name,
                reference=booking_id,
            ),
            channel=Channel.EMAIL,
            to=state.collected[Field.EMAIL],
            language=state.language,
            about=_subject(booking_id),
            now=now,
        )


_REFUSALS = {"sends_used": SendOutcome.SENDS_USED, "target_limit": SendOutcome.NUMBER_LIMIT}
_CHECKS = {
    Outcome.WRONG: CheckOutcome.WRONG,
    Outcome.WRONG_LAST: CheckOutcome.WRONG_LAST,
    Outcome.EXPIRED: CheckOutcome.EXPIRED,
    # No code is valid: used up, or revoked. Only a new one helps, and that is what the customer is told.
    Outcome.NONE: CheckOutcome.WRONG_LAST,
}


def _subject(booking_id: BookingId) -> str:
    return f"booking:{booking_id}"


def _when(state: DialogueState) -> tuple[date, str | None]:
    return date.fromisoformat(state.collected[Field.EVENT_DATE]), state.collected.get(Field.EVENT_TIME)


def _price(state: DialogueState, offered: OfferedService) -> Money:
    chosen = state.collected.get(Field.PACKAGE)
    minor = next((package.price_minor for package in offered.terms.packages if package.name == chosen), 0)
    return Money(minor, offered.terms.currency)
