"""The routes are exactly the ones that the documents name, and the few that are ours."""

from frontdesk.bootstrap import Desk
from frontdesk.web.app import create_app

BOOKING_DESK = """
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
PERSONAL_CHAT = """
POST   /api/v1/auth/register
POST   /api/v1/auth/login
GET    /api/v1/auth/me
DELETE /api/v1/auth/me
GET    /api/v1/auth/me/export
POST   /api/v1/auth/request-otp
POST   /api/v1/auth/verify-otp
POST   /api/v1/auth/ticket
POST   /api/v1/chat
POST   /api/v1/chat/stream
GET    /api/v1/chat/history
GET    /api/v1/chat/sessions
PUT    /api/v1/chat/sessions/{session_id}
DELETE /api/v1/chat/sessions/{session_id}
POST   /api/v1/chat/branch
GET    /api/v1/chat/sessions/{session_id}/stream
GET    /api/v1/chat/messages/{message_id}/trace
GET    /api/v1/settings/settings
PUT    /api/v1/settings/settings
GET    /api/v1/analytics/activity
GET    /api/v1/analytics/models
GET    /api/v1/memory
POST   /api/v1/memory
GET    /api/v1/memory/{memory_id}
PUT    /api/v1/memory/{memory_id}
DELETE /api/v1/memory/{memory_id}
POST   /api/v1/memory/link
GET    /api/v1/memory/{memory_id}/related
GET    /api/v1/memory/{memory_id}/graph
GET    /api/v1/memory/pending
POST   /api/v1/memory/{memory_id}/verify
POST   /api/v1/memory/search
GET    /api/v1/memory/conflicts/detect
POST   /api/v1/memory/consolidate
GET    /api/v1/memory/consolidate/suggestions
POST   /api/v1/memory/{memory_id}/unmerge
GET    /api/v1/memory/analytics/dashboard
GET    /api/v1/memory/analytics/top
POST   /api/v1/memory/classify-expiration
POST   /api/v1/memory/export
POST   /api/v1/memory/import
POST   /api/v1/memory/privacy
DELETE /api/v1/memory/bulk
GET    /api/v1/admin/users
PATCH  /api/v1/admin/users/{user_id}
"""
OURS_OF_PERSONAL_CHAT = """
POST   /api/v1/chat/sessions/{session_id}/restore
GET    /api/v1/chat/search
DELETE /api/v1/memory/link
POST   /api/v1/memory/verify/batch
POST   /api/v1/memory/{memory_id}/undo
POST   /api/v1/memory/conflicts/keep
"""
APP_SUPPORT = """
POST   /auth/register
POST   /auth/token
POST   /conversations/
GET    /conversations/
DELETE /conversations/{conv_id}
POST   /conversations/{conv_id}/messages
GET    /conversations/{conv_id}/messages
"""
_ALL = (BOOKING_DESK, OURS, PERSONAL_CHAT, OURS_OF_PERSONAL_CHAT, APP_SUPPORT)


def _listed(text: str) -> set[tuple[str, str]]:
    return {(line.split()[0], line.split()[1]) for line in text.split("\n") if line}


def test_every_documented_route_is_there_and_no_unknown_one(desk: Desk) -> None:
    described = create_app(desk).app.openapi()  # type: ignore[attr-defined]  # the application inside the outer layer
    there = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    assert there == {route for text in _ALL for route in _listed(text)}
