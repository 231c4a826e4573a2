"""The application: routes, errors, the outer layer, and the worker beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute

import frontdesk
from frontdesk.bootstrap import Desk
from frontdesk.web import docs, errors, health, openapi
from frontdesk.web.address import Proxies
from frontdesk.web.asgi import Front, Layer
from frontdesk.web.fast import FastJson
from frontdesk.web.headers import Cors
from frontdesk.web.limits import Limits
from frontdesk.web.metrics import Metrics
from frontdesk.web.streams import FastStream
from frontdesk.web.surfaces.app_support import auth, conversations, messages
from frontdesk.web.surfaces.booking_desk import (
    admin_analytics,
    admin_auth,
    admin_bookings,
    admin_knowledge,
    admin_services,
    agent,
    callbacks,
    dev_outbox,
    page,
)
from frontdesk.web.surfaces.personal_chat import (
    account,
    chat,
    choices,
    figures,
    memory,
    memory_insights,
    memory_lifecycle,
    memory_search,
    memory_transfer,
    sessions,
    talk,
    users,
)

log = structlog.get_logger()

_ROUTERS = (
    page.router,
    agent.router,
    admin_auth.router,
    admin_bookings.router,
    admin_services.router,
    admin_knowledge.router,
    admin_analytics.router,
    dev_outbox.admin,
    account.router,
    sessions.router,
    choices.router,
    figures.router,
    # the last one has /{memory_id}, which every other address would fit
    memory_lifecycle.router,
    memory_search.router,
    memory_insights.router,
    memory_transfer.router,
    memory.router,
    users.router,
    auth.router,
    conversations.router,
    messages.router,
    callbacks.router,
    health.router,
    docs.router,
)
_FAST: tuple[FastJson[Any, Any] | FastStream[Any], ...] = (agent.CHAT, chat.CHAT, chat.CHAT_STREAM)
_SOCKETS = (talk.SOCKET,)


def create_app(desk: Desk) -> Front:
    """The whole application for one desk. Served with a lifespan it also sends what is due, unless told not to."""
    api = _Api(desk)
    limits = Limits(desk.settings.rate_limit, desk.buckets)
    metrics = Metrics(
        desk.dialogue.model.tally if desk.dialogue.model else None,
        desk.models.figures,
        desk.extraction.tally if desk.extraction else None,
    )
    api.state.desk, api.state.limits, api.state.metrics = desk, limits, metrics
    errors.install(api)
    for router in _ROUTERS:
        api.include_router(router)
    if desk.settings.is_development:
        api.include_router(dev_outbox.router)
    for fast in _FAST:
        fast.mount(api)
    api.add_api_route("/openapi.json", api.described, include_in_schema=False)
    cors = desk.settings.cors
    layer = Layer(
        desk=desk,
        proxies=Proxies(desk.settings.server.trusted_proxies),
        cors=Cors(desk.settings.calling_sites, cors.methods, cors.headers, credentials=cors.credentials),
        limits=limits,
        metrics=metrics,
        fast={fast.path: fast for fast in _FAST},
        sockets={socket.path: socket for socket in _SOCKETS},
    )
    return Front(api, layer)


class _Api(FastAPI):
    def __init__(self, desk: Desk) -> None:
        super().__init__(
            **openapi.about(frontdesk.__version__),
            openapi_url=None,  # served below, as the bytes that it always is
            docs_url=None,
            redoc_url=None,
            # The redirect would name whatever host the client claims to have asked.
            redirect_slashes=False,
            generate_unique_id_function=_operation_id,
            lifespan=_lifespan(desk),
        )
        self._described: bytes | None = None

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            limits: Limits = self.state.limits
            complete = openapi.complete(super().openapi(), is_limited=limits.covers)
            self.openapi_schema = complete
        return self.openapi_schema

    async def described(self) -> Response:
        if self._described is None:
            self._described = orjson.dumps(self.openapi())
        return Response(self._described, media_type="application/json", headers={"Cache-Control": "no-cache"})


def _operation_id(route: APIRoute) -> str:
    """Stable while module and function keep their names: clients are generated from it."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def _lifespan(desk: Desk) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        working = asyncio.create_task(desk.worker.run()) if desk.settings.server.embedded_worker else None
        if working is not None:
            working.add_done_callback(_say_if_failed)
        try:
            yield
        finally:
            await desk.hang_up()
            if working is not None:
                desk.worker.stop()
                await asyncio.gather(working, return_exceptions=True)

    return lifespan


def _say_if_failed(working: asyncio.Task[None]) -> None:
    if not working.cancelled() and (error := working.exception()) is not None:
        log.critical("worker.failed", exc_info=error)
