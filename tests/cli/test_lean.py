"""What a server loads: of libraries that try to import more than it needs, only what it needs."""

import subprocess
import sys

_SCRIPT = """
import sys
from frontdesk.cli import lean
lean.load_libraries()
import frontdesk.cli.serve
print(*sorted({"rich.traceback", "pygments", "cryptography", "numpy", "aiohttp"} & sys.modules.keys()))
"""


def test_a_server_starts_without_what_it_does_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == []


def test_what_was_left_out_can_still_be_loaded() -> None:
    script = "from frontdesk.cli import lean; lean.load_libraries(); import rich.traceback; print('loaded')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "loaded\n"
