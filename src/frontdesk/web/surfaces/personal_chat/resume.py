"""The rest of a reply, for a client that was interrupted: from the process that writes it, or from the database."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from frontdesk.assistant.turn import Stopped
from frontdesk.assistant.writing import Done, Event, Failed, Piece
from frontdesk.bootstrap import Desk
from frontdesk.conversations import chats, replies
from frontdesk.conversations.chats import ChatNotFound
from frontdesk.conversations.replies import Followed, State
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.kit.errors import BadInput, FieldProblem, NotFound
from frontdesk.llm.messages import Usage
from frontdesk.storage.session import Tx
from frontdesk.web.frames import Frames
from frontdesk.web.streams import Stream

# Whoever writes stores what it has once a second; this bounds what is added to that.
_LOOK_SECONDS = 0.4
_LONGEST_ID = 64


async def rest(desk: Desk, actor: Actor, session_id: str, after: str | None, *, include_content: bool) -> Stream:
    """From behind the event `after` on; without one, all of the conversation's last reply.

    ChatNotFound, NotFound for a reply that is not there, BadInput for what was never an event's id.
    """
    message_id, place = (None, 0) if after is None else _place(after)
    found = await desk.read(_find, actor, session_id, message_id, desk.clock.now())
    writing = desk.assistant.find(found.message_id)
    if writing is not None:
        have, events = writing.text[:place] if include_content else "", writing.follow(place)
    else:
        have, events = found.content[:place] if include_content else "", _stored(desk, actor, found, place)
    return Stream(events, Frames(found.message_id, include_content, so_far=have, at=place))


def _place(after: str) -> tuple[int, int]:
    message, _, character = after[:_LONGEST_ID].partition(":")
    if not (message.isascii() and message.isdigit() and character.isascii() and character.isdigit()):
        raise BadInput(problems=[FieldProblem("after", "This is not an event's id.")])
    return min(int(message), chats.LARGEST_NUMBER), int(character)


def _find(tx: Tx, actor: Actor, session_id: str, message_id: int | None, now: datetime) -> Followed:
    chat = chats.get(tx, actor.account_id, Door.PERSONAL, session_id)
    wanted = message_id if message_id is not None else replies.newest(tx, actor.account_id, chat.id)
    if wanted is None:
        raise NotFound("Message not found")
    return replies.follow(tx, actor.account_id, chat.id, wanted, now)


async def _stored(desk: Desk, actor: Actor, found: Followed, at: int) -> AsyncGenerator[Event, None]:
    """What another process writes, as it comes to the database."""
    while True:
        if len(found.content) > at:
            piece, at = found.content[at:], len(found.content)
            yield Piece(piece, at)
        if found.outcome.state is not State.WRITING:
            yield _done(found)
            return
        await desk.tx(replies.show_interest, found.message_id, desk.clock.now())
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            found = await desk.read(
                replies.follow, actor.account_id, found.conversation_id, found.message_id, desk.clock.now()
            )
        except ChatNotFound:  # it came to nothing, and nothing is kept of it
            yield Failed(Stopped(), conversation_id=found.conversation_id)
            return


def _done(found: Followed) -> Done:
    outcome = found.outcome
    return Done(
        found.message_id,
        found.conversation_id,
        found.content,
        outcome.provider or "",
        outcome.model or "",
        Usage(outcome.prompt_tokens or 0, outcome.completion_tokens or 0),
        found.created_at,
        incomplete=outcome.state is State.INCOMPLETE,
    )
