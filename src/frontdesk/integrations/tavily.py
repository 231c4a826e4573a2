"""Pages of the web by Tavily's search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontdesk.assistant.ports import Found, SourceFailed
from frontdesk.integrations.http import Answer, CallFailed, Service

_LONGEST_QUERY = 400
_REASONS = {401: "auth", 403: "auth", 429: "limited", 432: "quota", 433: "quota"}


@dataclass(frozen=True, slots=True)
class TavilyConfig:
    """`timeout` is of one try; there are two at most."""

    api_key: str = field(repr=False)
    base_url: str = "https://api.tavily.com"
    timeout: float = 6.0


class Tavily:
    """A search costs one credit of the plan."""

    def __init__(self, config: TavilyConfig) -> None:
        self._service = Service(config.base_url, {"Authorization": f"Bearer {config.api_key}"}, config.timeout)

    async def search(self, query: str, count: int) -> tuple[Found, ...]:
        answer = await self._try_twice({"query": _shortened(query), "max_results": count, "search_depth": "basic"})
        if answer.status != 200:
            raise SourceFailed("broken" if answer.status >= 500 else _REASONS.get(answer.status, "rejected"))
        results = answer.json().get("results")
        if not isinstance(results, list):
            raise SourceFailed("unreadable")
        return tuple(_found(one) for one in results[:count] if isinstance(one, Mapping) and one.get("url"))

    async def _try_twice(self, document: Mapping[str, Any]) -> Answer:
        try:
            answer = await self._service.post_json("/search", document, {})
        except CallFailed:
            answer = None
        if answer is None or answer.status >= 500:
            try:
                answer = await self._service.post_json("/search", document, {})
            except CallFailed as error:
                raise SourceFailed(error.reason) from None
        return answer


def _shortened(query: str) -> str:
    """At a word's end, where there is one."""
    if len(query) <= _LONGEST_QUERY:
        return query
    return query[: _LONGEST_QUERY + 1].rpartition(" ")[0][:_LONGEST_QUERY] or query[:_LONGEST_QUERY]


def _found(told: Mapping[str, Any]) -> Found:
    title, url, text = (told.get(name) for name in ("title", "url", "content"))
    return Found(title if isinstance(title, str) else "", str(url), text if isinstance(text, str) else "")
