"""`frontdesk mcp` as another program starts it: a process, asked by the official client."""

import os
import sys
from pathlib import Path

import mcp
import orjson
import pytest

from frontdesk.assistant import mcp_tools
from tests.cli.conftest import Frontdesk

_COMMAND = "from frontdesk.cli.main import app; app()"


def _started(tmp_path: Path) -> mcp.StdioServerParameters:
    env = {"FRONTDESK_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}
    return mcp.StdioServerParameters(command=sys.executable, args=["-c", _COMMAND, "mcp"], env=env, cwd=tmp_path)


@pytest.fixture
def filled(frontdesk: Frontdesk, tmp_path: Path) -> Path:
    """A data directory's parent; the command has its own event loop."""
    frontdesk("demo")
    return tmp_path


async def test_another_program_finds_services_hours_and_knowledge(filled: Path) -> None:
    async with mcp.Client(mcp.stdio_client(_started(filled), errlog=sys.__stderr__)) as client:
        assert client.server_info is not None
        assert client.server_info.name == "frontdesk"
        assert client.instructions is not None
        assert "Asha Makeup Studio" in client.instructions
        listed = (await client.list_tools()).tools
        assert [one.name for one in listed] == ["knowledge_search", "list_services", "get_opening_hours"]
        assert all(one.annotations is not None and one.annotations.read_only_hint for one in listed)

        services = orjson.loads(await _text(client, "list_services"))
        assert len(services) == 5
        assert {"name", "names", "price", "currency"} == set(services[0]["packages"][0])
        hours = orjson.loads(await _text(client, "get_opening_hours"))
        assert hours["timezone"] == "Asia/Kolkata"
        entries = orjson.loads(await _text(client, "knowledge_search", query="What if I cancel?"))
        assert entries[0]["title"] == "Cancellation, refund and change of date"

        unfit = await client.call_tool("knowledge_search", {"words": "x"})
        assert unfit.is_error
        assert unfit.content[0].text.startswith("Wrong arguments. query: Field required")
        unknown = await client.call_tool("delete_everything", {})
        assert unknown.is_error


def test_without_the_package_it_is_one_sentence(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_tools, "is_installed", lambda: False)
    result = frontdesk("mcp")
    assert result.exit_code == 1
    assert result.stderr == mcp_tools.MISSING + "\n"
    assert result.stdout == ""


def test_where_there_is_no_desk_none_is_made(frontdesk: Frontdesk, tmp_path: Path) -> None:
    result = frontdesk("mcp")
    assert result.exit_code == 1
    assert result.stderr.startswith("There is no desk at ")
    assert not (tmp_path / "data").exists()


async def _text(client: mcp.Client, name: str, **arguments: str) -> str:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result
    block = result.content[0]
    assert isinstance(block, mcp.types.TextContent)
    return block.text
