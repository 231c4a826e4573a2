"""Buckets by caller and group, and what the headers say of them."""

import pytest
from tests import served

from frontdesk.kit.bucket import TokenBuckets
from frontdesk.settings import load
from frontdesk.web.app import create_app
from frontdesk.web.limits import Limits


class Hand:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def limits(**environ: str) -> tuple[Limits, Hand]:
    hand = Hand()
    rate = load({f"RATE_LIMIT__{name}": value for name, value in environ.items()}, env_file=None).rate_limit
    return Limits(rate, TokenBuckets(monotonic=hand), hand), hand


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("/", None),
        ("/health", None),
        ("/agent/health", None),
        ("/api/v1/health", None),
        ("/api/v1/healthy", "other"),
        ("/metrics", None),
        ("/docs", None),
        ("/docs/swagger-ui.css", None),
        ("/redoc", None),
        ("/openapi.json", None),
        ("/static/page.js", None),
        ("/agent/chat", "agent/chat"),
        ("/agent/sessions/abc", "agent/sessions"),
        ("/admin/login", "auth"),
        ("/admin/forgot-password", "auth"),
        ("/admin/reset-password", "auth"),
        ("/admin/bookings", "admin/bookings"),
        ("/admin/bookings/x/status", "admin/bookings"),
        ("/admin/knowledge/gaps", "admin/knowledge"),
        ("/callbacks/twilio/status", "callbacks"),
        ("/page/texts", "page"),
        ("/api/v1/auth/login", "auth"),
        ("/api/v1/auth/register", "auth"),
        ("/api/v1/auth/request-otp", "auth"),
        ("/api/v1/auth/verify-otp", "auth"),
        ("/api/v1/auth/me", "api/v1/auth"),
        ("/api/v1/auth/me/export", "api/v1/auth"),
        ("/api/v1/chat", "api/v1/chat"),
        ("/api/v1/chat/stream", "api/v1/chat"),
        ("/api/v1/chat/sessions/x/stream", "api/v1/chat"),
        ("/api/v1/memory", "api/v1/memory"),
        ("/api/v1/memory/x/related", "api/v1/memory"),
        ("/api/v1/settings/settings", "api/v1/settings"),
        ("/api/v1/analytics/models", "api/v1/analytics"),
        ("/api/v1/admin/users/x", "api/v1/admin"),
        ("/api/v1", "other"),
        ("/nowhere", "other"),
        ("//health", "other"),
        ("/admin", "other"),
        ("", "other"),
    ],
)
def test_every_path_belongs_to_one_group(path: str, group: str | None) -> None:
    found = limits()[0].group(path)
    assert (found.name if found else None) == group


def test_a_burst_then_the_rate() -> None:
    made, hand = limits()
    group = made.group("/admin/bookings")
    assert group is not None
    verdicts = [made.take(group, "a") for _ in range(11)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 10 + [False]
    assert made.take(group, "b").allowed, "another caller has a bucket of her own"
    hand.now += 1
    assert made.take(group, "a").allowed
    assert not made.take(group, "a").allowed


def test_addresses_of_one_line_share_a_bucket() -> None:
    made, _ = limits(BURST_SIZE="1")
    group = made.group("/nowhere")
    assert group is not None
    assert made.take(group, "2001:db8::1").allowed
    assert not made.take(group, "2001:db8::2").allowed


def test_switched_off_there_is_none() -> None:
    made, _ = limits(ENABLED="false")
    assert made.group("/admin/login") is None
    assert made.covers("/admin/login"), "the description stays the same"


async def test_headers_tell_the_bucket(sqlite_url, tmp_path, clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true", RATE_LIMIT__BURST_SIZE="3")
    async with served.client_of(desk) as client:
        answers = [await client.get("/nowhere") for _ in range(5)]
        free = await client.get("/health")
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert {answer.headers["x-ratelimit-limit"] for answer in answers} == {"60"}
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0", "0"]
    resets = [int(answer.headers["x-ratelimit-reset"]) for answer in answers]
    assert resets == sorted(resets)
    refused = answers[-1]
    assert refused.headers["retry-after"] == "1"
    assert refused.json()["detail"] == "Rate limit exceeded. Try again in 1 seconds."
    assert refused.json()["code"] == "rate_limited"
    assert "x-ratelimit-limit" not in free.headers
    desk.close()


async def test_limits_belong_to_the_account_wherever_it_calls_from(sqlite_url, tmp_path, clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true", RATE_LIMIT__BURST_SIZE="1")
    mine = served.bearer(desk)
    theirs = served.bearer(desk, email="colleague@example.com")
    path = "/admin/verify-token"
    async with served.client_of(desk) as here, served.client_of(desk, peer="198.51.100.4") as there:
        assert (await here.get(path, headers=mine)).status_code == 200
        assert (await there.get(path, headers=mine)).status_code == 429
        assert (await here.get(path, headers=theirs)).status_code == 200
        # A token that is none is counted for the address.
        assert (await here.get(path, headers={"Authorization": "Bearer x"})).status_code == 401
        assert (await here.get(path, headers={"Authorization": "Bearer y"})).status_code == 429
    desk.close()


async def test_a_conversation_has_a_limit_of_its_own(sqlite_url, tmp_path, clock) -> None:
    # One a minute: nothing that refills while the requests are made is enough for another.
    limits = {"RATE_LIMIT__REQUESTS_PER_MINUTE": "1", "RATE_LIMIT__BURST_SIZE": "3"}
    desk = served.desk_for(sqlite_url, tmp_path, clock, RATE_LIMIT__ENABLED="true", **limits)
    app = create_app(desk)
    statuses = []
    for number in range(5):
        async with served.client_of(app, peer=f"198.51.100.{number}") as somebody:
            answer = await somebody.post("/agent/chat", json={"message": "hello", "session_id": "one-for-all"})
            statuses.append(answer.status_code)
    assert statuses == [200, 200, 200, 429, 429]
    assert 30 < int(answer.headers["retry-after"]) <= 60
    assert answer.headers["x-ratelimit-remaining"] == "0"
    desk.close()
