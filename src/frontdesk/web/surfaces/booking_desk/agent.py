"""`/agent`: the conversation that books, and its sessions."""

from typing import Annotated

from fastapi import APIRouter, Header, Query

from frontdesk.booking import sessions
from frontdesk.booking.converse import BookingReply
from frontdesk.bootstrap import Desk
from frontdesk.conversations.responder import Turn
from frontdesk.conversations.transcript import Door
from frontdesk.kit import languages
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.languages import Language
from frontdesk.web import deps, limits, said
from frontdesk.web.exchange import Exchange
from frontdesk.web.fast import FastJson
from frontdesk.web.health import probe
from frontdesk.web.idempotent import key_of
from frontdesk.web.openapi import IDEMPOTENT
from frontdesk.web.shapes import Message
from frontdesk.web.surfaces.booking_desk.agent_schemas import (
    AgentHealthOut,
    ChatIn,
    ChatOut,
    CleanupOut,
    SessionOut,
    SessionsOut,
    WelcomeBusinessOut,
    WelcomeOut,
)

_PATH = "/agent/chat"
# Ours are shorter; nobody fills the memory of the limits with longer ones.
_LONGEST_ID = 64

router = APIRouter(prefix="/agent", tags=["agent"])


async def chat(desk: Desk, exchange: Exchange, body: ChatIn) -> ChatOut:
    """One turn of the conversation, stored before it is answered.

    One message may carry several fields, corrections and a question; the answer takes them all and asks for one next
    thing. An `Idempotency-Key` makes a message count once however often it is sent.
    """
    exchange.said = body.message
    if body.session_id:
        limits.require(desk.settings.rate_limit, desk.buckets, f"session {body.session_id[:_LONGEST_ID]}")
    turn = Turn(
        door=Door.BOOKING,
        text=said.message(body.message),
        conversation_id=ConversationId(body.session_id) if body.session_id else None,
        language=body.language,
        accepts=languages.from_header(exchange.header(b"accept-language")),
        key=key_of(exchange, f"POST {_PATH}", exchange.body),
        address=exchange.address,
    )
    async for reply in desk.reception.respond(turn):
        if isinstance(reply, BookingReply):
            return ChatOut.model_validate(reply.to_json())
    raise AssertionError("the booking door always ends with a booking reply")


CHAT = FastJson(
    path=_PATH,
    take=ChatIn,
    give=ChatOut,
    handle=chat,
    about={"tags": ["agent"], "summary": "Say something to the desk", "openapi_extra": {IDEMPOTENT: True}},
)


@router.get("/welcome", summary="What to show before the first message")
async def welcome(
    desk: deps.Desk,
    language: Annotated[Language | None, Query(description="Else `Accept-Language`, else the business's own.")] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> WelcomeOut:
    shown = await desk.dialogue.welcome(language or languages.from_header(accept_language))
    return WelcomeOut(
        reply=shown.text,
        language=shown.language,
        choices=[{"label": choice.label, "value": choice.value} for choice in shown.choices],
        business=WelcomeBusinessOut(name=shown.business),
    )


@router.get("/sessions", summary="Conversations under way")
async def list_sessions(desk: deps.Desk, admin: deps.Admin, pages: deps.Pages) -> SessionsOut:
    """For administrators: whoever knows a session's id can go on with it."""
    page = await desk.read(sessions.active, admin, pages, now=desk.clock.now(), lifetime=desk.session_lifetime)
    shown = [SessionOut.of(session) for session in page.items]
    return SessionsOut(sessions=shown, count=len(shown), total=page.total, limit=page.limit, skip=page.skip)


@router.delete("/sessions/{session_id}", summary="Erase a conversation")
async def delete_session(desk: deps.Desk, admin: deps.Admin, session_id: str) -> Message:
    """A booking that was made of it stays."""
    await desk.tx(sessions.delete, admin, session_id)
    return Message(message="Session deleted")


@router.post("/cleanup", summary="Forget expired conversations now", dependencies=[deps.admin_only])
async def cleanup(desk: deps.Desk) -> CleanupOut:
    """Happens by itself every few minutes as well."""
    removed = await desk.tx(sessions.expire, now=desk.clock.now(), lifetime=desk.session_lifetime)
    return CleanupOut(message="Expired sessions removed", removed=removed)


@router.get("/health", summary="Is the agent there")
async def agent_health(desk: deps.Desk) -> AgentHealthOut:
    """Asks nothing of the database, like `/health`."""
    return AgentHealthOut(**probe(desk.clock.now()).model_dump(), languages=list(Language))
