"""LiteLLM's proxy beside us, in an environment of its own that is made when it is first measured."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.server import Server

_ROOT = Path(__file__).parents[1]
_PINNED = Path(__file__).with_name("peers") / "litellm" / "requirements.txt"
KEY = "sk-bench"
_HOME = _ROOT / ".cache" / "peers" / "litellm"


class NotInstalled(RuntimeError):
    """Says why."""


def installed() -> Path:
    """The proxy's program, as pinned."""
    program, mark = _HOME / "bin" / "litellm", _HOME / "installed.txt"
    if program.exists() and mark.exists() and mark.read_text() == _PINNED.read_text():
        return program
    own = _ROOT / ".cache" / "uv" / "bin" / "uv"
    uv = str(own) if own.exists() else shutil.which("uv")
    if uv is None:
        raise NotInstalled("uv is missing; make setup fetches it")
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", "3.11", str(_HOME)],
        [uv, "pip", "install", "--quiet", "--python", str(_HOME), "--requirement", str(_PINNED)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise NotInstalled(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it failed")
    mark.write_text(_PINNED.read_text())
    return program


@contextmanager
def proxy(upstream: int) -> Iterator[Server]:
    """Of the simulated vendor at that port, with nothing switched on but the key that it demands."""
    with tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch) / "config.yaml"
        model = {"model": "openai/gpt-4o-mini", "api_base": f"http://127.0.0.1:{upstream}/openai/v1", "api_key": "sim"}
        models = [{"model_name": "gpt-4o-mini", "litellm_params": model}]
        # JSON is YAML.
        config.write_text(json.dumps({"model_list": models, "general_settings": {"master_key": KEY}}))
        command = [str(installed()), "--config", str(config), "--host", "127.0.0.1", "--num_workers", "1"]
        server = Server(Path(scratch), command=command, patience=120)
        server.start()
        try:
            yield server
        finally:
            server.stop()
