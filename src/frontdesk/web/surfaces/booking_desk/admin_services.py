"""`/admin/services`: the catalogue."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from frontdesk.booking import catalogue
from frontdesk.booking.catalogue import OfferedService
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.errors import of_validation
from frontdesk.web.idempotent import created
from frontdesk.web.surfaces.booking_desk.service_schemas import ServiceIn, ServiceOut, ServicePatch, ServicesOut

router = APIRouter(prefix="/admin/services", tags=["catalogue"], dependencies=[deps.admin_only])


@router.post(
    "",
    summary="Add a service",
    status_code=201,
    response_model=ServiceOut,
    responses={409: {"description": "Another service has this name, or the key was used with another body."}},
)
async def create_service(request: Request, desk: deps.Desk, body: ServiceIn) -> Response:
    """Offered at once, behind the services that are there. Two services cannot have the same name (409)."""
    try:
        terms = body.terms(desk.settings.business.currency)
    except ValidationError as error:
        raise of_validation(error.errors()) from error
    return await created(request, desk, lambda tx: ServiceOut.of(catalogue.create(tx, terms, desk.clock.now())))


@router.get("", summary="List the catalogue")
async def list_services(
    desk: deps.Desk,
    pages: deps.Pages,
    is_active: Annotated[bool | None, Query(description="Only services that are offered, or that are not.")] = None,
) -> ServicesOut:
    """In the order in which customers see and number them."""
    return ServicesOut.of(await desk.read(catalogue.listing, pages, is_active=is_active))


@router.get("/{service_id}", summary="Look at a service")
async def get_service(desk: deps.Desk, service_id: str) -> ServiceOut:
    return ServiceOut.of(await desk.read(catalogue.get, service_id))


@router.patch(
    "/{service_id}",
    summary="Change a service",
    responses={409: {"description": "Another service has this name."}},
)
async def change_service(desk: deps.Desk, service_id: str, body: ServicePatch) -> ServiceOut:
    """Only what is sent changes; `packages` replaces the whole list. Bookings that stand keep what they agreed."""

    def change(tx: Tx) -> OfferedService:
        try:
            changes = body.changes(catalogue.get(tx, service_id).terms)
        except ValidationError as error:
            raise of_validation(error.errors()) from error
        return catalogue.change(tx, service_id, changes, desk.clock.now())

    return ServiceOut.of(await desk.tx(change))


@router.delete("/{service_id}", summary="Remove a service", status_code=204)
async def delete_service(desk: deps.Desk, service_id: str) -> None:
    """No longer offered; its bookings stay. To pause a service, set `is_active` to false."""
    await desk.tx(catalogue.remove, service_id)
