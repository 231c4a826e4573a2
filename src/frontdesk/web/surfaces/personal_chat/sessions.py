"""`/api/v1/chat`: conversations, what was said in them, and where they branch."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from frontdesk.assistant import trace
from frontdesk.conversations import branching, chats, history, search
from frontdesk.conversations.branching import MessageNotFound
from frontdesk.conversations.chats import Change, Chat, ChatNotFound, Status
from frontdesk.conversations.transcript import Door
from frontdesk.storage.session import Tx
from frontdesk.web import deps, said
from frontdesk.web.exchange import exchange_of
from frontdesk.web.streams import EVENTS, EventResponse
from frontdesk.web.surfaces.personal_chat import asking, resume
from frontdesk.web.surfaces.personal_chat.chat_schemas import ChatIn
from frontdesk.web.surfaces.personal_chat.session_schemas import (
    BranchIn,
    BranchOut,
    HistoryOut,
    HitOut,
    HitsOut,
    MessageOut,
    SessionOut,
    SessionPatch,
    SessionsOut,
)
from frontdesk.web.surfaces.personal_chat.trace_schemas import TraceOut

router = APIRouter(prefix="/api/v1/chat", tags=["chat"])

_LONGEST_QUERY = 200
_LONGEST_ID = 20
_MessageId = Annotated[str, Path(max_length=_LONGEST_ID)]


@router.get(
    "/history",
    summary="What was said in a conversation",
    responses={404: {"description": "There is no such conversation, or it is deleted."}},
)
async def get_history(
    desk: deps.Desk, actor: deps.CurrentActor, pages: deps.Pages, session_id: Annotated[str, Query(max_length=64)]
) -> HistoryOut:
    """Oldest first."""
    page = await desk.read(history.page, actor.account_id, Door.PERSONAL, session_id, pages)
    return HistoryOut(
        messages=[MessageOut.of(one) for one in page.items],
        total=page.total,
        limit=page.limit,
        skip=page.skip,
        session_id=session_id,
    )


@router.get("/sessions", summary="List conversations")
async def list_sessions(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    pages: deps.ShortPages,
    status: Annotated[Status, Query(description="Deleted ones are kept for a while.")] = Status.ACTIVE,
) -> SessionsOut:
    """Pinned ones first, then the one last spoken in."""
    page = await desk.read(chats.listing, actor.account_id, Door.PERSONAL, status, pages)
    shown = [SessionOut.of(chat) for chat in page.items]
    return SessionsOut(sessions=shown, total=page.total, limit=page.limit, skip=page.skip)


@router.put("/sessions/{session_id}", summary="Change a conversation")
async def change_session(desk: deps.Desk, actor: deps.CurrentActor, session_id: str, body: SessionPatch) -> SessionOut:
    """Its title, whether it is pinned, whether it is archived. What is left out stays."""
    wanted = Change(body.title, body.status, body.is_pinned)
    changed = await desk.tx(chats.change, actor.account_id, Door.PERSONAL, session_id, wanted, desk.clock.now())
    return SessionOut.of(changed)


@router.delete("/sessions/{session_id}", summary="Delete a conversation", status_code=204)
async def delete_session(desk: deps.Desk, actor: deps.CurrentActor, session_id: str) -> None:
    """Gone from lists and search at once, and for good after 30 days; until then it can be restored. A reply that is
    being written in it ends."""
    wanted = Change(status=Status.DELETED)
    await desk.tx(chats.change, actor.account_id, Door.PERSONAL, session_id, wanted, desk.clock.now())
    await desk.assistant.look_after()


@router.post("/sessions/{session_id}/restore", summary="Bring a deleted conversation back")
async def restore_session(desk: deps.Desk, actor: deps.CurrentActor, session_id: str) -> SessionOut:
    """Changes nothing in one that is not deleted."""

    def restore(tx: Tx) -> Chat:
        try:
            return chats.get(tx, actor.account_id, Door.PERSONAL, session_id)
        except ChatNotFound:
            wanted = Change(status=Status.ACTIVE)
            return chats.change(tx, actor.account_id, Door.PERSONAL, session_id, wanted, desk.clock.now())

    return SessionOut.of(await desk.tx(restore))


@router.post(
    "/branch",
    summary="Go another way from a message on",
    responses={
        400: {"description": "`new_message` is empty."},
        404: {"description": "There is no such conversation or message."},
        409: {"description": "That message is still being written."},
        413: {"description": "`new_message` has more than 4,000 characters."},
    },
)
async def branch(request: Request, desk: deps.Desk, actor: deps.CurrentActor, body: BranchIn) -> BranchOut:
    """A new conversation with everything up to and including that message. The one it came from stays as it is."""
    exchange_of(request).said = body.new_message
    if body.new_message is not None:
        said.message(body.new_message, field="new_message", keep_layout=True)
    point = body.from_message_id
    if not (point.isascii() and point.isdigit()):
        raise MessageNotFound
    made = await desk.tx(
        branching.branch, actor.account_id, Door.PERSONAL, body.session_id, int(point), desk.clock.now()
    )
    shown = BranchOut(
        new_session_id=made.id, parent_session_id=body.session_id, branch_point=point, message_id=None, reply=None
    )
    if body.new_message is None:
        return shown
    asked = ChatIn(message=body.new_message, session_id=made.id)
    writing = await asking.begin(desk, exchange_of(request), actor, asked, seconds=asking.ANSWER_SECONDS)
    done = await asking.answered(writing, exchange_of(request))
    return shown.model_copy(update={"message_id": str(done.message_id), "reply": done.text})


@router.get(
    "/sessions/{session_id}/stream",
    summary="Read on where a stream was interrupted",
    response_class=EventResponse,
    responses={**EVENTS, 204: {"description": "That event was the last one."}},
)
async def resume_stream(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    session_id: str,
    after: Annotated[
        str | None,
        Query(max_length=64, pattern=r"^\d+:\d+(:\d+)?$", description="The `id` of the last event that was read."),
    ] = None,
    last_event_id: Annotated[str | None, Header(max_length=64, description="The same, as browsers send it.")] = None,
    include_content: Annotated[bool, Query(description="Whether each `token` carries the text so far.")] = True,  # noqa: FBT002  # of the query
) -> Response:
    """From behind that event on, be the reply still being written or finished; without one, all of the conversation's
    last reply. Works at every server process."""
    stream = await resume.rest(desk, actor, session_id, after or last_event_id, include_content=include_content)
    return Response(status_code=204) if stream is None else EventResponse(stream)


@router.get(
    "/messages/{message_id}/trace",
    summary="Why a reply says what it says",
    responses={404: {"description": "There is no such reply of yours, or its conversation is deleted."}},
)
async def get_trace(
    request: Request,
    desk: deps.Desk,
    actor: deps.CurrentActor,
    message_id: Annotated[str, Path(max_length=_LONGEST_ID)],
) -> TraceOut:
    """What the assistant was told, what it could know and did, who answered, what that cost and how long it took."""
    if not (message_id.isascii() and message_id.isdigit()):
        raise MessageNotFound
    number = min(int(message_id), chats.LARGEST_NUMBER)
    language = exchange_of(request).language
    return TraceOut.of(await desk.read(trace.of, actor.account_id, Door.PERSONAL, number, language, desk.clock.now()))


@router.get("/search", summary="Find what was said")
async def find(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    pages: deps.ShortPages,
    q: Annotated[str, Query(min_length=1, max_length=_LONGEST_QUERY, description="All of these words, in any order.")],
) -> HitsOut:
    """In one's own conversations that are not deleted. The last word may be the beginning of one."""
    page = await desk.read(search.find, actor.account_id, Door.PERSONAL, q, pages)
    return HitsOut(results=[HitOut.of(one) for one in page.items], total=page.total, limit=page.limit, skip=page.skip)
