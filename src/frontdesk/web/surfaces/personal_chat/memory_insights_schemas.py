"""Wire shapes of figures of memories."""

from typing import Any

from pydantic import BaseModel, Field

from frontdesk.memory.insights import Dashboard
from frontdesk.memory.memories import Kind, Status
from frontdesk.web.surfaces.personal_chat.memory_values import examples

_DASHBOARD: dict[str, Any] = {
    "overview": {
        "total_memories": 127,
        "verified_count": 89,
        "pending_count": 23,
        "rejected_count": 15,
        "avg_confidence": 0.82,
        "avg_importance": 0.65,
    },
    "by_type": {"preference": 45, "fact": 32, "topic": 28, "relationship": 12, "goal": 7, "experience": 3},
    "by_status": {"confirmed": 89, "pending": 23, "rejected": 15, "merged": 0, "expired": 0},
    "health_score": 85,
    "insights": [
        {
            "type": "low_verification_rate",
            "message": "23 memories pending verification",
            "priority": "high",
            "action": "Review pending memories",
        }
    ],
}


class OverviewOut(BaseModel):
    """Of what was made in the range, without what was merged or is over."""

    total_memories: int
    verified_count: int
    pending_count: int
    rejected_count: int
    avg_confidence: float
    avg_importance: float


class InsightOut(BaseModel):
    type: str
    message: str
    priority: str = Field(description="`high`, `medium` or `low`.")
    action: str


class DashboardOut(BaseModel):
    model_config = examples(_DASHBOARD)

    overview: OverviewOut
    by_type: dict[Kind, int]
    by_status: dict[Status, int]
    health_score: int = Field(
        description="0 to 100, of all there is: 40 for what is verified, 30 for how sure it is, 15 for how many of the"
        " six types there are, 15 for what was made or used in the last 30 days."
    )
    insights: list[InsightOut] = Field(description="The most pressing first.")

    @staticmethod
    def of(found: Dashboard) -> "DashboardOut":
        return DashboardOut(
            overview=OverviewOut.model_validate(found.figures.overview, from_attributes=True),
            by_type=found.figures.by_type,
            by_status=found.figures.by_status,
            health_score=found.health_score,
            insights=[InsightOut.model_validate(one, from_attributes=True) for one in found.insights],
        )
