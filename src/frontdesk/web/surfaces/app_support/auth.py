"""`/auth`: the app's users."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from frontdesk.identity import accounts
from frontdesk.identity.passwords import check_length
from frontdesk.kit.errors import BadInput, Conflict, FieldProblem, check_all
from frontdesk.kit.text import is_storable
from frontdesk.web import deps, sign_in, sign_up
from frontdesk.web.surfaces.app_support.schemas import RegisteredOut, RegisterIn, TokenOut

router = APIRouter(prefix="/auth", tags=["app"])

_LIFETIME = timedelta(hours=24)
_LONGEST_NAME = 254


class UsernameTaken(Conflict):
    code = "username_taken"
    detail = "This user name is taken."


@router.post(
    "/register",
    summary="Make an account",
    status_code=201,
    response_model=RegisteredOut,
    responses={409: {"description": "The name is taken, or the key was used with another body."}},
)
async def register(request: Request, desk: deps.Desk, body: RegisterIn) -> Response:
    """The account is good at every door of this house; the name is what one signs in with."""
    check_all(lambda: _name(body.username), lambda: check_length(body.password))
    made = RegisteredOut(msg="User created successfully")
    return await sign_up.register(
        request, desk, _name(body.username), body.password, lambda _: made, taken=UsernameTaken
    )


@router.post(
    "/token",
    summary="Sign in",
    openapi_extra=sign_in.form(
        "As registered, in any case.", {"username": "john_doe", "password": "secure_password_123"}
    ),
    responses={401: {"description": "Unknown name or wrong password."}},
)
async def token(request: Request, desk: deps.Desk) -> TokenOut:
    """The form of OAuth 2."""
    account = await sign_in.account(request, desk)
    return TokenOut(access_token=desk.tokens.issue(account, _LIFETIME), token_type="bearer")  # noqa: S106  # no password


def _name(raw: str) -> str:
    name = accounts.key_of(raw) if is_storable(raw) else ""
    if not 1 <= len(name) <= _LONGEST_NAME or any(char.isspace() for char in name):
        problem = f"A user name has 1 to {_LONGEST_NAME} characters and no blanks."
        raise BadInput(problems=[FieldProblem("username", problem)])
    return name
