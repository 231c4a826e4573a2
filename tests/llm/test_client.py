"""Servers that speak no proper HTTP, too much of it, or a byte at a time."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from frontdesk.llm.client import Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.openai import OpenAiForm
from frontdesk.llm.structured import Ask, Model

ASK = Ask("name", "system", "message", {"type": "object"})
_OK = b"HTTP/1.1 200 OK\r\n"


class _Wire:
    """Says `bytes` to whoever asks; once they are said, a blank now and then for ever if it `drips`."""

    def __init__(self) -> None:
        self.says = b""
        self.drips = False
        self.url = ""
        self.at_work: set[asyncio.Task[None] | None] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_work.add(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self.says)
        while self.drips and not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.01)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@pytest.fixture
async def wire() -> AsyncIterator[_Wire]:
    made = _Wire()
    server = await asyncio.start_server(made, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    made.url = f"http://{host}:{port}"
    yield made
    made.drips = False
    await asyncio.gather(*filter(None, made.at_work))
    server.close()


async def _reason(wire: _Wire, seconds: float) -> str:
    client = Client(seconds)
    form = OpenAiForm(client, name="openai", base_url=wire.url, model="m", keys=())
    try:
        with pytest.raises(ModelFailed) as caught:
            await Model(form, seconds=seconds).answer(ASK)
    finally:
        await client.close()
    return caught.value.reason


@pytest.mark.parametrize("begun", [b"HTTP/1.1 200 ", _OK + b"X: ", _OK + b"Content-Length: 100000\r\n\r\n"])
async def test_whoever_drips_is_given_up_in_every_phase(wire: _Wire, begun: bytes) -> None:
    wire.says, wire.drips = begun, True
    assert await _reason(wire, 0.3) == "timeout"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"", "disconnected"),
        (b"\x00\x01 garbage\r\n\r\n", "disconnected"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "disconnected"),
        (_OK + b"Content-Length: -5\r\n\r\n", "disconnected"),
        (_OK + b"X: " + b"a" * 100_000 + b"\r\n\r\n", "disconnected"),
        (_OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "disconnected"),
        (_OK + b"Content-Encoding: br\r\nContent-Length: 4\r\n\r\nzzzz", "disconnected"),
        (_OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(20_000_000), 1), "oversize"),
        (_OK + b"Content-Type: \xff\r\nContent-Length: 2\r\n\r\n{}", "unreadable"),
        (_OK + b'Content-Length: 17\r\n\r\n{"choices":"\xff\xfe"}', "disconnected"),
        (_OK + b'Content-Length: 16\r\n\r\n{"choices":"\xff\xfe"}', "unreadable"),
        (b"HTTP/1.1 204 No\r\n\r\n", "rejected"),
        (b"HTTP/1.1 429 x\r\nContent-Length: 0\r\nRetry-After: " + b"9" * 5000 + b"\r\n\r\n", "limited"),
    ],
)
async def test_no_answer_is_more_than_a_failure(wire: _Wire, said: bytes, reason: str) -> None:
    wire.says = said
    assert await _reason(wire, 10) == reason
