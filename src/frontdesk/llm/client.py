"""The connections to model vendors: one pool a process, made at the first call, kept open between calls."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import orjson

from frontdesk.kit import bodies
from frontdesk.llm.failures import ModelFailed

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession, ClientTimeout

# An answer is a few hundred bytes; what is larger is none.
_LARGEST_ANSWER = 256 * 1024
# A failure's cause stands at its beginning, and is waited for this many seconds.
_LARGEST_FAILURE = 64 * 1024
_FAILURE_SECONDS = 10.0
# Seconds until a connection stands; and in which nothing comes before a stream counts as dead. Models that think first
# are silent for long.
_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 90.0
_LOOK_SECONDS = 1.0
# Bytes of one stream that wait to be read before the vendor is slowed down: a page of text. The library takes twice it.
_READ_AHEAD = 16 * 1024
_MOST_CONNECTIONS = 4096
_KEPT_SECONDS = 55.0
# Seconds in which a stream that has said all must close properly for its connection to be used again.
_CLOSING_SECONDS = 1.0


def load() -> None:
    """The library, half a second's work, which otherwise the first call waits for."""
    import_module("aiohttp")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Mapping[str, Any]:
        return bodies.json_object(self.body)


class Stream:
    """An answer that is still coming.

    It is looked after once a second: that costs less than a time limit on each read. And the library forgets to tell
    whoever waits for a body that a malformed piece has closed its connection.
    """

    __slots__ = ("_content", "_response", "_silence", "_timer", "_waits_since", "headers", "is_finished", "status")

    def __init__(self, response: "ClientResponse", silence: float) -> None:
        self._response = response
        self._content = response.content
        self._silence = silence
        self._waits_since: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        # Set by the reader once the last thing of interest was said: the connection may then be used again.
        self.is_finished = False
        self._look()

    async def read(self) -> bytes:
        """What has arrived, as one piece; nothing at the end."""
        self._waits_since = asyncio.get_running_loop().time()
        try:
            return await self._content.readany()
        except _errors() as error:
            raise _failure(error) from None
        finally:
            self._waits_since = None

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        connection = self._response.connection
        if self._content.is_eof():
            return
        if connection is None or connection.transport is None:
            self._content.set_exception(ConnectionError())
        elif self._waits_since is not None and loop.time() - self._waits_since >= self._silence:
            self._content.set_exception(TimeoutError())
        else:
            self._timer = loop.call_later(min(self._silence, _LOOK_SECONDS), self._look)

    async def failure(self) -> bytes:
        """The body of a failure, empty if it is too large, too slow or broken: the status then says enough."""
        try:
            async with asyncio.timeout(_FAILURE_SECONDS):
                return await bodies.read_at_most(self._response, _LARGEST_FAILURE) or b""
        except _errors():
            return b""

    @property
    def is_ending(self) -> bool:
        """All was said, and only the end of the body is still on its way."""
        return self.is_finished and not self._content.at_eof()

    def close(self) -> None:
        """Does nothing to a connection that has come to its end: the library has it back already."""
        if self._timer is not None:
            self._timer.cancel()
        self._response.close()


@dataclass(slots=True)
class _Way:
    """Of one request: whether it went over a connection that had been kept open."""

    is_reused: bool = False


async def _reused(_: "ClientSession", context: SimpleNamespace, __: object) -> None:
    context.trace_request_ctx.is_reused = True


