"""LiteLLM's proxy beside us."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import apart
from bench.server import Server

KEY = "sk-bench"


@contextmanager
def proxy(upstream: int) -> Iterator[Server]:
    """Of the simulated vendor at that port, with nothing switched on but the key that it demands. NotInstalled."""
    with tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch) / "config.yaml"
        model = {"model": "openai/gpt-4o-mini", "api_base": f"http://127.0.0.1:{upstream}/openai/v1", "api_key": "sim"}
        models = [{"model_name": "gpt-4o-mini", "litellm_params": model}]
        # JSON is YAML.
        config.write_text(json.dumps({"model_list": models, "general_settings": {"master_key": KEY}}))
        program = str(apart.programs("litellm") / "litellm")
        command = [program, "--config", str(config), "--host", "127.0.0.1", "--num_workers", "1"]
        server = Server(Path(scratch), command=command, patience=120)
        server.start()
        try:
            yield server
        finally:
            server.stop()
