"""Wire shapes of what a person decides about memories."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, model_validator

from frontdesk.kit.languages import Language
from frontdesk.memory.deciding.conflicts import Conflict, Found
from frontdesk.memory.deciding.consolidate import Consolidated, Suggestion
from frontdesk.memory.deciding.lapse import Classified
from frontdesk.memory.deciding.truth import ConflictKind
from frontdesk.memory.deciding.verify import MOST, Action, Decision, Outcome
from frontdesk.memory.memories import Kind
from frontdesk.web import errors
from frontdesk.web.surfaces.personal_chat.choices_schemas import Share
from frontdesk.web.surfaces.personal_chat.memory_schemas import MEMORY, MemoryOut, members
from frontdesk.web.surfaces.personal_chat.memory_values import (
    MEMORY_ID,
    OTHER_ID,
    Feedback,
    Ids,
    MemoryIdIn,
    Statement,
    examples,
    taking,
)

_PAIR = [MEMORY_ID, OTHER_ID]
_CORRECTION: dict[str, Any] = {
    "action": "correct",
    "corrected_content": "Enjoys playing tennis and badminton",
    "corrected_importance": 0.7,
    "feedback": "Added badminton",
}


class VerdictIn(BaseModel):
    model_config = taking({"action": "confirm"}, {"action": "reject", "feedback": "This is incorrect"}, _CORRECTION)

    action: Action
    corrected_content: Statement | None = Field(None, description="Of a correction, which needs this or the next.")
    corrected_importance: Share | None = None
    feedback: Feedback | None = Field(None, description="Kept in the memory's history.")

    @model_validator(mode="after")
    def _only_corrections_correct(self) -> Self:
        is_correcting = self.corrected_content is not None or self.corrected_importance is not None
        if is_correcting and self.action is not Action.CORRECT:
            raise ValueError("Only a correction says what is right.")
        return self

    def decision(self, memory_id: str) -> Decision:
        return Decision(memory_id, self.action, self.corrected_content, self.corrected_importance, self.feedback)


class DecisionIn(VerdictIn):
    model_config = taking({"memory_id": MEMORY_ID, "action": "confirm"})

    memory_id: MemoryIdIn


class BatchIn(BaseModel):
    model_config = taking(
        {
            "decisions": [
                {"memory_id": MEMORY_ID, "action": "confirm"},
                {"memory_id": OTHER_ID, **_CORRECTION},
            ]
        }
    )

    decisions: Annotated[list[DecisionIn], Field(min_length=1, max_length=MOST)] = Field(
        description="One for a memory; carried out in this order."
    )


class FieldProblemOut(BaseModel):
    field: str
    message: str


class RefusalOut(BaseModel):
    code: str
    detail: str
    errors: list[FieldProblemOut]


class OutcomeOut(BaseModel):
    """`memory` as it has become, or `error`."""

    memory_id: str
    memory: MemoryOut | None
    error: RefusalOut | None

    @staticmethod
    def of(outcome: Outcome, language: Language) -> "OutcomeOut":
        refusal = None
        if outcome.error is not None:
            refusal = RefusalOut(
                code=outcome.error.code,
                detail=errors.sentence(outcome.error, language)[0],
                errors=[FieldProblemOut(**problem) for problem in errors.problems(outcome.error, language)],
            )
        memory = None if outcome.memory is None else MemoryOut.of(outcome.memory)
        return OutcomeOut(memory_id=outcome.memory_id, memory=memory, error=refusal)


class BatchOut(BaseModel):
    model_config = examples(
        {
            "results": [
                {"memory_id": MEMORY_ID, "memory": MEMORY, "error": None},
                {
                    "memory_id": OTHER_ID,
                    "memory": None,
                    "error": {"code": "memory_not_found", "detail": "Memory not found", "errors": []},
                },
            ],
            "done": 1,
            "refused": 1,
        }
    )

    results: list[OutcomeOut] = Field(description="In the order of the decisions.")
    done: int
    refused: int

    @staticmethod
    def of(outcomes: list[Outcome], language: Language) -> "BatchOut":
        refused = sum(one.error is not None for one in outcomes)
        results = [OutcomeOut.of(one, language) for one in outcomes]
        return BatchOut(results=results, done=len(outcomes) - refused, refused=refused)


class ConflictOut(BaseModel):
    id: str
    content: str
    similarity_score: float = Field(description="0 to 1. What contradicts may have few words in common.")
    conflict_type: ConflictKind = Field(
        description="`contradicts`: not both are true; `updates`: the newer one would end the older; `duplicates`: the"
        " same in other words."
    )

    @staticmethod
    def of(one: Conflict) -> "ConflictOut":
        return ConflictOut(
            id=one.memory.id,
            content=one.memory.content,
            similarity_score=round(one.similarity, 4),
            conflict_type=one.kind,
        )


class ConflictsOut(BaseModel):
    model_config = examples(
        {
            "memory_id": MEMORY_ID,
            "content": "Prefers coffee",
            "conflicting_memories": [
                {"id": OTHER_ID, "content": "Prefers tea", "similarity_score": 0.91, "conflict_type": "contradicts"}
            ],
            "conflict_count": 1,
        }
    )

    memory_id: str
    content: str
    conflicting_memories: list[ConflictOut] = Field(description="The most urgent first.")
    conflict_count: int

    @staticmethod
    def of(found: Found) -> "ConflictsOut":
        return ConflictsOut(
            memory_id=found.memory.id,
            content=found.memory.content,
            conflicting_memories=[ConflictOut.of(one) for one in found.conflicts],
            conflict_count=len(found.conflicts),
        )


class KeepIn(BaseModel):
    model_config = taking({"memory_ids": _PAIR})

    memory_ids: Annotated[list[MemoryIdIn], Field(min_length=2, max_length=2)]


class ConsolidateIn(BaseModel):
    model_config = taking({"memory_ids": _PAIR})

    memory_ids: Ids = Field(description="2 to 50, confirmed or pending.")


class MergedMemoryOut(MemoryOut):
    merged_from: list[str]


class ConsolidatedOut(BaseModel):
    model_config = examples({"consolidated_memory": MEMORY | {"merged_from": _PAIR}})

    consolidated_memory: MergedMemoryOut

    @staticmethod
    def of(merged: Consolidated) -> "ConsolidatedOut":
        made = MergedMemoryOut(**members(merged.memory), merged_from=list(merged.merged_from))
        return ConsolidatedOut(consolidated_memory=made)


class SuggestionOut(BaseModel):
    model_config = examples(
        {
            "memory_ids": _PAIR,
            "reason": "High similarity (0.95), same type",
            "suggested_content": "Enjoys Italian and French cuisine",
            "similarity": 0.95,
            "memory_type": "preference",
        }
    )

    memory_ids: list[str]
    reason: str
    suggested_content: str
    similarity: float = Field(description="Of the two that are least alike, 0 to 1.")
    memory_type: Kind

    @staticmethod
    def of(one: Suggestion) -> "SuggestionOut":
        return SuggestionOut(
            memory_ids=[memory.id for memory in one.memories],
            reason=one.reason,
            suggested_content=one.content,
            similarity=round(one.similarity, 4),
            memory_type=one.kind,
        )


class RestoredOut(BaseModel):
    model_config = examples({"restored": _PAIR})

    restored: list[str]


class ClassifyIn(BaseModel):
    model_config = taking({"memory_ids": _PAIR})

    memory_ids: Ids = Field(description="At most 100.")


class ClassifiedOut(BaseModel):
    model_config = examples(
        {
            "memory_id": MEMORY_ID,
            "should_expire": False,
            "expiration_date": None,
            "reason": "Permanent preference",
        }
    )

    memory_id: str
    should_expire: bool
    expiration_date: date | None = Field(description="The first day on which it does not hold any more.")
    reason: str

    @staticmethod
    def of(one: Classified, language: Language) -> "ClassifiedOut":
        return ClassifiedOut(
            memory_id=one.memory.id,
            should_expire=one.expiry.should_expire,
            expiration_date=one.expiry.on,
            reason=one.expiry.reason.said(language),
        )
