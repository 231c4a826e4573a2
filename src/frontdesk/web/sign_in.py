"""Signing in with the form of OAuth 2, as several surfaces do."""

from typing import Any

from fastapi import Request

from frontdesk.bootstrap import Desk
from frontdesk.identity import accounts
from frontdesk.identity.accounts import Account
from frontdesk.kit.errors import BadInput, FieldProblem
from frontdesk.web import forms
from frontdesk.web.exchange import exchange_of

_MOST_FIELDS = 20
_BOUNDS = {"username": 320, "password": 1024}


def form(says: str, example: dict[str, str]) -> dict[str, Any]:
    """What a route that takes the form says of it. `says` is what goes for a user name there."""
    schema = {
        "type": "object",
        "required": ["username", "password"],
        "properties": {
            "username": {"type": "string", "minLength": 1, "maxLength": _BOUNDS["username"], "description": says},
            "password": {"type": "string", "minLength": 1, "maxLength": _BOUNDS["password"], "format": "password"},
        },
    }
    return {"requestBody": {"required": True, "content": {forms.MEDIA_TYPE: {"schema": schema, "example": example}}}}


async def account(request: Request, desk: Desk) -> Account:
    """Whose name and password the form holds; Unauthorized, TooMany, or BadInput where it holds none."""
    sent = dict(await forms.fields(request, most=_MOST_FIELDS))
    problems = [
        FieldProblem(name, f"Between 1 and {longest} characters are needed.")
        for name, longest in _BOUNDS.items()
        if not 1 <= len(sent.get(name, "")) <= longest
    ]
    if problems:
        raise BadInput(problems=problems)
    return await accounts.authenticate(
        desk.database,
        desk.passwords,
        desk.guard,
        sent["username"],
        sent["password"],
        exchange_of(request).address,
        desk.clock.now(),
    )
