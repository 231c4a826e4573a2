"""Streams over real sockets: what a vendor, its proxy or the network can do to one, and what the vendor sees of us."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import orjson
import pytest

from frontdesk.llm import profiles
from frontdesk.llm.client import Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.gemini_chat import GeminiChat
from frontdesk.llm.messages import ChatMessage, ChatRequest, End, Role, Text, Usage
from frontdesk.llm.openai_chat import OpenAiChat

REQUEST = ChatRequest((ChatMessage(Role.USER, "नमस्ते"),))
RESET, HANG, DRIP, BLANKS, CLOSE = "reset", "hang", "drip", "blanks", "close"
Step = bytes | str

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
_END = b"0\r\n\r\n"
_CHAT = "/v1/chat/completions"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _event(content: str | None = None, finish: str | None = None, **beside: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    return _chunk(b"data: " + orjson.dumps({"model": "m", "choices": [choice]} | beside) + b"\n\n")


_DONE = _chunk(b"data: [DONE]\n\n")
_WHOLE = _HEAD + _event("a") + _event(finish="stop") + _DONE


def _answer(status: int, body: bytes, headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n%b\r\n%b" % (status, len(body), headers, body)


class _Vendor:
    """Plays one script a request. `left` is set once a client has closed a connection that was being served."""

    def __init__(self) -> None:
        self.scripts: list[Sequence[Step]] = []
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.connections = 0
        self.left = asyncio.Event()
        self.said = asyncio.Event()
        self.url = ""
        self.at_work: set[asyncio.Task[None] | None] = set()
        self.writers: set[asyncio.StreamWriter] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_work.add(asyncio.current_task())
        self.writers.add(writer)
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._serve(reader, writer):
                pass
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line, *fields = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
        headers = {name.lower(): value.strip() for name, value in (field.split(":", 1) for field in fields)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.asked.append((line.split(" ")[1], headers, orjson.loads(body)))
        for step in self.scripts.pop(0):
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
                # Read apart from what follows.
                await asyncio.sleep(0.01)
                continue
            self.said.set()
            if step == RESET:
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            elif step == HANG:
                await reader.read()
                self.left.set()
            elif step in (DRIP, BLANKS):
                while not reader.at_eof():
                    writer.write(_chunk(b": waiting\n\n" if step == DRIP else b"\n"))
                    await writer.drain()
                    await asyncio.sleep(0.01)
            return False
        return True


@pytest.fixture
async def vendor() -> AsyncIterator[_Vendor]:
    made = _Vendor()
    server = await asyncio.start_server(made, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    made.url = f"http://{host}:{port}/v1"
    yield made
    for writer in made.writers:
        writer.transport.abort()
    await asyncio.gather(*filter(None, made.at_work))
    server.close()


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    made = Client(5.0)
    yield made
    await made.close()


@pytest.fixture
async def hasty() -> AsyncIterator[Client]:
    made = Client(5.0, silence=0.3, connect=0.5)
    yield made
    await made.close()


def _openai(client: Client, vendor: _Vendor) -> OpenAiChat:
    profile = profiles.of("openai", "gpt-4o-mini")
    return OpenAiChat(client, name="openai", base_url=vendor.url, model="gpt-4o-mini", profile=profile)


def _gemini(client: Client, vendor: _Vendor) -> GeminiChat:
    profile = profiles.of("gemini", "gemini-2.0-flash")
    return GeminiChat(client, name="gemini", base_url=vendor.url, model="models/gemini-2.0-flash", profile=profile)


async def _seen(chat: OpenAiChat | GeminiChat, key: str = "k") -> list[Any]:
    seen: list[Any] = []
    try:
        async for event in chat.stream(REQUEST, key):
            seen.append(event)
    except ModelFailed as failure:
        seen.append(failure.reason)
    return seen


_A_AND_END = [Text("a"), End("stop", "m")]


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ([_WHOLE + _END], _A_AND_END),
        ([_HEAD + _event("a"), _event("b"), _event(finish="stop") + _END], [Text("a"), Text("b"), End("stop", "m")]),
        ([_HEAD + _event("a") + _event("b"), _event(finish="stop") + _DONE], [Text("ab"), End("stop", "m")]),
        ([_HEAD + _event("a") + _event(finish="stop"), RESET], _A_AND_END),
        ([_HEAD + _event("a") + _event(finish="stop"), CLOSE], _A_AND_END),
        ([CLOSE], ["disconnected"]),
        ([RESET], ["disconnected"]),
        ([_HEAD, RESET], ["disconnected"]),
        ([_HEAD, CLOSE], ["disconnected"]),
        ([_HEAD + _END], ["disconnected"]),
        ([_HEAD + _event("a"), RESET], [Text("a"), "disconnected"]),
        ([_HEAD + _event("a") + _END], [Text("a"), "disconnected"]),
        ([_HEAD + _event("a"), b"zz\r\n", CLOSE], [Text("a"), "disconnected"]),
        ([_HEAD + _event("a"), _chunk(b'data: {"error":{"code":503}}\n\n') + _END], [Text("a"), "broken"]),
        ([_HEAD + _chunk(b"<html>sorry</html>") + _END], ["unreadable"]),
        ([_HEAD + _chunk(b"\n\n"), _chunk(b"data: {\n\n") + _END], ["unreadable"]),
        ([_HEAD + _chunk(b"data: " + b"x" * 1_100_000) + _END], ["oversize"]),
        ([b"HTTP/1.1 200 OK\r\n\r\ndata: {", CLOSE], ["disconnected"]),
        ([_HEAD + _event("a"), _chunk(b'data: {"choices') + _END], [Text("a"), "disconnected"]),
        ([_answer(200, b"")], ["disconnected"]),
        ([_answer(200, b"<html>")], ["unreadable"]),
        ([_answer(200, b'{"choices":')], ["unreadable"]),
        ([_answer(200, b'{"choices":[]}')], ["disconnected"]),
        ([_answer(200, b'{"error":{"code":402}}')], ["credits"]),
        ([_answer(200, b'{"x":"' + b"x" * 1_100_000)], ["oversize"]),
        ([_answer(500, b"<html>")], ["broken"]),
        ([_answer(400, b'{"error":{"code":"context_length_exceeded"}}')], ["too_long"]),
        ([_answer(429, b'{"error":"' + b"x" * 200_000)], ["limited"]),
        ([b"HTTP/1.1 401 x\r\nContent-Length: 9\r\n\r\n", RESET], ["auth"]),
        ([_answer(302, b"", b"Location: http://127.0.0.1:9/\r\n")], ["rejected"]),
    ],
)
async def test_what_can_happen_to_a_stream(
    vendor: _Vendor, client: Client, script: list[Step], seen: list[Any]
) -> None:
    vendor.scripts.append(script)
    assert await _seen(_openai(client, vendor)) == seen
    assert len(vendor.asked) == 1


async def test_a_whole_answer_to_a_request_for_a_stream(vendor: _Vendor, client: Client) -> None:
    choice = {"message": {"role": "assistant", "content": "a"}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 9, "completion_tokens": 2}
    vendor.scripts.append([_answer(200, orjson.dumps({"model": "m", "choices": [choice], "usage": usage}))])
    assert await _seen(_openai(client, vendor)) == [Text("a"), End("stop", "m", Usage(9, 2))]


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ([HANG], ["timeout"]),
        ([_HEAD, HANG], ["timeout"]),
        ([_HEAD, DRIP], ["timeout"]),
        ([_HEAD, BLANKS], ["timeout"]),
        ([_HEAD + _chunk(b"{"), BLANKS], ["timeout"]),
        ([_HEAD + _event("a"), BLANKS], [Text("a"), "timeout"]),
        ([_HEAD + _event("a"), HANG], [Text("a"), "timeout"]),
        ([_HEAD + _event("a"), DRIP], [Text("a"), "timeout"]),
        ([_HEAD + _event("a") + _event(finish="stop"), HANG], _A_AND_END),
        ([_HEAD + _event("a") + _event(finish="stop"), DRIP], _A_AND_END),
        ([_answer(200, b"x")[:-1], HANG], ["timeout"]),
    ],
)
async def test_silence_ends_a_stream(vendor: _Vendor, hasty: Client, script: list[Step], seen: list[Any]) -> None:
    vendor.scripts.append(script)
    assert await _seen(_openai(hasty, vendor)) == seen


async def test_the_vendor_sees_at_once_that_nobody_reads_on(vendor: _Vendor, client: Client) -> None:
    vendor.scripts.append([_HEAD + _event("a"), HANG])
    async with aclosing(_openai(client, vendor).stream(REQUEST, "k")) as events:
        assert await anext(events) == Text("a")
    await asyncio.wait_for(vendor.left.wait(), 10)


async def test_a_cancelled_reader_leaves_too(vendor: _Vendor, client: Client) -> None:
    vendor.scripts.append([_HEAD, HANG])
    reading = asyncio.create_task(_seen(_openai(client, vendor)))
    await vendor.said.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await asyncio.wait_for(vendor.left.wait(), 10)


@pytest.mark.parametrize("ending", [[_WHOLE + _END], [_WHOLE, _END], [_answer(429, b"{}")]])
async def test_a_connection_is_used_again_after_a_proper_end(
    vendor: _Vendor, client: Client, ending: list[Step]
) -> None:
    vendor.scripts += [ending] * 3
    for _ in range(3):
        await _seen(_openai(client, vendor))
        # The end of the body may come after the end of the stream.
        await asyncio.sleep(0.1)
    assert vendor.connections == 1


async def test_what_a_stale_connection_swallowed_is_asked_once_more(vendor: _Vendor, client: Client) -> None:
    vendor.scripts += [[_WHOLE + _END], [RESET], [_WHOLE + _END]]
    assert await _seen(_openai(client, vendor)) == _A_AND_END
    assert await _seen(_openai(client, vendor)) == _A_AND_END
    assert (len(vendor.asked), vendor.connections) == (3, 2)


async def test_what_openai_is_asked_over_the_wire(vendor: _Vendor, client: Client) -> None:
    vendor.scripts += [[_WHOLE + _END]] * 2
    await _seen(_openai(client, vendor), "one")
    await _seen(_openai(client, vendor), "")
    (path, headers, body), (_, without_key, _) = vendor.asked
    assert (path, headers["authorization"]) == (_CHAT, "Bearer one")
    assert (headers["accept"], headers["accept-encoding"]) == ("text/event-stream", "identity")
    assert body["messages"] == [{"role": "user", "content": "नमस्ते"}]
    assert "authorization" not in without_key


async def test_gemini_over_the_wire(vendor: _Vendor, client: Client) -> None:
    def event(text: str, **beside: Any) -> bytes:
        candidate = {"content": {"role": "model", "parts": [{"text": text}]}, "index": 0} | beside
        usage = {"promptTokenCount": 9, "candidatesTokenCount": 2}
        return _chunk(b"data: " + orjson.dumps({"candidates": [candidate], "usageMetadata": usage}) + b"\r\n\r\n")

    vendor.scripts.append([_HEAD + event("नम"), event("स्ते", finishReason="STOP") + _END])
    vendor.scripts.append([_answer(400, b'{"error":{"code":400,"message":"API key not valid."}}')])
    assert await _seen(_gemini(client, vendor), "secret") == [
        Text("नम"),
        Text("स्ते"),
        End("stop", "gemini-2.0-flash", Usage(9, 2)),
    ]
    assert await _seen(_gemini(client, vendor), "secret") == ["auth"]
    path, headers, body = vendor.asked[0]
    assert path == "/v1/models/gemini-2.0-flash:streamGenerateContent?alt=sse"
    assert (headers["x-goog-api-key"], body) == (
        "secret",
        {"contents": [{"role": "user", "parts": [{"text": "नमस्ते"}]}]},
    )


@pytest.mark.parametrize(
    "model", ["../cachedContents?x=", "a/../../files", "a?key=b", "a#b", "%2e%2e%2ffiles", "a;b:c@d"]
)
async def test_a_models_name_leads_nowhere_else(vendor: _Vendor, client: Client, model: str) -> None:
    vendor.scripts.append([_answer(404, b"{}")])
    with pytest.raises(ModelFailed):
        await anext(_gemini(client, vendor).stream(replace(REQUEST, model=model), "a-key"))
    place, _, action = vendor.asked[0][0].removeprefix("/v1/models/").rpartition(":")
    assert action == "streamGenerateContent?alt=sse"
    assert unquote(place) == model
    assert not set("/?#") & set(place)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid", "http://127.0.0.1:1:2"])
async def test_an_address_that_leads_nowhere(client: Client, vendor: _Vendor, url: str) -> None:
    vendor.url = url
    assert await _seen(_openai(client, vendor)) == ["connection"]


async def test_a_key_that_no_header_may_hold(client: Client, vendor: _Vendor) -> None:
    assert await _seen(_openai(client, vendor), "a\nb") == ["disconnected"]
    assert vendor.asked == []


async def test_a_hint_to_wait_arrives(vendor: _Vendor, client: Client) -> None:
    vendor.scripts.append([_answer(429, b"{}", b"Retry-After: 7\r\n")])
    with pytest.raises(ModelFailed) as caught:
        await anext(_openai(client, vendor).stream(REQUEST, "k"))
    assert (caught.value.reason, caught.value.wait) == ("limited", 7)


async def test_many_streams_at_once_have_a_connection_each(vendor: _Vendor, client: Client) -> None:
    vendor.scripts += [[_HEAD + _event("a"), _event(finish="stop") + _DONE + _END]] * 200
    chat = _openai(client, vendor)
    assert await asyncio.gather(*(_seen(chat) for _ in range(200))) == [_A_AND_END] * 200
    assert vendor.connections == 200
