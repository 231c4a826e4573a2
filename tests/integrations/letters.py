"""Messages as the delivery hands them to an adapter."""

from dataclasses import replace
from datetime import UTC, date, datetime

from frontdesk.kit.languages import Language
from frontdesk.notifications import messages
from frontdesk.notifications.messages import BookingApproved, Message, OtpCode
from frontdesk.notifications.models import Channel
from frontdesk.notifications.ports import OutgoingMessage

CODE = OtpCode("042917", 5, "Studio", datetime(2026, 11, 23, 6, 35, tzinfo=UTC))
NEWS = BookingApproved("Priya", "Bridal", date(2026, 12, 25), "10:00", "Studio")


def outgoing(
    message: Message = CODE,
    *,
    channel: Channel = Channel.WHATSAPP,
    to: str = "+9779876543210",
    language: Language = Language.HI,
    message_id: str = "0123456789abcdef0123456789abcdef",
) -> OutgoingMessage:
    rendered = messages.render(message, channel, language)
    return OutgoingMessage(
        id=message_id,
        channel=channel,
        to=to,
        kind=message.kind,
        language=language,
        subject=rendered.subject,
        body=rendered.body,
        variables=messages.template_values(message.kind, rendered.variables),
        expires_in=300 if isinstance(message, OtpCode) else None,
    )


def email(message: Message = CODE, to: str = "priya@example.com") -> OutgoingMessage:
    return replace(outgoing(message, channel=Channel.EMAIL), to=to)
