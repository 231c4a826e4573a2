"""The routes are exactly the ones that the documents name, and the few that are ours."""

from pathlib import Path

import pytest
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.web.app import create_app

DOCUMENTED = """
GET    /health
GET    /api/v1/health
POST   /agent/chat
GET    /agent/sessions
DELETE /agent/sessions/{session_id}
POST   /agent/cleanup
GET    /agent/health
POST   /admin/login
POST   /admin/forgot-password
POST   /admin/reset-password
GET    /admin/verify-token
GET    /admin/bookings
POST   /admin/bookings/search
GET    /admin/bookings/{booking_id}
PATCH  /admin/bookings/{booking_id}/status
DELETE /admin/bookings/{booking_id}
POST   /admin/knowledge
GET    /admin/knowledge
GET    /admin/knowledge/{entry_id}
PATCH  /admin/knowledge/{entry_id}
DELETE /admin/knowledge/{entry_id}
GET    /admin/analytics/overview
GET    /admin/analytics/by-service
GET    /admin/analytics/by-month
GET    /admin/services
POST   /admin/services
PATCH  /admin/services/{service_id}
DELETE /admin/services/{service_id}
GET    /admin/analytics/funnel
GET    /admin/knowledge/gaps
GET    /admin/outbox
GET    /dev/outbox
"""
OURS = """
GET    /admin/services/{service_id}
GET    /agent/welcome
GET    /page/texts
GET    /metrics
POST   /callbacks/twilio/status
"""


def _listed(text: str) -> set[tuple[str, str]]:
    return {(line.split()[0], line.split()[1]) for line in text.split("\n") if line}


def test_every_documented_route_is_there_and_no_unknown_one(desk: Desk) -> None:
    described = create_app(desk).app.openapi()  # type: ignore[attr-defined]  # the application inside the outer layer
    there = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    assert there == _listed(DOCUMENTED) | _listed(OURS)


@pytest.mark.parametrize(("environ", "status"), [({"ENVIRONMENT": ""}, 404), ({"ENVIRONMENT": "development"}, 200)])
async def test_codes_are_not_shown_through_a_proxy_unless_somebody_said_development(
    sqlite_url: str, tmp_path: Path, environ: dict[str, str], status: int
) -> None:
    house = served.desk_for(sqlite_url, tmp_path, **environ)
    async with served.client_of(house) as client:
        assert (await client.get("/dev/outbox")).status_code == 200
        proxied = await client.get("/dev/outbox", headers={"X-Forwarded-For": "203.0.113.5"})
        assert proxied.status_code == status
    house.close()
