"""Tools of MCP servers, through the optional package `mcp`.

A connection is opened when a turn first asks for tools and kept; each has a task of its own, because the package wants
a connection to be closed where it was opened. One that broke is opened again at the next turn or call, one that failed
to open is left alone for a while.
"""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from hashlib import sha256
from importlib import import_module, util
from re import sub
from typing import Any, Literal

import structlog

from frontdesk.assistant import parameters
from frontdesk.assistant.tools import Tool, ToolContext, ToolFailed, ToolResult
from frontdesk.identity.actor import Role
from frontdesk.llm.messages import ToolSpec
from frontdesk.settings.mcp import McpServer

log = structlog.get_logger()

MISSING = "The package mcp is not installed: it comes with Frontdesk's extra mcp."
# Seconds that a turn waits for servers to connect; those that take longer are there for a later turn.
_PATIENCE = 3.0
_CONNECT_SECONDS = 20.0
_LEFT_ALONE_SECONDS = 60.0
# Age of a listing at which the server is asked again: not every server tells of new tools.
_LISTED_SECONDS = 300.0
_CLOSE_SECONDS = 8.0
# Vendors of models take 128 tools in all.
_MOST_TOOLS = 64
_LONGEST_NAME = 64
_LONGEST_DESCRIPTION = 1_024


def is_installed() -> bool:
    return util.find_spec("mcp") is not None


class McpServers:
    """All that are configured. Belongs to the event loop that first calls `ready`."""

    def __init__(self, servers: Sequence[McpServer]) -> None:
        self._servers = tuple(servers)
        self._links = tuple(_Link(server) for server in servers) if is_installed() else ()

    async def ready(self) -> None:
        """Never raises; returns at once where every server is connected or was found to be away lately."""
        opening = [(link, task) for link in self._links if (task := link.opening()) is not None]
        # Of one attempt, all turns together wait so long and no longer.
        rest = max((link.began for link, _ in opening), default=0.0) + _PATIENCE - time.monotonic()
        if opening and rest > 0:
            await asyncio.wait([task for _, task in opening], timeout=rest)

    def tools(self) -> Mapping[str, Tool]:
        return {one.spec.name: one for link in self._links for one in link.tools}

    def problems(self) -> tuple[str, ...]:
        if self._servers and not is_installed():
            return (f"MCP__SERVERS is set, and its tools are not offered. {MISSING}",)
        return tuple(link.problem for link in self._links if link.problem is not None)

    async def close(self) -> None:
        await asyncio.gather(*(link.close() for link in self._links))


class _Link:
    """To one server. `tools` are those of its last listing; none once it cannot be reached."""

    def __init__(self, server: McpServer) -> None:
        self._server = server
        self._client: Any = None
        self._keeper: asyncio.Task[None] | None = None
        self._opened: asyncio.Task[bool] | None = None
        self._over = asyncio.Event()
        self._not_before = 0.0
        # When the last attempt to open was begun, by the monotonic clock.
        self.began = 0.0
        self.tools: tuple[Tool, ...] = ()
        self.problem: str | None = None

    def opening(self) -> asyncio.Task[bool] | None:
        """The attempt that is under way or begun by this; None where there is nothing to wait for."""
        if self._client is not None:
            return None
        if self._opened is None or self._opened.done():
            if time.monotonic() < self._not_before:
                return None
            self.began = time.monotonic()
            self._opened = asyncio.create_task(self._open())
        return self._opened

    async def call(self, name: str, arguments: Mapping[str, Any], *, is_repeatable: bool) -> ToolResult:
        for is_last in (False, True):
            if (opening := self.opening()) is not None:
                # Others may wait for the same attempt.
                await asyncio.shield(opening)
            client = self._client
            if client is None:
                break
            try:
                return _read(await client.call_tool(name, dict(arguments)))
            except Exception as error:  # noqa: BLE001  # whatever the package or the server does, the model is told
                fate = _fate(error)
                if fate == "answered":
                    raise ToolFailed(f"The server {self._server.name} refused: {_reason(error)}") from None
                self._lose(client)
                if is_last or (fate == "lost" and not is_repeatable):
                    raise ToolFailed("The connection broke; it is not known whether it was done.") from None
        raise ToolFailed(f"The server {self._server.name} does not answer.")

    async def close(self) -> None:
        self._over.set()
        if self._client is None and self._keeper is not None:
            self._keeper.cancel()  # it is still connecting
        tasks = [task for task in (self._opened, self._keeper) if task is not None and not task.done()]
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=_CLOSE_SECONDS)
            for task in left:
                task.cancel()
        self._client, self.tools = None, ()

    async def _open(self) -> bool:
        if self._keeper is not None:
            await asyncio.wait((self._keeper,))
        self._over = asyncio.Event()
        listed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._keeper = asyncio.create_task(self._keep(self._over, listed))
        await asyncio.wait((self._keeper, listed), return_when=asyncio.FIRST_COMPLETED)
        return listed.done()

    async def _keep(self, over: asyncio.Event, listed: "asyncio.Future[None]") -> None:
        try:
            async with AsyncExitStack() as stack:
                async with asyncio.timeout(_CONNECT_SECONDS):
                    client = await _connect(self._server, stack)
                    self.tools = await self._list(client)
                self._client, self.problem = client, None
                listed.set_result(None)
                while not await _is_set(over, _LISTED_SECONDS):
                    async with asyncio.timeout(_CONNECT_SECONDS):
                        self.tools = await self._list(client)
        except Exception as error:  # noqa: BLE001  # an unwilling server must not keep anybody from answering
            if listed.done():
                # Who called was told when it was lost; that it would not close in order concerns nobody.
                if not over.is_set():
                    log.warning("mcp.lost", server=self._server.name)
                return
            self.tools, self._not_before = (), time.monotonic() + _LEFT_ALONE_SECONDS
            self.problem = f"The MCP server {self._server.name} cannot be used: {_reason(error)}"
            log.warning("mcp.away", server=self._server.name, reason=_reason(error))
        finally:
            self._client = None

    def _lose(self, client: Any) -> None:
        if self._client is client:
            log.warning("mcp.lost", server=self._server.name)
            self._client = None
            self._over.set()

    async def _list(self, client: Any) -> tuple[Tool, ...]:
        listed: list[Any] = []
        cursor = None
        while len(listed) < _MOST_TOOLS:
            page = await client.list_tools(cursor=cursor, cache_mode="refresh")
            listed += page.tools
            cursor = page.next_cursor
            if cursor is None:
                break
        return tuple(self._tool(one) for one in listed[:_MOST_TOOLS])

    def _tool(self, listed: Any) -> Tool:
        hints = listed.annotations
        is_repeatable = hints is not None and bool(hints.read_only_hint or hints.idempotent_hint)

        async def call(arguments: Mapping[str, Any], _: ToolContext) -> ToolResult:
            return await self.call(listed.name, arguments, is_repeatable=is_repeatable)

        description = (listed.description or listed.title or listed.name)[:_LONGEST_DESCRIPTION]
        spec = ToolSpec(_named(self._server.name, listed.name), description, parameters.tamed(listed.input_schema))
        return Tool(spec, call, timeout=self._server.timeout, role=Role(self._server.role))


