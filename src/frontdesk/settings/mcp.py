"""MCP servers as one JSON object: name -> how it is reached."""

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from frontdesk.settings.values import Url

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,23}")
_SHAPE = 'it is written as {"name": {"command": "…", "args": []}} or {"name": {"url": "https://…"}}'


class McpServer(BaseModel):
    """`command` is started here and spoken to by its standard input and output; `url` is spoken to over HTTP. `role` is
    the least that an account must be for its tools: they act with the server's rights, not with the account's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    command: str | None = None
    args: tuple[str, ...] = ()
    env: Mapping[str, SecretStr] = {}
    url: Url | None = None
    headers: Mapping[str, SecretStr] = {}
    role: Literal["customer", "operator", "admin"] = "operator"
    timeout: float = Field(20.0, gt=0, le=300)


_SERVERS = TypeAdapter(dict[str, McpServer])


def mcp_servers(text: str) -> tuple[McpServer, ...]:
    """ValueError has a sentence that repeats nothing of the text: there are keys in it."""
    try:
        read = _SERVERS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ValueError(f"{place}: {first['msg']}" if place else _SHAPE) from None
    for name, server in read.items():
        if not _NAME.fullmatch(name):
            raise ValueError("a server's name has up to 24 small letters, digits, _ and -, a letter first")
        if (server.command is None) is (server.url is None):
            raise ValueError(f"{name} needs either a command or a url")
    return tuple(server.model_copy(update={"name": name}) for name, server in read.items())
