"""`/api/v1/memory`: many memories at once: shared, erased, handed over and taken in."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from frontdesk.memory import privacy
from frontdesk.memory.files import intake, transfer
from frontdesk.memory.memories import Scope
from frontdesk.web import deps
from frontdesk.web.exchange import exchange_of
from frontdesk.web.large_bodies import LargeBodyRoute
from frontdesk.web.surfaces.personal_chat.memory import PREFIX
from frontdesk.web.surfaces.personal_chat.memory_file_schemas import ExportIn, ImportIn, ImportOut, MemoriesFileOut
from frontdesk.web.surfaces.personal_chat.memory_transfer_schemas import (
    BulkDeleteIn,
    DeletedOut,
    PrivacyIn,
    PrivacyOut,
)

_MEDIA = {"json": "application/json", "csv": "text/csv"}
_MANY: dict[int | str, dict[str, Any]] = {
    404: {"description": "One of them is not there, or not yours; nothing has changed."}
}

router = APIRouter(prefix=PREFIX, tags=["memory"])


@router.post("/privacy", summary="Say who else may read memories", responses=_MANY)
async def set_privacy(desk: deps.Desk, actor: deps.CurrentActor, body: PrivacyIn) -> PrivacyOut:
    """Others read what is shared with them and never change it; it enters none of their chats, searches or figures."""
    shared = await desk.tx(
        privacy.share,
        Scope(actor.account_id),
        body.memory_ids,
        desk.clock.now(),
        is_private=body.is_private,
        shared_with=body.shared_with,
    )
    return PrivacyOut.of(shared)


@router.delete("/bulk", summary="Delete many memories", responses=_MANY)
async def delete_many(desk: deps.Desk, actor: deps.CurrentActor, body: BulkDeleteIn) -> DeletedOut:
    """Those that are named, or those that all of the filter applies to. For good, with their history and links."""
    scope = Scope(actor.account_id)
    if body.memory_ids is not None:
        return DeletedOut(deleted=await desk.tx(privacy.erase_named, scope, body.memory_ids, desk.clock.now()))
    if body.filter_criteria is None:
        raise AssertionError("the shape takes one of both")
    gone = await privacy.erase_matching(desk.database, scope, body.filter_criteria.filter(), desk.clock.now())
    return DeletedOut(deleted=gone)


@router.post(
    "/export",
    summary="Take memories along",
    response_model=MemoriesFileOut,
    responses={
        200: {
            "content": {"text/csv": {"schema": {"type": "string"}, "example": "id,content,memory_type\r\n"}},
            "headers": {"Content-Disposition": {"description": "A file's name.", "schema": {"type": "string"}}},
        }
    },
)
async def export_memories(desk: deps.Desk, actor: deps.CurrentActor, body: ExportIn) -> Response:
    """All of them, those that are over too, unless filtered; with the links between them. In CSV what a spreadsheet
    would take for a formula begins with an apostrophe, which `import` takes away again."""
    with_links = body.include_relationships
    portions = transfer.export(desk.database, Scope(actor.account_id), body.chosen(), with_links=with_links)
    file = (
        transfer.as_csv(portions, with_links=with_links)
        if body.format == "csv"
        else transfer.as_json(portions, desk.clock.now())
    )
    headers = {"Content-Disposition": f'attachment; filename="memories.{body.format}"'}
    return StreamingResponse(file, media_type=_MEDIA[body.format], headers=headers)


async def import_memories(request: Request, desk: deps.Desk, actor: deps.CurrentActor, body: ImportIn) -> ImportOut:
    """Row by row: what is wrong with one is said of it, and the others are stored. The same file again changes nothing,
    so whoever was interrupted imports once more."""
    language = exchange_of(request).language
    report = await intake.load(
        desk.database,
        Scope(actor.account_id),
        body.format,
        body.memories,
        body.merge_strategy,
        desk.clock.now(),
        relationships=body.relationships,
        atomic=body.atomic,
        language=language,
        embedder=desk.embedder,
        most=desk.settings.memory.most,
    )
    return await asyncio.to_thread(ImportOut.of, report, language)


router.add_api_route(
    "/import",
    import_memories,
    methods=["POST"],
    summary="Take memories in",
    responses={
        409: {"description": "With `atomic`: there is no room for all of them."},
        413: {"description": "The body is larger than 20 MiB."},
    },
    route_class_override=LargeBodyRoute,
)
