"""All tools of a deployment: what ships and is configured, what installed packages bring, what MCP servers offer."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from contextvars import copy_context
from importlib import metadata
from inspect import isawaitable
from types import FunctionType
from typing import Any

import orjson
import structlog
from pydantic import BaseModel

from frontdesk.assistant import builtin_tools
from frontdesk.assistant.builtin_tools import Knowledge, Memories
from frontdesk.assistant.mcp_tools import McpServers
from frontdesk.assistant.parameters import BadArguments
from frontdesk.assistant.ports import WeatherSource, WebSearch
from frontdesk.assistant.tools import Tool, ToolContext, ToolFailed, ToolResult, tool
from frontdesk.identity.actor import Actor
from frontdesk.kit.errors import DeskError
from frontdesk.llm.messages import ToolCall, ToolSpec
from frontdesk.settings import Settings

log = structlog.get_logger()

GROUP = "frontdesk.tools"
# Threads of blocking tools that are at work at once; one that hangs keeps its own until the process ends.
_MOST_THREADS = 16
# What vendors of models take; the rest is from MCP servers, and stays out.
_MOST_OFFERED = 128
_FAILED = ToolResult("The tool failed.", ok=False)
_BUSY = ToolResult("The tool is busy. Answer without it.", ok=False)
_LATE = "The tool took longer than {seconds:g} seconds and was stopped. Answer without it."
_NO_OBJECT = "Wrong arguments. They must be one JSON object."
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
_CUT = "\n[Cut: the first {shown} of {size} characters.]"


def open_toolbox(
    configured: Settings,
    *,
    weather: WeatherSource | None = None,
    web: WebSearch | None = None,
    knowledge: Knowledge | None = None,
    memories: Memories | None = None,
) -> "Registry":
    """What is None is not offered. Loads and connects nothing yet."""
    servers = configured.tools.mcp
    return Registry(
        builtin_tools.of(weather=weather, web=web, knowledge=knowledge, memories=memories),
        plugins=installed,
        servers=McpServers(servers) if servers else None,
    )


def installed() -> tuple[list[Tool], list[str]]:
    """The tools of installed packages, and a sentence for each that cannot be had."""
    tools: list[Tool] = []
    problems: list[str] = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        try:
            tools += _tools_of(point.load())
        except (Exception, SystemExit) as error:  # a package's fault must not keep the desk from opening
            log.warning("tool.not_loaded", entry_point=point.name, exc_info=error)
            problems.append(f"{point.name} ({point.value}) cannot be loaded: {type(error).__name__}: {error}.")
    return tools, problems


def _tools_of(found: object) -> list[Tool]:
    """An entry point names a tool, a plain function, or several of them."""
    if isinstance(found, Tool):
        return [found]
    if isinstance(found, FunctionType):
        return [tool(found)]
    if isinstance(found, (list, tuple)):
        return [made for one in found for made in _tools_of(one)]
    raise TypeError("it is neither a tool nor a function nor a list of them")


class Registry:
    """The Toolbox of the running desk; safe to be asked from any thread. Names are unique: what stands first wins."""

    def __init__(
        self,
        tools: Iterable[Tool] = (),
        *,
        plugins: Callable[[], tuple[list[Tool], list[str]]] | None = None,
        servers: McpServers | None = None,
    ) -> None:
        self._own = tuple(tools)
        self._plugins = plugins
        self._servers = servers
        self._loading = threading.Lock()
        self._known: Mapping[str, Tool] | None = None
        self._problems: tuple[str, ...] = ()
        self._threads = threading.Semaphore(_MOST_THREADS)
        # Tools that were given up and have not noticed yet.
        self._left: set[asyncio.Task[Any]] = set()

    async def ready(self) -> None:
        """Loads packages once, and connects to the MCP servers that are not connected, without waiting for long."""
        if self._known is None:
            await asyncio.to_thread(self.load)
        if self._servers is not None:
            await self._servers.ready()

    def of(self, actor: Actor) -> tuple[ToolSpec, ...]:
        return tuple(one.spec for one in self._all().values() if actor.role >= one.role)[:_MOST_OFFERED]

    def problems(self) -> tuple[str, ...]:
        """A sentence for each tool that ought to be there and is not."""
        self.load()
        return (*self._problems, *(self._servers.problems() if self._servers is not None else ()))

    async def run(self, call: ToolCall, context: ToolContext) -> ToolResult:
        """Cancelling it cancels the tool."""
        wanted = self._all().get(call.name)
        if wanted is None or context.actor.role < wanted.role:
            return ToolResult(f"There is no tool named {call.name[:64]}.", ok=False)
        arguments = _arguments(call.arguments)
        if arguments is None:
            return ToolResult(_NO_OBJECT, ok=False)
        task = asyncio.create_task(self._call(wanted, arguments, context))
        try:
            # Not a timeout around the tool: that would wait for one that does not let itself be stopped.
            await asyncio.wait((task,), timeout=wanted.timeout)
        except asyncio.CancelledError:
            self._leave(task)
            raise
        if not task.done():
            self._leave(task)
            log.warning("tool.late", tool=call.name, seconds=wanted.timeout)
            return ToolResult(_LATE.format(seconds=wanted.timeout), ok=False)
        return _FAILED if task.cancelled() else task.result()

    async def close(self) -> None:
        """Ends the connections that the running event loop has opened."""
        if self._servers is not None:
            await self._servers.close()

    def _leave(self, task: asyncio.Task[ToolResult]) -> None:
        task.cancel()
        self._left.add(task)
        task.add_done_callback(self._left.discard)

    async def _call(self, wanted: Tool, arguments: Mapping[str, Any], context: ToolContext) -> ToolResult:
        try:
            if wanted.is_blocking:
                if not self._threads.acquire(blocking=False):
                    return _BUSY
                made = await _in_thread(wanted, arguments, context, self._threads.release)
            else:
                made = wanted.call(arguments, context)
            if isawaitable(made):
                made = await made
            return _result(made, wanted.max_result)
        except (BadArguments, ToolFailed) as error:
            return ToolResult(_cut(str(error), wanted.max_result), ok=False)
        except DeskError as error:
            return ToolResult(error.detail, ok=False)
        except (Exception, SystemExit):  # whatever a tool does, the reply goes on
            log.exception("tool.failed", tool=wanted.spec.name)
            return _FAILED

    def _all(self) -> Mapping[str, Tool]:
        own = self._known if self._known is not None else self.load()
        if self._servers is None:
            return own
        others = {name: one for name, one in self._servers.tools().items() if name not in own}
        return {**own, **others}

    def load(self) -> Mapping[str, Tool]:
        with self._loading:
            if self._known is None:
                found, problems = self._plugins() if self._plugins is not None else ([], [])
                known: dict[str, Tool] = {}
                for one in (*self._own, *found):
                    if one.spec.name in known:
                        problems.append(f"There are two tools named {one.spec.name}; the first is used.")
                    known.setdefault(one.spec.name, one)
                self._problems, self._known = tuple(problems), known
            return self._known


def _arguments(given: str) -> Mapping[str, Any] | None:
    """Models write nothing at all where there is nothing to say."""
    if not given.strip():
        return {}
    try:
        read = orjson.loads(given)
    except orjson.JSONDecodeError:
        return None
    return read if isinstance(read, dict) else None


async def _in_thread(
    wanted: Tool, arguments: Mapping[str, Any], context: ToolContext, release: Callable[[], None]
) -> Any:
    """On a thread of its own, which nobody waits for at the end: a tool that hangs must not keep the server."""
    loop = asyncio.get_running_loop()
    made: asyncio.Future[Any] = loop.create_future()

    def settle(result: object, error: BaseException | None) -> None:
        if made.done():
            return
        if error is None:
            made.set_result(result)
        else:
            made.set_exception(error)

    def work() -> None:
        result, failure = None, None
        try:
            result = wanted.call(arguments, context)
        except BaseException as error:  # noqa: BLE001  # raised again where it is waited for
            # A future cannot carry StopIteration, nor may SystemExit end the loop.
            failure = error if isinstance(error, Exception) and not isinstance(error, StopIteration) else _Ended(error)
        finally:
            release()
        with suppress(RuntimeError):  # the loop is closed: the server has ended meanwhile
            loop.call_soon_threadsafe(settle, result, failure)

    thread = threading.Thread(target=copy_context().run, args=(work,), name=f"tool {wanted.spec.name}", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        release()
        raise
    return await made


class _Ended(Exception):
    """A tool raised what only a program or an iterator may end by."""

    def __init__(self, cause: BaseException) -> None:
        self.__cause__ = cause
        super().__init__(type(cause).__name__)


def _result(made: object, most: int) -> ToolResult:
    if isinstance(made, ToolResult):
        return ToolResult(_cut(made.text, most), made.ok)
    if made is None:
        return ToolResult("Done.", ok=True)
    text = made if isinstance(made, str) else orjson.dumps(made, default=_plain, option=_OPTIONS).decode()
    return ToolResult(_cut(text, most), ok=True)


def _plain(made: object) -> object:
    if isinstance(made, BaseModel):
        return made.model_dump(mode="json")
    if isinstance(made, (set, frozenset)):
        return list(made)
    return str(made)


def _cut(text: str, most: int) -> str:
    """At most so many characters, all of which can be stored and sent."""
    shown = text[:most].encode("utf-8", "replace").decode().replace("\x00", "")
    return shown if len(text) <= most else shown + _CUT.format(shown=f"{most:,}", size=f"{len(text):,}")
