"""Holds every answer against the server's own description: the status, the media type, the headers and the body."""

import copy
import re
from typing import Any

import httpx
import jsonschema_rs

Json = dict[str, Any]

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


class Description:
    """`schema` is /openapi.json. What it does not describe at all (pages, unknown paths) is not looked at."""

    def __init__(self, schema: Json) -> None:
        self._schema = schema
        self._components = _closed(schema["components"])
        # Paths without a parameter first: "/admin/knowledge/gaps" is no entry.
        templates = sorted(schema["paths"], key=lambda path: path.count("{"))
        self._paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in templates]
        self._validators: dict[tuple[str, str, int, str], Any] = {}

    async def check(self, response: httpx.Response) -> None:
        """An event hook of a client; AssertionError says what of the answer is not described."""
        request = response.request
        operation = self._operation(request.method, request.url.path)
        if operation is None:
            return
        where = f"{request.method} {request.url.path} -> {response.status_code}"
        described = operation["responses"].get(str(response.status_code))
        assert described is not None, f"{where} is not among {sorted(operation['responses'])}"
        described = self._resolved(described)
        for name, header in described.get("headers", {}).items():
            assert name in response.headers or self._may_lack(name), f"{where} lacks {name}"
            if name in response.headers:
                self._check_header(where, name, response.headers[name], header)
        await response.aread()
        if request.method != "HEAD":
            self._check_body(where, described, response, (request.method, str(operation["operationId"])))

    def _operation(self, method: str, path: str) -> Json | None:
        template = next((template for pattern, template in self._paths if pattern.fullmatch(path)), None)
        if template is None or method not in _METHODS:
            return None
        item: Json = self._schema["paths"][template]
        return item.get("get" if method == "HEAD" else method.lower())

    def _resolved(self, member: Json) -> Json:
        while "$ref" in member:
            place: Any = {"components": self._components}
            for step in member["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            member = place
        return member

    def _may_lack(self, name: str) -> bool:
        return name.startswith("X-RateLimit-") or name == "Idempotent-Replayed"

    def _check_header(self, where: str, name: str, value: str, header: Json) -> None:
        kind = self._resolved(header)["schema"]["type"]
        assert kind != "integer" or value.isdigit(), f"{where}: {name} is {value!r}"

    def _check_body(self, where: str, described: Json, response: httpx.Response, operation: tuple[str, str]) -> None:
        content = described.get("content")
        if not content:
            assert response.content == b"", f"{where} has a body and is described without"
            return
        media = response.headers.get("content-type", "").partition(";")[0]
        assert media in content, f"{where} is {media!r}, not one of {sorted(content)}"
        if "json" in media:
            key = (*operation, response.status_code, media)
            if key not in self._validators:
                self._validators[key] = self._validator(content[media]["schema"])
            wrong = [
                f"{list(error.instance_path)}: {error.message}" for error in self._validators[key](response.json())
            ]
            assert not wrong, f"{where}: {wrong}"

    def _validator(self, schema: Json) -> Any:
        whole = _closed(schema) | {"components": self._components}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True).iter_errors


def _closed(schema: Any) -> Any:
    """A copy in which an object has the described members and no others."""
    if isinstance(schema, list):
        return [_closed(member) for member in schema]
    if not isinstance(schema, dict):
        return copy.copy(schema)
    closed = {name: _closed(member) for name, member in schema.items()}
    if isinstance(closed.get("properties"), dict) and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed
