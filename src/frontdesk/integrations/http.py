"""Calls to vendors. Says of every failure whether the vendor may have seen the request.

    CallFailed
    ├── NotReached   it never saw it: the call may be repeated without a thought
    └── NoAnswer     it may have acted on it, and the answer is lost or unreadable

Neither names the address or a header: keys stand in both.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from frontdesk.kit import bodies

if TYPE_CHECKING:
    from aiohttp import ClientResponse

# No vendor that we call answers with more than a few kilobytes.
_LARGEST_ANSWER = 1024 * 1024
# A hint beyond this is no hint to wait but a sign that today's quota is gone; the worker caps it further.
_LONGEST_WAIT = 3600.0
_OURS = {"User-Agent": "Frontdesk", "Accept": "application/json", "Accept-Encoding": "identity"}


class CallFailed(Exception):
    """`reason` is one word for logs: timeout, connection, disconnected, oversize."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotReached(CallFailed):
    pass


class NoAnswer(CallFailed):
    pass


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Mapping[str, Any]:
        return bodies.json_object(self.body)

    def value(self) -> object:
        """Whatever JSON the body is; None where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    def seconds(self, header: str) -> float | None:
        """A wait that the vendor asks for: a number of seconds, or an HTTP date. None if there is none to read."""
        value = self.headers.get(header, "").strip()
        try:
            wait = float(value)
        except ValueError:
            try:
                due = parsedate_to_datetime(value)
            except ValueError:
                return None
            wait = (due.replace(tzinfo=due.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        return min(max(wait, 0.0), _LONGEST_WAIT) if wait == wait else None


@dataclass(frozen=True, slots=True)
class Service:
    """One vendor's interface: its base URL (a setting), how we sign in, and the seconds that a whole call may take."""

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout: float = 10.0

    async def post_form(self, path: str, form: Mapping[str, str]) -> Answer:
        return await self._post(path, urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    async def post_json(self, path: str, document: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        return await self._post(path, orjson.dumps(document), {**headers, "Content-Type": "application/json"})

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """The library itself asks once more where a connection ends before an answer: NoAnswer("disconnected") is of
        the second time."""
        return await self._send("GET", f"{path}?{urlencode(query)}", None, {})

    async def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return await self._send("POST", path, body, headers)

    async def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        aiohttp = import_module("aiohttp")
        try:
            async with (
                # A fresh connection each: on a reused one that the vendor has just closed, a POST fails in a way that
                # cannot be told from one that was carried out. Messages are few; a doubtful one costs more.
                aiohttp.ClientSession(
                    headers={**_OURS, **self.headers, **headers},
                    timeout=aiohttp.ClientTimeout(total=self.timeout),
                    cookie_jar=aiohttp.DummyCookieJar(),
                ) as session,
                # A vendor's interface does not move; a redirect would carry keys and texts to a stranger.
                session.request(method, self._url(path), data=body, allow_redirects=False) as response,
            ):
                return Answer(response.status, _lower(response), await _read(response))
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NotReached("timeout" if isinstance(error, TimeoutError) else "connection") from None
        except TimeoutError:
            raise NoAnswer("timeout") from None
        except aiohttp.ClientError:
            raise NoAnswer("disconnected") from None

    def _url(self, path: str) -> str:
        return self.base_url.rstrip("/") + path


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def _lower(response: "ClientResponse") -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


async def _read(response: "ClientResponse") -> bytes:
    body = await bodies.read_at_most(response, _LARGEST_ANSWER)
    if body is None:
        raise NoAnswer("oversize")
    return body
