"""The rest of a reply, for a client that was interrupted: from the process that writes it, or from the database."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime

from frontdesk.assistant import repeated
from frontdesk.assistant.turn import Stopped
from frontdesk.assistant.writing import Done, Event, Failed, Piece, ToolState
from frontdesk.bootstrap import Desk
from frontdesk.conversations import chats, replies
from frontdesk.conversations.chats import ChatNotFound
from frontdesk.conversations.replies import Followed, State
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.kit.errors import BadInput, FieldProblem, NotFound, Unavailable
from frontdesk.kit.languages import Language, text
from frontdesk.storage.session import Tx
from frontdesk.web.frames import Frames
from frontdesk.web.streams import Stream

# Whoever writes stores what it has once a second; this bounds what is added to that.
_LOOK_SECONDS = 0.4
_LONGEST_ID = 64


async def rest(desk: Desk, actor: Actor, session_id: str, after: str | None, *, include_content: bool) -> Stream | None:
    """From behind the event `after` on; without one, all of the conversation's last reply. None behind the last event.

    ChatNotFound, NotFound for a reply that is not there, BadInput for what was never an event's id.
    """
    place = _Place() if after is None else _Place.of(after)
    found, language = await desk.read(_find, actor, session_id, place.message_id, desk.clock.now())
    writing = desk.assistant.find(found.message_id)
    at, told = place.character, place.told
    if writing is not None:
        told = min(told, len(writing.steps))
        have, events = writing.text[:at] if include_content else "", writing.follow(at, told)
    else:
        steps = len(_steps(found))
        if told > steps and found.outcome.state is not State.WRITING:
            return None
        told = min(told, steps)
        have = found.content[:at] if include_content else ""
        events = _stored(desk, actor, found, language, at, told)
    frames = Frames(found.message_id, found.conversation_id, include_content, so_far=have, at=at, told=told)
    return Stream(events, frames)


@dataclass(frozen=True, slots=True)
class _Place:
    """What an event's id says: the message, and how many characters and other events of it have been told."""

    message_id: int | None = None
    character: int = 0
    told: int = 0

    @staticmethod
    def of(id: str) -> "_Place":
        parts = id[:_LONGEST_ID].split(":")
        if len(parts) not in (2, 3) or not all(part.isascii() and part.isdigit() for part in parts):
            raise BadInput(problems=[FieldProblem("after", "This is not an event's id.")])
        message_id, character, *told = map(int, parts)
        return _Place(min(message_id, chats.LARGEST_NUMBER), character, *told)


def _find(tx: Tx, actor: Actor, session_id: str, message_id: int | None, now: datetime) -> tuple[Followed, Language]:
    chat = chats.get(tx, actor.account_id, Door.PERSONAL, session_id)
    wanted = message_id if message_id is not None else replies.newest(tx, actor.account_id, chat.id)
    if wanted is None:
        raise NotFound("Message not found")
    return replies.follow(tx, actor.account_id, chat.id, wanted, now), chat.language


async def _stored(
    desk: Desk, actor: Actor, found: Followed, language: Language, at: int, told: int
) -> AsyncGenerator[Event, None]:
    """What another process writes, as it comes to the database; what tools did comes with the end."""
    while True:
        for place, step in _steps(found)[told:]:
            if place > at:
                yield Piece(found.content[at:place], place)
                at = place
            told += 1
            yield step
        if len(found.content) > at:
            piece, at = found.content[at:], len(found.content)
            yield Piece(piece, at)
        if found.outcome.state is not State.WRITING:
            yield _end(found, language)
            return
        await desk.tx(replies.show_interest, found.message_id, desk.clock.now())
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            found = await desk.read(
                replies.follow, actor.account_id, found.conversation_id, found.message_id, desk.clock.now()
            )
        except ChatNotFound:  # it came to nothing, and nothing is kept of it
            yield Failed(Stopped(), conversation_id=found.conversation_id, language=language)
            return


def _steps(found: Followed) -> list[tuple[int, ToolState]]:
    kept = (found.outcome.detail or {}).get("steps", ())
    return [(one["at"], ToolState(one["name"], one["arguments"], one["state"])) for one in kept]


def _end(found: Followed, language: Language) -> Done | Failed:
    """As it was told to whoever read along."""
    code = (found.outcome.detail or {}).get("failure")
    if code is None:
        return repeated.done(found)
    error = Unavailable(text(f"errors.{code}", Language.EN), code=code)
    return Failed(error, repeated.done(found), found.conversation_id, language=language)
