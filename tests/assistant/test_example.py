"""The example package is built as its reader would build it, and found by a desk that knows nothing of it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling import build

from frontdesk import settings
from frontdesk.assistant import toolbox
from frontdesk.assistant.tools import ToolContext, ToolResult
from frontdesk.identity.actor import Actor, Role
from frontdesk.kit.ids import AccountId
from frontdesk.kit.languages import Language
from frontdesk.llm.messages import ToolCall

_EXAMPLE = Path(__file__).parents[2] / "examples/frontdesk-tool-moon"
ASHA = Actor(AccountId("a"), "asha@example.com", Role.CUSTOMER)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A wheel is a folder of what goes to a directory that Python looks into."""
    monkeypatch.chdir(_EXAMPLE)
    with ZipFile(tmp_path / build.build_wheel(str(tmp_path))) as wheel:
        wheel.extractall(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    yield tmp_path / "site"
    for name in ("frontdesk_tool_moon", "frontdesk_tool_moon.phase"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2024-04-08", '{"day":"2024-04-08","phase":"new moon","days_since_new_moon":29}'),
        ("2026-03-03", '{"day":"2026-03-03","phase":"full moon","days_since_new_moon":14}'),
        ("2026-11-17", '{"day":"2026-11-17","phase":"first quarter","days_since_new_moon":7}'),
    ],
)
async def test_it_is_offered_and_answers(installed: Path, day: str, text: str) -> None:
    assert (installed / "frontdesk_tool_moon/phase.py").exists()
    registry = toolbox.open_toolbox(settings.load({}, env_file=None))
    await registry.ready()
    (spec,) = registry.of(ASHA)
    assert spec.name == "moon_phase"
    assert spec.parameters["properties"] == {"day": {"type": "string", "description": "the day, as YYYY-MM-DD"}}
    call = ToolCall("1", "moon_phase", f'{{"day":"{day}"}}')
    assert await registry.run(call, ToolContext(ASHA, Language.EN)) == ToolResult(text, ok=True)


async def test_it_says_what_it_cannot_do(installed: Path) -> None:
    registry = toolbox.open_toolbox(settings.load({}, env_file=None))
    result = await registry.run(ToolCall("1", "moon_phase", '{"day":"1600-01-01"}'), ToolContext(ASHA, Language.EN))
    assert result == ToolResult("The moon is reckoned from 1900 to 2100 only.", ok=False)
