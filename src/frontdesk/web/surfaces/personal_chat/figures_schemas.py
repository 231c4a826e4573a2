"""Wire shapes of figures."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.conversations.figures import Activity, ModelUse


class DayOut(BaseModel):
    date: date
    messages: int
    sessions: int


class ActivityOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total_messages": 25,
                    "total_sessions": 3,
                    "avg_messages_per_session": 8.3,
                    "active_days": 1,
                    "by_day": [{"date": "2026-11-21", "messages": 25, "sessions": 3}],
                }
            ]
        }
    )

    total_messages: int = Field(description="What the person sent.")
    total_sessions: int
    avg_messages_per_session: float
    active_days: int
    by_day: list[DayOut] = Field(description="Oldest first; days are UTC, and silent ones are left out.")

    @staticmethod
    def of(found: Activity) -> "ActivityOut":
        return ActivityOut.model_validate(found, from_attributes=True)


class ShareOut(BaseModel):
    count: int
    percentage: float


class ModelsOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "by_provider": {"openrouter": {"count": 89, "percentage": 66.4}},
                    "by_model": {"openai/gpt-4-turbo": 89},
                }
            ]
        }
    )

    by_provider: dict[str, ShareOut] = Field(description="The most used first.")
    by_model: dict[str, int]

    @staticmethod
    def of(found: ModelUse) -> "ModelsOut":
        return ModelsOut.model_validate(found, from_attributes=True)
