"""The port behind every door: a turn goes in, what is answered comes out piece by piece."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from frontdesk.conversations.transcript import Door
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.storage.idempotency import Key


@dataclass(frozen=True, slots=True)
class Turn:
    """One inbound message. `text` is trimmed and 1…4,000 characters long.

    `language` is what the door was told with this message, which the text itself overrules; `accepts` is what the
    client reads at all and counts only until the conversation has a language. `key` makes the turn happen once however
    often it is sent. `address` is where it came from, None inside the house; limits alone want to know it.
    """

    door: Door
    text: str
    conversation_id: ConversationId | None = None
    language: Language | None = None
    key: Key | None = None
    accepts: Language | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer, stored before it is given out. Features subclass it with what their door shows beside it."""

    conversation_id: ConversationId
    text: str
    language: Language


class Responder(Protocol):
    """Answers a turn and records it. The last event is always a Reply."""

    def respond(self, turn: Turn) -> AsyncIterator[Reply]: ...
