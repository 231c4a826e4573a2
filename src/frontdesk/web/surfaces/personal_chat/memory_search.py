"""`/api/v1/memory`: what one's memories have to do with a question, and with one another."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from frontdesk.identity import preferences
from frontdesk.memory import graph
from frontdesk.memory.graph import DEEPEST, Relation
from frontdesk.memory.memories import Scope
from frontdesk.storage.session import Tx
from frontdesk.web import deps
from frontdesk.web.exchange import exchange_of
from frontdesk.web.idempotent import created
from frontdesk.web.surfaces.personal_chat.memory import PREFIX, vectors_of
from frontdesk.web.surfaces.personal_chat.memory_search_schemas import (
    FoundMemoryOut,
    GraphOut,
    LinkIn,
    LinkOut,
    RelatedOut,
    SearchIn,
)

# Seconds that a server may take to say what a question means; after that its words decide.
_PATIENCE = 5.0

router = APIRouter(prefix=PREFIX, tags=["memory"])


@router.post("/search", summary="Find memories")
async def search_memories(
    request: Request, desk: deps.Desk, actor: deps.CurrentActor, body: SearchIn
) -> list[FoundMemoryOut]:
    """By one score made of meaning, words, names, times, importance and recency; with the reason for each."""
    exchange = exchange_of(request)
    exchange.said = body.query
    scope = Scope(actor.account_id)
    by_meaning = body.use_semantic_search
    if by_meaning is None:
        by_meaning = (await desk.read(preferences.get, scope.owner)).memory_settings.enable_semantic_search
    question = body.question(exchange.language, by_meaning=by_meaning)
    hits = await desk.recall.ask(desk.database, scope, question, desk.clock.now(), patience=_PATIENCE)
    found = [hit.memory for hit in hits]
    vectors = await desk.read(vectors_of, scope, found) if body.include_embedding else None
    return [FoundMemoryOut.of(hit, vectors) for hit in hits]


@router.post(
    "/link",
    summary="Link two memories",
    status_code=201,
    response_model=LinkOut,
    responses={404: {"description": "One of the two is not there, or not yours."}},
)
async def link_memories(request: Request, desk: deps.Desk, actor: deps.CurrentActor, body: LinkIn) -> Response:
    """The same link again is the one that is there. A memory cannot be linked to itself."""
    scope, now = Scope(actor.account_id), desk.clock.now()

    def work(tx: Tx) -> LinkOut:
        return LinkOut.of(graph.link(tx, scope, body.source_id, body.target_id, body.relationship_type, now))

    return await created(request, desk, work)


@router.delete(
    "/link",
    summary="Take a link away",
    status_code=204,
    responses={404: {"description": "There is no such link."}},
)
async def unlink_memories(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    source_id: Annotated[str, Query(max_length=64)],
    target_id: Annotated[str, Query(max_length=64)],
    relationship_type: Annotated[Relation | None, Query(description="Else all between the two.")] = None,
) -> None:
    await desk.tx(graph.unlink, Scope(actor.account_id), source_id, target_id, relationship_type)


@router.get("/{memory_id}/related", summary="What a memory is linked to")
async def related_memories(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    memory_id: str,
    relationship_type: Annotated[Relation | None, Query(description="Only along links of this type.")] = None,
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="How many links far.")] = 1,
) -> list[RelatedOut]:
    """Nearest first, each memory once; links are followed both ways."""
    found = await desk.read(graph.related, Scope(actor.account_id), memory_id, depth, relationship_type)
    return [RelatedOut.of(one) for one in found]


@router.get("/{memory_id}/graph", summary="The web of links around a memory")
async def memory_graph(
    desk: deps.Desk,
    actor: deps.CurrentActor,
    memory_id: str,
    max_depth: Annotated[int, Query(ge=1, le=DEEPEST, description="How many links far.")] = 3,
) -> GraphOut:
    """The first node is the memory itself. `truncated` says that there was more."""
    return GraphOut.of(await desk.read(graph.graph, Scope(actor.account_id), memory_id, max_depth))
