"""Problems: their form, and that nothing malformed makes a fault of ours, on any route."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import served

from frontdesk.bootstrap import Desk
from frontdesk.kit.languages import Language
from frontdesk.web.app import create_app

JSON = {"Content-Type": "application/json"}
DEEP = b'{"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

MALFORMED = {
    "nothing": b"",
    "half an object": b'{"email": "a"',
    "text": b"hello",
    "null": b"null",
    "a list": b"[]",
    "a string": b'"x"',
    "a number": b"7",
    "bad UTF-8": b'{"email": "\xff\xfe"}',
    "a lone surrogate": b'{"message": "\\ud800", "email": "\\udfff", "title": "\\ud800", "name": "\\ud800"}',
    "a surrogate as a name": b'{"\\ud800": 1}',
    "a NUL": b'{"message": "a\\u0000", "email": "a\\u0000", "title": "a\\u0000", "search": "a\\u0000"}',
    "a raw NUL": b'{"message": "a\x00"}',
    "NaN": b'{"limit": NaN, "message": NaN, "is_active": NaN, "email": NaN}',
    "infinity": b'{"limit": 1e999, "message": 1e999, "email": 1e999, "title": 1e999}',
    "a huge number": b'{"limit": ' + b"9" * 5_000 + b', "message": 1, "email": 1}',
    "too deep": DEEP,
    "objects for words": b'{"message": {}, "email": {}, "password": [], "title": {}, "status": {}, "search": []}',
    "an object in itself": b'{"a": {"a": {"a": {"a": {}}}}}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"message": "x"}'.encode("utf-16"),
}


def operations(desk: Desk) -> list[tuple[str, str, dict[str, Any]]]:
    schema = create_app(desk).app.openapi()
    return [
        (method.upper(), path, operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    ]


def is_problem(answer: httpx.Response) -> bool:
    problem = answer.json()
    return (
        answer.headers["content-type"] == "application/problem+json"
        and problem.keys() - {"errors"} == {"type", "title", "status", "detail", "code", "request_id"}
        and problem["status"] == answer.status_code
        and problem["request_id"] == answer.headers["x-request-id"]
        and all(problem[name] for name in ("title", "detail", "code"))
        and all(found.keys() == {"field", "message"} for found in problem.get("errors", []))
    )


@pytest.mark.parametrize("name", MALFORMED)
async def test_malformed_bodies_are_answered_with_declared_problems(
    desk: Desk, admin: httpx.AsyncClient, name: str
) -> None:
    for method, path, operation in operations(desk):
        if "requestBody" not in operation:
            continue
        url = path.replace("{", "").replace("}", "")
        answer = await admin.request(method, url, content=MALFORMED[name], headers=JSON)
        if answer.status_code < 400:  # what carries nothing that the route knows is an empty search
            assert path == "/admin/bookings/search", (method, path, answer.text)
            continue
        assert answer.status_code < 500, (method, path, answer.text)
        assert str(answer.status_code) in operation["responses"], (method, path, answer.text)
        assert is_problem(answer), (method, path, answer.text)


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "%"]
)
async def test_another_content_type_is_named_as_such(desk: Desk, admin: httpx.AsyncClient, content_type: str) -> None:
    for method, path, operation in operations(desk):
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            url = path.replace("{", "").replace("}", "")
            answer = await admin.request(method, url, content=b'{"x": 1}', headers={"Content-Type": content_type})
            assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type"), (method, path)
            assert is_problem(answer)


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; charset=utf-8", "application/vnd.x+json"]
)
async def test_json_has_several_names(client: httpx.AsyncClient, content_type: str) -> None:
    for path, body in (("/agent/chat", b'{"message": "hi"}'), ("/admin/forgot-password", b'{"email": "a"}')):
        answer = await client.post(path, content=body, headers={"Content-Type": content_type})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "query",
    ["?limit=0", "?limit=1.5", "?limit=%F0%9F%92%84", "?skip=99999999999999999999", "?limit=1&limit=999", "?status=x"],
)
async def test_bad_queries_are_answered_with_declared_problems(
    desk: Desk, admin: httpx.AsyncClient, query: str
) -> None:
    name = query[1:].partition("=")[0]
    for method, path, operation in operations(desk):
        known = {parameter["name"] for parameter in operation.get("parameters", ())}
        if method == "GET" and name in known:
            needed = [one["name"] for one in operation["parameters"] if one["in"] == "query" and one["required"]]
            whole = query + "".join(f"&{needs}=x" for needs in needed)
            answer = await admin.get(re.sub(r"{.*?}", "1", path) + whole)
            assert answer.status_code == 422, (path, answer.text)
            assert [problem["field"] for problem in answer.json()["errors"]] == [name]


async def test_what_is_not_there_is_a_problem(client: httpx.AsyncClient) -> None:
    for path in (
        "/nowhere",
        "/static/../settings.py",
        "/docs/../../etc/passwd",
        "/static/%2e%2e/app.py",
        "/agent/chat/",
    ):
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert is_problem(answer)


async def test_many_problems_are_not_answered_with_as_many_lines(admin: httpx.AsyncClient) -> None:
    body = {f"unknown-{number}" * 30: 1 for number in range(500)}
    entry = (await admin.post("/admin/knowledge", json={"title": "t", "content": "c"})).json()["id"]
    answer = await admin.patch(f"/admin/knowledge/{entry}", json=body)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert len(answer.content) < 8_000


async def test_values_that_were_sent_are_never_sent_back(client: httpx.AsyncClient) -> None:
    answer = await client.post("/admin/login", json={"email": "a@example.com", "password": {"x": "hunter2"}})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("language", Language)
async def test_problems_come_in_the_clients_language(client: httpx.AsyncClient, language: Language) -> None:
    answer = await client.get("/nowhere", headers={"Accept-Language": f"{language},en;q=0.5"})
    problem = answer.json()
    assert problem["code"] == "not_found"
    assert (problem["detail"] == "Not found.") is (language is Language.EN)
    assert answer.headers.get("content-language", "en") == language


async def test_a_locked_database_is_said_to_come_back(sqlite_url: str, tmp_path: Path, clock) -> None:
    desk = served.desk_for(sqlite_url, tmp_path, clock)
    headers = served.bearer(desk)
    path = desk.database.target.path
    assert path is not None
    async with served.client_of(desk, headers=headers) as admin:
        lock = sqlite3.connect(path, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        answer = await admin.post("/admin/knowledge", json={"title": "t", "content": "c"})
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert int(answer.headers["retry-after"]) >= 1
        assert is_problem(answer)
        assert (await admin.get("/health")).status_code == 200
        lock.execute("ROLLBACK")
        lock.close()
        assert (await admin.post("/admin/knowledge", json={"title": "t", "content": "c"})).status_code == 201
    desk.close()


async def test_what_a_route_raises_itself_is_told_in_the_readers_language(client: httpx.AsyncClient) -> None:
    body = {"email": "asha@example.com", "password": "SecurePass123", "name": "Asha"}
    hindi = {"Accept-Language": "hi"}
    assert (await client.post("/api/v1/auth/register", json=body, headers=hindi)).status_code == 201
    taken = await client.post("/api/v1/auth/register", json=body, headers=hindi)
    assert (taken.status_code, taken.json()["detail"]) == (409, "इस ईमेल से पहले से एक खाता मौजूद है।")
    assert taken.headers["content-language"] == "hi"
    assert (await client.post("/api/v1/auth/register", json=body)).json()["detail"].startswith("An account with")
