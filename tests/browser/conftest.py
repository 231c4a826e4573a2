"""A real browser against a real server. Without a browser these tests fail on CI and are not run elsewhere."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.desk import ServedDesk, free_port, start
from tests.browser.visitor import Visitor

_FINDER = Path(__file__).parents[2] / "tools" / "browser.py"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE = 30_000  # ms; only a broken page waits that long

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = subprocess.run([sys.executable, _FINDER, "--path"], capture_output=True, text=True, check=False)
    if found.returncode == 0:
        return found.stdout.strip()
    says = "No Chromium was found: `python tools/browser.py` installs one or says why it cannot."
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(says)
    pytest.skip(says)


# For the package, not the session: while Playwright runs, its event loop keeps others off this thread.
@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="package")
def desk(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    directory = tmp_path_factory.mktemp("desk")
    port = free_port()
    process = start(directory, port)
    served = ServedDesk(f"http://127.0.0.1:{port}")
    try:
        served.fill()
        yield served
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def arrive(browser: Browser, desk: ServedDesk) -> Iterator[Arrive]:
    """Opens the page as a new visitor; keywords are the browser's, such as locale or viewport. Afterwards nobody may
    have had a complaint, except for those that the test has taken off the list.
    """
    visitors: list[Visitor] = []

    def come(**settings: Any) -> Visitor:
        context = browser.new_context(**{"locale": "en-IN", **settings})
        context.set_default_timeout(_PATIENCE)
        visitor = Visitor(context, desk.url + "/")
        visitors.append(visitor)
        return visitor.arrive()

    yield come
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.page.context.close()
    assert complaints == []
