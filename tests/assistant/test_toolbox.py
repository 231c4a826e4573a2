"""Tools are run with the speaker's rights and within their limits, and whatever they do, the model gets a sentence."""

import asyncio
import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from frontdesk import settings
from frontdesk.assistant import toolbox
from frontdesk.assistant.ports import Found
from frontdesk.assistant.toolbox import Registry
from frontdesk.assistant.tools import Tool, ToolContext, ToolFailed, ToolResult, tool
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.errors import Forbidden
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.llm.messages import ToolCall

ASHA = Actor(AccountId("a"), "asha@example.com", Role.CUSTOMER)
ADMIN = Actor(AccountId("b"), "admin@example.com", Role.ADMIN)


def context(actor: Actor = ASHA) -> ToolContext:
    return ToolContext(actor, Language.EN)


async def run(made: Tool, arguments: str = "{}", actor: Actor = ASHA) -> ToolResult:
    return await Registry([made]).run(ToolCall("1", made.spec.name, arguments), context(actor))


@tool
async def shout(text: str) -> str:
    """Says it louder."""
    return text.upper()


@tool(role=Role.ADMIN)
def secrets() -> str:
    """Tells what not everybody may know."""
    return "the safe is open"


async def test_a_tool_is_offered_and_run() -> None:
    registry = Registry([shout])
    assert registry.of(ASHA) == (shout.spec,)
    assert await registry.run(ToolCall("1", "shout", '{"text":"hi"}'), context()) == ToolResult("HI", ok=True)


async def test_a_tool_beyond_the_speakers_role_is_neither_offered_nor_run() -> None:
    registry = Registry([shout, secrets])
    assert [spec.name for spec in registry.of(ASHA)] == ["shout"]
    assert [spec.name for spec in registry.of(ADMIN)] == ["shout", "secrets"]
    assert await run(secrets) == ToolResult("There is no tool named secrets.", ok=False)
    assert await run(secrets, actor=ADMIN) == ToolResult("the safe is open", ok=True)


async def test_an_unknown_tool_is_a_result() -> None:
    result = await Registry().run(ToolCall("1", "n" * 100, "{}"), context())
    assert result == ToolResult(f"There is no tool named {'n' * 64}.", ok=False)


@pytest.mark.parametrize("arguments", ["{", "[]", '"x"', "nonsense", "null", "[" * 5000])
async def test_arguments_that_are_no_object_are_told(arguments: str) -> None:
    assert await run(shout, arguments) == ToolResult("Wrong arguments. They must be one JSON object.", ok=False)


async def test_no_arguments_at_all_are_none() -> None:
    assert await run(shout, " ") == ToolResult("Wrong arguments. text: Field required.", ok=False)


class Answer(BaseModel):
    a: int


_MADE: list[tuple[Any, str]] = [
    ("text", "text"),
    (None, "Done."),
    (3, "3"),
    ({"a": 1, 2: "b"}, '{"a":1,"2":"b"}'),
    ([Found("t", "u", "x")], '[{"title":"t","url":"u","text":"x"}]'),
    (Answer(a=1), '{"a":1}'),
    (frozenset([1]), "[1]"),
    (Path("/x"), '"/x"'),
    ("a\x00b\ud800", "ab?"),
    (ToolResult("no", ok=False), "no"),
]


@pytest.mark.parametrize(("made", "text"), _MADE)
async def test_results_become_text_that_can_be_sent(made: Any, text: str) -> None:
    @tool
    async def some() -> Any:
        """Does some."""
        return made

    assert (await run(some)).text == text


async def test_five_megabytes_are_cut_with_a_note() -> None:
    @tool
    def some() -> str:
        """Does some."""
        return "x" * 5_000_000

    result = await run(some)
    assert result.ok
    assert result.text == "x" * 8_000 + "\n[Cut: the first 8,000 of 5,000,000 characters.]"


_RAISED: list[tuple[BaseException, str]] = [
    (RuntimeError("key sk-1 is bad"), "The tool failed."),
    (SystemExit(3), "The tool failed."),
    (StopIteration(), "The tool failed."),
    (TimeoutError(), "The tool failed."),
    (asyncio.CancelledError(), "The tool failed."),
    (ToolFailed("There is no such train."), "There is no such train."),
    (Forbidden(), "Your role does not permit this."),
]


@pytest.mark.parametrize(("error", "text"), _RAISED)
@pytest.mark.parametrize("is_blocking", [False, True])
async def test_what_a_tool_raises_is_a_sentence_and_stays_in_the_log(
    error: BaseException, text: str, *, is_blocking: bool
) -> None:
    async def waiting() -> str:
        """Does some."""
        raise error

    def blocking() -> str:
        """Does some."""
        raise error

    made = tool(blocking if is_blocking else waiting)
    assert await run(made) == ToolResult(text, ok=False)


