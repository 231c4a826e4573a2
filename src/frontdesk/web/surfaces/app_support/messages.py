"""`/conversations/{conv_id}/messages`: a question and its answer, and what was said before."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request

from frontdesk.assistant.ask import Ask
from frontdesk.assistant.turn import Stopped
from frontdesk.assistant.writing import Done, Failed
from frontdesk.conversations import chats, history
from frontdesk.conversations.history import Said
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.kit import languages
from frontdesk.kit.pagination import MAX_LIMIT, Paging
from frontdesk.llm.router import AUTO
from frontdesk.storage.session import Tx
from frontdesk.web import deps, said
from frontdesk.web.errors import Unexpected
from frontdesk.web.exchange import exchange_of
from frontdesk.web.idempotent import key_of
from frontdesk.web.openapi import IDEMPOTENT
from frontdesk.web.surfaces.app_support.schemas import AnswerOut, MessageIn, MessageOut, MessagesOut

router = APIRouter(prefix="/conversations", tags=["app"])

# Of which an answer is made, whatever providers do: a phone waits for half a minute and hardly longer.
_SECONDS = 22.0
# How often all providers are asked again, each time after a longer rest, before the knowledge base answers alone.
_RETRIES = 2
# What is answered of a conversation where no page of it is asked for.
_MOST_MESSAGES = 1_000


@router.post(
    "/{conv_id}/messages",
    summary="Ask, and be answered",
    openapi_extra={IDEMPOTENT: True},
    responses={
        409: {"description": "The answer to the message before is still being written, or the key is another's."}
    },
)
async def send(
    request: Request,
    desk: deps.Desk,
    actor: deps.CurrentActor,
    conv_id: int,
    body: MessageIn,
    accept_language: Annotated[str | None, Header()] = None,
) -> AnswerOut:
    """In Bengali or English, after the message. Comes within half a minute: from a language model, or else from the
    knowledge base. The message is kept whatever happens. An `Idempotency-Key` makes it count once however often it is
    sent, and gives the answer that it has."""
    exchange = exchange_of(request)
    exchange.said = body.content
    text = said.message(body.content, field="content", keep_layout=True)
    key = key_of(exchange, f"POST /conversations/{conv_id}/messages", await request.body())
    writing = await desk.assistant.begin(
        Ask(
            account=actor,
            door=Door.APP,
            text=text,
            number=conv_id,
            provider=AUTO,
            accepts=languages.from_header(accept_language),
            seconds=_SECONDS,
            retries=_RETRIES,
            key=key,
        )
    )
    return AnswerOut(sender="ai", content=_text_of(await writing.result()))


@router.get("/{conv_id}/messages", summary="What was said, the oldest first")
async def list_all(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    conv_id: int,
    limit: Annotated[
        int | None, Query(ge=1, le=MAX_LIMIT, description="Most to answer, counted from the oldest.")
    ] = None,
    skip: deps.Skip = 0,
) -> MessagesOut:
    """Without `limit` and `skip` the whole conversation, or the last thousand messages of a very long one."""
    paging = None if limit is None and skip == 0 else Paging(limit or MAX_LIMIT, skip)
    found = await desk.read(_said_in, actor, conv_id, paging)
    return MessagesOut([MessageOut.of(one) for one in found])


def _said_in(tx: Tx, actor: Actor, number: int, paging: Paging | None) -> list[Said]:
    """Without what is still being written: whoever shows it would take the beginning for the whole."""
    chat = chats.get_by_number(tx, actor.account_id, Door.APP, number)
    if paging is None:
        found = history.latest(tx, chat.id, _MOST_MESSAGES)
    else:
        found = history.page(tx, actor.account_id, Door.APP, chat.id, paging).items
    return [one for one in found if not one.is_writing]


def _text_of(end: Done | Failed) -> str:
    """What came, be it the whole or not."""
    done = end if isinstance(end, Done) else end.done
    if done is not None and done.text:
        return done.text
    # Providers that fail are made up for: without an answer the house is closing, or its store has failed.
    if isinstance(end, Failed) and end.code == Stopped.code:
        raise end.error
    raise Unexpected
