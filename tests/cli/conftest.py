"""The command line, called as a terminal would, on a data directory of its own."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from frontdesk.cli import console
from frontdesk.cli.main import app
from frontdesk.settings.environment import group_types, spellings

Frontdesk = Callable[..., Result]


@pytest.fixture
def frontdesk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Frontdesk:
    """`frontdesk("init", "--email", …, input=…)`; settings come from `monkeypatch.setenv` alone."""
    for _, group in group_types():
        for field in group.model_fields.values():
            for name in spellings(field):
                for spelling in [given for given in os.environ if given.upper() == name]:
                    monkeypatch.delenv(spelling)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(console.out, "width", 200)
    runner = CliRunner()

    def call(*arguments: str, input: str | None = None) -> Result:  # as CliRunner has it
        result = runner.invoke(app, arguments, input=input)
        structlog.reset_defaults()
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call
