"""A relay as one would write it in an afternoon: aiohttp to the vendor, ASGI under uvicorn to the reader.

It reads each event of the vendor and writes one of its own, knows nobody and stores nothing.
"""

import argparse
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import orjson
import uvicorn

_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/event-stream; charset=utf-8")],
}


class Relay:
    def __init__(self, upstream: int) -> None:
        self._url = f"http://127.0.0.1:{upstream}/openai/v1/chat/completions"
        self._session: aiohttp.ClientSession | None = None

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        self._session = self._session or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        said = orjson.loads((await receive())["body"])["message"]
        body = {"model": "gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": said}]}
        headers = {"Authorization": "Bearer sim", "Content-Type": "application/json"}
        await send(_START)
        async with self._session.post(self._url, data=orjson.dumps(body), headers=headers) as response:
            async for line in response.content:
                if not line.startswith(b"data: {"):
                    continue
                for choice in orjson.loads(line[6:])["choices"]:
                    if text := choice["delta"].get("content"):
                        event = b"data: %b\n\n" % orjson.dumps({"delta": text})
                        await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b"data: [DONE]\n\n", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int)
    options.add_argument("--upstream", type=int)
    given = options.parse_args()
    uvicorn.run(Relay(given.upstream), port=given.port, log_level="error", lifespan="off", access_log=False)
