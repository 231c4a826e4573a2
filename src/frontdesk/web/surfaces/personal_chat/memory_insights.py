"""`/api/v1/memory/analytics`: what there is of one's memories, in numbers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from frontdesk.memory import figures, insights
from frontdesk.memory.figures import Metric, TimeRange
from frontdesk.memory.memories import Scope
from frontdesk.web import deps
from frontdesk.web.exchange import exchange_of
from frontdesk.web.surfaces.personal_chat.memory import PREFIX
from frontdesk.web.surfaces.personal_chat.memory_insights_schemas import DashboardOut
from frontdesk.web.surfaces.personal_chat.memory_schemas import MemoryOut

router = APIRouter(prefix=f"{PREFIX}/analytics", tags=["memory"])


@router.get("/dashboard", summary="Figures, health, and what to do")
async def memory_dashboard(
    request: Request,
    desk: deps.Desk,
    actor: deps.CurrentActor,
    time_range: Annotated[TimeRange, Query(description="Days up to today.")] = TimeRange.MONTH,
) -> DashboardOut:
    """Numbers are of what was made in the range; the health score and the insights are of all there is."""
    language = exchange_of(request).language
    scope, now, most = Scope(actor.account_id), desk.clock.now(), desk.settings.memory.most
    found = await insights.dashboard(desk.database, scope, time_range, now, language, desk.pairs, most=most)
    return DashboardOut.of(found)


@router.get("/top", summary="The first by a metric")
async def top_memories(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    metric: Metric = Metric.IMPORTANCE,
    limit: deps.Limit = 10,
) -> list[MemoryOut]:
    """Of what is confirmed or pending. Recent is what was said last."""
    found = await desk.read(figures.top, Scope(actor.account_id), metric, desk.clock.now(), limit)
    return [MemoryOut.of(one) for one in found]
