"""Every inbound message, whatever its door, comes through here and is given to whoever answers at that door."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from frontdesk.conversations.responder import Reply, Responder, Turn
from frontdesk.conversations.transcript import Door


@dataclass(frozen=True, slots=True)
class Reception:
    responders: Mapping[Door, Responder]

    def respond(self, turn: Turn) -> AsyncIterator[Reply]:
        return self.responders[turn.door].respond(turn)
