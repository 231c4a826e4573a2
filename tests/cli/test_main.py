import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from frontdesk import __version__
from frontdesk.cli.main import app
from tests.cli.conftest import Frontdesk

_DOC = Path(__file__).parents[2] / "docs/user/command-line.md"


def _commands() -> Iterator[tuple[str, list[str]]]:
    """Each command with its options."""

    def walk(command: object, path: str) -> Iterator[tuple[str, list[str]]]:
        if isinstance(command, TyperGroup):
            for name, inner in command.commands.items():
                yield from walk(inner, f"{path} {name}")
        else:
            options = [option for parameter in command.params for option in parameter.opts if option.startswith("-")]
            yield path, [option for option in options if option != "--help"]

    yield from walk(typer.main.get_command(app), "frontdesk")


def test_the_docs_have_a_section_for_each_command_with_each_option() -> None:
    sections = dict(
        re.findall(r"^## (frontdesk .*?)\n(.*?)(?=^## |\Z)", _DOC.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )
    commands = dict(_commands())
    assert set(sections) == set(commands)
    for command, options in commands.items():
        documented = set(re.findall(r"^\| (`-.*?`) \|", sections[command], re.MULTILINE))
        assert {name for cell in documented for name in re.findall(r"`(.*?)`", cell)} == set(options), command


def test_without_a_command_it_shows_its_commands(frontdesk: Frontdesk) -> None:
    result = frontdesk()
    assert result.exit_code == 0
    for command, _ in _commands():
        assert command.split()[1] in result.stdout


def test_version(frontdesk: Frontdesk) -> None:
    assert frontdesk("version").stdout == f"frontdesk {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from frontdesk.cli.main import app\n"
        "app(['--help'], standalone_mode=False)\n"
        "print([name for name in ('fastapi', 'sqlalchemy', 'pydantic', 'uvicorn', 'babel') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_a_bad_setting_is_one_sentence_and_exit_code_2(frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMIT__BURST_SIZE", "abc")
    result = frontdesk("doctor")
    assert result.exit_code == 2
    assert result.stderr == 'RATE_LIMIT__BURST_SIZE must be a whole number, not "abc".\n'
    assert result.stdout == ""


def test_an_unknown_option_is_exit_code_2(frontdesk: Frontdesk) -> None:
    assert frontdesk("serve", "--pork", "1").exit_code == 2
    assert frontdesk("serve", "--port", "99999").exit_code == 2
    assert frontdesk("chat", "--language", "fr").exit_code == 2
