"""Wire shapes of what is found among memories, and of how they are related."""

from typing import Any, Literal

from pydantic import BaseModel

from frontdesk.memory.graph import Graph, Link, Related, Relation
from frontdesk.memory.memories import Kind
from frontdesk.web.shapes import Moment
from frontdesk.web.surfaces.personal_chat.memory_schemas import (
    MEMORY,
    MEMORY_ID,
    OTHER_ID,
    MemoryIdIn,
    MemoryOut,
    examples,
    taking,
)

_LINK: dict[str, Any] = {"source_id": MEMORY_ID, "target_id": OTHER_ID, "relationship_type": "relates_to"}


class LinkIn(BaseModel):
    model_config = taking(_LINK)

    source_id: MemoryIdIn
    target_id: MemoryIdIn
    relationship_type: Relation


class LinkOut(BaseModel):
    model_config = examples(_LINK | {"created_at": "2026-11-21T10:00:00.000Z"})

    source_id: str
    target_id: str
    relationship_type: Relation
    created_at: Moment

    @staticmethod
    def of(link: Link) -> "LinkOut":
        return LinkOut(
            source_id=link.source, target_id=link.target, relationship_type=link.relation, created_at=link.created_at
        )


class RelatedOut(BaseModel):
    """`relationship` and `direction` are of the link by which it was reached."""

    model_config = examples({"memory": MEMORY, "relationship": "relates_to", "direction": "out", "distance": 1})

    memory: MemoryOut
    relationship: Relation
    direction: Literal["out", "in"]
    distance: int

    @staticmethod
    def of(found: Related) -> "RelatedOut":
        return RelatedOut(
            memory=MemoryOut.of(found.memory),
            relationship=found.relation,
            direction=found.direction,
            distance=found.distance,
        )


class NodeOut(BaseModel):
    id: str
    content: str
    type: Kind


class EdgeOut(BaseModel):
    source: str
    target: str
    type: Relation


class GraphOut(BaseModel):
    model_config = examples(
        {
            "nodes": [
                {"id": MEMORY_ID, "content": "Likes pizza", "type": "preference"},
                {"id": OTHER_ID, "content": "Italian restaurants", "type": "topic"},
            ],
            "edges": [{"source": MEMORY_ID, "target": OTHER_ID, "type": "relates_to"}],
            "truncated": False,
        }
    )

    nodes: list[NodeOut]
    edges: list[EdgeOut]
    truncated: bool

    @staticmethod
    def of(found: Graph) -> "GraphOut":
        return GraphOut(
            nodes=[NodeOut(id=one.id, content=one.content, type=one.kind) for one in found.nodes],
            edges=[EdgeOut(source=one.source, target=one.target, type=one.relation) for one in found.edges],
            truncated=found.truncated,
        )
