"""`/api/v1/memory`: what is remembered of a person, by herself. Its other routes stand in memory_*.py."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from frontdesk.memory import erasing, history, memories, privacy, queries
from frontdesk.memory.deciding import consolidate, truth
from frontdesk.memory.finding import meanings
from frontdesk.memory.learning import note
from frontdesk.memory.memories import Kind, Memory, Scope, Status
from frontdesk.memory.queries import Wanted
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.exchange import exchange_of
from frontdesk.web.idempotent import created
from frontdesk.web.shapes import When
from frontdesk.web.surfaces.personal_chat import memory_schemas
from frontdesk.web.surfaces.personal_chat.memory_schemas import (
    Looked,
    MemoryIn,
    MemoryOut,
    MemoryPut,
    ShownMemory,
    ShownWholeMemory,
    Vectors,
)

PREFIX = "/api/v1/memory"
READ_ONLY: dict[int | str, dict[str, Any]] = {
    403: {"description": "It is shared with you to be read, not to be changed."}
}
NOT_MERGED: dict[int | str, dict[str, Any]] = READ_ONLY | {
    409: {"description": "It has become part of another memory."}
}

Embedding = Annotated[bool, Query(description="With the numbers that stand for its meaning.")]

router = APIRouter(prefix=PREFIX, tags=["memory"])


@router.get("", summary="List memories")
async def list_memories(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    pages: deps.Pages,
    memory_type: Kind | None = None,
    min_importance: Annotated[float | None, Query(ge=0, le=1, allow_inf_nan=False)] = None,
    status: Annotated[Status | None, Query(description="Else confirmed and pending ones.")] = None,
    include_expired: Annotated[bool, Query(description="Also what is over.")] = False,  # noqa: FBT002  # of the query
    known_at: Annotated[When | None, Query(description="What was held to be true at that moment.")] = None,
    shared: Annotated[bool, Query(description="In their place what others have shared with you.")] = False,  # noqa: FBT002  # of the query
    include_embedding: Embedding = False,  # noqa: FBT002  # of the query
) -> list[ShownMemory]:
    """Newest first."""
    statuses = (status,) if status else memories.SHOWN
    wanted = Wanted(statuses, memory_type, min_importance, include_expired, known_at, desk.clock.now())
    scope = Scope(actor.account_id)

    def listed(tx: Tx) -> list[ShownMemory]:
        page = privacy.shared_with_me(tx, scope.owner, pages) if shared else queries.listing(tx, scope, wanted, pages)
        vectors = vectors_of(tx, scope, page.items) if include_embedding else None
        return [memory_schemas.shown(one, vectors) for one in page.items]

    return await desk.read(listed)


@router.post(
    "",
    summary="Write a memory down",
    status_code=201,
    response_model=MemoryOut,
    responses={409: {"description": "There is no room for more memories, or the key came with another body."}},
)
async def create_memory(request: Request, desk: deps.Desk, actor: deps.CurrentActor, body: MemoryIn) -> Response:
    """Confirmed, since one writes it oneself. A statement that is there already is answered as it is there."""
    exchange = exchange_of(request)
    exchange.said = body.content
    draft = body.draft(exchange.language)

    def work(tx: Tx) -> MemoryOut:
        most = desk.settings.memory.most
        return MemoryOut.of(note.write(tx, Scope(actor.account_id), draft, desk.clock.now(), most=most))

    await truth.ready()
    return await created(request, desk, work)


@router.get("/{memory_id}", summary="Look at a memory")
async def get_memory(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    memory_id: str,
    include_embedding: Embedding = False,  # noqa: FBT002  # of the query
) -> ShownWholeMemory:
    """One's own with all that it has been; or one that is shared with oneself."""
    scope = Scope(actor.account_id)

    def look(tx: Tx) -> ShownWholeMemory:
        one = privacy.readable(tx, scope.owner, memory_id)
        vectors = vectors_of(tx, scope, [one]) if include_embedding else None
        if one.owner != scope.owner:
            return memory_schemas.whole(Looked(one), vectors)
        formers, readers = history.of(tx, scope, one.id), privacy.readers_of(tx, scope, [one.id])
        made_of = consolidate.merged_from(tx, scope, one.id)
        return memory_schemas.whole(Looked(one, formers, readers[one.id], made_of), vectors)

    return await desk.read(look)


@router.put("/{memory_id}", summary="Change a memory", responses=NOT_MERGED)
async def change_memory(
    request: Request, desk: deps.Desk, actor: deps.CurrentActor, memory_id: str, body: MemoryPut
) -> MemoryOut:
    """What is left out stays; what it was before is kept in its history and can be brought back."""
    exchange = exchange_of(request)
    exchange.said = body.content
    inherited = exchange.language

    def work(tx: Tx) -> Memory:
        privacy.writable(tx, actor.account_id, memory_id)
        scope = Scope(actor.account_id)
        return note.change(tx, scope, memory_id, lambda one: body.apply(one, inherited), desk.clock.now())

    await truth.ready()
    return MemoryOut.of(await desk.tx(work))


@router.delete("/{memory_id}", summary="Delete a memory", status_code=204, responses=READ_ONLY)
async def delete_memory(desk: deps.Desk, actor: deps.CurrentActor, memory_id: str) -> None:
    """For good, with its history and its links. What it had ended holds again; what it was made of comes back."""

    def work(tx: Tx) -> None:
        privacy.writable(tx, actor.account_id, memory_id)
        erasing.delete(tx, Scope(actor.account_id), memory_id, desk.clock.now())

    await desk.tx(work)


def vectors_of(tx: Tx, scope: Scope, found: Sequence[Memory]) -> Vectors:
    return meanings.of(tx, scope, [one.id for one in found])
