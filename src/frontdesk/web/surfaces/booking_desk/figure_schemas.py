"""Wire shapes of the booking figures."""

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.booking.dialogue.state import Stage
from frontdesk.booking.figures import Group, Overview
from frontdesk.booking.queries import Status


class OverviewOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total_bookings": 150,
                    "pending_bookings": 12,
                    "approved_bookings": 45,
                    "completed_bookings": 85,
                    "cancelled_bookings": 8,
                    "recent_bookings_7_days": 23,
                    "today_bookings": 5,
                }
            ]
        }
    )

    total_bookings: int
    pending_bookings: int
    approved_bookings: int
    completed_bookings: int
    cancelled_bookings: int
    recent_bookings_7_days: int = Field(description="Made in the last seven days of the business, today included.")
    today_bookings: int

    @staticmethod
    def of(overview: Overview) -> "OverviewOut":
        return OverviewOut(
            total_bookings=overview.total,
            pending_bookings=overview.by_status[Status.PENDING],
            approved_bookings=overview.by_status[Status.APPROVED],
            completed_bookings=overview.by_status[Status.COMPLETED],
            cancelled_bookings=overview.by_status[Status.CANCELLED],
            recent_bookings_7_days=overview.last_7_days,
            today_bookings=overview.today,
        )


class ServiceFiguresOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"service": "Bridal Makeup Services", "count": 61, "revenue": "2149957.00", "currency": "INR"}]
        }
    )

    service: str
    count: int = Field(description="All bookings.")
    revenue: str = Field(description="Of bookings that are approved or completed, as a decimal number.")
    currency: str

    @staticmethod
    def of(group: Group) -> "ServiceFiguresOut":
        return ServiceFiguresOut(
            service=group.name,
            count=group.count,
            revenue=group.revenue.decimal(),
            currency=group.revenue.currency,
        )


class MonthFiguresOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"month": "2026-10", "count": 18, "revenue": "640000.00", "currency": "INR"}]}
    )

    month: str = Field(description="Month in which the bookings were made, in the business's time zone.")
    count: int = Field(description="All bookings.")
    revenue: str = Field(description="Of bookings that are approved or completed, as a decimal number.")
    currency: str

    @staticmethod
    def of(group: Group) -> "MonthFiguresOut":
        return MonthFiguresOut(
            month=group.name,
            count=group.count,
            revenue=group.revenue.decimal(),
            currency=group.revenue.currency,
        )


class FunnelStageOut(BaseModel):
    stage: Stage
    sessions: int = Field(description="Conversations that reached this stage or a later one.")


class FunnelOut(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stages": [
                        {"stage": "greeting", "sessions": 120},
                        {"stage": "selecting_service", "sessions": 96},
                        {"stage": "selecting_package", "sessions": 80},
                        {"stage": "collecting_details", "sessions": 71},
                        {"stage": "confirming", "sessions": 52},
                        {"stage": "otp_sent", "sessions": 47},
                        {"stage": "completed", "sessions": 41},
                    ]
                }
            ]
        }
    )

    stages: list[FunnelStageOut]
