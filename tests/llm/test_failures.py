"""What each vendor's failures mean, and how long they ask to be left alone."""

import time
from email.utils import formatdate
from typing import Any

import orjson
import pytest

from frontdesk.llm import failures


def _openai(code: str | None, message: str = "…", kind: str = "invalid_request_error") -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _google(code: int, status: str, *details: dict[str, Any], message: str = "…") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "status": status, "details": list(details)}}


def _quota(id: str) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": id}]}


def _info(reason: str) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}


_RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17s"}
_MINUTE = _quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier")
_DAY = _quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier")
_OPENROUTER_LIMIT = {"code": 429, "message": "Rate limit exceeded: free-models-per-min", "metadata": {"headers": {}}}
_OPENROUTER_DAY = {"code": 429, "message": "Rate limit exceeded: free-models-per-day. Add 10 credits"}
_FLAGGED = {"code": 403, "message": "…", "metadata": {"reasons": ["violence"], "flagged_input": "…"}}
_UPSTREAM = {
    "code": 400,
    "message": "Provider returned error",
    "metadata": {"raw": '{"error":{"message":"This model\'s maximum context length is 8192 tokens."}}'},
}


@pytest.mark.parametrize(
    ("status", "document", "reason"),
    [
        (401, _openai("invalid_api_key", "Incorrect API key provided: sk-…"), "auth"),
        (403, _openai("unsupported_country_region_territory"), "auth"),
        (404, _openai("model_not_found"), "unknown_model"),
        (400, _openai(None, "Unknown parameter"), "rejected"),
        (400, _openai("context_length_exceeded"), "too_long"),
        (400, _openai("content_policy_violation"), "refused"),
        (429, _openai("rate_limit_exceeded", kind="tokens"), "limited"),
        (429, _openai("insufficient_quota", kind="insufficient_quota"), "quota"),
        (429, _openai("rate_limit_exceeded", "Request too large for gpt-4o on tokens per min (TPM)"), "too_long"),
        (500, _openai(None), "broken"),
        (413, _openai("rate_limit_exceeded", "Request too large for model `x`", "tokens"), "too_long"),
        (429, _openai("rate_limit_exceeded", "Rate limit … on tokens per day (TPD): Limit 100", "tokens"), "quota"),
        (400, _openai("tool_use_failed") | {"failed_generation": "context length"}, "unreadable"),
        (498, _openai("capacity_exceeded"), "broken"),
        (402, {"error": {"code": 402, "message": "Insufficient credits"}}, "credits"),
        (403, {"error": {"code": 403, "message": "Key limit exceeded (total limit)."}}, "credits"),
        (403, {"error": _FLAGGED}, "refused"),
        (429, {"error": _OPENROUTER_LIMIT}, "limited"),
        (429, {"error": _OPENROUTER_DAY}, "quota"),
        (400, {"error": _UPSTREAM}, "too_long"),
        (408, {"error": {"code": 408, "message": "…"}}, "timeout"),
        (529, {"error": {"code": 529, "message": "…"}}, "broken"),
        (400, _google(400, "INVALID_ARGUMENT", _info("API_KEY_INVALID")), "auth"),
        (400, _google(400, "INVALID_ARGUMENT", message="API key not valid. Please pass a valid API key."), "auth"),
        (400, _google(400, "FAILED_PRECONDITION", message="User location is not supported"), "auth"),
        (403, _google(403, "PERMISSION_DENIED"), "auth"),
        (400, _google(400, "INVALID_ARGUMENT", message="The input token count (9) exceeds the maximum"), "too_long"),
        (429, _google(429, "RESOURCE_EXHAUSTED", _MINUTE, _RETRY), "limited"),
        (429, _google(429, "RESOURCE_EXHAUSTED", _MINUTE, _DAY), "quota"),
        (429, [_google(429, "RESOURCE_EXHAUSTED", _DAY)], "quota"),
        (503, _google(503, "UNAVAILABLE", message="The model is overloaded."), "broken"),
        (400, {"error": "the request exceeds the available context size"}, "too_long"),
        (404, {"error": "model 'llama9' not found, try pulling it first"}, "unknown_model"),
        (500, {"detail": {"error": "…"}}, "broken"),
        (429, ["…"], "limited"),
        (400, {"error": {"message": None, "details": "…", "metadata": []}}, "rejected"),
        (400, {"error": {"details": [{"violations": ["x", None]}, None]}}, "rejected"),
        (302, {}, "rejected"),
        (204, {}, "rejected"),
    ],
)
def test_every_failure_has_its_word(status: int, document: object, reason: str) -> None:
    assert failures.of_answer(status, {}, orjson.dumps(document)).reason == reason


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"null", b"7", b"[" * 5000, b'{"error":' * 5000])
def test_a_body_that_is_none_leaves_the_status(body: bytes) -> None:
    reasons = [failures.of_answer(status, {}, body).reason for status in (401, 402, 429, 500, 400)]
    assert reasons == ["auth", "credits", "limited", "broken", "rejected"]


