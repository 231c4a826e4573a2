"""The description: complete, true, and stable."""

from typing import Any

import httpx
import jsonschema_rs
import pytest

from frontdesk.bootstrap import Desk
from frontdesk.web.app import create_app


@pytest.fixture
def schema(desk: Desk) -> dict[str, Any]:
    return create_app(desk).app.openapi()


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    ]


def bodies(schema: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(request or status, media type, media object)"""
    found = [("request", operation.get("requestBody", {}))]
    for status, response in operation["responses"].items():
        name = response.get("$ref", "").rpartition("/")[2]
        found.append((status, schema["components"]["responses"][name] if name else response))
    return [(where, kind, media) for where, body in found for kind, media in body.get("content", {}).items()]


def test_every_operation_is_described(schema: dict[str, Any]) -> None:
    known = {tag["name"] for tag in schema["tags"]}
    for name, operation in operations(schema):
        assert len(operation["tags"]) == 1, name
        assert set(operation["tags"]) <= known, name
        assert operation["summary"], name
        assert any(status.startswith("4") for status in operation["responses"]), name
        assert any(status.startswith("2") for status in operation["responses"]), name


def test_every_body_has_a_schema_and_an_example_that_fits_it(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema):
        for where, kind, media in bodies(schema, operation):
            assert "example" in media, (name, where)
            if "json" in kind:
                whole = media["schema"] | {"components": schema["components"]}
                jsonschema_rs.validate(whole, media["example"])


def test_problems_are_problems_everywhere(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema):
        for where, kind, media in bodies(schema, operation):
            if where[0] in "45":
                assert kind == "application/problem+json", (name, where)
                assert media["schema"] == {"$ref": "#/components/schemas/Problem"}, (name, where)


def test_statuses_follow_from_what_a_route_takes(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema):
        statuses = set(operation["responses"])
        assert {"400", "500"} <= statuses, name
        if "security" in operation:
            assert {"401", "403"} <= statuses, name
        if "requestBody" in operation:
            assert {"413", "415", "422"} <= statuses, name
        if "{" in name:
            assert "404" in statuses, name
        if operation["tags"] != ["probes"] and "health" not in name:
            assert {"429", "503"} <= statuses, name


def test_admin_routes_ask_for_a_token(schema: dict[str, Any]) -> None:
    signing_in = {"POST /admin/login", "POST /admin/forgot-password", "POST /admin/reset-password"}
    for name, operation in operations(schema):
        if " /admin/" in name:
            assert ("security" in operation) is (name not in signing_in), name
    assert schema["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"


# They answer 200, and are what a phone on a bad line repeats most.
TURNS = {"POST /agent/chat", "POST /api/v1/chat", "POST /conversations/{conv_id}/messages"}


def test_what_creates_takes_a_key(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema):
        has_key = "Idempotency-Key" in [parameter["name"] for parameter in operation.get("parameters", ())]
        assert has_key is ("201" in operation["responses"] or name in TURNS), name


def test_names_of_schemas_are_fit_for_a_generated_client(schema: dict[str, Any]) -> None:
    names = schema["components"]["schemas"]
    assert [name for name in names if "_" in name] == []
    assert {"BookingDeskChatIn", "PersonalChatChatIn", "AppSupportMessageOut", "BookingStatus"} <= names.keys()


def test_operation_ids_are_unique(schema: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(schema)]
    assert len(ids) == len(set(ids))
    assert "admin_knowledge_create" in ids
    assert "agent_chat" in ids


def test_no_reference_leads_nowhere(schema: dict[str, Any]) -> None:
    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                place: Any = schema
                for step in value["$ref"].removeprefix("#/").split("/"):
                    place = place[step]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(schema)


async def test_it_is_served(client: httpx.AsyncClient, schema: dict[str, Any]) -> None:
    first, second = [await client.get("/openapi.json") for _ in range(2)]
    assert first.json() == schema
    assert first.content == second.content
    assert first.headers["content-type"] == "application/json"
