"""Tools of real MCP servers, over standard input and output and over HTTP, which also fail, hang and die."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import pytest
from tests.simulators import mcp_server

from frontdesk import settings
from frontdesk.assistant import mcp_tools, toolbox
from frontdesk.assistant.toolbox import Registry
from frontdesk.assistant.tools import ToolContext, ToolResult
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.llm.messages import ToolCall

ASHA = Actor(AccountId("a"), "asha@example.com", Role.CUSTOMER)
ADMIN = Actor(AccountId("b"), "admin@example.com", Role.ADMIN)
_STDIO = {
    "command": sys.executable,
    "args": [str(mcp_server.PROGRAM)],
    "env": {"GIVEN": "this"},
    "role": "customer",
}


Opened = Callable[..., Registry]


@pytest.fixture
async def opened() -> AsyncIterator[Opened]:
    made: list[Registry] = []

    def make(**servers: dict[str, Any]) -> Registry:
        configured = settings.load({"MCP__SERVERS": orjson.dumps(servers).decode()}, env_file=None)
        made.append(toolbox.open_toolbox(configured))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python process takes its time to start where others work too."""
    monkeypatch.setattr(mcp_tools, "_PATIENCE", 30.0)
    monkeypatch.setattr(mcp_tools, "_CONNECT_SECONDS", 30.0)


async def _run(registry: Registry, name: str, arguments: str = "{}") -> ToolResult:
    return await registry.run(ToolCall("1", name, arguments), ToolContext(ASHA, Language.EN))


async def test_its_tools_are_offered_under_its_name_and_run(opened: Opened) -> None:
    registry = opened(sim=_STDIO)
    assert registry.of(ASHA) == ()
    await registry.ready()
    offered = {spec.name: spec for spec in registry.of(ASHA)}
    assert set(offered) == {
        "sim__add",
        "sim__who_am_i",
        "sim__refuse",
        "sim__hang",
        "sim__die",
        "sim__flood",
        "sim__grow",
    }
    assert offered["sim__add"].description == "Adds two numbers."
    assert offered["sim__add"].parameters == {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a"],
    }
    assert await _run(registry, "sim__add", '{"a":2,"b":3}') == ToolResult("5", ok=True)
    assert registry.problems() == ()


async def test_the_connection_is_kept_and_the_server_sees_only_what_it_was_given(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for others")
    registry = opened(sim=_STDIO)
    await registry.ready()
    first = await _run(registry, "sim__who_am_i")
    assert first.text.endswith(" this None")
    await registry.ready()
    assert await _run(registry, "sim__who_am_i") == first


async def test_what_it_refuses_is_told(opened: Opened) -> None:
    registry = opened(sim=_STDIO)
    await registry.ready()
    result = await _run(registry, "sim__refuse")
    assert not result.ok
    assert "the cupboard is bare" in result.text
    bad = await _run(registry, "sim__add", '{"a":"many"}')
    assert not bad.ok
    assert await _run(registry, "sim__add", '{"a":1}') == ToolResult("2", ok=True)


async def test_a_call_that_hangs_is_given_up_and_the_connection_goes_on(opened: Opened) -> None:
    registry = opened(sim={**_STDIO, "timeout": 0.3})
    await registry.ready()
    assert "took longer than 0.3 seconds" in (await _run(registry, "sim__hang")).text
    assert await _run(registry, "sim__add", '{"a":1}') == ToolResult("2", ok=True)


async def test_five_megabytes_are_cut(opened: Opened) -> None:
    registry = opened(sim=_STDIO)
    await registry.ready()
    result = await _run(registry, "sim__flood")
    assert result.text.startswith("x" * 8_000 + "\n[Cut:")


async def test_a_server_that_dies_is_started_again_and_nothing_is_done_twice(opened: Opened) -> None:
    registry = opened(sim=_STDIO)
    await registry.ready()
    before = await _run(registry, "sim__who_am_i")
    broken = await _run(registry, "sim__die")
    assert broken == ToolResult("The connection broke; it is not known whether it was done.", ok=False)
    after = await _run(registry, "sim__who_am_i")
    assert after.ok
    assert after.text != before.text
    assert await _run(registry, "sim__add", '{"a":1}') == ToolResult("2", ok=True)


async def test_what_only_reads_is_asked_again_of_a_server_that_died_meanwhile(opened: Opened) -> None:
    registry = opened(sim=_STDIO)
    await registry.ready()
    before = await _run(registry, "sim__who_am_i")
    os.kill(int(before.text.split()[0]), signal.SIGKILL)
    after = await _run(registry, "sim__who_am_i")
    assert after.ok
    assert after.text != before.text


async def test_new_tools_are_found_after_a_while(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_tools, "_LISTED_SECONDS", 0.05)
    registry = opened(sim=_STDIO)
    await registry.ready()
    await _run(registry, "sim__grow")
    async with asyncio.timeout(30):
        while "sim__grown" not in {spec.name for spec in registry.of(ASHA)}:
            await _run(registry, "sim__add", '{"a":1}')
    assert await _run(registry, "sim__grown") == ToolResult("grown", ok=True)


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ({"command": "no-such-program-anywhere"}, "No such file or directory"),
        ({"command": sys.executable, "args": ["-c", "raise SystemExit(1)"]}, "Connection closed"),
        ({"url": "http://127.0.0.1:1/mcp"}, "cannot be used"),
    ],
)
async def test_a_server_that_is_not_there_is_named_and_left_alone(
    opened: Opened, server: dict[str, Any], said: str
) -> None:
    registry = opened(gone=server)
    await registry.ready()
    assert registry.of(ASHA) == ()
    (problem,) = registry.problems()
    assert problem.startswith("The MCP server gone cannot be used: ")
    assert said in problem
    assert registry._servers is not None
    # Nobody waits for it again for a while.
    assert registry._servers._links[0].opening() is None


