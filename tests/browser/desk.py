"""A desk as its owner starts it: `frontdesk serve` in a process of its own, filled through its own API."""

import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

_ADMIN = "owner@example.com"
_PASSWORD = "Correct-Horse-7"
_PATIENCE = 60  # seconds for the server to start on a busy machine

_SERVICES = (
    {
        "name": "Bridal Makeup",
        "names": {
            "en": "Bridal Makeup",
            "hi": "ब्राइडल मेकअप",
            "ne": "दुलही मेकअप",
            "mr": "वधू मेकअप",
            "bn": "কনের মেকআপ",
        },
        "aliases": ["wedding makeup"],
        "currency": "INR",
        "duration_minutes": 180,
        "packages": [
            {"name": "Basic", "names": {"hi": "बेसिक"}, "price": "15999.00"},
            {"name": "Premium", "names": {"hi": "प्रीमियम"}, "price": "49999.00"},
        ],
    },
    {
        "name": "Party Makeup",
        "names": {"en": "Party Makeup", "hi": "पार्टी मेकअप", "ne": "पार्टी मेकअप", "mr": "पार्टी मेकअप", "bn": "পার্টি মেকআপ"},
        "currency": "INR",
        "duration_minutes": 90,
        "packages": [{"name": "Classic", "price": "6999.00"}, {"name": "Glamour", "price": "9999.00"}],
    },
)


@dataclass(frozen=True)
class ServedDesk:
    url: str

    def code_sent_to(self, phone: str) -> str:
        """The latest one-time code. It leaves through the outbox, so it may take a moment to get there."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            letters = httpx.get(f"{self.url}/dev/outbox", params={"to": phone}).raise_for_status().json()
            if letters and (found := re.search(r"\b\d{6}\b", letters[0]["body"])):
                return found.group()
            time.sleep(0.1)
        raise AssertionError(f"no code was sent to {phone}")

    def bookings(self, phone: str) -> list[dict[str, str]]:
        found = httpx.post(f"{self.url}/admin/bookings/search", json={"search": phone}, headers=self._sign_in())
        return list(found.raise_for_status().json()["bookings"])

    def fill(self) -> None:
        headers = self._sign_in()
        for service in _SERVICES:
            httpx.post(f"{self.url}/admin/services", json=service, headers=headers).raise_for_status()

    def _sign_in(self) -> dict[str, str]:
        body = {"email": _ADMIN, "password": _PASSWORD}
        answer = httpx.post(f"{self.url}/admin/login", json=body).raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(directory: Path, port: int) -> subprocess.Popen[bytes]:
    """Answers once the server does. The caller ends the process."""
    log_file = directory / "server.log"
    settings = {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "development",
        "FRONTDESK_DATA_DIR": str(directory),
        "RATE_LIMIT__ENABLED": "false",
        "BUSINESS__NAME": "Asha Makeup Studio",
        "ADMIN_USERNAME": _ADMIN,
        "ADMIN_PASSWORD": _PASSWORD,
    }
    command = [str(Path(sys.executable).with_name("frontdesk")), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, env=settings, cwd=directory, stdout=log, stderr=log)
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}:\n{log_file.read_text('utf-8')[-2000:]}")
        try:
            httpx.get(f"http://127.0.0.1:{port}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return process
    process.kill()
    process.wait()
    raise AssertionError("the server did not answer")
