"""Probes, and who may read the figures."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
from tests import served
from tests.redis import Server
from tests.simulators.models import settings_of, simulated

import frontdesk
from frontdesk.bootstrap import Desk
from frontdesk.identity.actor import Role
from frontdesk.kit.clock import Clock
from frontdesk.llm import messages
from frontdesk.llm.messages import ChatMessage, ChatRequest
from frontdesk.simulator.script import status as refused


async def test_health_says_what_and_which(client: httpx.AsyncClient) -> None:
    expected = {
        "status": "ok",
        "service": "frontdesk",
        "version": frontdesk.__version__,
        "timestamp": "2026-11-23T06:30:00.000Z",
    }
    assert (await client.get("/health")).json() == expected
    assert expected.items() <= (await client.get("/agent/health")).json().items()


async def test_readiness_says_what_it_stands_on(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json() == (await client.get("/health")).json() | {
        "status": "healthy",
        "database": "connected",
        "mongodb": "not used",
        "redis": "not used",
        "providers": {},
    }


async def test_readiness_says_who_answers_and_who_rests(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    async with simulated() as vendors:
        environ = settings_of(vendors, "groq", "openai") | {"METRICS__PUBLIC": "true"}
        desk = served.desk_for(sqlite_url, tmp_path, clock, **environ)
        vendors.script(refused(402), style="groq")
        request = ChatRequest((ChatMessage(messages.Role.USER, "Hello"),))
        async with served.client_of(desk) as client:
            before = (await client.get("/api/v1/health")).json()["providers"]
            assert before == {"groq": "ready", "openai": "ready"}
            async with aclosing(desk.models.stream(request)) as events:
                assert [type(event).__name__ async for event in events][-1] == "End"
            after = (await client.get("/api/v1/health")).json()["providers"]
            assert after == {"groq": "resting", "openai": "ready"}
            page = (await client.get("/metrics")).text
        await desk.hang_up()
    assert 'frontdesk_llm_calls_total{outcome="credits",provider="groq"} 1.0' in page
    assert 'frontdesk_llm_calls_total{outcome="answered",provider="openai"} 1.0' in page
    assert 'frontdesk_llm_tokens_total{kind="completion",provider="openai"}' in page
    assert 'frontdesk_llm_first_piece_seconds_count{provider="openai"} 1.0' in page
    assert 'frontdesk_llm_first_piece_seconds_bucket{le="60.0",provider="openai"} 1.0' in page
    desk.close()


async def test_readiness_says_how_redis_is(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    server = Server(tmp_path)
    desk = served.desk_for(sqlite_url, tmp_path, clock, REDIS_URL=server.url)
    async with served.client_of(desk) as client:
        assert (await client.get("/api/v1/health")).json()["redis"] == "away"
        server.start()
        async with asyncio.timeout(20):
            async with desk.bus.listen("a topic") as news:
                while desk.link is not None and desk.link.state == "away":
                    await news.wait(0.1)
        assert (await client.get("/api/v1/health")).json()["redis"] == "connected"
    desk.close()
    server.kill()


TOKEN = {"METRICS__TOKEN": "a-token-for-prometheus"}
RIGHT, WRONG = {"Authorization": "Bearer a-token-for-prometheus"}, {"Authorization": "Bearer something-else"}


@pytest.mark.parametrize(
    ("environ", "peer", "headers", "status"),
    [
        ({}, served.PEER, {}, 404),
        ({}, served.PEER, {"Authorization": "Bearer "}, 404),
        # A proxy on the same machine need not say that it is one.
        ({}, "127.0.0.1", {}, 404),
        ({}, "::1", {}, 404),
        (TOKEN, served.PEER, RIGHT, 200),
        (TOKEN, served.PEER, WRONG, 404),
        (TOKEN, served.PEER, {"Authorization": "Basic a-token-for-prometheus"}, 404),
        (TOKEN, served.PEER, {}, 404),
        (TOKEN, "127.0.0.1", RIGHT, 200),
        (TOKEN, "127.0.0.1", {}, 404),
        ({"METRICS__PUBLIC": "true"}, served.PEER, {}, 200),
    ],
)
async def test_figures_are_not_public(
    sqlite_url, tmp_path, clock, environ: dict[str, str], peer: str, headers: dict[str, str], status: int
) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, **environ)
    async with served.client_of(desk, peer=peer, headers=headers) as client:
        assert (await client.get("/metrics")).status_code == status
    desk.close()


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.OPERATOR, 404), (Role.CUSTOMER, 404)])
async def test_an_admin_sees_the_figures(desk: Desk, role: Role, status: int) -> None:
    async with served.client_of(desk, headers=served.bearer(desk, role)) as client:
        assert (await client.get("/metrics")).status_code == status


async def test_figures_count_by_template(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, METRICS__PUBLIC="true")
    async with served.client_of(desk) as client:
        for path in ("/health", "/admin/knowledge/abc", "/admin/knowledge/def", "/a-path-of-mine", "/another"):
            await client.get(path)
        await client.request("BREW", "/health")
        await client.post("/agent/chat", json={"message": "hello"})
        page = (await client.get("/metrics")).text
    assert 'frontdesk_http_requests_total{method="GET",route="/health",status="200"} 1.0' in page
    assert '{method="GET",route="/admin/knowledge/{entry_id}",status="401"} 2.0' in page
    assert '{method="GET",route="unmatched",status="404"} 2.0' in page
    assert 'method="OTHER"' in page
    assert 'frontdesk_http_request_duration_seconds_count{method="POST",route="/agent/chat"} 1.0' in page
    assert "mine" not in page
    assert "BREW" not in page
    desk.close()
