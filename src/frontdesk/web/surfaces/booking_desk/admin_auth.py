"""Sign-in of the staff, and forgotten passwords."""

from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request

from frontdesk import bootstrap
from frontdesk.identity import accounts, reset
from frontdesk.identity.reset import ResetToken
from frontdesk.notifications.messages import PasswordReset
from frontdesk.notifications.models import Channel
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.exchange import exchange_of
from frontdesk.web.shapes import Message
from frontdesk.web.surfaces.booking_desk.auth_schemas import ForgotIn, LoginIn, LoginOut, ResetIn, VerifiedOut

router = APIRouter(tags=["sign-in"])

_LIFETIME = timedelta(hours=24)
_ASKED = "If an account with this email exists, a link to reset its password is on its way."
_DONE = "The password has been reset. Please sign in."


@router.post(
    "/admin/login",
    summary="Sign in",
    responses={401: {"description": "Unknown email or wrong password."}},
)
async def login(request: Request, desk: deps.Desk, body: LoginIn) -> LoginOut:
    address = exchange_of(request).address
    account = await accounts.authenticate(
        desk.database, desk.passwords, desk.guard, body.email, body.password, address, desk.clock.now()
    )
    token = desk.tokens.issue(account, _LIFETIME)
    return LoginOut(access_token=token, token_type="bearer", email=account.email, role=account.role)  # noqa: S106  # no password


@router.post("/admin/forgot-password", summary="Ask for a link that resets the password")
async def forgot_password(request: Request, desk: deps.Desk, body: ForgotIn) -> Message:
    """Answers alike, and in the same time, whether the account exists or not."""

    def deliver(tx: Tx, token: ResetToken) -> None:
        _mail(tx, desk, token)

    await reset.ask(desk.database, desk.guard, body.email, exchange_of(request).address, desk.clock.now(), deliver)
    return Message(message=_ASKED)


@router.post(
    "/admin/reset-password",
    summary="Set a new password",
    responses={400: {"description": "The token is unknown, used or too old."}},
)
async def reset_password(request: Request, desk: deps.Desk, body: ResetIn) -> Message:
    """Signs everybody out who was signed in to the account."""
    address = exchange_of(request).address
    await reset.perform(
        desk.database, desk.passwords, desk.guard, body.token, body.new_password, address, desk.clock.now()
    )
    return Message(message=_DONE)


@router.get("/admin/verify-token", summary="Is this token good")
async def verify_token(actor: deps.Admin) -> VerifiedOut:
    return VerifiedOut(valid=True, email=actor.email, role=actor.role)


def _mail(tx: Tx, desk: bootstrap.Desk, token: ResetToken) -> None:
    server = desk.settings.server
    # Never from the request's Host, which whoever asks can choose.
    base = desk.settings.link_base or f"http://localhost:{server.port}"
    desk.mailbox.send(
        tx,
        PasswordReset(
            link=f"{base}/reset-password?token={quote(token.token)}",
            minutes=int(reset.LIFETIME.total_seconds() // 60),
            business=desk.offers.fresh(tx).business.name,
            not_after=token.expires_at,
        ),
        channel=Channel.EMAIL,
        to=token.account.email,
        language=desk.settings.business.language,
        about=f"account:{token.account.id}",
        now=desk.clock.now(),
    )