@pytest.mark.parametrize(
    ("headers", "document", "wait"),
    [
        ({}, {}, None),
        ({"Retry-After": "7"}, {}, 7),
        ({"retry-after": " 0.5 "}, {}, 0.5),
        ({"Retry-After": "-3"}, {}, None),
        ({"Retry-After": "soon"}, {}, None),
        ({"Retry-After": "9" * 5000}, {}, None),
        ({"Retry-After": "9" * 300}, {}, 86_400),
        ({"Retry-After": "1e9"}, {}, None),
        ({"Retry-After": "४"}, {}, None),
        ({"Retry-After": formatdate(0, usegmt=True)}, {}, 0),
        ({"Retry-After": "Wed, 21 Oct 9999 07:28:00 GMT"}, {}, 86_400),
        ({"x-ratelimit-reset-tokens": "2m59.56s"}, {}, 179.56),
        ({"x-ratelimit-reset-tokens": "7.66s", "x-ratelimit-reset-requests": "1h2m3s"}, {}, 7.66),
        (
            {
                "x-ratelimit-reset-tokens": "7.66s",
                "x-ratelimit-reset-requests": "1h2m3s",
                "x-ratelimit-remaining-requests": "0",
            },
            {},
            3723,
        ),
        ({"x-ratelimit-reset-tokens": "6ms", "x-ratelimit-reset-requests": "8s"}, _openai(None, kind="requests"), 8),
        ({"x-ratelimit-reset-tokens": "2m59.56.1s"}, {}, None),
        ({"x-ratelimit-reset-tokens": "m"}, {}, None),
        ({"Retry-After": "3", "x-ratelimit-reset-tokens": "2m"}, {}, 3),
        ({"X-RateLimit-Reset": "12"}, {}, 12),
        ({"X-RateLimit-Reset": "1000000001"}, {}, 0),
        ({"X-RateLimit-Reset": "99999999999999999"}, {}, 86_400),
        ({}, {"error": {"message": "…", "metadata": {"headers": {"X-RateLimit-Reset": "4741305600000"}}}}, 86_400),
        ({}, _google(429, "RESOURCE_EXHAUSTED", _MINUTE, _RETRY), 17),
        ({}, _google(429, "RESOURCE_EXHAUSTED", {"@type": _RETRY["@type"], "retryDelay": None}), None),
        ({}, _openai(None, "Rate limit reached. Please try again in 7m12.5s. Visit"), 432.5),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], document: object, wait: float | None) -> None:
    found = failures.of_answer(429, headers, orjson.dumps(document)).wait
    assert found == (wait if wait is None else pytest.approx(wait))


@pytest.mark.parametrize("factor", [1, 1000])
def test_a_time_of_the_clock_in_seconds_or_milliseconds(factor: int) -> None:
    reset = str(int((time.time() + 600) * factor))
    wait = failures.of_answer(429, {"X-RateLimit-Reset": reset}, b"").wait
    assert wait is not None
    assert 500 < wait <= 600


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"code": 429, "message": "…"}, "limited"),
        ({"code": "rate_limit_exceeded", "message": "…"}, "limited"),
        ({"code": 502, "message": "Provider disconnected"}, "broken"),
        ({"code": "402"}, "credits"),
        ({"code": "server_error", "message": "…"}, "broken"),
        ({"code": "context_length_exceeded"}, "too_long"),
        ({"code": "insufficient_quota"}, "quota"),
        ({"code": 10**40}, "broken"),
        ("upstream went away", "broken"),
        (None, "broken"),
        ([], "broken"),
    ],
)
def test_errors_inside_a_stream(error: object, reason: str) -> None:
    assert failures.of_error(error).reason == reason
