"""Environments of their own for what is measured beside us, made when it is first measured."""

import shutil
import subprocess
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PEERS = Path(__file__).with_name("peers")


class NotInstalled(RuntimeError):
    """Says why."""


def programs(name: str) -> Path:
    """The folder of programs, Python among them, of what `peers/<name>/requirements.txt` pins."""
    pinned, home = _PEERS / name / "requirements.txt", _ROOT / ".cache" / "peers" / name
    mark = home / "installed.txt"
    if mark.exists() and mark.read_text() == pinned.read_text():
        return home / "bin"
    own = _ROOT / ".cache" / "uv" / "bin" / "uv"
    uv = str(own) if own.exists() else shutil.which("uv")
    if uv is None:
        raise NotInstalled("uv is missing; make setup fetches it")
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", "3.11", str(home)],
        [uv, "pip", "install", "--quiet", "--python", str(home), "--requirement", str(pinned)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise NotInstalled(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it failed")
    mark.write_text(pinned.read_text())
    return home / "bin"
