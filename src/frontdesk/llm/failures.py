"""What can go wrong with a model, in one word each, and what a vendor's answer says of it."""

import re
from collections.abc import Mapping
from typing import Any

from frontdesk.kit import bodies
from frontdesk.llm import hints

# The next message may well succeed: what failed was this one.
_OF_THE_MODEL = frozenset({"refused", "cut", "unreadable", "empty", "too_long"})

_BY_STATUS = {401: "auth", 402: "credits", 403: "auth", 408: "timeout", 413: "too_long", 429: "limited", 498: "broken"}
# Tavily's way of saying that a plan is used up has spread to gateways.
_BY_STATUS |= {432: "quota", 433: "quota"}

# In the order in which they are looked for; vendors, versions and gateways differ in the rest of the sentence.
_BY_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("quota", ("insufficient_quota", "billing_hard_limit", "per day", "per-day", "perday", "(tpd)", "(rpd)", "daily")),
    (
        "too_long",
        (
            "context_length_exceeded",
            "context length",
            "context_size",
            "context size",
            "context window",
            "input token count",
            "maximum number of tokens allowed",
            "prompt is too long",
            "request too large",
            "reduce the length of the messages",
        ),
    ),
    ("auth", ("api_key_invalid", "api key not valid", "invalid_api_key", "failed_precondition")),
    ("refused", ("content_filter", "content_policy", "flagged", "moderation")),
    ("unreadable", ("tool_use_failed",)),
    (
        "unknown_model",
        (
            "model_not_found",
            "model does not exist",
            "not a valid model",
            "no endpoints found for",
            "is not found for api version",
            "unknown model",
        ),
    ),
)
# Ollama's way, and that of many like it, of which the middle is the model's name.
_NO_SUCH_MODEL = re.compile(r"\bmodel\b.{0,220}\b(?:not found|does not exist)")
# What the words may decide: a 403 about moderation is none about the key, but a 429 about "context" is no long text.
_WORDS_FOR = {
    400: {"quota", "too_long", "auth", "refused", "unreadable", "unknown_model"},
    403: {"refused"},
    404: {"unknown_model"},
    413: {"too_long"},
    422: {"too_long", "refused"},
    429: {"quota"},
}


class ModelFailed(Exception):
    """`reason` is one word of a closed set, for figures, logs and the choice of what to try next:

    timeout, connection, disconnected, oversize: no answer came, or it broke off. limited: too many requests just now;
    quota: the day's or the plan's are used up; credits: nothing left to pay with; auth: a bad key; broken: a fault of
    the vendor's; rejected: the request itself; unknown_model: it names one that the vendor does not have; too_long:
    more than the model takes. refused, cut, unreadable, empty: the model answered, and not with what was asked for.
    `wait` is the seconds that the vendor asks to be left alone.
    """

    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        self.reason = reason
        self.wait = wait
        super().__init__(reason)

    @property
    def is_of_the_model(self) -> bool:
        """What one message brought about says nothing of the next one."""
        return self.reason in _OF_THE_MODEL


class NoProvider(Exception):
    """Nobody answered. `failures` has a reason for each provider that was tried, none where none is configured."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        self.failures = dict(failures)
        super().__init__(", ".join(f"{name}: {reason}" for name, reason in self.failures.items()) or "none configured")


def of_answer(status: int, headers: Mapping[str, str], body: bytes) -> ModelFailed:
    """What an answer other than 200 means, whichever vendor gave it. Headers in any case."""
    error = _error(bodies.json_object(_unlisted(body)))
    return _judged(status, {name.lower(): value for name, value in headers.items()}, error)


def of_error(error: object) -> ModelFailed:
    """What an error inside a 200 means: its code may be what the status would have been, or a word, or nothing."""
    read: Mapping[str, Any] = error if isinstance(error, dict) else {"message": error}
    code = read.get("code")
    text = str(code)
    if text.isascii() and text.isdigit() and 400 <= int(text[:4]) < 600:
        return _judged(int(text), {}, read)
    if "rate_limit" in _said(read):
        return _judged(429, {}, read)
    failure = _judged(400, {}, read)
    return failure if failure.reason != "rejected" else ModelFailed("broken", wait=failure.wait)


def _judged(status: int, headers: Mapping[str, str], error: Mapping[str, Any]) -> ModelFailed:
    reason = _BY_STATUS.get(status) or ("broken" if status >= 500 else "rejected")
    said = _said(error)
    allowed = _WORDS_FOR.get(status, set[str]())
    for word, phrases in _BY_WORDS:
        if word in allowed and any(phrase in said for phrase in phrases):
            reason = word
            break
    if status == 404 and _NO_SUCH_MODEL.search(said):
        reason = "unknown_model"
    if status == 429 and said.startswith("request too large"):
        # More tokens at once than a minute has: it never fits, however long one waits.
        reason = "too_long"
    if status == 403 and "limit exceeded" in said:
        reason = "credits"  # OpenRouter's, of the sum that a key may spend
    return ModelFailed(reason, wait=hints.of_failure(headers, error))


def _said(error: Mapping[str, Any]) -> str:
    """All that an error says of itself, in lower case; not what it quotes of the request or the reply."""
    parts = [error.get(name) for name in ("message", "code", "type", "status")]
    metadata = error.get("metadata")
    if isinstance(metadata, dict):
        parts += [metadata.get(name) for name in ("error_type", "provider_code", "raw")]
        parts.append("flagged" if "flagged_input" in metadata else None)
    for detail in hints.details(error):
        parts.append(detail.get("reason"))
        violations = detail.get("violations")
        parts += [
            violation.get("quotaId")
            for violation in (violations if isinstance(violations, list) else ())
            if isinstance(violation, dict)
        ]
    return " ".join(str(part)[:4000] for part in parts if part is not None).lower()


def _error(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Most vendors' `error` is an object, some servers' a sentence, and some speak of a `detail` or a `message`."""
    error = document.get("error", document.get("detail", document))
    return error if isinstance(error, dict) else {"message": error}


def _unlisted(body: bytes) -> bytes:
    """Gemini's streams without SSE, and one address of it, answer with a list of one."""
    inner = body.strip()
    return inner[1:-1] if inner.startswith(b"[") and inner.endswith(b"]") else inner
