"""`chat`: the desk in the terminal, through the same turns as every other door."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import TextIOWrapper

from frontdesk.booking.converse import BookingReply
from frontdesk.booking.dialogue.step import Choice
from frontdesk.bootstrap import Desk
from frontdesk.cli import console, house
from frontdesk.conversations.responder import Reply, Turn
from frontdesk.conversations.transcript import Door
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import Paging
from frontdesk.kit.text import is_storable, normalise
from frontdesk.notifications import queries
from frontdesk.notifications.models import DeliveryStatus
from frontdesk.notifications.queries import OutgoingRow
from frontdesk.storage.session import Tx

_LONGEST = 4_000
_QUIT = frozenset({"/quit", "/exit", "/q"})


@dataclass(slots=True)
class _Visit:
    """`addresses`: the phone numbers and emails given so far, whose captured messages are shown."""

    conversation: ConversationId | None = None
    addresses: set[str] = field(default_factory=set)


def chat(*, language: Language | None) -> None:
    """Until /quit or the end of the input."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    visit = _Visit()
    with house.opened() as desk, asyncio.Runner() as runner:
        welcome = runner.run(desk.dialogue.welcome(language))
        console.note("/quit or Ctrl-D ends the conversation.")
        console.plain(welcome.text)
        _show_choices(welcome.choices)
        while (said := _read()) is not None:
            if said:
                runner.run(_exchange(desk, visit, said, language))
        runner.run(desk.hang_up())


async def _exchange(desk: Desk, visit: _Visit, said: str, language: Language | None) -> None:
    started = desk.clock.now()
    reply = await _turn(desk, Turn(Door.BOOKING, said, visit.conversation, language))
    visit.conversation = reply.conversation_id
    console.plain(f"\n{reply.text}")
    if isinstance(reply, BookingReply):
        _show_choices(reply.choices)
        visit.addresses |= {reply.collected_info[name] for name in ("phone", "email") if name in reply.collected_info}
    if desk.settings.is_development:
        for message in await desk.read(_captured, visit.addresses, started):
            console.note(f"Captured {message.channel} to {message.to}:\n{message.body}")


async def _turn(desk: Desk, turn: Turn) -> Reply:
    """The last piece is the whole answer."""
    last: Reply | None = None
    async for piece in desk.reception.respond(turn):
        last = piece
    assert last is not None  # noqa: S101  # a Responder's promise
    return last


def _read() -> str | None:
    """None at the end. Prompted only where a person types."""
    if sys.stdin.isatty():
        console.err.print("[bold]> [/bold]", end="")
    line = sys.stdin.readline()
    if not line or line.strip() in _QUIT:
        return None
    said = normalise(line)
    if len(said) > _LONGEST or not is_storable(said):
        console.note(f"A message has at most {_LONGEST} characters, and only such as can be stored.")
        return ""
    return said


def _show_choices(choices: Sequence[Choice]) -> None:
    if choices:
        labels = "  ".join(f"[{choice.label}]" for choice in choices)
        console.out.print(labels, style="dim", markup=False, emoji=False)


def _captured(tx: Tx, addresses: set[str], since: datetime) -> list[OutgoingRow]:
    """What would have gone to these addresses if there were a vendor, oldest first: a code is needed to go on."""
    return [
        message
        for address in sorted(addresses)
        for message in reversed(
            queries.listing(tx, to=address, status=DeliveryStatus.CAPTURED, paging=Paging(limit=5)).items
        )
        if message.created_at >= since
    ]
