"""What vendors report about messages, believed only with their signature."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request

from frontdesk.kit.errors import Forbidden, NotFound
from frontdesk.notifications.callbacks import apply_twilio_status
from frontdesk.storage.session import Tx
from frontdesk.web import deps, forms

router = APIRouter(tags=["callbacks"])

# Twilio sends about twenty and may add some at any time.
_MOST_FIELDS = 200
_EXAMPLE = {"MessageSid": "SM0123456789abcdef0123456789abcdef", "MessageStatus": "delivered", "ErrorCode": ""}
_DESCRIBED = {
    "requestBody": {
        "required": True,
        "content": {
            forms.MEDIA_TYPE: {
                "schema": {"type": "object", "additionalProperties": {"type": "string"}},
                "example": _EXAMPLE,
            }
        },
    }
}


class BadSignature(Forbidden):
    code = "bad_signature"
    detail = "The signature does not fit."


@router.post(
    "/callbacks/twilio/status",
    summary="Twilio reports what became of a message",
    status_code=204,
    openapi_extra=_DESCRIBED,
    responses={
        403: {"description": "The signature does not fit."},
        404: {"description": "Twilio or `PUBLIC_URL` is not configured here."},
    },
)
async def twilio_status(
    request: Request,
    desk: deps.Desk,
    message: Annotated[str | None, Query(max_length=64, description="Our own id of the message.")] = None,
    x_twilio_signature: Annotated[str, Header(max_length=200)] = "",
) -> None:
    """Signed over the public address with its query and over every field. A report that comes twice changes nothing."""
    public_url = desk.settings.server.public_url
    if desk.signed_by_twilio is None or public_url is None:
        raise NotFound
    fields = await forms.fields(request, most=_MOST_FIELDS)
    query = f"?{request.url.query}" if request.url.query else ""
    if not desk.signed_by_twilio(f"{public_url}{request.url.path}{query}", fields, x_twilio_signature):
        raise BadSignature
    form = dict(fields)

    def take(tx: Tx) -> bool:
        return apply_twilio_status(tx, desk.mailbox, form, now=desk.clock.now(), message_id=message)

    await desk.tx(take)
