"""What a vendor's adapter must offer, and how it says that something went wrong.

NotSent
├── Refused         the vendor will never take this message as it is
├── Busy            it did not take it now; retry_after seconds where it named a time
└── OutcomeUnknown  it may have taken it: the answer got lost
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from frontdesk.kit.languages import Language
from frontdesk.notifications.models import Channel


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """`id` is the row's and stays the same over all tries: the vendor's idempotency key, where it takes one.

    `to` is E.164 or an email address. `variables` are named and ordered, for templates that the vendor fills.
    `expires_in`: seconds after which it must not arrive any more.
    """

    id: str
    channel: Channel
    to: str
    kind: str
    language: Language
    subject: str
    body: str
    variables: Mapping[str, str]
    expires_in: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """The vendor answers for it from here on. `vendor_id` is what its callbacks will name, if there are any."""

    vendor_id: str | None


class NotSent(Exception):
    """`code` is short and safe to log ("twilio 21211"); `detail` may quote the vendor and is only stored."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


class Refused(NotSent):
    pass


class Busy(NotSent):
    def __init__(self, code: str, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class OutcomeUnknown(NotSent):
    pass


class Sender(Protocol):
    """One vendor for one channel or several. Raises NotSent and nothing else of its own."""

    @property
    def name(self) -> str:
        """As the delivery log shows it."""

    @property
    def repeatable(self) -> bool:
        """True if the vendor takes a second send of the same id for the first one."""

    async def send(self, message: OutgoingMessage) -> Sent: ...


class WhatsAppSender(Sender, Protocol):
    pass


class SmsSender(Sender, Protocol):
    pass


class EmailSender(Sender, Protocol):
    pass
