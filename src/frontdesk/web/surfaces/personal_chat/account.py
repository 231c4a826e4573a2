"""`/api/v1/auth`: accounts of one's own."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import timedelta
from typing import Annotated, Any

import orjson
from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse

from frontdesk import bootstrap
from frontdesk.conversations import privacy
from frontdesk.conversations.chats import Chat
from frontdesk.conversations.privacy import Messages, Profile
from frontdesk.identity import accounts, tickets
from frontdesk.identity.accounts import Account
from frontdesk.identity.passwords import check_policy
from frontdesk.identity.verification import EmailOtp
from frontdesk.kit import languages
from frontdesk.kit.clock import iso
from frontdesk.kit.errors import BadInput, FieldProblem, Unauthorized, check_all
from frontdesk.kit.languages import Language
from frontdesk.kit.text import is_storable, normalise
from frontdesk.memory.files import transfer
from frontdesk.memory.memories import Scope
from frontdesk.memory.privacy import erase_account
from frontdesk.notifications.messages import EmailCode
from frontdesk.notifications.models import Channel
from frontdesk.storage.session import Tx
from frontdesk.web import deps, sign_in, sign_up
from frontdesk.web.exchange import exchange_of
from frontdesk.web.shapes import Message
from frontdesk.web.surfaces.personal_chat.account_schemas import (
    AccountOut,
    ExportedChatOut,
    ExportedMessageOut,
    ExportHead,
    ExportOut,
    OtpIn,
    OtpOut,
    RegisteredOut,
    RegisterIn,
    SignedInOut,
    TicketOut,
    VerifyIn,
)

router = APIRouter(prefix="/api/v1/auth", tags=["account"])

_NAME = (2, 100)


@router.post(
    "/register",
    summary="Make an account",
    status_code=201,
    response_model=RegisteredOut,
    responses={409: {"description": "The email is taken, or the key was used with another body."}},
)
async def register(request: Request, desk: deps.Desk, body: RegisterIn) -> Response:
    """Answers a token with it. An email counts once, whatever its case."""
    check_all(lambda: _email(body.email), lambda: check_policy(body.password), lambda: _name(body.name))
    lifetime = _lifetime(desk)

    def answer(account: Account) -> RegisteredOut:
        return RegisteredOut.of(account, desk.tokens.unsigned(desk.tokens.issue(account, lifetime)))

    return await sign_up.register(
        request, desk, _email(body.email), body.password, answer, name=_name(body.name), complete=_completed(desk)
    )


@router.post(
    "/login",
    summary="Sign in",
    openapi_extra=sign_in.form(
        "The email, in any case.", {"username": "user@example.com", "password": "SecurePass123!"}
    ),
    responses={401: {"description": "Unknown email or wrong password."}},
)
async def login(request: Request, desk: deps.Desk) -> SignedInOut:
    """The form of OAuth 2: `username` is the email."""
    account = await sign_in.account(request, desk)
    lifetime = _lifetime(desk)
    return SignedInOut(
        access_token=desk.tokens.issue(account, lifetime),
        token_type="bearer",  # noqa: S106  # no password
        expires_in=int(lifetime.total_seconds()),
    )


@router.get("/me", summary="Look at one's account")
async def me(desk: deps.Desk, actor: deps.CurrentActor) -> AccountOut:
    return AccountOut.of(await desk.read(accounts.get, actor.account_id))


@router.delete(
    "/me",
    summary="Delete one's account",
    status_code=204,
    responses={409: {"description": "The last active administrator would be lost."}},
)
async def delete_me(desk: deps.Desk, actor: deps.CurrentActor) -> None:
    """With all conversations and whatever else is kept of it. There is no way back."""
    await erase_account(desk.database, actor.account_id)
    desk.recall.forget(actor.account_id)
    await desk.assistant.look_after()


@router.get(
    "/me/export",
    summary="Take one's data along",
    response_model=ExportOut,
    responses={
        200: {"headers": {"Content-Disposition": {"description": "A file's name.", "schema": {"type": "string"}}}}
    },
)
async def export_me(desk: deps.Desk, actor: deps.CurrentActor) -> Response:
    """The account, its settings, everything that was said in its conversations and all that is remembered, as one JSON
    file."""
    parts = privacy.export(desk.database, actor.account_id)
    remembered = transfer.export(desk.database, Scope(actor.account_id))
    profile = await anext(parts)
    if not isinstance(profile, Profile):
        raise AssertionError("an export begins with the account")
    headers = {"Content-Disposition": 'attachment; filename="frontdesk-export.json"'}
    begin = {"exported_at": iso(desk.clock.now()), **ExportHead.of(profile).model_dump(mode="json")}
    return StreamingResponse(_file(begin, parts, remembered), media_type="application/json", headers=headers)


@router.post("/request-otp", summary="Have a code sent to an email")
async def request_otp(
    request: Request, desk: deps.Desk, body: OtpIn, accept_language: Annotated[str | None, Header()] = None
) -> OtpOut:
    """Answers alike, and in the same time, whether the account exists or not."""
    language = languages.from_header(accept_language) or desk.settings.business.language

    def deliver(tx: Tx, made: EmailOtp) -> None:
        _mail(tx, desk, made, language)

    await desk.verification.ask(
        desk.database, desk.guard, _email(body.email), exchange_of(request).address, desk.clock.now(), deliver
    )
    return OtpOut(message="OTP sent to email", expires_in=desk.verification.ttl_seconds)


@router.post(
    "/verify-otp",
    summary="Prove that an email is one's own",
    responses={400: {"description": "The code is wrong, used or too old."}},
)
async def verify_otp(request: Request, desk: deps.Desk, body: VerifyIn) -> Message:
    await desk.verification.confirm(
        desk.database, desk.guard, body.email, body.otp, exchange_of(request).address, desk.clock.now()
    )
    return Message(message="Email verified successfully")


@router.post("/ticket", summary="Get a ticket for one socket", dependencies=[deps.signed_in])
async def ticket(request: Request, desk: deps.Desk) -> TicketOut:
    """For `/api/v1/chat/stream?ticket=…`: good once, so that it is worth nothing in the logs of others. The socket ends
    with the token that the ticket was got with."""
    claims = exchange_of(request).claims
    if claims is None:
        raise Unauthorized
    made = await desk.tx(tickets.issue, claims, desk.clock.now())
    return TicketOut(ticket=made, expires_in=int(tickets.LIFETIME.total_seconds()))


def _lifetime(desk: bootstrap.Desk) -> timedelta:
    return timedelta(minutes=desk.settings.security.access_token_minutes)


def _email(raw: str) -> str:
    try:
        return validate_email(raw.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadInput(problems=[FieldProblem("email", "This is not an email address.")]) from None


def _name(raw: str) -> str:
    name = " ".join(normalise(raw).split()) if is_storable(raw) else ""
    if not _NAME[0] <= len(name) <= _NAME[1]:
        raise BadInput(problems=[FieldProblem("name", "A name has 2 to 100 characters.")])
    return name


def _completed(desk: bootstrap.Desk) -> Callable[[str], str]:
    def complete(answer: str) -> str:
        shown = RegisteredOut.model_validate_json(answer)
        return shown.model_copy(update={"access_token": desk.tokens.signed(shown.access_token)}).model_dump_json()

    return complete


def _mail(tx: Tx, desk: bootstrap.Desk, made: EmailOtp, language: Language) -> None:
    desk.mailbox.send(
        tx,
        EmailCode(
            code=made.code,
            minutes=max(1, desk.verification.ttl_seconds // 60),
            business=desk.offers.fresh(tx).business.name,
            not_after=made.expires_at,
        ),
        channel=Channel.EMAIL,
        to=made.account.email,
        language=language,
        about=f"account:{made.account.id}",
        now=desk.clock.now(),
    )


async def _file(
    begin: dict[str, Any],
    parts: AsyncGenerator[Profile | Chat | Messages, None],
    remembered: AsyncGenerator[transfer.Portion, None],
) -> AsyncIterator[bytes]:
    """One JSON object, a portion at a time."""
    yield orjson.dumps(begin)[:-1] + b',"sessions":['
    is_first_chat = is_first_message = True
    async with aclosing(parts):
        async for part in parts:
            if isinstance(part, Chat):
                closing = b"" if is_first_chat else b"]},"
                yield closing + orjson.dumps(ExportedChatOut.of(part).model_dump(mode="json"))[:-1] + b',"messages":['
                is_first_chat, is_first_message = False, True
            elif isinstance(part, Messages):
                shown = b",".join(
                    orjson.dumps(ExportedMessageOut.of(said).model_dump(mode="json")) for said in part.items
                )
                yield shown if is_first_message else b"," + shown
                is_first_message = False
    yield b"]" if is_first_chat else b"]}]"
    async for piece in transfer.members(remembered):
        yield piece
    yield b"}"
