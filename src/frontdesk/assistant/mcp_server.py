"""Tools of ours as an MCP server on standard input and output, through the optional package `mcp`."""

from importlib import import_module
from typing import Any

import orjson

from frontdesk.assistant.tools import Toolbox, ToolContext
from frontdesk.llm.messages import ToolCall


async def serve(toolbox: Toolbox, context: ToolContext, *, name: str, version: str, instructions: str) -> None:
    """Until standard input ends. Nothing else may write to standard output meanwhile. The tools must only read: they
    are said to."""
    types = import_module("mcp_types")

    async def listed(_: Any, __: Any) -> Any:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=spec.name,
                    description=spec.description,
                    input_schema=dict(spec.parameters),
                    annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
                )
                for spec in toolbox.of(context.actor)
            ]
        )

    async def called(_: Any, params: Any) -> Any:
        call = ToolCall("", params.name, orjson.dumps(params.arguments or {}).decode())
        result = await toolbox.run(call, context)
        return types.CallToolResult(content=[types.TextContent(type="text", text=result.text)], is_error=not result.ok)

    server = import_module("mcp.server").Server(
        name, version=version, instructions=instructions, on_list_tools=listed, on_call_tool=called
    )
    await toolbox.ready()
    async with import_module("mcp.server.stdio").stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())