async def test_a_result_that_is_no_json_fails_like_an_error() -> None:
    @tool
    def some() -> Any:
        """Does some."""
        return {"number": 1 << 80}

    assert await run(some) == ToolResult("The tool failed.", ok=False)


_LATE = ToolResult("The tool took longer than 0.05 seconds and was stopped. Answer without it.", ok=False)


async def test_a_tool_that_hangs_is_given_up() -> None:
    stopped = asyncio.Event()

    @tool(timeout=0.05)
    async def some() -> None:
        """Does some."""
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    assert await run(some) == _LATE
    await stopped.wait()


async def test_a_tool_that_does_not_let_itself_be_stopped_is_left() -> None:
    release = asyncio.Event()

    @tool(timeout=0.05)
    async def some() -> None:
        """Does some."""
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    assert await run(some) == _LATE
    release.set()


async def test_a_blocking_tool_that_hangs_is_given_up_and_does_not_hold_the_others() -> None:
    release = threading.Event()

    @tool(timeout=0.05)
    def some() -> None:
        """Does some."""
        release.wait()

    @tool
    def other() -> str:
        """Does something else."""
        return "still here"

    registry = Registry([some, other])
    many = toolbox._MOST_THREADS
    hung = await asyncio.gather(*(registry.run(ToolCall("1", "some", ""), context()) for _ in range(many - 1)))
    assert hung == [_LATE] * (many - 1)
    assert await registry.run(ToolCall("1", "other", ""), context()) == ToolResult("still here", ok=True)
    await registry.run(ToolCall("1", "some", ""), context())
    busy = await registry.run(ToolCall("1", "other", ""), context())
    assert busy == ToolResult("The tool is busy. Answer without it.", ok=False)
    release.set()


async def test_cancelling_the_turn_cancels_the_tool() -> None:
    begun, stopped = asyncio.Event(), asyncio.Event()

    @tool
    async def some() -> None:
        """Does some."""
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    turn = asyncio.create_task(run(some))
    await begun.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    await stopped.wait()


# --- packages


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`package("name", "module:object", "source")` installs a package with one entry point."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(name: str, value: str, source: str) -> None:
        module = value.partition(":")[0]
        (tmp_path / f"{module}.py").write_text(source)
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(f"[{toolbox.GROUP}]\n{name} = {value}\n")
        sys.modules.pop(module, None)
        importlib.invalidate_caches()

    yield install
    for module in ("ringing", "broken_one", "clashing"):
        sys.modules.pop(module, None)


def _open() -> Registry:
    return toolbox.open_toolbox(settings.load({}, env_file=None))


async def test_tools_of_installed_packages_are_offered(package: Any) -> None:
    package(
        "ringing",
        "ringing:TOOLS",
        "def ring(times: int) -> str:\n    'Rings the bell.'\n    return 'ding ' * times\nTOOLS = [ring]\n",
    )
    registry = _open()
    await registry.ready()
    assert [spec.name for spec in registry.of(ASHA)] == ["ring"]
    assert await registry.run(ToolCall("1", "ring", '{"times":2}'), context()) == ToolResult("ding ding ", ok=True)
    assert registry.problems() == ()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nowhere_to_be_found", "ModuleNotFoundError"),
        ("import sys; sys.exit(1)", "SystemExit"),
        ("x = 1", "has no attribute 'tool'"),
        ("tool = 3", "neither a tool nor a function"),
        ("def tool(x): 'Does.'", "has no type"),
    ],
)
async def test_a_broken_package_is_named_and_keeps_nobody_from_working(package: Any, source: str, said: str) -> None:
    package("broken-one", "broken_one:tool", source)
    registry = _open()
    await registry.ready()
    assert registry.of(ASHA) == ()
    (problem,) = registry.problems()
    assert "broken-one (broken_one:tool) cannot be loaded" in problem
    assert said in problem


async def test_of_two_tools_of_a_name_the_desks_own_is_used(package: Any) -> None:
    package("clashing", "clashing:shout", "def shout(text: str) -> str:\n    'Whispers.'\n    return text\n")
    registry = Registry([shout], plugins=toolbox.installed)
    assert registry.of(ASHA) == (shout.spec,)
    assert registry.problems() == ("There are two tools named shout; the first is used.",)


def test_nothing_is_offered_without_keys() -> None:
    assert _open().of(ADMIN) == ()
