"""Tavily against a server of its form."""

from collections.abc import AsyncIterator

import orjson
import pytest
from tests.simulators.tavily import KEY, Tavily
from tests.simulators.vendor import Answers, Breaks, Fault, Hangs, Resets

from frontdesk.assistant.ports import Found, SourceFailed
from frontdesk.integrations.tavily import Tavily as Source
from frontdesk.integrations.tavily import TavilyConfig


@pytest.fixture
async def tavily() -> AsyncIterator[Tavily]:
    async with Tavily() as started:
        yield started


def _source(tavily: Tavily, *, key: str = KEY, timeout: float = 5.0) -> Source:
    return Source(TavilyConfig(key, tavily.url, timeout))


async def test_pages_come_best_first(tavily: Tavily) -> None:
    assert await _source(tavily).search("bridal make-up trends", 2) == (
        Found("Result 1", "https://example.com/1", "About bridal make-up trends, part 1."),
        Found("Result 2", "https://example.com/2", "About bridal make-up trends, part 2."),
    )
    (seen,) = tavily.seen
    assert orjson.loads(seen.body) == {
        "query": "bridal make-up trends",
        "max_results": 2,
        "search_depth": "basic",
    }


@pytest.mark.parametrize(
    ("query", "sent"),
    [("word " * 100, ("word " * 80)[:-1]), ("x" * 900, "x" * 400), ("y" * 400, "y" * 400), ("ँ" * 401, "ँ" * 400)],
)
async def test_a_long_query_is_cut_at_a_word(tavily: Tavily, query: str, sent: str) -> None:
    assert await _source(tavily).search(query, 1)
    assert orjson.loads(tavily.seen[0].body)["query"] == sent


_FAILURES: list[tuple[Fault, str]] = [
    (Answers(400, {"detail": {"error": "…"}}), "rejected"),
    (Answers(401, {"detail": {"error": "…"}}), "auth"),
    (Answers(429, {"detail": {"error": "…"}}), "limited"),
    (Answers(432, {"detail": {"error": "…"}}), "quota"),
    (Answers(433, {"detail": {"error": "…"}}), "quota"),
    (Answers(200, text="<html>"), "unreadable"),
    (Answers(200, {"results": None}), "unreadable"),
]


@pytest.mark.parametrize(("fault", "reason"), _FAILURES)
async def test_each_failure_has_its_reason_and_is_not_tried_again(tavily: Tavily, fault: Fault, reason: str) -> None:
    tavily.script.append(fault)
    with pytest.raises(SourceFailed) as caught:
        await _source(tavily).search("x", 1)
    assert caught.value.reason == reason
    assert len(tavily.seen) == 1


_PASSING: list[tuple[Fault, str]] = [
    (Answers(500, {"detail": {"error": "Internal Server Error"}}), "broken"),
    (Resets(), "disconnected"),
    (Breaks(), "disconnected"),
    (Hangs(), "timeout"),
]


@pytest.mark.parametrize(("fault", "reason"), _PASSING)
async def test_what_passes_is_tried_once_more_and_no_oftener(tavily: Tavily, fault: Fault, reason: str) -> None:
    source = _source(tavily, timeout=0.2 if isinstance(fault, Hangs) else 5.0)
    tavily.script.append(fault)
    assert len(await source.search("x", 1)) == 1
    tavily.script += [fault, fault]
    with pytest.raises(SourceFailed) as caught:
        await source.search("x", 1)
    assert caught.value.reason == reason
    assert len(tavily.seen) == 4


async def test_a_server_that_is_not_there(tavily: Tavily) -> None:
    with pytest.raises(SourceFailed) as caught:
        await Source(TavilyConfig(KEY, "http://127.0.0.1:1")).search("x", 1)
    assert caught.value.reason == "connection"


async def test_odd_results_are_left_out(tavily: Tavily) -> None:
    odd = [{"title": "no address"}, "text", {"url": "https://example.com", "title": None, "content": 3}]
    tavily.script.append(Answers(200, {"results": odd}))
    assert await _source(tavily).search("x", 5) == (Found("", "https://example.com", ""),)


async def test_a_wrong_key_is_refused_and_not_told(tavily: Tavily) -> None:
    with pytest.raises(SourceFailed) as caught:
        await _source(tavily, key="tvly-wrong").search("x", 1)
    assert caught.value.reason == "auth"
    assert "tvly" not in repr(caught.value) + repr(TavilyConfig("tvly-1"))
