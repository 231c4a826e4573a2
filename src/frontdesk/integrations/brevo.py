"""Email by Brevo's transactional interface."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from frontdesk.integrations.http import Answer, CallFailed, NotReached, Service
from frontdesk.notifications import messages
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, OutgoingMessage, Refused, Sent


@dataclass(frozen=True, slots=True)
class BrevoConfig:
    api_key: str = field(repr=False)
    sender_email: str
    sender_name: str | None = None
    base_url: str = "https://api.brevo.com/v3"
    timeout: float = 10.0


class Brevo:
    """Brevo knows a repeated idempotency key for some fifteen minutes, longer than our retries take."""

    name = "brevo"
    repeatable = True

    def __init__(self, config: BrevoConfig) -> None:
        self._service = Service(config.base_url, {"api-key": config.api_key}, config.timeout)
        self._sender = {"email": config.sender_email}
        if config.sender_name:
            self._sender["name"] = config.sender_name

    async def send(self, message: OutgoingMessage) -> Sent:
        # Brevo takes a UUID alone for a key; ours has as many bits.
        key = {"idempotencyKey": str(UUID(hex=message.id))}
        try:
            # Its documents name the key in the message's `headers`, its users the one of the request: both are given.
            answer = await self._service.post_json("/smtp/email", self._document(message, key), key)
        except NotReached as error:
            raise Busy(f"brevo {error.reason}") from error
        except CallFailed as error:
            raise OutcomeUnknown(f"brevo {error.reason}") from error
        if 200 <= answer.status < 300:
            return _accepted(answer)
        if answer.status == 400 and answer.json().get("code") == "duplicate_parameter":
            # It has seen this key: an earlier try whose answer was lost did arrive.
            return Sent(None)
        raise _failure(answer)

    def _document(self, message: OutgoingMessage, key: dict[str, str]) -> dict[str, Any]:
        return {
            "sender": self._sender,
            "to": [{"email": message.to}],
            "subject": message.subject,
            "textContent": message.body,
            "htmlContent": messages.as_html(message.body, message.language),
            "headers": key,
        }


def _accepted(answer: Answer) -> Sent:
    message_id = answer.json().get("messageId")
    if not isinstance(message_id, str) or not message_id:
        raise OutcomeUnknown("brevo unreadable", f"status {answer.status} without a messageId")
    return Sent(message_id)


def _failure(answer: Answer) -> NotSent:
    told = answer.json()
    word = told.get("code")
    code = f"brevo {word if isinstance(word, str) and word else answer.status}"
    detail = str(told.get("message") or "")
    if answer.status in (408, 425, 429) or answer.status >= 500:
        wait = answer.seconds("x-sib-ratelimit-reset")
        return Busy(code, detail, retry_after=answer.seconds("retry-after") if wait is None else wait)
    return Refused(code, detail)
