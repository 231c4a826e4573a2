"""The commands of a page of the guide, run as they stand there."""

import re
import subprocess
from pathlib import Path

from tests import served

from frontdesk.bootstrap import Desk

_MARK = "--- next ---"


def told(page: Path, desk: Desk, folder: Path) -> list[str]:
    """What each block of commands says, one after the other in one shell. Closes the desk."""
    blocks = re.findall(r"^ *```bash\n(.*?)^ *```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    script = f"\necho; echo '{_MARK}'\n".join(["set -euo pipefail\n", *blocks])
    with served.serving(desk) as base:
        ran = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env={"DESK": base, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
        )
    desk.close()
    assert ran.returncode == 0, ran.stderr
    return [part.strip() for part in ran.stdout.split(_MARK)][1:]
