"""Email by SendGrid."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from frontdesk.integrations.http import Answer, CallFailed, NotReached, Service
from frontdesk.notifications import messages
from frontdesk.notifications.ports import Busy, NotSent, OutcomeUnknown, OutgoingMessage, Refused, Sent

# The longest that its rate limits last; more would be a clock that is wrong.
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class SendGridConfig:
    api_key: str = field(repr=False)
    sender_email: str
    sender_name: str | None = None
    base_url: str = "https://api.sendgrid.com"
    timeout: float = 10.0


class SendGrid:
    """Takes no key for repeated requests: what may have been taken is not sent again."""

    name = "sendgrid"
    repeatable = False

    def __init__(self, config: SendGridConfig) -> None:
        self._service = Service(config.base_url, {"Authorization": f"Bearer {config.api_key}"}, config.timeout)
        self._sender = {"email": config.sender_email}
        if config.sender_name:
            self._sender["name"] = config.sender_name

    async def send(self, message: OutgoingMessage) -> Sent:
        try:
            answer = await self._service.post_json("/v3/mail/send", self._document(message), {})
        except NotReached as error:
            raise Busy(f"sendgrid {error.reason}") from error
        except CallFailed as error:
            raise OutcomeUnknown(f"sendgrid {error.reason}") from error
        if 200 <= answer.status < 300:
            # The body is empty; the id stands in a header.
            return Sent(answer.headers.get("x-message-id") or None)
        raise _failure(answer)

    def _document(self, message: OutgoingMessage) -> dict[str, Any]:
        return {
            "personalizations": [{"to": [{"email": message.to}], "custom_args": {"message": message.id}}],
            "from": self._sender,
            "subject": message.subject,
            # Plain text has to stand first.
            "content": [
                {"type": "text/plain", "value": message.body},
                {"type": "text/html", "value": messages.as_html(message.body, message.language)},
            ],
        }


def _failure(answer: Answer) -> NotSent:
    errors = answer.json().get("errors")
    told = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    code, detail = f"sendgrid {answer.status}", str(told.get("message") or "")
    if answer.status in (408, 425, 429, 500, 503):
        return Busy(code, detail, retry_after=_wait(answer))
    if answer.status > 500:
        return Busy(code, detail) if told else OutcomeUnknown(code)
    return Refused(code, detail)


def _wait(answer: Answer) -> float | None:
    """`X-RateLimit-Reset` is a Unix second, not a number of seconds."""
    reset = answer.headers.get("x-ratelimit-reset", "")
    if not (reset.isascii() and reset.isdigit()):
        return answer.seconds("retry-after")
    return min(max(float(reset[:12]) - datetime.now(UTC).timestamp(), 0.0), _LONGEST_WAIT)
