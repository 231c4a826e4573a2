"""`/api/v1/analytics`: what one has done here."""

from typing import Annotated

from fastapi import APIRouter, Query

from frontdesk.conversations import figures
from frontdesk.conversations.figures import TimeRange
from frontdesk.web import deps
from frontdesk.web.surfaces.personal_chat.figures_schemas import ActivityOut, ModelsOut

router = APIRouter(prefix="/api/v1/analytics", tags=["activity"])


@router.get("/activity", summary="Messages, sessions and days")
async def activity(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    time_range: Annotated[TimeRange, Query(description="Days up to today.")] = TimeRange.WEEK,
) -> ActivityOut:
    now = desk.clock.now()
    return ActivityOut.of(await desk.read(figures.activity, actor.account_id, time_range.since(now), now))


@router.get("/models", summary="Which models answered")
async def models(desk: deps.Desk, actor: deps.CurrentActor) -> ModelsOut:
    return ModelsOut.of(await desk.read(figures.models, actor.account_id))
