"""The command, as a process: what it prints leads to vendors that answer."""

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from tests.cli.conftest import Frontdesk

_COMMAND = (sys.executable, "-c", "from frontdesk.cli.main import app; app()", "dev-provider")


def test_it_prints_settings_that_lead_to_it_and_stops_when_told() -> None:
    arguments = ("--reply", "Good day", "--tokens-per-second", "0", "--key", "sk-good")
    with subprocess.Popen((*_COMMAND, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as made:
        assert made.stdout is not None
        lines = [made.stdout.readline().strip().split("=", 1) for _ in range(4)]
        assert [name for name, _ in lines] == [
            "OPENAI_BASE_URL", "OPENROUTER_BASE_URL", "GROQ_BASE_URL", "GEMINI_BASE_URL",
        ]  # fmt: skip
        body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
        for key, status in (("sk-good", 200), ("sk-bad", 401)):
            answer = httpx.post(
                f"{lines[0][1]}/chat/completions", json=body, headers={"Authorization": f"Bearer {key}"}
            )
            assert answer.status_code == status
        body = {"contents": [{"parts": [{"text": "Hello"}]}]}
        address = f"{lines[3][1]}/models/gemini-2.5-flash:generateContent"
        answer = httpx.post(address, json=body, headers={"x-goog-api-key": "sk-good"})
        assert answer.json()["candidates"][0]["content"]["parts"] == [{"text": "Good day"}]
        made.send_signal(signal.SIGTERM)
        assert made.wait(30) == 0
        assert made.stderr is not None
        assert made.stderr.read().startswith("Simulated model vendors listen at http://127.0.0.1:")


def test_a_taken_port_is_one_sentence(frontdesk: Frontdesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = frontdesk("dev-provider", "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr == f"Cannot listen at 127.0.0.1:{port}: choose another --host or --port.\n"


@pytest.mark.parametrize("arguments", [("--burst", "0"), ("--tokens", "-1"), ("--tokens-per-second", "-5")])
def test_options_out_of_bounds(frontdesk: Frontdesk, arguments: tuple[str, ...]) -> None:
    assert frontdesk("dev-provider", *arguments).exit_code == 2
