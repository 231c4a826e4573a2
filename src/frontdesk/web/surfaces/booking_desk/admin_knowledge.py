"""The knowledge base: what the desk answers questions from."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from frontdesk.kit.languages import Language
from frontdesk.knowledge import entries, gaps
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.idempotent import created
from frontdesk.web.shapes import Message
from frontdesk.web.surfaces.booking_desk.knowledge_schemas import (
    EntriesOut,
    EntryCreatedOut,
    EntryIn,
    EntryOut,
    EntryPatch,
    GapsOut,
)

router = APIRouter(tags=["knowledge"])


@router.post("/admin/knowledge", status_code=201, response_model=EntryCreatedOut, summary="Write an entry")
async def create(request: Request, desk: deps.Desk, _: deps.Admin, body: EntryIn) -> Response:
    """It is quoted from the next question on."""

    def write(tx: Tx) -> EntryCreatedOut:
        entry_id = entries.create(tx, body.draft(), now=desk.clock.now())
        return EntryCreatedOut(message="Knowledge entry created", id=entry_id)

    return await created(request, desk, write)


@router.get("/admin/knowledge", summary="List the entries")
async def list_entries(
    desk: deps.Desk,
    _: deps.Admin,
    pages: deps.Pages,
    language: Annotated[Language | None, Query()] = None,
    is_active: Annotated[bool | None, Query()] = None,
    category: Annotated[str | None, Query(max_length=100)] = None,
) -> EntriesOut:
    """Newest first."""
    page = await desk.read(entries.listing, language=language, is_active=is_active, category=category, paging=pages)
    return EntriesOut.of(page)


# Before the route below, which would take "gaps" for an id.
@router.get("/admin/knowledge/gaps", summary="List the questions that found no answer")
async def list_gaps(desk: deps.Desk, _: deps.Admin, pages: deps.Pages) -> GapsOut:
    """Most asked first. Questions that ask much the same are one, whatever their spelling, script or language."""
    asked = await desk.read(gaps.leading)
    return GapsOut.of(await asyncio.to_thread(gaps.grouped, asked, pages))


@router.get("/admin/knowledge/{entry_id}", summary="Read an entry")
async def read(desk: deps.Desk, _: deps.Admin, entry_id: str) -> EntryOut:
    return EntryOut.of(await desk.read(entries.get, entry_id))


@router.patch("/admin/knowledge/{entry_id}", summary="Change an entry")
async def update(desk: deps.Desk, _: deps.Admin, entry_id: str, body: EntryPatch) -> EntryOut:
    """What is left out stays as it is."""
    return EntryOut.of(await desk.tx(entries.update, entry_id, body.change(), now=desk.clock.now()))


@router.delete("/admin/knowledge/{entry_id}", summary="Delete an entry")
async def delete(desk: deps.Desk, _: deps.Admin, entry_id: str) -> Message:
    await desk.tx(entries.delete, entry_id)
    return Message(message="Knowledge entry deleted")
