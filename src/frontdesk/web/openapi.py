"""What routes do not say themselves: problems, headers and examples, added to the description in one place."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from frontdesk.web import schema_names
from frontdesk.web.errors import MEDIA_TYPE

Json = dict[str, Any]

# Set by a route that takes an Idempotency-Key although it answers 200.
IDEMPOTENT = "x-idempotent"

_METHODS = ("get", "put", "post", "delete", "patch")
_PROBES = "probes"

_ABOUT = """
One desk, three doors: bookings by conversation, a personal assistant, support in an app; and what the staff work with.

Errors are `application/problem+json` (RFC 9457): `detail` is a sentence for people, `code` a word for machines,
`request_id` finds the log lines. Times are UTC with `Z`. Lists take `limit` (1 to 200) and `skip`. Limited routes tell
the state of the bucket in `X-RateLimit-*`. Whatever creates takes an `Idempotency-Key`: the same key and body are
answered with the first answer.
""".strip()
_TAGS = (
    ("agent", "Where customers book by conversation."),
    ("app", "Where an app's users register and ask its support."),
    ("account", "One's own account: registering, signing in, tickets for sockets, export, deletion."),
    ("chat", "One's own assistant: messages, streams, sessions, branches, search."),
    ("memory", "What is remembered of oneself: to be looked at, decided about, searched, linked, taken along."),
    ("settings", "What one has chosen for chats and memories."),
    ("activity", "What one has done here, and which models answered."),
    ("users", "Accounts, for administrators."),
    ("page", "What the visitors' page needs."),
    ("sign-in", "Tokens and passwords of the staff."),
    ("bookings", "What was booked, and what becomes of it."),
    ("catalogue", "What is offered: services, packages, prices, days."),
    ("knowledge", "What the desk answers questions from, and what it was asked and did not know."),
    ("analytics", "Figures."),
    ("messages", "What was sent to customers and staff."),
    ("callbacks", "Reports of vendors, signed by them."),
    (_PROBES, "For orchestrators and Prometheus."),
)

# Status: code and detail of the example, and when it comes.
_PROBLEMS: dict[str, tuple[str, str, str]] = {
    "400": ("malformed_request", "The request cannot be read.", "The address or the body cannot be read."),
    "401": ("unauthorized", "Invalid authentication credentials", "No token, or a bad one."),
    "403": ("forbidden", "Your role does not permit this.", "The role is too low."),
    "404": ("not_found", "Not found.", "Not there, or not yours."),
    "409": ("conflict", "That is not possible in the present state.", "Not possible in the present state."),
    "413": ("too_large", "The request is too large.", "The body is larger than 1 MiB."),
    "415": ("unsupported_media_type", "Send the body as application/json.", "The body is of another type."),
    "422": (
        "validation_error",
        "The request is not valid.",
        "Something sent is not valid; `errors` says what.",
    ),
    "429": ("rate_limited", "Rate limit exceeded. Try again in 2 seconds.", "Too many requests."),
    "500": ("internal_error", "Failed to process request", "A fault of ours."),
    "503": (
        "database_unavailable",
        "The database cannot be reached at the moment. Please try again shortly.",
        "Come back later: `Retry-After` says when.",
    ),
}
_LIMIT_HEADERS = {
    "X-RateLimit-Limit": "Requests a minute.",
    "X-RateLimit-Remaining": "Requests that may come at once.",
    "X-RateLimit-Reset": "Epoch second at which the bucket is full again.",
}
_PROBLEM_SCHEMA: Json = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence for a person."},
        "code": {"type": "string", "description": "For machines; never changes."},
        "request_id": {"type": "string"},
        "session_id": {"type": "string", "description": "Where a reply has failed: its conversation, which is kept."},
        "message_id": {"type": "string", "description": "The question that is kept in it."},
        "errors": {
            "type": "array",
            "description": "Of a validation error.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def about(version: str) -> Json:
    """Arguments of the application that only the description shows."""
    tags = [{"name": name, "description": says} for name, says in _TAGS]
    return {"title": "Frontdesk", "version": version, "description": _ABOUT, "openapi_tags": tags}


def complete(schema: Json, *, is_limited: Callable[[str], bool]) -> Json:
    """`schema` with every status that can come, every header, and an example for each body."""
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for generated in ("HTTPValidationError", "ValidationError"):
        schemas.pop(generated, None)
    for member in schemas.values():
        member["examples"] = [_with_nulls(example, member, schemas) for example in member.get("examples", ())]
        if not member["examples"]:
            del member["examples"]
    schemas["Problem"] = _PROBLEM_SCHEMA
    components["responses"] = {f"Problem{status}": _response(status, *_PROBLEMS[status]) for status in _PROBLEMS}
    components["headers"] = _headers()
    for path, operation in _operations(schema):
        limited = is_limited(path)
        _add_key(operation)
        _add_problems(path, operation, limited=limited)
        _add_headers(operation, limited=limited)
        _add_examples(operation, schemas)
    schema_names.shorten(schema)
    return schema


def _operations(schema: Json) -> Iterator[tuple[str, Json]]:
    for path, item in schema.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                yield path, item[method]


def _response(status: str, code: str, detail: str, says: str) -> Json:
    example: Json = {
        "type": "about:blank",
        "title": HTTPStatus(int(status)).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "request_id": "5f3c2a1b0d9e8f7a6b5c4d3e2f1a0b9c",
    }
    if status == "422":
        example["errors"] = [{"field": "limit", "message": "Input should be less than or equal to 200"}]
    response: Json = {
        "description": says,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
    if status in ("429", "503"):
        response["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    if status == "401":
        response["headers"] = {"WWW-Authenticate": {"$ref": "#/components/headers/WWW-Authenticate"}}
    return response


def _headers() -> Json:
    whole = {"type": "integer", "minimum": 0}
    return {
        **{name: {"description": says, "schema": whole} for name, says in _LIMIT_HEADERS.items()},
        "X-Request-ID": {"description": "Names this request in the logs.", "schema": {"type": "string"}},
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
        "WWW-Authenticate": {"description": "How to sign in.", "schema": {"type": "string", "const": "Bearer"}},
        "Idempotent-Replayed": {
            "description": "`true` where the key's first answer is given again.",
            "schema": {"type": "string", "const": "true"},
        },
    }


def _add_key(operation: Json) -> None:
    keyed = operation.pop(IDEMPOTENT, False) or "201" in operation["responses"]
    if keyed:
        operation.setdefault("parameters", []).append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Makes a repeated request harmless, for 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x20-\x7e]+$"},
                "example": "6d0f7a1e-booking-17",
            }
        )
        operation["responses"].setdefault("409", {"description": "The key was used with another body."})
    if "201" in operation["responses"]:
        headers = operation["responses"]["201"].setdefault("headers", {})
        headers["Idempotent-Replayed"] = {"$ref": "#/components/headers/Idempotent-Replayed"}


def _possible(path: str, operation: Json, *, limited: bool) -> set[str]:
    possible = {"400", "500"}
    if operation.get("tags") != [_PROBES]:
        possible.add("503")
    if "security" in operation:
        possible |= {"401", "403"}
    if "{" in path:
        possible.add("404")
    if "requestBody" in operation:
        possible |= {"413", "415", "422"}
    if operation.get("parameters"):
        possible.add("422")
    if limited:
        possible.add("429")
    return possible


def _add_problems(path: str, operation: Json, *, limited: bool) -> None:
    responses: Json = operation["responses"]
    generated = responses.get("422", {}).get("content", {}).get("application/json")
    if generated is not None:
        del responses["422"]
    for status in _possible(path, operation, limited=limited) - responses.keys():
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    for status, response in responses.items():
        # Declared by the route with words of its own.
        if status in _PROBLEMS and "$ref" not in response and "content" not in response:
            code, detail, _ = _PROBLEMS[status]
            responses[status] = _response(status, code, detail, response["description"])
    operation["responses"] = dict(sorted(responses.items()))


def _add_headers(operation: Json, *, limited: bool) -> None:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            headers = response.setdefault("headers", {})
            for name in ("X-Request-ID", *(_LIMIT_HEADERS if limited else ())):
                headers[name] = {"$ref": f"#/components/headers/{name}"}


def _add_examples(operation: Json, schemas: Json) -> None:
    bodies = [operation.get("requestBody", {})]
    bodies += [response for status, response in operation["responses"].items() if status.startswith("2")]
    for body in bodies:
        for media in body.get("content", {}).values():
            if "example" not in media and "examples" not in media and media.get("schema"):
                media["example"] = example_of(media["schema"], schemas)


def example_of(schema: Json, schemas: Json) -> Any:
    """The schema's own first example, else one made of its members' examples."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "example" in schema:
        return schema["example"]
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema or "default" in schema:
        return schema.get("const", schema.get("default"))
    if schema.get("enum"):
        return schema["enum"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return example_of(schema[choice][0], schemas)
    return _plain_example(schema, schemas)


def _with_nulls(example: Any, schema: Json, schemas: Json) -> Any:
    """`example` with its nulls, which FastAPI leaves out of everything it describes."""
    schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(example, dict) and "anyOf" in schema:
        fitting = (one for one in _choices(schema, schemas) if example.keys() <= one.get("properties", {}).keys())
        schema = next(fitting, {})
    if isinstance(example, list):
        return [_with_nulls(item, schema.get("items", {}), schemas) for item in example]
    if not isinstance(example, dict):
        return example
    members: Json = schema.get("properties", {})
    absent = {name: None for name in schema.get("required", ()) if name not in example}
    return absent | {name: _with_nulls(value, members.get(name, {}), schemas) for name, value in example.items()}


def _choices(schema: Json, schemas: Json) -> Iterator[Json]:
    for one in schema["anyOf"]:
        yield schemas[one["$ref"].rpartition("/")[2]] if "$ref" in one else one


def _plain_example(schema: Json, schemas: Json) -> Any:
    match schema.get("type"):
        case "object":
            return {name: example_of(member, schemas) for name, member in schema.get("properties", {}).items()}
        case "array":
            return [example_of(schema["items"], schemas)] if "items" in schema else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return "string"
