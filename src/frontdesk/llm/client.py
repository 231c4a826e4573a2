"""The connections to model vendors: one pool a process, made at the first call, kept open between calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import orjson

from frontdesk.kit import bodies
from frontdesk.llm.failures import ModelFailed

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

# An answer is a few hundred bytes; what is larger is none.
_LARGEST_ANSWER = 256 * 1024
# A hint beyond this says that today's quota is gone.
_LONGEST_HINT = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`wait` is the number of seconds that the vendor asks to be left alone, if it says so in the usual header."""

    status: int
    body: bytes
    wait: float | None = None

    def json(self) -> Mapping[str, Any]:
        return bodies.json_object(self.body)


@dataclass(slots=True)
class _Way:
    """Of one request: whether it went over a connection that had been kept open."""

    is_reused: bool = False


async def _reused(_: "ClientSession", context: SimpleNamespace, __: object) -> None:
    context.trace_request_ctx.is_reused = True


class Client:
    """Belongs to the event loop of its first call. Close it before that loop ends."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._session: ClientSession | None = None

    async def post(self, url: str, document: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        """ModelFailed if there is no answer. What a connection swallowed that had become stale is sent once more;
        what a new one lost may have been answered, and be paid for."""
        aiohttp = import_module("aiohttp")
        way = _Way()
        try:
            try:
                return await self._post(url, document, headers, way)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if not way.is_reused or self._session is None:
                    raise
                return await self._post(url, document, headers, way)
        except TimeoutError:
            raise ModelFailed("timeout") from None
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL):
            raise ModelFailed("connection") from None
        except (aiohttp.ClientError, OSError, ValueError):  # ValueError: a key with what no header may hold
            raise ModelFailed("disconnected") from None

    async def close(self) -> None:
        # Taken away first: what is under way ends in an error, and must not go on with what is being closed.
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _post(self, url: str, document: Mapping[str, Any], headers: Mapping[str, str], way: "_Way") -> Answer:
        # A vendor's interface does not move; a redirect would carry keys and texts to a stranger.
        async with self._opened().post(
            url, data=orjson.dumps(document), headers=headers, allow_redirects=False, trace_request_ctx=way
        ) as response:
            return Answer(response.status, await _read(response), _wait(response))

    def _opened(self) -> "ClientSession":
        if self._session is None:
            aiohttp = import_module("aiohttp")
            trace = aiohttp.TraceConfig()
            trace.on_connection_reuseconn.append(_reused)
            session: ClientSession = aiohttp.ClientSession(
                headers={"User-Agent": "Frontdesk", "Accept": "application/json", "Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=self._seconds, connect=self._seconds / 2),
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[trace],
            )
            self._session = session
        return self._session


async def _read(response: "ClientResponse") -> bytes:
    body = await bodies.read_at_most(response, _LARGEST_ANSWER)
    if body is None:
        raise ModelFailed("oversize")
    return body


def _wait(response: "ClientResponse") -> float | None:
    value = response.headers.get("Retry-After", "").strip()
    return min(float(value), _LONGEST_HINT) if value.isascii() and value.isdigit() else None
