"""`/api/v1/chat`: one message, and its answer whole or as it is written."""

from typing import Any

from frontdesk.bootstrap import Desk
from frontdesk.web import deps
from frontdesk.web.exchange import Exchange
from frontdesk.web.fast import FastJson
from frontdesk.web.frames import Frames
from frontdesk.web.idempotent import key_of
from frontdesk.web.openapi import IDEMPOTENT
from frontdesk.web.streams import FastStream, Stream
from frontdesk.web.surfaces.personal_chat import asking
from frontdesk.web.surfaces.personal_chat.chat_schemas import ChatIn, ChatOut, StreamIn

PATH = "/api/v1/chat"
STREAM = f"{PATH}/stream"

_RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"description": "The message is empty."},
    404: {"description": "There is no such conversation, or it is deleted."},
    409: {"description": "A reply is still being written in this conversation."},
    413: {"description": "The message has more than 4,000 characters."},
    503: {"description": "The named provider has no key or does not answer."},
}
_ABOUT: dict[str, Any] = {"tags": ["chat"], "openapi_extra": deps.SIGNED_IN}


async def chat(desk: Desk, exchange: Exchange, body: ChatIn) -> ChatOut:
    """The reply within 30 seconds: what has come by then is kept and answered as `incomplete`. An `Idempotency-Key`
    makes the message count once however often it is sent, and gives the reply that it has."""
    claims = deps.claims_of(desk, exchange)
    key = key_of(exchange, f"POST {PATH}", exchange.body)
    writing = await asking.begin(desk, exchange, claims, body, seconds=asking.ANSWER_SECONDS, key=key)
    return ChatOut.of(await asking.answered(writing, exchange))


async def stream(desk: Desk, exchange: Exchange, body: StreamIn) -> Stream:
    """The reply as it is written, as server-sent events. A client that was interrupted reads the rest at
    `GET /api/v1/chat/sessions/{session_id}/stream`; one that leaves for good ends the reply, and what came of it is
    kept. What fails before the first piece is answered as a problem.

    The same address takes WebSockets: with `?token=` or `?ticket=`, or the token in the first message
    (`{"type": "auth", "token": …}`). Each message is a body as here, each answer the data of an event;
    `{"type": "stop"}` ends the reply that is being written.
    """
    writing = await asking.begin(desk, exchange, deps.claims_of(desk, exchange), body)
    frames = Frames(writing.message_id, writing.conversation_id, body.stream_options.include_content)
    return Stream(writing.follow(), frames)


CHAT = FastJson(
    path=PATH,
    take=ChatIn,
    give=ChatOut,
    handle=chat,
    about={
        **_ABOUT,
        "summary": "Say something and wait for the answer",
        "responses": _RESPONSES,
        "openapi_extra": {**deps.SIGNED_IN, IDEMPOTENT: True},
    },
)
CHAT_STREAM = FastStream(
    path=STREAM,
    take=StreamIn,
    handle=stream,
    about={**_ABOUT, "summary": "Say something and read the answer as it is written"},
    responses=_RESPONSES,
)
