"""Every operation, with requests made up from its own description: no 5xx, no undescribed status, header or body."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from bench.client import Client
from bench.server import Server, admin
from bench.turns import furnish
from tests.simulators.models import settings_of, simulated

_COMMAND = str(Path(sys.executable).with_name("schemathesis"))
# One thread: Python before 3.11.4 cannot parse sources on two at once, as the fuzzer does to describe its own work.
# A description cannot say everything that makes a request good: that a token was issued, that two names differ.
_LEFT_OUT = "positive_data_acceptance"


@pytest.mark.parametrize("who", ["an administrator", "nobody"])
async def test_what_is_answered_is_what_is_described(tmp_path: Path, who: str) -> None:
    async with simulated() as vendors:
        await _fuzz(Server(tmp_path, more=settings_of(vendors)).start(), who)


async def _fuzz(server: Server, who: str) -> None:
    try:
        await furnish(server)
        options: list[str] = []
        if who == "an administrator":
            client: Client = await admin(server.port)
            options = ["-H", f"Authorization: {client.headers['Authorization']}"]
            client.close()
        run = await asyncio.to_thread(
            subprocess.run,
            [
                *(_COMMAND, "run", f"http://127.0.0.1:{server.port}/openapi.json", *options),
                *("--phases", "examples,coverage,fuzzing", "--max-examples", "15", "--max-time", "15", "--seed", "7"),
                *("--exclude-checks", _LEFT_OUT, "--no-shrink", "--warnings", "off", "--workers", "1"),
            ],
            cwd=server.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert run.returncode == 0, run.stdout[-6000:]
        assert "Traceback" not in (server.folder / "server.log").read_text()
    finally:
        server.stop()
