"""`/api/v1/memory`: many memories at once: shared, erased, handed over and taken in."""

from typing import Any

from fastapi import APIRouter

from frontdesk.memory import privacy
from frontdesk.memory.memories import Scope
from frontdesk.web import deps
from frontdesk.web.surfaces.personal_chat.memory import PREFIX
from frontdesk.web.surfaces.personal_chat.memory_transfer_schemas import (
    BulkDeleteIn,
    DeletedOut,
    PrivacyIn,
    PrivacyOut,
)

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
        return DeletedOut(deleted=await desk.tx(privacy.erase_named, scope, body.memory_ids))
    if body.filter_criteria is None:
        raise AssertionError("the shape takes one of both")
    gone = await privacy.erase_matching(desk.database, scope, body.filter_criteria.filter(), desk.clock.now())
    return DeletedOut(deleted=gone)
