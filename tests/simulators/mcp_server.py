"""A real MCP server of the official package, with tools that answer, fail, hang and die.

Run as a program it speaks on standard input and output; `python mcp_server.py http` prints its address on a free port.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import mcp_types as types
import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

PROGRAM = Path(__file__)
server = MCPServer("simulated")
_READS = types.ToolAnnotations(read_only_hint=True)


@server.tool()
def add(a: int, b: int = 1) -> str:
    """Adds two numbers."""
    return str(a + b)


@server.tool(name="who.am.i", annotations=_READS)
def who() -> str:
    """Tells which process this is, and what it was given."""
    return f"{os.getpid()} {os.environ.get('GIVEN')} {os.environ.get('SECRET_KEY')}"


@server.tool()
def refuse() -> str:
    """Always fails."""
    raise ToolError("the cupboard is bare")


@server.tool()
async def hang() -> str:
    """Never answers."""
    await asyncio.Event().wait()
    return ""


@server.tool()
def die() -> str:
    """Ends the server in the middle of a call."""
    os._exit(1)


@server.tool()
def flood() -> str:
    """Says five million letters."""
    return "x" * 5_000_000


@server.tool()
def grow() -> str:
    """Makes another tool."""
    server.add_tool(lambda: "grown", name="grown", description="Was not there before.")
    return "done"


@contextmanager
def over_http() -> Iterator[str]:
    """Its address; every request is refused that lacks the header `Authorization: Bearer simulated`."""
    with Popen([sys.executable, str(PROGRAM), "http"], stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class _Guarded:
    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        if scope["type"] == "http" and headers.get(b"authorization") != b"Bearer simulated":
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, receive, send)


def _serve_http() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}/mcp\n")
    sys.stdout.flush()
    config = uvicorn.Config(_Guarded(server.streamable_http_app()), log_level="critical")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    if sys.argv[1:] == ["http"]:
        _serve_http()
    else:
        server.run()
