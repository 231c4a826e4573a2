"""Probes, and the figures for Prometheus."""

from datetime import datetime
from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

import frontdesk
from frontdesk import bootstrap
from frontdesk.kit.errors import NotFound
from frontdesk.web import deps, metrics
from frontdesk.web.address import is_loopback
from frontdesk.web.exchange import Exchange, exchange_of
from frontdesk.web.metrics import Metrics
from frontdesk.web.shapes import Moment

router = APIRouter(tags=["probes"])

SERVICE = "frontdesk"

_BY_PROXY = (b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via")
_EXAMPLE = '# HELP frontdesk_http_requests_total Requests answered.\nfrontdesk_http_requests_total{method="GET"} 1.0\n'


class Health(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"status": "ok", "service": SERVICE, "version": "0.1.0", "timestamp": "2026-11-21T09:30:00.000Z"}
            ]
        }
    )

    status: Annotated[str, Field(description="`ok` while the process answers, whatever the database does.")]
    service: str
    version: str
    timestamp: Moment


def probe(now: datetime) -> Health:
    """What every health route answers; a surface may add members of its own."""
    return Health(status="ok", service=SERVICE, version=frontdesk.__version__, timestamp=now)


@router.get("/health", summary="Is the process alive")
async def health(desk: deps.Desk) -> Health:
    """Asks nothing of the database, so that an orchestrator does not restart what only has to wait."""
    return probe(desk.clock.now())


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}}},
        404: {"description": "Not for this caller."},
    },
)
async def prometheus(request: Request, desk: deps.Desk) -> Response:
    """For the bearer of `METRICS__TOKEN`, or from the same machine past no proxy; else it does not exist."""
    peer = request.client.host if request.client else ""
    if not _may_read(desk, exchange_of(request), peer):
        raise NotFound
    figures: Metrics = request.app.state.metrics
    return Response(figures.page(), media_type=metrics.MEDIA_TYPE)


def _may_read(desk: bootstrap.Desk, exchange: Exchange, peer: str) -> bool:
    allowed = desk.settings.metrics
    if allowed.public:
        return True
    token = allowed.token.get_secret_value() if allowed.token else ""
    scheme, _, offered = (exchange.header(b"authorization") or "").partition(" ")
    if token and scheme.lower() == "bearer" and compare_digest(offered.strip().encode(), token.encode()):
        return True
    return is_loopback(peer) and not any(name in exchange.headers for name in _BY_PROXY)