class Client:
    """Belongs to the event loop of its first call. Close it before that loop ends. `seconds` bound a whole answer,
    `silence` the time between two pieces of a stream, and until its first."""

    def __init__(self, seconds: float, *, silence: float = _SILENCE_SECONDS, connect: float = _CONNECT_SECONDS) -> None:
        self.silence = silence
        self._seconds = seconds
        self._connect = connect
        self._session: ClientSession | None = None
        self._streaming: ClientTimeout | None = None
        self._ending: set[Stream] = set()

    async def post(
        self, url: str, document: Mapping[str, Any], headers: Mapping[str, str], *, most: int = _LARGEST_ANSWER
    ) -> Answer:
        """ModelFailed if there is no answer, or one of more than `most` bytes."""
        with _failing():
            response = await self._send(url, document, headers, None)
            async with response:
                body = await bodies.read_at_most(response, most)
                if body is None:
                    raise ModelFailed("oversize")
                return Answer(response.status, response.headers, body)

    @asynccontextmanager
    async def stream(self, url: str, document: Mapping[str, Any], headers: Mapping[str, str]) -> AsyncIterator[Stream]:
        """ModelFailed, also out of its reading. Leaving closes the connection at once, unless all was said."""
        self._opened()
        with _failing():
            # Compressed streams come in lumps.
            named = {"Accept": "text/event-stream", "Accept-Encoding": "identity", **headers}
            async with asyncio.timeout(self._connect + self.silence):
                response = await self._send(url, document, named, self._streaming)
        stream = Stream(response, self.silence)
        try:
            yield stream
        finally:
            if stream.is_ending:
                self._ending.add(stream)
                asyncio.get_running_loop().call_later(_CLOSING_SECONDS, self._ended, stream)
            else:
                stream.close()

    async def close(self) -> None:
        # Taken away first: what is under way ends in an error, and must not go on with what is being closed.
        session, self._session = self._session, None
        for stream in tuple(self._ending):
            self._ended(stream)
        if session is not None:
            await session.close()

    def _ended(self, stream: Stream) -> None:
        self._ending.discard(stream)
        stream.close()

    async def _send(
        self, url: str, document: Mapping[str, Any], headers: Mapping[str, str], bounds: "ClientTimeout | None"
    ) -> "ClientResponse":
        """What a connection swallowed that had become stale is sent once more; what a new one lost may have been
        answered, and be paid for."""
        aiohttp = import_module("aiohttp")
        body = orjson.dumps(document)
        way = _Way()
        try:
            return await self._post(url, body, headers, bounds, way)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            if not way.is_reused or self._session is None:
                raise
            return await self._post(url, body, headers, bounds, way)

    async def _post(
        self, url: str, body: bytes, headers: Mapping[str, str], bounds: "ClientTimeout | None", way: "_Way"
    ) -> "ClientResponse":
        session = self._opened()
        # A vendor's interface does not move; a redirect would carry keys and texts to a stranger.
        return await session.post(
            url,
            data=body,
            headers=headers,
            allow_redirects=False,
            trace_request_ctx=way,
            timeout=bounds or session.timeout,
        )

    def _opened(self) -> "ClientSession":
        if self._session is None:
            aiohttp = import_module("aiohttp")
            trace = aiohttp.TraceConfig()
            trace.on_connection_reuseconn.append(_reused)
            session: ClientSession = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=_MOST_CONNECTIONS, keepalive_timeout=_KEPT_SECONDS, ttl_dns_cache=60
                ),
                headers={"User-Agent": "Frontdesk", "Accept": "application/json", "Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=self._seconds, connect=min(self._seconds / 2, self._connect)),
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[trace],
                read_bufsize=_READ_AHEAD,
            )
            self._session = session
            self._streaming = aiohttp.ClientTimeout(total=None, connect=self._connect)
        return self._session


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except _errors() as error:
        raise _failure(error) from None


def _errors() -> tuple[type[Exception], ...]:
    """Asked for only once something was raised."""
    # ValueError: a key with what no header may hold.
    return TimeoutError, import_module("aiohttp").ClientError, OSError, ValueError


def _failure(error: Exception) -> ModelFailed:
    aiohttp = import_module("aiohttp")
    if isinstance(error, TimeoutError):
        return ModelFailed("timeout")
    nowhere = isinstance(error, (aiohttp.ClientConnectorError, aiohttp.InvalidURL))
    return ModelFailed("connection" if nowhere else "disconnected")
