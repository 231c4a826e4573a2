"""How each vendor says no: body, headers, and where it hides how long to wait."""

import time
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any

import orjson

from frontdesk.simulator.script import Fault
from frontdesk.simulator.style import Refused, Style

_Answer = tuple[int, dict[str, str], bytes]

_OPENAI: Mapping[int, tuple[str, str, str | None]] = {
    400: ("Your request was malformed.", "invalid_request_error", None),
    401: (
        "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.",
        "invalid_request_error",
        "invalid_api_key",
    ),
    403: ("Country, region, or territory not supported", "request_forbidden", "unsupported_country_region_territory"),
    404: ("The model does not exist or you do not have access to it.", "invalid_request_error", "model_not_found"),
    429: ("Rate limit reached for requests per min. Please try again later.", "requests", "rate_limit_exceeded"),
    500: ("The server had an error while processing your request. Sorry about that!", "server_error", None),
    503: ("The engine is currently overloaded, please try again later", "server_error", None),
}
_GROQ: Mapping[int, tuple[str, str, str | None]] = {
    401: ("Invalid API Key", "invalid_request_error", "invalid_api_key"),
    404: ("The model does not exist or you do not have access to it.", "invalid_request_error", "model_not_found"),
    429: ("Rate limit reached for model in service tier `on_demand`.", "tokens", "rate_limit_exceeded"),
    500: ("Internal Server Error", "internal_server_error", None),
    503: ("Service Unavailable", "internal_server_error", None),
}
_OPENROUTER: Mapping[int, tuple[str, str]] = {
    401: ("No auth credentials found", "authentication"),
    402: ("Insufficient credits. Add more using https://openrouter.ai/settings/credits", "payment_required"),
    403: ("Your chosen model requires moderation and your input was flagged", "permission_denied"),
    404: ("No endpoints found for this model.", "not_found"),
    429: ("Rate limit exceeded: free-models-per-min.", "rate_limit"),
    502: ("Provider returned error", "provider_unavailable"),
    503: ("No instances available", "provider_unavailable"),
    529: ("Provider overloaded", "provider_overloaded"),
}
_GEMINI: Mapping[int, tuple[str, str]] = {
    400: ("Request contains an invalid argument.", "INVALID_ARGUMENT"),
    401: ("Request had invalid authentication credentials.", "UNAUTHENTICATED"),
    403: (
        "Method doesn't allow unregistered callers (callers without established identity).",
        "PERMISSION_DENIED",
    ),
    404: ("The model is not found for API version v1beta.", "NOT_FOUND"),
    429: ("You exceeded your current quota, please check your plan and billing details.", "RESOURCE_EXHAUSTED"),
    500: ("An internal error has occurred. Please retry.", "INTERNAL"),
    503: ("The model is overloaded. Please try again later.", "UNAVAILABLE"),
}
_CONTEXT = "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens."
_QUOTA = "You exceeded your current quota, please check your plan and billing details."


def refused(style: Style, problem: Refused) -> _Answer:
    """400 for a request that is wrong."""
    if style is Style.GEMINI:
        return 400, {}, _gemini(400, problem.message, "INVALID_ARGUMENT")
    if style is Style.OPENROUTER:
        return 400, {}, _openrouter(400, problem.message, "invalid_request")
    return 400, {}, _openai(style, problem.message, "invalid_request_error", None, problem.place)


def keyless(style: Style, *, given: bool) -> _Answer:
    """The key is none of the good ones, or there is none."""
    if style is not Style.GEMINI:
        return by_status(style, Fault("status", status=401))
    if not given:
        return by_status(style, Fault("status", status=403))
    reason = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }
    message = "API key not valid. Please pass a valid API key."
    return 400, {}, _gemini(400, message, "INVALID_ARGUMENT", reason)


def by_status(style: Style, fault: Fault) -> _Answer:
    """The status of a fault, in the vendor's words and with its hint."""
    status, headers = fault.status, _hints(fault)
    match style:
        case Style.GEMINI:
            message, name = _GEMINI.get(status, ("The service failed.", "UNKNOWN"))
            if fault.cause == "context":
                message = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
            return status, headers, _gemini(status, message, name, *_details(fault))
        case Style.OPENROUTER:
            message, kind = _OPENROUTER.get(status, ("The request failed.", "unknown"))
            if fault.cause == "context":
                message, kind = _CONTEXT, "context_length_exceeded"
            return status, headers, _openrouter(status, message, kind)
        case _:
            return status, headers, _openai_status(style, fault)


def _openai_status(style: Style, fault: Fault) -> bytes:
    if fault.cause == "context":
        return _openai(style, _CONTEXT, "invalid_request_error", "context_length_exceeded", "messages")
    if fault.cause == "quota":
        return _openai(style, _QUOTA, "insufficient_quota", "insufficient_quota", None)
    known = _GROQ if style is Style.GROQ else _OPENAI
    other = ("The request failed.", "invalid_request_error" if fault.status < 500 else "server_error", None)
    return _openai(style, *known.get(fault.status, other), None)


def _hints(fault: Fault) -> dict[str, str]:
    match fault.hint:
        case "seconds":
            return {"Retry-After": f"{fault.wait:g}"}
        case "date":
            return {"Retry-After": formatdate(time.time() + fault.wait, usegmt=True)}
        case "unix" | "unix_ms":
            moment = (time.time() + fault.wait) * (1000 if fault.hint == "unix_ms" else 1)
            return {"X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{moment:.0f}"}
        case "groq":
            return {
                "retry-after": f"{max(1, round(fault.wait))}",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-requests": duration(fault.wait),
                "x-ratelimit-remaining-tokens": "5000",
                "x-ratelimit-reset-tokens": "7.66s",
            }
        case _:
            return {}


def duration(seconds: float) -> str:
    """As Groq writes it: 2m59.56s."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{rest:g}s"


def _details(fault: Fault) -> list[dict[str, Any]]:
    if fault.status != 429:
        return []
    period = "Day" if fault.cause == "quota" else "Minute"
    broken = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
        "quotaId": f"GenerateRequestsPer{period}PerProjectPerModel-FreeTier",
        "quotaValue": "10",
    }
    made: list[dict[str, Any]] = [{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [broken]}]
    if fault.hint == "retry_info":
        made.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{fault.wait:g}s"})
    return made


def _openai(style: Style, message: str, kind: str, name: str | None, place: str | None) -> bytes:
    if style is Style.GROQ:
        named = {} if name is None else {"code": name}
        return orjson.dumps({"error": {"message": message, "type": kind, **named}})
    return orjson.dumps({"error": {"message": message, "type": kind, "param": place, "code": name}})


def _openrouter(status: int, message: str, kind: str) -> bytes:
    return orjson.dumps({"error": {"code": status, "message": message, "metadata": {"error_type": kind}}})


def _gemini(status: int, message: str, name: str, *details: Mapping[str, Any]) -> bytes:
    more = {"details": list(details)} if details else {}
    return orjson.dumps(
        {"error": {"code": status, "message": message, "status": name, **more}}, option=orjson.OPT_INDENT_2
    )