async def test_a_server_that_says_nothing_holds_nobody_up(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_tools, "_PATIENCE", 0.05)
    registry = opened(mute={"command": sys.executable, "args": ["-c", "import time; time.sleep(60)"]})
    await registry.ready()
    assert registry.of(ASHA) == ()
    assert registry.problems() == ()


@pytest.mark.parametrize("role", [{"role": "admin"}, {"role": "operator"}, {}], ids=["admin", "operator", "unsaid"])
async def test_its_tools_are_for_those_who_were_named(opened: Opened, role: dict[str, str]) -> None:
    registry = opened(sim={**{name: value for name, value in _STDIO.items() if name != "role"}, **role})
    await registry.ready()
    assert registry.of(ASHA) == ()
    assert len(registry.of(ADMIN)) == 7
    assert await _run(registry, "sim__add", '{"a":1}') == ToolResult("There is no tool named sim__add.", ok=False)


async def test_over_http_with_headers(opened: Opened) -> None:
    with mcp_server.over_http() as url:
        registry = opened(
            sim={"url": url, "headers": {"Authorization": "Bearer simulated"}, "role": "customer"},
            shut={"url": url, "headers": {"Authorization": "Bearer wrong"}},
        )
        await registry.ready()
        assert await _run(registry, "sim__add", '{"a":2}') == ToolResult("3", ok=True)
        assert {spec.name.partition("__")[0] for spec in registry.of(ASHA)} == {"sim"}
        (problem,) = registry.problems()
        assert "shut" in problem
        assert "Bearer" not in problem


def test_keys_in_addresses_are_not_repeated() -> None:
    error = RuntimeError("Client error '401' for url 'https://crm.example/mcp?key=hush'.")
    assert mcp_tools._reason(error) == "Client error '401' for url 'https://crm.example/mcp?…'."


def test_without_the_package_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_tools, "is_installed", lambda: False)
    configured = settings.load({"MCP__SERVERS": orjson.dumps({"sim": _STDIO}).decode()}, env_file=None)
    registry = toolbox.open_toolbox(configured)
    assert registry.of(ADMIN) == ()
    assert registry.problems() == (f"MCP__SERVERS is set, and its tools are not offered. {mcp_tools.MISSING}",)


def test_long_names_stay_apart() -> None:
    one, two = (mcp_tools._named("sim", "a" * 80 + end) for end in "bc")
    assert len(one) == len(two) == 64
    assert one != two
    assert mcp_tools._named("sim", "füge.hinzu") == "sim__f_ge_hinzu"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("[]", "it is written as"),
        ("{", "it is written as"),
        ('{"a": {}}', "a needs either a command or a url"),
        ('{"a": {"command": "x", "url": "http://x"}}', "a needs either a command or a url"),
        ('{"a b": {"command": "x"}}', "a server's name has"),
        ('{"a": {"command": "x", "key": "hush-1"}}', "a.key: Extra inputs"),
        ('{"a": {"url": "hush-1"}}', "a.url: Value error, an address begins with"),
        ('{"a": {"command": "x", "env": {"K": 3}}}', "a.env.K: Input should be a valid string"),
    ],
)
def test_a_bad_setting_is_told_without_repeating_it(given: str, said: str) -> None:
    with pytest.raises(settings.SettingsError) as caught:
        settings.load({"MCP__SERVERS": given}, env_file=None)
    assert said in str(caught.value)
    assert "hush" not in str(caught.value)
