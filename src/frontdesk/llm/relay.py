"""One streamed call, from the bytes of the vendor to events: the path that every token takes."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson

from frontdesk.llm import failures, sse
from frontdesk.llm.chat import Reply
from frontdesk.llm.client import Client, Stream
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.messages import StreamEvent, Text

# What belongs to a reply that said its last (the tokens, the end of the stream) comes with it or not at all.
_TAIL_SECONDS = 3.0
_LARGEST_WHOLE = 1024 * 1024
_BLANK = b" \t\r\n"
_WHOLE = (b"{", b"[")
# How the fields of server-sent events begin, comments, and the mark of the byte order; and a whole answer.
_BEGINS = (b"d", b"e", b"i", b"r", b":", b"\xef", *_WHOLE)


async def events(
    client: Client, url: str, document: Mapping[str, Any], headers: Mapping[str, str], reply: Reply
) -> AsyncGenerator[StreamEvent, None]:
    """At most one Text for what arrived together."""
    async with client.stream(url, document, headers) as stream:
        if stream.status != 200:
            raise failures.of_answer(stream.status, stream.headers, await stream.failure())
        data = await _beginning(client, stream)
        if data.startswith(_WHOLE):
            text = reply.take(await _whole(client, stream, data))
            stream.is_finished = True
            if text := reply.shown(text):
                yield Text(text)
        else:
            reader, clock = sse.Reader(), asyncio.get_running_loop().time
            heard = clock()
            while data:
                if payloads := reader.feed(data):
                    if (text := reply.read(payloads)) and (text := reply.shown(text)):
                        yield Text(text)
                    if reply.is_over:
                        stream.is_finished = reply.failure is None
                        break
                    heard = clock()
                elif _is_given_up(client, reply, clock() - heard):
                    break
                data = await stream.read() if reply.reason is None else await _tail(client, stream)
            else:
                if text := reply.shown(reply.read(_last(reader))):
                    yield Text(text)
        for event in reply.closing():
            yield event


async def _beginning(client: Client, stream: Stream) -> bytes:
    """From the first byte that says what it is: not everybody streams who was asked to."""
    with _timing_out():
        async with asyncio.timeout(client.silence):
            while data := await stream.read():
                if data := data.lstrip(_BLANK):
                    if not data.startswith(_BEGINS):
                        raise ModelFailed("unreadable")
                    return data
    return b""


async def _tail(client: Client, stream: Stream) -> bytes:
    try:
        async with asyncio.timeout(_tail_seconds(client)):
            return await stream.read()
    except (TimeoutError, ModelFailed):
        return b""


def _is_given_up(client: Client, reply: Reply, seconds: float) -> bool:
    """Comments keep a connection open, and say nothing."""
    if reply.reason is None and seconds > client.silence:
        raise ModelFailed("timeout")
    return reply.reason is not None and seconds > _tail_seconds(client)


def _tail_seconds(client: Client) -> float:
    return min(_TAIL_SECONDS, client.silence)


async def _whole(client: Client, stream: Stream, data: bytes) -> object:
    body = bytearray(data)
    with _timing_out():
        async with asyncio.timeout(client.silence):
            while data := await stream.read():
                body += data
                if len(body) > _LARGEST_WHOLE:
                    raise ModelFailed("oversize")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ModelFailed("unreadable") from None


def _last(reader: sse.Reader) -> list[bytes]:
    """An event without its blank line. Half of one says that the stream broke off, and no more."""
    whole = []
    for payload in reader.end():
        try:
            orjson.loads(payload)
        except orjson.JSONDecodeError:
            continue
        whole.append(payload)
    return whole


@contextmanager
def _timing_out() -> Iterator[None]:
    """Pieces may come often enough, and yet say nothing."""
    try:
        yield
    except TimeoutError:
        raise ModelFailed("timeout") from None
