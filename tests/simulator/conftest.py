"""A simulator on a port of its own, and a client that shows what came over the wire."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
import pytest
from tests.simulators.models import KEYS, simulated

from frontdesk.simulator.server import Simulator

STYLES = ("openai", "openrouter", "groq", "gemini")
TOOL = {
    "name": "get_current_weather",
    "description": "The weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@dataclass(frozen=True, slots=True)
class Came:
    """`failure` is how the connection ended, if not well; `body` what had come by then."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    failure: str | None = None

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def events(self) -> list[bytes]:
        return [line for line in self.body.replace(b"\r\n", b"\n").split(b"\n\n") if line]

    @property
    def documents(self) -> list[Any]:
        """Those of the events that are JSON."""
        lines = [event.partition(b"data: ")[2] for event in self.events if not event.startswith(b":")]
        return [orjson.loads(line) for line in lines if line.startswith(b"{")]

    @property
    def text(self) -> str:
        """What the pieces say, in either form."""
        made = []
        for document in self.documents:
            for choice in document.get("choices", ()):
                made.append(choice["delta"].get("content") or "")
            for candidate in document.get("candidates", ()):
                made += [part.get("text", "") for part in candidate["content"].get("parts", ())]
        return "".join(made)


Ask = Callable[..., Awaitable[Came]]


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as started:
        yield started


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def ask(simulator: Simulator, session: aiohttp.ClientSession) -> Ask:
    """`await ask("groq", "Hello", stream=True, temperature=0.5)`; a whole `body` may be given instead."""

    async def asked(
        style: str,
        question: str = "Hello",
        *,
        stream: bool = True,
        body: Any = None,
        key: str = KEYS[0],
        headers: Mapping[str, str] | None = None,
        query: str = "?alt=sse",
        **more: Any,
    ) -> Came:
        url = simulator.base_url(style)
        if style == "gemini":
            url += "/models/gemini-2.5-flash:" + (f"streamGenerateContent{query}" if stream else "generateContent")
            made = {"contents": [{"role": "user", "parts": [{"text": question}]}], **more}
        else:
            url += "/chat/completions"
            made = {"model": "a/b", "messages": [{"role": "user", "content": question}], "stream": stream, **more}
        signed = {"x-goog-api-key": key} if style == "gemini" else {"Authorization": f"Bearer {key}"}
        return await send(
            session, url, orjson.dumps(made if body is None else body), {**(signed if key else {}), **(headers or {})}
        )

    return asked


async def send(session: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str]) -> Came:
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            came = b""
            failure = None
            try:
                async for piece in response.content.iter_any():
                    came += piece
            except aiohttp.ClientError as error:
                failure = type(error).__name__
            return Came(response.status, response.headers, came, failure)
    except aiohttp.ClientError as error:
        return Came(0, {}, b"", type(error).__name__)
