"""What other services answer over HTTP: bodies no larger than expected, and the JSON object in them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from aiohttp import ClientResponse


def json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in the body; empty for anything else, since a proxy's error page is no answer."""
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}


async def read_at_most(response: "ClientResponse", most: int) -> bytes | None:
    """The whole body, or None as soon as it has more than `most` bytes."""
    read = bytearray()
    async for chunk in response.content.iter_any():
        read += chunk
        if len(read) > most:
            return None
    return bytes(read)
