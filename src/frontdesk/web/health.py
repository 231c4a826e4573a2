"""Probes, and the figures for Prometheus."""

from datetime import datetime
from hmac import compare_digest
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

import frontdesk
from frontdesk import bootstrap
from frontdesk.identity import tokens
from frontdesk.identity.actor import Role
from frontdesk.kit.errors import NotFound, Unauthorized
from frontdesk.storage.session import Sql, Tx
from frontdesk.web import deps, metrics
from frontdesk.web.exchange import Exchange, exchange_of
from frontdesk.web.metrics import Metrics
from frontdesk.web.shapes import Moment

router = APIRouter(tags=["probes"])

SERVICE = "frontdesk"

_ANYTHING = Sql("SELECT 1")
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


class Readiness(Health):
    """`mongodb` is for clients that look for it: everything is kept in one database."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "healthy",
                    "service": SERVICE,
                    "version": "0.1.0",
                    "timestamp": "2026-11-21T09:30:00.000Z",
                    "database": "connected",
                    "mongodb": "not used",
                    "redis": "not used",
                    "providers": {"openai": "ready"},
                }
            ]
        }
    )

    status: Annotated[str, Field(description="`healthy`; while the database is away the answer is 503.")]
    database: Literal["connected"]
    mongodb: Literal["not used"]
    redis: Annotated[
        Literal["connected", "away", "not used"], Field(description="While it is away the desk works all the same.")
    ]
    providers: dict[str, Literal["ready", "resting"]] = Field(
        description="The providers of language models that are configured. `resting`: left alone after a failure."
    )


def probe(now: datetime) -> Health:
    """What every health route answers; a surface may add members of its own."""
    return Health(status="ok", service=SERVICE, version=frontdesk.__version__, timestamp=now)


@router.get("/health", summary="Is the process alive")
async def health(desk: deps.Desk) -> Health:
    """Asks nothing of the database, so that an orchestrator does not restart what only has to wait."""
    return probe(desk.clock.now())


@router.get(
    "/api/v1/health",
    summary="Can the desk do its work",
    responses={503: {"description": "The database cannot be reached."}},
)
async def readiness(desk: deps.Desk) -> Readiness:
    """Asks the database, for balancers that choose between several servers."""
    await desk.read(_ask)
    alive = probe(desk.clock.now()).model_dump() | {"status": "healthy"}
    redis = desk.link.state if desk.link else "not used"
    return Readiness(**alive, database="connected", mongodb="not used", redis=redis, providers=desk.models.states())


def _ask(tx: Tx) -> None:
    tx.run(_ANYTHING)


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}}},
        404: {"description": "Not for this caller."},
        503: {"description": "The database cannot be reached to ask who this is."},
    },
)
async def prometheus(request: Request, desk: deps.Desk) -> Response:
    """For the bearer of `METRICS__TOKEN`, and for administrators; else it does not exist."""
    if not await _may_read(desk, exchange_of(request)):
        raise NotFound
    figures: Metrics = request.app.state.metrics
    return Response(figures.page(), media_type=metrics.MEDIA_TYPE)


async def _may_read(desk: bootstrap.Desk, exchange: Exchange) -> bool:
    """Where the request came from is no reason: a proxy on the same machine need not say that it is one."""
    allowed = desk.settings.metrics
    if allowed.public:
        return True
    scheme, _, offered = (exchange.header(b"authorization") or "").partition(" ")
    offered = offered.strip()
    if scheme.lower() != "bearer" or not offered:
        return False
    if allowed.token and compare_digest(offered.encode(), allowed.token.get_secret_value().encode()):
        return True
    try:
        actor = await desk.read(tokens.current, desk.tokens.read(offered))
    except Unauthorized:
        return False
    return actor.role is Role.ADMIN
