"""Wire shapes of what is found among memories, and of how they are related."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StrictBool, StringConstraints

from frontdesk.kit.languages import Language
from frontdesk.kit.pagination import MAX_LIMIT
from frontdesk.memory.finding.question import Question
from frontdesk.memory.finding.recall import Hit
from frontdesk.memory.graph import Graph, Link, Related, Relation
from frontdesk.memory.memories import LONGEST, SHOWN, Kind, Status
from frontdesk.web.shapes import Moment, Whole
from frontdesk.web.surfaces.personal_chat.choices_schemas import Share
from frontdesk.web.surfaces.personal_chat.memory_schemas import MEMORY, MemoryOut, ShownMemory, Vectors, shown
from frontdesk.web.surfaces.personal_chat.memory_values import (
    MEMORY_ID,
    OTHER_ID,
    MemoryIdIn,
    examples,
    taking,
    visible,
)

_LINK: dict[str, Any] = {"source_id": MEMORY_ID, "target_id": OTHER_ID, "relationship_type": "relates_to"}


class SearchIn(BaseModel):
    model_config = taking(
        {"query": "What are my food preferences?"},
        {
            "query": "What are my food preferences?",
            "limit": 5,
            "use_semantic_search": True,
            "memory_type": "preference",
            "min_importance": 0.5,
        },
    )

    query: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST), AfterValidator(visible)
    ]
    limit: Annotated[Whole, Field(ge=1, le=MAX_LIMIT)] = 5
    use_semantic_search: StrictBool | None = Field(
        None, description="false: by words alone. Else as in one's settings, which begin with true."
    )
    memory_type: Kind | None = None
    min_importance: Share = 0.0
    status: Status | None = Field(None, description="Else confirmed and pending ones.")
    include_embedding: StrictBool = False

    def question(self, language: Language, *, by_meaning: bool) -> Question:
        return Question(
            self.query,
            language,
            self.memory_type,
            self.min_importance,
            statuses=(self.status,) if self.status else SHOWN,
            limit=self.limit,
            by_meaning=by_meaning,
        )


class PartsOut(BaseModel):
    """What made up the score, each 0 to 1 of its own kind."""

    words: float
    meaning: float
    name: float
    time: float
    neighbours: float
    importance: float
    recency: float


class FoundMemoryOut(BaseModel):
    model_config = examples(
        {
            "memory": MEMORY,
            "similarity_score": 0.92,
            "relevance_reason": "Is about the same thing",
            "parts": {
                "words": 0.4,
                "meaning": 0.7,
                "name": 0.0,
                "time": 0.0,
                "neighbours": 0.0,
                "importance": 0.8,
                "recency": 0.9,
            },
        }
    )

    memory: ShownMemory
    similarity_score: float = Field(description="0 to 1; orders the hits.")
    relevance_reason: str
    parts: PartsOut

    @staticmethod
    def of(hit: Hit, vectors: Vectors | None) -> "FoundMemoryOut":
        parts = {name: round(value, 4) for name, value in asdict(hit.parts).items()}
        return FoundMemoryOut(
            memory=shown(hit.memory, vectors),
            similarity_score=round(hit.score, 4),
            relevance_reason=hit.reason,
            parts=PartsOut(**parts),
        )


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
