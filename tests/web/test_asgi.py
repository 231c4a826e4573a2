"""The outer layer: what every request and every answer has to do with."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.web.app import create_app
from frontdesk.web.headers import Cors

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health", 200),
        ("GET", "/nowhere", 404),
        ("PUT", "/health", 405),
        ("POST", "/agent/chat", 415),
        ("GET", "/admin/knowledge", 401),
    ],
)
async def test_every_answer_is_protected(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert ALWAYS.items() <= dict(answer.headers).items()
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "permissions-policy" in answer.headers
    assert "strict-transport-security" not in answer.headers
    assert len(answer.headers["x-request-id"]) == 32


async def test_a_page_may_run_our_scripts_and_no_inline_ones(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("offered", "kept"),
    [
        ("trace-0123_abc", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("short", False),
        ("9779876543210", False),
        ("with blank 1", False),
        ("eyJh.eyJz.c2ln", False),
        ("<script>alert", False),
    ],
)
async def test_a_sane_request_id_is_kept(client: httpx.AsyncClient, offered: str, kept: bool) -> None:
    answer = await client.get("/nowhere", headers={"X-Request-ID": offered})
    assert (answer.headers["x-request-id"] == offered) is kept
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    for path in ("/health", "/", "/openapi.json", "/nowhere"):
        head, get = await client.head(path), await client.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


async def test_wrong_methods_name_the_right_ones(client: httpx.AsyncClient) -> None:
    allowed = {path: (await client.request("TRACE", path)).headers["allow"] for path in ("/health", "/admin/knowledge")}
    assert allowed == {"/health": "GET, HEAD", "/admin/knowledge": "GET, HEAD, POST"}
    assert (await client.get("/agent/chat")).headers["allow"] == "POST"
    assert (await client.put("/admin/knowledge/gaps")).headers["allow"] == "GET, HEAD"
    assert (await client.put("/admin/knowledge/abc")).headers["allow"] == "DELETE, GET, HEAD, PATCH"


@pytest.mark.parametrize("path", ["/health%00", "/admin/knowledge/%00", "/page/texts?language=%00", "/?x=a%00b"])
async def test_a_nul_in_the_address_cannot_be_read(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


async def test_no_address_is_redirected_to_the_host_that_was_asked(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/", headers={"Host": "evil.example.net"})
    assert answer.status_code == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize("path", ["/agent/chat", "/admin/login"])
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_one_mebibyte_is_refused(client: httpx.AsyncClient, path: str, declared: bool) -> None:
    body = b'{"message": "' + b"x" * (1024 * 1024) + b'"}'

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 60_000):
            yield body[start : start + 60_000]

    answer = await client.post(
        path, content=body if declared else chunks(), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_long_body_within_the_limit_is_read(client: httpx.AsyncClient) -> None:
    answer = await client.post("/agent/chat", json={"message": "hello" + " " * 1_000_000})
    assert answer.status_code == 200


async def test_a_nul_split_over_two_chunks_is_found(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for part in (b'{"email": "a', b"\\u0", b"000", b'", "password": "x"}'):
            yield part

    answer = await client.post("/admin/login", content=chunks(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


@pytest.fixture
async def cors(sqlite_url, tmp_path, clock) -> AsyncIterator[httpx.AsyncClient]:
    desk = served.desk_for(
        sqlite_url,
        tmp_path,
        clock,
        CORS__ALLOWED_ORIGINS='["https://studio.example.com"]',
        CORS__ALLOW_CREDENTIALS="true",
    )
    async with served.client_of(desk) as client:
        yield client
    desk.close()


PREFLIGHT = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization"}


async def test_a_known_site_may_call(cors: httpx.AsyncClient) -> None:
    origin = {"Origin": "https://studio.example.com"}
    asked = await cors.options("/admin/bookings", headers=origin | PREFLIGHT)
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "https://studio.example.com"
    assert "PATCH" in asked.headers["access-control-allow-methods"]
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    for path in ("/health", "/nowhere", "/admin/bookings"):
        answer = await cors.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "https://studio.example.com"
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert "X-RateLimit-Remaining" in answer.headers["access-control-expose-headers"]
        assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("https://studio.example.com", "https://studio.example.com"),
        ("https://studio.example.com/app/", "https://studio.example.com"),
        ("HTTPS://Studio.example.com:8443", "https://studio.example.com:8443"),
        ("https://studio.example.com:443", "https://studio.example.com"),
        ("http://localhost:80/x", "http://localhost"),
    ],
)
async def test_the_site_that_links_lead_to_may_call(sqlite_url, tmp_path, clock, site: str, origin: str) -> None:
    """Its page for a forgotten password has to hand the token and the new password over."""
    desk = served.desk_for(sqlite_url, tmp_path, clock, FRONTEND_URL=site)
    async with served.client_of(desk) as client:
        asked = await client.options("/admin/reset-password", headers={"Origin": origin} | PREFLIGHT)
    desk.close()
    assert (asked.status_code, asked.headers.get("access-control-allow-origin")) == (204, origin)


async def test_an_unknown_site_may_not(cors: httpx.AsyncClient) -> None:
    origin = {"Origin": "https://evil.example.net"}
    asked = await cors.options("/admin/bookings", headers=origin | PREFLIGHT)
    assert asked.status_code == 403
    answer = await cors.get("/health", headers=origin)
    for headers in (asked.headers, answer.headers):
        assert not [name for name in headers if name.startswith("access-control-")]
        assert headers["vary"] == "Origin"


def test_any_site_never_means_cookies() -> None:
    headers = dict(Cors(["*"], ["GET"], ["Authorization"], credentials=True).answer(b"https://anywhere.example"))
    assert headers[b"access-control-allow-origin"] == b"*"
    assert b"access-control-allow-credentials" not in headers


async def test_https_behind_a_proxy_is_said_to_stay(sqlite_url, tmp_path, clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock, TRUSTED_PROXIES="10.0.0.0/8")
    headers = {"X-Forwarded-Proto": "https"}
    app = create_app(desk)
    async with served.client_of(app, peer="10.0.0.1") as proxied, served.client_of(app) as direct:
        assert "strict-transport-security" in (await proxied.get("/health", headers=headers)).headers
        assert "strict-transport-security" not in (await direct.get("/health", headers=headers)).headers
    desk.close()


async def test_a_fault_of_ours_is_a_problem_without_details(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(desk)

    async def broken() -> None:
        raise RuntimeError("secret inner state")

    app.app.add_api_route("/broken", broken)
    async with served.client_of(app) as client:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_client_that_leaves_in_the_middle_harms_nobody(desk: Desk) -> None:
    app = create_app(desk)
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[object] = []

    async def receive() -> object:
        return next(messages)

    async def send(message: object) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/agent/chat", "raw_path": b"/agent/chat", "query_string": b"",
        "headers": [(b"content-type", b"application/json")], "client": (served.PEER, 1), "scheme": "http",
    }  # fmt: skip
    await asyncio.wait_for(app(scope, receive, send), 5)
    assert sent == []


def test_over_real_sockets(sqlite_url, tmp_path) -> None:
    desk = served.desk_for(sqlite_url, tmp_path)
    with served.serving(desk) as base, httpx.Client(base_url=base) as client:
        answer = client.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert "server" not in answer.headers
        assert client.head("/health").content == b""
        said = client.post("/agent/chat", json={"message": "Hello"})
        assert said.status_code == 200
        large = client.post("/agent/chat", content=b"x" * 2_000_000, headers={"Content-Type": "application/json"})
        assert (large.status_code, large.json()["code"]) == (413, "too_large")
        for _ in range(3):
            again = client.post("/agent/chat", json={"message": "Hello", "session_id": said.json()["session_id"]})
            assert again.json()["session_id"] == said.json()["session_id"]
    desk.close()


async def test_the_first_who_is_no_probe_wakes_the_desk(desk: Desk) -> None:
    front = create_app(desk)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url="http://desk") as client:
        await client.get("/health")
        assert front._warming is None
        await client.get("/agent/welcome")
        assert front._warming is not None
        await front._warming
    assert desk.search._kept is not None
