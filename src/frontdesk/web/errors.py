"""Everything that goes wrong, as RFC 9457 `application/problem+json`.

The one place that turns a DeskError into HTTP. Nothing but what stands in the error's own `detail` and `problems`
reaches the client: no trace, no SQL, no value that was sent.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontdesk.kit.errors import BadInput, DeskError, FieldProblem, NotFound, TooLarge, TooMany
from frontdesk.kit.languages import Language, keys, text, translated
from frontdesk.web.exchange import KEY, Exchange

MEDIA_TYPE = "application/problem+json"

# More than a person would read; a body of a million wrong members is not answered with a million lines.
_MOST_PROBLEMS = 20
_LONGEST_FIELD = 100
_JSON_BROKEN = "json_invalid"
# Members in which doors take what a customer says.
_SAID = ("message", "content", "new_message")
# Of pydantic's kinds of error: our sentence, and its blanks.
_KINDS: dict[str, tuple[str, ...]] = {
    "missing": ("missing",),
    "extra_forbidden": ("unknown_member",),
    "string_type": ("not_text",),
    "string_too_short": ("too_few_characters", "min_length"),
    "string_too_long": ("too_many_characters", "max_length"),
    "string_pattern_mismatch": ("wrong_form", "pattern"),
    "int_type": ("not_integer",),
    "int_parsing": ("not_integer",),
    "int_parsing_size": ("not_integer",),
    "int_from_float": ("not_integer",),
    "float_type": ("not_number",),
    "float_parsing": ("not_number",),
    "finite_number": ("not_number",),
    "bool_type": ("not_boolean",),
    "bool_parsing": ("not_boolean",),
    "greater_than": ("not_above", "gt"),
    "greater_than_equal": ("too_small", "ge"),
    "less_than": ("not_below", "lt"),
    "less_than_equal": ("too_great", "le"),
    "enum": ("not_offered", "expected"),
    "literal_error": ("not_offered", "expected"),
    "model_type": ("not_object",),
    "model_attributes_type": ("not_object",),
    "dict_type": ("not_object",),
    "list_type": ("not_list",),
    "too_short": ("too_few_items", "min_length"),
    "too_long": ("too_many_items", "max_length"),
    "uuid_type": ("not_uuid",),
    "uuid_parsing": ("not_uuid",),
    "date_type": ("not_date",),
    "date_parsing": ("not_date",),
    "date_from_datetime_parsing": ("not_date",),
    "datetime_type": ("not_moment",),
    "datetime_parsing": ("not_moment",),
    "datetime_from_date_parsing": ("not_moment",),
}
# What pydantic appends to a member's name where the name itself is wrong.
_OF_A_KEY = "[key]"


class Malformed(DeskError):
    """What cannot even be read: broken JSON, a NUL in the address, a nesting too deep."""

    status = 400
    code = "malformed_request"
    detail = "The request cannot be read."


class MalformedJson(Malformed):
    code = "malformed_json"
    detail = "The body is not valid JSON, or is nested too deeply."


class WrongMediaType(DeskError):
    status = 415
    code = "unsupported_media_type"
    detail = "Send the body as application/json."


class Unexpected(DeskError):
    status = 500
    code = "internal_error"
    detail = "Failed to process request"


class MethodNotAllowed(DeskError):
    status = 405
    code = "method_not_allowed"
    detail = "This address does not take that method."


_BY_STATUS: dict[int, type[DeskError]] = {400: Malformed, 404: NotFound, 405: MethodNotAllowed, 413: TooLarge}


def sentence(error: DeskError, language: Language | None) -> tuple[str, Language | None]:
    """In the reader's language where the sentence is the code's own; particulars stay in English, as raised."""
    key = f"errors.{error.code}"
    if language is None or language is Language.EN:
        return error.detail, None
    if key not in keys(language):
        return _translated(error.detail, language)
    is_own = error.detail in (type(error).detail, text(key, Language.EN)) or isinstance(error, TooMany)
    if not is_own and not error.values:
        return _translated(error.detail, language)
    return text(key, language, seconds=math.ceil(error.retry_after or 1), **error.values), language


def _translated(english: str, language: Language) -> tuple[str, Language | None]:
    found = translated(english, language)
    return (english, None) if found is None else (found, language)


def problems(error: DeskError, language: Language) -> list[dict[str, str]]:
    """What is wrong with the members of a request, for the reader."""
    return [
        {"field": _clean(one.field)[:_LONGEST_FIELD], "message": _clean(_told(one, language))}
        for one in error.problems[:_MOST_PROBLEMS]
    ]


def _told(problem: FieldProblem, language: Language) -> str:
    if language is Language.EN:
        return problem.message
    if problem.key is not None:
        return text(problem.key, language, **(problem.values or {}))
    return _translated(problem.message, language)[0]


def heard(body: object) -> str | None:
    """What the customer says in a body, be the rest of it good or not."""
    if not isinstance(body, dict):
        return None
    return next((body[name] for name in _SAID if isinstance(body.get(name), str)), None)


def _clean(value: str) -> str:
    """Names of members come from the client and may hold what UTF-8 cannot."""
    return value.encode("utf-8", "replace").decode()


def render(error: DeskError, exchange: Exchange) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of `error` as the client sees it."""
    reader = exchange.language
    detail, language = sentence(error, reader)
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": _clean(detail),
        "code": error.code,
        "request_id": exchange.request_id,
        **error.members,
    }
    if error.problems:
        problem["errors"] = problems(error, reader)
    body = orjson.dumps(problem)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    if error.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    if error.retry_after is not None or error.status in (429, 503):
        headers.append((b"retry-after", str(max(1, math.ceil(error.retry_after or 1))).encode()))
    if language is not None:
        headers.append((b"content-language", language.value.encode()))
    return error.status, headers, body


