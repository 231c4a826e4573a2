"""`/api/v1/chat/stream` as a WebSocket: several messages one after the other, each answer as it is written."""

import asyncio
from contextlib import aclosing, suppress

from pydantic import ValidationError

from frontdesk.assistant.writing import Done, Failed, Writing
from frontdesk.bootstrap import Desk
from frontdesk.conversations.replies import Busy
from frontdesk.identity import tickets, tokens
from frontdesk.identity.tokens import Claims
from frontdesk.kit.errors import BadInput, DeskError, FieldProblem, Forbidden, Unauthorized
from frontdesk.web.errors import heard, of_validation
from frontdesk.web.fast import ClientGone
from frontdesk.web.frames import Frames
from frontdesk.web.limits import Limits, exceeded
from frontdesk.web.sockets import Json, Line, Socket
from frontdesk.web.surfaces.personal_chat import asking
from frontdesk.web.surfaces.personal_chat.chat import STREAM
from frontdesk.web.surfaces.personal_chat.chat_schemas import StreamIn

# A socket without a token in its address says who it is within this time.
_SIGN_IN_SECONDS = 10.0
_LONGEST_TOKEN = 4_096


async def talk(desk: Desk, limits: Limits, line: Line) -> None:
    """Until the client leaves or is nobody any more.

    A reply that is being written when the token ends is written to its end; the next message is refused.
    """
    _limit(limits, line)
    claims = await _sign_in(desk, line)
    line.exchange.claims = claims
    # Who it is is looked at before anything is said, and again at every message.
    await desk.read(tokens.current, claims)
    await _Talk(desk, limits, line, claims).run()


SOCKET = Socket(STREAM, talk)


async def _sign_in(desk: Desk, line: Line) -> Claims:
    if token := line.parameters.get("token"):
        return desk.tokens.read(token)
    if ticket := line.parameters.get("ticket"):
        return await desk.tx(tickets.redeem, ticket, desk.clock.now())
    try:
        async with asyncio.timeout(_SIGN_IN_SECONDS):
            said = await line.hear()
    except (TimeoutError, DeskError):
        raise Unauthorized from None
    return _read(desk, said)


def _read(desk: Desk, said: Json) -> Claims:
    token = said.get("token")
    if said.get("type") != "auth" or not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
        raise Unauthorized
    return desk.tokens.read(token)


def _limit(limits: Limits, line: Line) -> None:
    """Opening a socket and each message count like requests to the same address."""
    group = limits.group(STREAM)
    if group is not None and not (verdict := limits.take(group, line.exchange.caller)).allowed:
        raise exceeded(verdict)


class _Talk:
    def __init__(self, desk: Desk, limits: Limits, line: Line, claims: Claims) -> None:
        self._desk = desk
        self._limits = limits
        self._line = line
        self._claims = claims
        self._writing: Writing | None = None
        self._showing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self._take(await self._line.hear())
                except Unauthorized:
                    raise
                except DeskError as error:
                    await self._line.problem(error)
        finally:
            if self._showing is not None:
                self._showing.cancel()
                await asyncio.gather(self._showing, return_exceptions=True)

    async def _take(self, said: Json) -> None:
        match said.get("type", "message"):
            case "stop":
                if self._writing is not None:
                    self._writing.stop()
            case "auth":
                self._renew(said)
            case "message":
                await self._answer(said)
            case _:
                raise BadInput(problems=[FieldProblem("type", "Send a message, auth or stop.")])

    def _renew(self, said: Json) -> None:
        """A fresh token of the same account, before the old one ends."""
        claims = _read(self._desk, said)
        if claims.account_id != self._claims.account_id:
            raise Forbidden("This token is another account's.")
        self._claims = claims

    async def _answer(self, said: Json) -> None:
        if self._writing is not None:
            raise Busy
        if self._claims.expires_at <= self._desk.clock.now():
            raise Unauthorized
        _limit(self._limits, self._line)
        try:
            body = StreamIn.model_validate(said)
        except ValidationError as error:
            self._line.exchange.said = heard(said)
            raise of_validation(error.errors(include_url=False)) from None
        self._writing = await asking.begin(self._desk, self._line.exchange, self._claims, body)
        writing = self._writing
        frames = Frames(writing.message_id, writing.conversation_id, body.stream_options.include_content)
        self._showing = asyncio.create_task(self._show(writing, frames))

    async def _show(self, writing: Writing, frames: Frames) -> None:
        with suppress(ClientGone):
            async with aclosing(writing.follow()) as events:
                async for event in events:
                    if isinstance(event, Done | Failed):
                        # Before it is told: whoever has read it may go on at once.
                        self._writing = None
                    for frame in frames.of(event):
                        await self._line.tell(frame.data)