async def _connect(server: McpServer, stack: AsyncExitStack) -> Any:
    # On a thread: it takes a second, in which everybody's replies would stand still.
    mcp = await asyncio.to_thread(import_module, "mcp")
    if server.command is not None:
        env = {name: value.get_secret_value() for name, value in server.env.items()}
        started = mcp.StdioServerParameters(command=server.command, args=list(server.args), env=env)
        # What it has to say for itself stands among our own log lines.
        transport = mcp.stdio_client(started, errlog=sys.__stderr__)
    else:
        httpx = import_module("httpx2")
        headers = {name: value.get_secret_value() for name, value in server.headers.items()}
        http = await stack.enter_async_context(
            httpx.AsyncClient(headers=headers, timeout=httpx.Timeout(10.0, read=server.timeout))
        )
        transport = import_module("mcp.client.streamable_http").streamable_http_client(server.url, http_client=http)
    return await stack.enter_async_context(mcp.Client(transport))


async def _is_set(event: asyncio.Event, seconds: float) -> bool:
    """Waits for it so long."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


def _read(result: Any) -> ToolResult:
    """Texts as they are; of what is none, what it is."""
    parts: list[str] = []
    for block in result.content:
        resource = getattr(block, "resource", None)
        text = getattr(block, "text", None) or getattr(resource, "text", None)
        parts.append(text if isinstance(text, str) else f"[{block.type} left out]")
    if not parts and result.structured_content is not None:
        parts.append(str(result.structured_content))
    return ToolResult("\n".join(parts) or "Done.", ok=not result.is_error)


def _fate(error: Exception) -> Literal["answered", "lost", "forgotten"]:
    """What became of a call: the server said no; nobody knows, since the connection broke; or a server that was started
    anew knew nothing of the connection, and did not do it. After the last two the connection is of no more use."""
    mcp, types, anyio = import_module("mcp"), import_module("mcp_types"), import_module("anyio")
    if isinstance(error, mcp.MCPError):
        if error.code == types.CONNECTION_CLOSED:
            return "lost"
        # The package's word for a 404 within a session.
        return "forgotten" if error.code == types.INVALID_REQUEST and str(error) == "Session terminated" else "answered"
    broken = (OSError, BaseExceptionGroup, anyio.ClosedResourceError, anyio.BrokenResourceError)
    return "lost" if isinstance(error, broken) else "answered"


def _reason(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, TimeoutError):
        return "it does not answer."
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    # Keys stand in the queries of addresses.
    return sub(r"\?[^\s'\"]+", "?…", told or type(error).__name__)[:200].rstrip(".") + "."


def _named(server: str, name: str) -> str:
    """`server__tool`, with what no vendor takes replaced; what is too long ends in a mark of its whole name."""
    whole = f"{server}__{sub(r'[^a-zA-Z0-9_-]', '_', name)}"
    if len(whole) <= _LONGEST_NAME:
        return whole
    mark = sha256(name.encode()).hexdigest()[:8]
    return f"{whole[: _LONGEST_NAME - 9]}_{mark}"