def of_validation(details: Iterable[Mapping[str, Any]]) -> DeskError:
    """What pydantic found, without the values that it found it in."""
    found = []
    for detail in details:
        if detail["type"] == _JSON_BROKEN:
            return MalformedJson()
        path = [str(part) for part in detail["loc"] if part != _OF_A_KEY]
        field = ".".join(path[1:] if path[:1] in (["body"], ["query"], ["path"], ["header"]) else path)
        found.append(_problem(field or "body", detail))
    return BadInput(problems=found)


def _problem(field: str, detail: Mapping[str, Any]) -> FieldProblem:
    """Blanks of our sentence are filled from what pydantic says of its limits; without them it stays in English."""
    message = str(detail["msg"]).removeprefix("Value error, ")
    name, *blanks = _KINDS.get(detail["type"], (None,))
    limits: Mapping[str, Any] = detail.get("ctx") or {}
    if name is None or not all(blank in limits for blank in blanks):
        return FieldProblem(field, message)
    return FieldProblem(field, message, f"problems.{name}", {blank: limits[blank] for blank in blanks})


def is_json(content_type: str | None) -> bool:
    essence = (content_type or "").partition(";")[0].strip().lower()
    return essence == "application/json" or (essence.startswith("application/") and essence.endswith("+json"))


def _response(error: DeskError, request: Request, extra: Sequence[tuple[bytes, bytes]] = ()) -> Response:
    status, headers, body = render(error, request.scope[KEY])
    response = Response(body, status_code=status)
    response.raw_headers = [*headers, *extra]
    return response


async def _desk_error(request: Request, error: DeskError) -> Response:
    return _response(error, request)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    if isinstance(error.body, bytes) and not is_json(request.headers.get("content-type")):
        return _response(WrongMediaType(), request)
    request.scope[KEY].said = heard(error.body)
    return _response(of_validation(error.errors()), request)


async def _http(request: Request, error: HTTPException) -> Response:
    """What the router and the body parsers raise themselves."""
    if error.status_code == 400 and is_json(request.headers.get("content-type")):
        return _response(MalformedJson(), request)
    kind = _BY_STATUS.get(error.status_code)
    said = kind() if kind else DeskError(HTTPStatus(error.status_code).phrase, code="http_error")
    said.status = error.status_code
    allow = [(b"allow", ", ".join(_allowed(request)).encode())] if error.status_code == 405 else []
    return _response(said, request, allow)


def _allowed(request: Request) -> list[str]:
    """Of all routes with the template that the address fits first: the router itself names the first route's alone."""
    routes = [route for route in iter_route_contexts(request.app.routes) if route.path_format is not None]
    path = request.scope["path"]
    template = next((route.path_format for route in routes if route.path_regex.match(path)), None)
    methods = {method for route in routes if route.path_format == template for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


async def _unexpected(request: Request, _: Exception) -> Response:
    """Only the answer: the outer layer, which the exception reaches next, writes it to the log."""
    return _response(Unexpected(), request)


def install(app: FastAPI) -> None:
    handlers: dict[type[Exception], Callable[..., Any]] = {
        DeskError: _desk_error,
        RequestValidationError: _invalid,
        HTTPException: _http,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
