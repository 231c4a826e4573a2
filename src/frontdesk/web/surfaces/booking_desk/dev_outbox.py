"""What was sent: for admins, and in development for everybody who reads along."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator

from frontdesk.kit.errors import NotFound
from frontdesk.notifications import queries
from frontdesk.notifications.models import Channel, DeliveryStatus
from frontdesk.web import deps
from frontdesk.web.surfaces.booking_desk.outbox_schemas import MessagesOut, SentOut

admin = APIRouter(tags=["messages"])
# Shows codes and links, so it is mounted in development alone.
router = APIRouter(tags=["messages"])


_FORWARDING = frozenset({"x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"})


def _recipient(value: str | None) -> str | None:
    """A plus that was not escaped in the address arrives as a blank."""
    return f"+{value[1:]}" if value and value.startswith(" ") else value


To = Annotated[
    str | None,
    Query(max_length=320, description="Exactly this number (E.164) or email address."),
    AfterValidator(_recipient),
]


@admin.get("/admin/outbox", summary="List the messages that were sent")
async def list_messages(
    desk: deps.Desk,
    _: deps.Admin,
    pages: deps.Pages,
    to: To = None,
    channel: Channel | None = None,
    status: DeliveryStatus | None = None,
) -> MessagesOut:
    """Newest first."""
    page = await desk.read(queries.listing, to=to, channel=channel, status=status, paging=pages)
    return MessagesOut.of(page)


@router.get(
    "/dev/outbox",
    summary="Read what a customer would have received",
    responses={404: {"description": "Not through a proxy, unless `ENVIRONMENT` says development."}},
)
async def read(
    request: Request, desk: deps.Desk, pages: deps.Pages, to: To = None, channel: Channel | None = None
) -> list[SentOut]:
    """Newest first, codes and links included. Exists in development only."""
    if desk.settings.server.environment is None and not _FORWARDING.isdisjoint(request.headers):
        # Nobody has said that this is development, and the caller comes from somewhere else through a proxy.
        raise NotFound
    page = await desk.read(queries.listing, to=to, channel=channel, paging=pages)
    return [SentOut.of(row) for row in page.items]
