"""Bodies as HTML forms send them."""

from urllib.parse import parse_qsl

from fastapi import Request

from frontdesk.kit.errors import BadInput
from frontdesk.kit.text import is_storable
from frontdesk.web.errors import WrongMediaType

MEDIA_TYPE = "application/x-www-form-urlencoded"


async def fields(request: Request, *, most: int) -> list[tuple[str, str]]:
    """Names and values in order, at most `most`; BadInput if it cannot be read."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise WrongMediaType(f"Send the body as {MEDIA_TYPE}.")
    try:
        body = (await request.body()).decode()
        found = parse_qsl(body, keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError:
        raise BadInput("The form cannot be read.") from None
    if not all(is_storable(name) and is_storable(value) for name, value in found):
        raise BadInput("The form cannot be read.")
    return found
