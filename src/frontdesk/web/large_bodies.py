"""Routes that take large JSON bodies: read on a thread, piece by piece, so that nobody else waits for one of them.

The outer layer leaves the soundness of such a body to its route.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from frontdesk.kit import large_json
from frontdesk.web.errors import MalformedJson
from frontdesk.web.fast import NUL


class LargeBodyRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def aside(request: Request) -> Response:
            return await handle(_Aside(request.scope, request.receive))

        return aside


class _Aside(Request):
    async def json(self) -> Any:
        return await asyncio.to_thread(_read, await self.body())


def _read(body: bytes) -> Any:
    if NUL in body:
        raise MalformedJson
    try:
        return large_json.loads(body)
    except ValueError:
        raise MalformedJson from None
