"""From a request to a reply under way, and to its end."""

from frontdesk.assistant.ask import Ask
from frontdesk.assistant.writing import Done, Writing
from frontdesk.bootstrap import Desk
from frontdesk.conversations.transcript import Door
from frontdesk.identity.actor import Actor
from frontdesk.identity.tokens import Claims
from frontdesk.kit import languages
from frontdesk.kit.ids import ConversationId
from frontdesk.storage.idempotency import Key
from frontdesk.web import said
from frontdesk.web.exchange import Exchange
from frontdesk.web.streams import refusal, waited
from frontdesk.web.surfaces.personal_chat.chat_schemas import ChatIn

# What is not streamed is answered within thirty, whatever providers do.
ANSWER_SECONDS = 24.0


async def begin(
    desk: Desk,
    exchange: Exchange,
    account: Actor | Claims,
    body: ChatIn,
    *,
    seconds: float | None = None,
    key: Key | None = None,
) -> Writing:
    """The question is stored and the answer under way, or a DeskError says why not. `seconds` bounds the reply."""
    exchange.said = body.message
    return await desk.assistant.begin(
        Ask(
            account=account,
            door=Door.PERSONAL,
            text=said.message(body.message, keep_layout=True),
            conversation_id=ConversationId(body.session_id) if body.session_id else None,
            provider=body.provider.value if body.provider else None,
            model=body.model,
            temperature=body.temperature,
            max_tokens=body.max_tokens,
            accepts=languages.from_header(exchange.header(b"accept-language")),
            seconds=seconds,
            key=key,
            use_memory=body.enable_memory,
        )
    )


async def answered(writing: Writing, exchange: Exchange) -> Done:
    """The reply, or what has come of it if it was cut short; a DeskError if that is nothing. ClientGone as soon as
    nobody waits for it any more: it is stopped then, and what came of it is kept."""
    end = await waited(writing.result(), exchange.receive)
    if isinstance(end, Done):
        return end
    if end.done is None:
        raise refusal(end)
    return end.done
