"""Finds a Chromium for the browser tests and, on a Debian machine where we may, installs one.

python tools/browser.py          find or install; says in one sentence what came of it; never fails
python tools/browser.py --path   print the path of the browser that is there; exit code 1 without one
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/snap/bin")
# The fonts carry Devanagari and Bengali: without them screenshots show boxes.
PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-color-emoji")
PATIENCE = 600  # seconds for each step of the package manager


def find() -> Path | None:
    """The first browser on PATH, else in the usual places."""
    search = os.pathsep.join([*os.get_exec_path(), *PLACES])
    for name in NAMES:
        found = shutil.which(name, path=search)
        if found:
            return Path(found)
    return None


def install() -> str | None:
    """None when done, else why not."""
    if not shutil.which("apt-get"):
        return "there is no apt-get to install one with"
    if os.geteuid() != 0:
        return f"installing one needs root: apt-get install {' '.join(PACKAGES)}"
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        try:
            done = subprocess.run([*apt, *step], capture_output=True, text=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return f"apt-get {step[0]} took more than {PATIENCE} s"
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            return f"apt-get {step[0]} failed ({lines[-1]})"
    return None


def main() -> int:
    found = find()
    if "--path" in sys.argv[1:]:
        if found:
            print(found)
        return 0 if found else 1
    if found:
        print(f"Browser tests will use {found}.")
        return 0
    trouble = install()
    found = find()
    if found:
        print(f"Installed {found} for the browser tests.")
    else:
        print(f"Browser tests will not run: no Chromium was found and {trouble or 'the package brought none'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
