"""`/admin/analytics`: figures of the bookings and the way to them."""

from fastapi import APIRouter

from frontdesk.booking import figures
from frontdesk.web import deps
from frontdesk.web.surfaces.booking_desk.figure_schemas import (
    FunnelOut,
    FunnelStageOut,
    MonthFiguresOut,
    OverviewOut,
    ServiceFiguresOut,
)

router = APIRouter(prefix="/admin/analytics", tags=["analytics"])


@router.get("/overview", summary="Bookings at a glance")
async def overview(desk: deps.Desk, admin: deps.Admin) -> OverviewOut:
    """Days are those of the business's time zone."""
    return OverviewOut.of(await desk.read(figures.overview, admin, desk.clock.today()))


@router.get("/by-service", summary="Bookings and revenue by service")
async def by_service(desk: deps.Desk, admin: deps.Admin) -> list[ServiceFiguresOut]:
    """Most booked first. `count` is of all bookings, `revenue` of those approved or completed."""
    return [ServiceFiguresOut.of(group) for group in await desk.read(figures.by_service, admin)]


@router.get("/by-month", summary="Bookings and revenue by month")
async def by_month(desk: deps.Desk, admin: deps.Admin) -> list[MonthFiguresOut]:
    """Newest month first; the month in which a booking was made, in the business's time zone."""
    return [MonthFiguresOut.of(group) for group in await desk.read(figures.by_month, admin)]


@router.get("/funnel", summary="How far conversations come")
async def funnel(desk: deps.Desk, admin: deps.Admin) -> FunnelOut:
    stages = await desk.read(figures.funnel, admin)
    return FunnelOut(stages=[FunnelStageOut(stage=stage, sessions=sessions) for stage, sessions in stages])
