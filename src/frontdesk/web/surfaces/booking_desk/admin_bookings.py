"""`/admin/bookings`: list, search, look at, change the status, delete."""

from typing import Annotated

from fastapi import APIRouter, Query

from frontdesk.booking import bookings, queries
from frontdesk.booking.queries import Status, Wanted
from frontdesk.kit.pagination import Paging
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.shapes import Message
from frontdesk.web.surfaces.booking_desk.booking_schemas import BookingOut, BookingsOut, SearchIn, StatusIn

router = APIRouter(prefix="/admin/bookings", tags=["bookings"])


@router.get("", summary="List bookings")
async def list_bookings(
    desk: deps.Desk,
    admin: deps.Admin,
    pages: deps.Pages,
    status: Annotated[Status | None, Query(description="Only bookings of this status.")] = None,
) -> BookingsOut:
    """Newest first."""
    return BookingsOut.of(await desk.read(queries.listing, admin, Wanted(status=status), pages))


@router.post("/search", summary="Search bookings")
async def search_bookings(desk: deps.Desk, admin: deps.Admin, body: SearchIn) -> BookingsOut:
    """Newest first. Any subset of the members; none of them lists everything."""
    return BookingsOut.of(await desk.read(queries.listing, admin, body.wanted(), Paging(body.limit, body.skip)))


@router.get("/{booking_id}", summary="Look at a booking")
async def get_booking(desk: deps.Desk, admin: deps.Admin, booking_id: str) -> BookingOut:
    return BookingOut.of(await desk.read(queries.get, admin, booking_id))


@router.patch(
    "/{booking_id}/status",
    summary="Approve, complete or cancel a booking",
    responses={409: {"description": "The present status does not permit it."}},
)
async def set_booking_status(desk: deps.Desk, admin: deps.Admin, booking_id: str, body: StatusIn) -> BookingOut:
    """Pending becomes approved or cancelled, approved becomes completed or cancelled; anything else is 409.

    The customer is told by WhatsApp in the language of the booking.
    """

    def change(tx: Tx) -> queries.Booking:
        return bookings.set_status(
            tx,
            admin,
            booking_id,
            body.status,
            mailbox=desk.mailbox,
            offer=desk.offers.fresh(tx),
            now=desk.clock.now(),
        )

    return BookingOut.of(await desk.tx(change))


@router.delete("/{booking_id}", summary="Delete a booking")
async def delete_booking(desk: deps.Desk, admin: deps.Admin, booking_id: str) -> Message:
    """Frees its place and tells nobody: to call a booking off, cancel it."""
    await desk.tx(bookings.remove, admin, booking_id)
    return Message(message="Booking deleted")
