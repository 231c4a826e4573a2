"""Tavily's POST /search: what it insists on, and its answers."""

from typing import Any

import orjson
from aiohttp import web
from tests.simulators.vendor import Vendor, answer

KEY = "tvly-simulated"
_KNOWN = {
    "query", "topic", "search_depth", "chunks_per_source", "max_results", "time_range", "days", "include_answer",
    "include_raw_content", "include_images", "include_domains", "exclude_domains", "country",
}  # fmt: skip


class Tavily(Vendor):
    def routes(self) -> list[tuple[str, Any]]:
        return [("/search", self._search)]

    async def _search(self, request: web.Request, body: bytes) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "Unauthorized: missing or invalid API key.")
        asked = orjson.loads(body)
        query = asked.get("query")
        if not isinstance(query, str) or not query:
            return _error(400, "Query is missing.")
        if len(query) > 400:
            return _error(400, "Query is too long. Max query length is 400 characters.")
        if set(asked) - _KNOWN or asked.get("search_depth") not in ("basic", "advanced", "fast", "ultra-fast"):
            return _error(422, "Invalid request.")
        if not 0 <= asked.get("max_results", 5) <= 20:
            return _error(400, "Invalid max results.")
        results = [
            {
                "title": f"Result {number}",
                "url": f"https://example.com/{number}",
                "content": f"About {query}, part {number}.",
                "score": 1 - number / 10,
                "raw_content": None,
            }
            for number in range(1, asked.get("max_results", 5) + 1)
        ]
        return answer(
            200,
            {"query": query, "follow_up_questions": None, "answer": None, "images": [], "results": results,
             "response_time": 1.2},
        )  # fmt: skip


def _error(status: int, said: str) -> web.Response:
    return answer(status, {"detail": {"error": said}})
