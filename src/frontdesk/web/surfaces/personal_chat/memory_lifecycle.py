"""`/api/v1/memory`: what a person decides about her memories, and what there is to decide."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from frontdesk.memory import privacy, queries
from frontdesk.memory.deciding import conflicts, consolidate, lapse, truth, verify
from frontdesk.memory.memories import Memory, Scope, Status
from frontdesk.memory.queries import Wanted
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.exchange import exchange_of
from frontdesk.web.shapes import Message
from frontdesk.web.surfaces.personal_chat.memory import NOT_MERGED, PREFIX, READ_ONLY
from frontdesk.web.surfaces.personal_chat.memory_lifecycle_schemas import (
    BatchIn,
    BatchOut,
    ClassifiedOut,
    ClassifyIn,
    ConflictsOut,
    ConsolidatedOut,
    ConsolidateIn,
    KeepIn,
    RestoredOut,
    SuggestionOut,
    VerdictIn,
)
from frontdesk.web.surfaces.personal_chat.memory_schemas import MemoryOut

_NOT_YOURS: dict[int | str, dict[str, Any]] = {404: {"description": "One of them is not there, or not yours."}}

router = APIRouter(prefix=PREFIX, tags=["memory"])


@router.get("/pending", summary="What waits to be confirmed")
async def pending_memories(desk: deps.Desk, actor: deps.CurrentActor, pages: deps.FewPages) -> list[MemoryOut]:
    """Newest first: what was read out of messages and nobody has said yes or no to."""
    wanted = Wanted((Status.PENDING,), over_by=desk.clock.now())
    page = await desk.read(queries.listing, Scope(actor.account_id), wanted, pages)
    return [MemoryOut.of(one) for one in page.items]


@router.post("/verify/batch", summary="Decide about many memories")
async def verify_many(request: Request, desk: deps.Desk, actor: deps.CurrentActor, body: BatchIn) -> BatchOut:
    """Each for itself: what cannot be done is said of that one, and the others are done."""
    decisions = [one.decision(one.memory_id) for one in body.decisions]
    await truth.ready()
    outcomes = await desk.tx(verify.batch, Scope(actor.account_id), decisions, desk.clock.now())
    return BatchOut.of(outcomes, exchange_of(request).language)


@router.post("/{memory_id}/verify", summary="Confirm, reject or correct a memory", responses=NOT_MERGED)
async def verify_memory(
    request: Request, desk: deps.Desk, actor: deps.CurrentActor, memory_id: str, body: VerdictIn
) -> MemoryOut:
    """Said twice it changes nothing the second time. What is confirmed ends what it replaces; what is rejected is not
    read out of messages again."""
    exchange_of(request).said = body.corrected_content

    def work(tx: Tx) -> Memory:
        privacy.writable(tx, actor.account_id, memory_id)
        return verify.decide(tx, Scope(actor.account_id), body.decision(memory_id), desk.clock.now())

    await truth.ready()
    return MemoryOut.of(await desk.tx(work))


@router.post(
    "/{memory_id}/undo",
    summary="Take the last decision back",
    responses=READ_ONLY | {409: {"description": "There is nothing to undo."}},
)
async def undo_decision(desk: deps.Desk, actor: deps.CurrentActor, memory_id: str) -> MemoryOut:
    """As it was before, and with it whatever followed from that decision."""

    def work(tx: Tx) -> Memory:
        privacy.writable(tx, actor.account_id, memory_id)
        return verify.undo(tx, Scope(actor.account_id), memory_id, desk.clock.now())

    return MemoryOut.of(await desk.tx(work))


@router.get("/conflicts/detect", summary="Find what contradicts or repeats", responses=_NOT_YOURS)
async def detect_conflicts(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    memory_id: Annotated[str | None, Query(max_length=64, description="Else all are compared with all.")] = None,
) -> list[ConflictsOut]:
    """Each pair once, with the newer of the two; of `memory_id` all that conflicts with it, be it nothing."""
    found = await conflicts.detect(desk.database, Scope(actor.account_id), desk.clock.now(), memory_id)
    return [ConflictsOut.of(one) for one in found]


@router.post("/conflicts/keep", summary="Say that both are right", responses=_NOT_YOURS)
async def keep_both(desk: deps.Desk, actor: deps.CurrentActor, body: KeepIn) -> Message:
    """This pair is no conflict any more, and neither of the two will end the other."""
    one, other = body.memory_ids
    await desk.tx(truth.keep_both, Scope(actor.account_id), one, other, desk.clock.now())
    return Message(message="Both are kept")


@router.post(
    "/consolidate",
    summary="Make one memory of several",
    responses=_NOT_YOURS | {409: {"description": "One of them is neither confirmed nor pending."}},
)
async def consolidate_memories(desk: deps.Desk, actor: deps.CurrentActor, body: ConsolidateIn) -> ConsolidatedOut:
    """The originals stay as `merged`, out of lists and prompts, and come back with `unmerge`."""
    await truth.ready()
    merged = await desk.tx(consolidate.merge, Scope(actor.account_id), body.memory_ids, desk.clock.now())
    return ConsolidatedOut.of(merged)


@router.get("/consolidate/suggestions", summary="What might be made one")
async def consolidation_suggestions(
    request: Request,
    desk: deps.Desk,
    actor: deps.CurrentActor,
    limit: deps.Limit = 10,
) -> list[SuggestionOut]:
    """Groups that say the same, the likest first."""
    language = exchange_of(request).language
    scope = Scope(actor.account_id)
    found = await consolidate.suggestions(desk.database, scope, desk.clock.now(), language, count=limit)
    return [SuggestionOut.of(one) for one in found]


@router.post(
    "/{memory_id}/unmerge",
    summary="Undo a consolidation",
    responses=READ_ONLY | {409: {"description": "It is not the result of a consolidation that can be undone."}},
)
async def unmerge_memory(desk: deps.Desk, actor: deps.CurrentActor, memory_id: str) -> RestoredOut:
    """The originals are what they were; the one that was made of them is gone."""

    def work(tx: Tx) -> list[str]:
        privacy.writable(tx, actor.account_id, memory_id)
        return [*consolidate.unmerge(tx, Scope(actor.account_id), memory_id, desk.clock.now())]

    return RestoredOut(restored=await desk.tx(work))


@router.post("/classify-expiration", summary="Find out what will be over", responses=_NOT_YOURS)
async def classify_expiration(
    request: Request, desk: deps.Desk, actor: deps.CurrentActor, body: ClassifyIn
) -> list[ClassifiedOut]:
    """Whether each is temporary, and until when, which is stored. A date that it has already stays."""
    language = exchange_of(request).language
    found = await desk.tx(lapse.classify, Scope(actor.account_id), body.memory_ids, desk.clock.now(), desk.clock.zone)
    return [ClassifiedOut.of(one, language) for one in found]
