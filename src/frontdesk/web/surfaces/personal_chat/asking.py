"""From a request to a reply under way, and to its end."""

import asyncio

from frontdesk.assistant.ask import Ask
from frontdesk.assistant.writing import Done, Failed, Writing
from frontdesk.bootstrap import Desk
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.kit import languages
from frontdesk.kit.errors import DeskError, Unavailable
from frontdesk.kit.ids import ConversationId
from frontdesk.web import said
from frontdesk.web.exchange import Exchange
from frontdesk.web.streams import refusal
from frontdesk.web.surfaces.personal_chat.chat_schemas import ChatIn

# What is not streamed is answered within thirty, whatever providers do.
ANSWER_SECONDS = 28.0
_RETRY_SECONDS = 10


class TooSlow(Unavailable):
    code = "provider_unavailable"
    detail = "Nobody answered in time. Please try again shortly."


async def begin(desk: Desk, exchange: Exchange, actor: Actor, body: ChatIn) -> Writing:
    """The question is stored and the answer under way, or a DeskError says why not."""
    return await desk.assistant.begin(
        Ask(
            account=actor,
            door=Door.PERSONAL,
            text=said.message(body.message, keep_layout=True),
            conversation_id=ConversationId(body.session_id) if body.session_id else None,
            provider=body.provider.value if body.provider else None,
            model=body.model,
            temperature=body.temperature,
            max_tokens=body.max_tokens,
            accepts=languages.from_header(exchange.header(b"accept-language")),
        )
    )


async def answered(writing: Writing, *, seconds: float = ANSWER_SECONDS) -> Done:
    """The reply, or what has come of it after `seconds`; a DeskError if that is nothing."""
    is_late = False
    try:
        async with asyncio.timeout(seconds):
            end = await writing.result()
    except TimeoutError:
        is_late = True
        writing.stop()
        end = await writing.result()
    if isinstance(end, Failed):
        if end.done is None:
            raise _nothing(end, is_late=is_late)
        return end.done
    return end


def _nothing(failure: Failed, *, is_late: bool) -> DeskError:
    return TooSlow(retry_after=_RETRY_SECONDS) if is_late else refusal(failure)
