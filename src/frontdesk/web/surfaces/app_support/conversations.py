"""`/conversations/`: whoever is signed in sees his or her own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from frontdesk.conversations import chats, replies
from frontdesk.conversations.chats import Change, Chat, Status
from frontdesk.conversations.transcript import Door
from frontdesk.kit import languages
from frontdesk.kit.ids import ConversationId
from frontdesk.kit.pagination import MAX_LIMIT, Page, Paging
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.idempotent import created
from frontdesk.web.surfaces.app_support.schemas import ConversationOut, ConversationsOut, NumberOut, Told

router = APIRouter(prefix="/conversations", tags=["app"])


async def _pages(limit: deps.Limit = MAX_LIMIT, skip: deps.Skip = 0) -> Paging:
    return Paging(limit, skip)


# The document writes it with the slash, people without.
@router.post("", status_code=201, response_model=NumberOut, include_in_schema=False)
@router.post("/", summary="Begin a conversation", status_code=201, response_model=NumberOut)
async def create(
    request: Request,
    desk: deps.Desk,
    actor: deps.CurrentActor,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Answers its id alone. The first message becomes its title."""
    language = languages.from_header(accept_language) or desk.settings.business.language
    now = desk.clock.now()

    def work(tx: Tx) -> NumberOut:
        return NumberOut(chats.open_chat(tx, actor.account_id, Door.APP, "", language, now).number)

    return await created(request, desk, work)


@router.get("", include_in_schema=False)
@router.get("/", summary="One's conversations, the newest first")
async def list_all(
    desk: deps.Desk, actor: deps.CurrentActor, pages: Annotated[Paging, Depends(_pages)]
) -> ConversationsOut:
    def work(tx: Tx) -> tuple[Page[Chat], frozenset[ConversationId]]:
        return chats.newest(tx, actor.account_id, Door.APP, pages), replies.under_way(tx, actor.account_id)

    page, growing = await desk.read(work)
    return ConversationsOut(
        conversations=[ConversationOut.of(chat, is_answered=chat.id not in growing) for chat in page.items],
        total=page.total,
        limit=page.limit,
        skip=page.skip,
    )


@router.delete("/{conv_id}", summary="Delete a conversation")
async def delete(desk: deps.Desk, actor: deps.CurrentActor, conv_id: int) -> Told:
    """It is gone from all lists at once, and erased for good some weeks later."""
    now = desk.clock.now()

    def work(tx: Tx) -> None:
        chat = chats.get_by_number(tx, actor.account_id, Door.APP, conv_id)
        chats.change(tx, actor.account_id, Door.APP, chat.id, Change(status=Status.DELETED), now)

    await desk.tx(work)
    await desk.assistant.look_after()
    return Told(msg="Conversation deleted successfully")
