"""How long a vendor asks to be left alone. There are five ways of saying so."""

import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

# A hint beyond a day says no more than that today's quota is gone.
_LONGEST = 86_400.0
_RESETS = "x-ratelimit-reset-"
# Who sends a time of the clock and not a span sends a number beyond this; in milliseconds, a thousand times it.
_EARLIEST_TIME = 1_000_000_000.0
_UNITS = {"d": 86_400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_SPAN = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[dhms])")
_SPANS = re.compile(r"(?:[0-9]{1,12}(?:\.[0-9]{1,12})?(?:ms|[dhms])){1,5}")
_NUMBER = re.compile(r"[0-9]{1,400}(?:\.[0-9]{1,20})?")
_TRY_AGAIN = re.compile(r"try again in ((?:[0-9.]+(?:ms|[dhms])){1,5})")


def of_failure(headers: Mapping[str, str], error: Mapping[str, Any]) -> float | None:
    """Seconds, never negative, at most a day; None where nothing is said. `headers` in lower case. What is meant for
    whoever just failed (Retry-After, RetryInfo) goes before what stands in every answer."""
    said = (
        _retry_after(headers),
        _retry_info(error),
        _limits(headers, error),
        _clock(headers.get("x-ratelimit-reset")),
        _clock(_upstream(error).get("x-ratelimit-reset")),
        _in_words(error),
    )
    found = next((seconds for seconds in said if seconds is not None), None)
    return None if found is None else min(max(found, 0.0), _LONGEST)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "").strip()
    if _NUMBER.fullmatch(value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    # A date without a zone is meant as Greenwich's, as all dates in headers are.
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - time.time()


def _retry_info(error: Mapping[str, Any]) -> float | None:
    """Gemini's, which stands among the details of the error."""
    for detail in details(error):
        if str(detail.get("@type", "")).endswith("google.rpc.RetryInfo"):
            return _span(detail.get("retryDelay"))
    return None


def _limits(headers: Mapping[str, str], error: Mapping[str, Any]) -> float | None:
    """The limit that the error names, else the one that is used up, else that of tokens: a request may well ask for
    more of those than the little that is left."""
    resets = {kind: _span(headers.get(_RESETS + kind)) for kind in ("tokens", "requests")}
    named = resets.get(str(error.get("type")))
    if named is not None:
        return named
    used_up = [span for kind, span in resets.items() if headers.get(f"x-ratelimit-remaining-{kind}") == "0" and span]
    return max(used_up) if used_up else next((span for span in resets.values() if span is not None), None)


def _clock(value: object) -> float | None:
    text = str(value).strip()
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    if number < _EARLIEST_TIME:
        return number
    return (number if number < _EARLIEST_TIME * 1000 else number / 1000) - time.time()


def _upstream(error: Mapping[str, Any]) -> dict[str, Any]:
    """Headers that OpenRouter puts into the body."""
    metadata = error.get("metadata")
    headers = metadata.get("headers") if isinstance(metadata, dict) else None
    return {str(name).lower(): value for name, value in headers.items()} if isinstance(headers, dict) else {}


def _in_words(error: Mapping[str, Any]) -> float | None:
    found = _TRY_AGAIN.search(str(error.get("message", ""))[:2000])
    return _span(found[1]) if found else None


def _span(value: object) -> float | None:
    """ "17s", "2m59.56s", "6ms"; a bare number is seconds."""
    text = str(value).strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    if not _SPANS.fullmatch(text):
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in _SPAN.findall(text))


def details(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What Google's errors say beside their message."""
    given = error.get("details")
    return [detail for detail in given if isinstance(detail, dict)] if isinstance(given, list) else []
