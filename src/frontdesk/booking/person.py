"""A customer asks for a person: staff are told by email, with what she left and the latest of the conversation."""

from datetime import datetime

from frontdesk.booking.dialogue.state import DialogueState, Field
from frontdesk.conversations import transcript
from frontdesk.conversations.transcript import Sender
from frontdesk.identity import accounts
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.notifications.deliver import Mailbox
from frontdesk.notifications.messages import PersonWanted
from frontdesk.notifications.models import Channel
from frontdesk.storage.session import Tx

_LINES = 12
_CONTACT = (Field.NAME, Field.PHONE, Field.EMAIL)


def is_news(before: DialogueState, after: DialogueState) -> bool:
    """Worth a message: asked for the first time, or a way to reach her has come after she asked."""
    if not after.person_wanted:
        return False
    return not before.person_wanted or (_is_reachable(after) and not _is_reachable(before))


def tell_staff(
    tx: Tx,
    mailbox: Mailbox,
    state: DialogueState,
    conversation: ConversationId,
    *,
    business: str,
    language: Language,
    now: datetime,
) -> None:
    """In the business's own language. The exchange that asked must be stored already."""
    lines = tuple(
        f"{'-' if message.sender is Sender.ASSISTANT else '>'} {message.content}"
        for message in transcript.latest(tx, conversation, _LINES)
    )
    contact = ", ".join(state.collected[name] for name in _CONTACT if name in state.collected)
    for email in accounts.admin_emails(tx):
        mailbox.send(
            tx,
            PersonWanted(contact=contact, lines=lines, business=business),
            channel=Channel.EMAIL,
            to=email,
            language=language,
            about=f"conversation:{conversation}",
            now=now,
        )


def _is_reachable(state: DialogueState) -> bool:
    return Field.PHONE in state.collected or Field.EMAIL in state.collected
